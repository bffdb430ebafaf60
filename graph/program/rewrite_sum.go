package program

import "slices"

// negatedSum makes the negative of a sum a sum with that sign.
func negatedSum(_ *compiler, v *value) *value {
	if !v.isMap(negate) || v.args[0].op != opSum || v.args[0].uses != 1 {
		return nil
	}
	sum := v.args[0]
	v.absorb(sum)
	v.op, v.function, v.args, v.terms, v.negated = opSum, nil, nil, slices.Clone(sum.terms), !sum.negated
	return v
}

// rewriteTerm applies a rule to the first term of a sum that it fits. The rule is given
// a term of one factor, which is a function of matrices that nothing else uses and need not
// be kept, and returns the terms in place of it; the second goes to the end.
func rewriteTerm(v *value, rule func(t term, factor *value) []term) *value {
	if v.op != opSum {
		return nil
	}
	for i, t := range v.terms {
		a := t.factors[0]
		if len(t.factors) > 1 || t.log || a.op != opMap || a.uses > 1 || a.size() == 1 {
			continue
		}
		if terms := rule(t, a); terms != nil {
			v.terms[i] = terms[0]
			v.terms = append(v.terms, terms[1:]...)
			v.absorb(a)
			return v
		}
	}
	return nil
}

// sumOfSum takes apart sums of logarithms alone: in general Σa - Σb may be all
// rounding, or Inf - Inf, where Σ(a-b) is not.
func sumOfSum(_ *compiler, v *value) *value {
	return rewriteTerm(v, func(t term, a *value) []term {
		if a.function != plus.vectors && a.function != minus.vectors || !isLogLikelihood(a) {
			return nil
		}
		second := term{t.scale, []*value{a.args[1]}, false}
		if a.function == minus.vectors {
			second.scale = -t.scale
		}
		return []term{{t.scale, []*value{a.args[0]}, false}, second}
	})
}

// sumOfMultiple takes a sign out of a sum, and a number out of one of logarithms, which
// does not overflow.
func sumOfMultiple(_ *compiler, v *value) *value {
	return rewriteTerm(v, func(t term, a *value) []term {
		x, y := a.args[0], a.args[len(a.args)-1]
		switch {
		case a.function == negate:
			return []term{{-t.scale, []*value{x}, false}}
		case a.function == times.right && isLogLikelihood(a):
			return []term{{t.scale * y.number, []*value{x}, false}}
		case a.function == times.left && isLogLikelihood(a):
			return []term{{t.scale * x.number, []*value{y}, false}}
		}
		return nil
	})
}

func sumOfProduct(_ *compiler, v *value) *value {
	return rewriteTerm(v, func(t term, a *value) []term {
		if a.function != times.vectors {
			return nil
		}
		return []term{{t.scale, slices.Clone(a.args), false}}
	})
}

func sumOfLogarithms(_ *compiler, v *value) *value {
	return rewriteTerm(v, func(t term, a *value) []term {
		if a.function != logarithm {
			return nil
		}
		return []term{{t.scale, slices.Clone(a.args), true}}
	})
}

func sumOfWeightedLogarithms(_ *compiler, v *value) *value {
	if v.op != opSum {
		return nil
	}
	for i, t := range v.terms {
		if len(t.factors) < 2 || t.log {
			continue
		}
		for j, f := range t.factors {
			if f.isMap(logarithm) && f.uses == 1 {
				v.terms[i] = term{t.scale, []*value{t.factors[1-j], f.args[0]}, true}
				v.absorb(f)
				return v
			}
		}
	}
	return nil
}

// isLogLikelihood tells whether a, which nothing else uses, is made of weighted
// logarithms. They are rounded already, to about as much as their sums are, and below
// 745: so Σa - Σb has the digits of Σ(a-b), and does not overflow.
func isLogLikelihood(a *value) bool {
	if a.op != opMap || a.uses > 1 {
		return false
	}
	x, y := a.args[0], a.args[len(a.args)-1]
	switch a.function {
	case logarithm:
		return true
	case negate:
		return isLogLikelihood(x)
	case plus.vectors, minus.vectors:
		return isLogLikelihood(x) && isLogLikelihood(y)
	case times.vectors:
		return x.isMap(logarithm) || y.isMap(logarithm)
	case times.right:
		return y.op == opSplat && isLogLikelihood(x)
	case times.left:
		return x.op == opSplat && isLogLikelihood(y)
	}
	return false
}
