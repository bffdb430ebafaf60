package program

import "slices"

// term is a part of a sum over all elements: scale times the sum of a factor, of
// the product of two, or, if log, of the first factor times the logarithm of the
// last one.
type term struct {
	scale   float64
	factors []*value
	log     bool
}

// negateTotal makes the negative of a sum the sum of negatives.
func (c *compiler) negateTotal(v *value) {
	if v.kind == apply && v.fn == negate && v.args[0].kind == total && v.args[0].uses == 1 {
		t := v.args[0]
		v.absorb(t)
		v.kind, v.fn, v.args, v.terms = total, nil, nil, slices.Clone(t.terms)
		for i := range v.terms {
			v.terms[i].scale = -v.terms[i].scale
		}
	}
}

// splitTotal makes the sum of products the sum of its terms, which need not be kept,
// and of logarithms as well.
func (c *compiler) splitTotal(v *value) {
	if v.kind != total {
		return
	}
	for i := 0; i < len(v.terms); {
		t := v.terms[i]
		a := t.factors[0]
		if len(t.factors) > 1 || t.log || a.kind != apply || a.uses > 1 || a.size() == 1 {
			i++
			continue
		}
		if a.fn != times.vectors && !likelihood(a) {
			i++ // Σa - Σb may be all rounding, or Inf - Inf, where Σ(a-b) is not
			continue
		}
		x, y := a.args[0], a.args[len(a.args)-1]
		switch {
		case a.fn == plus.vectors:
			v.terms[i].factors = []*value{x}
			v.terms = append(v.terms, term{t.scale, []*value{y}, false})
		case a.fn == minus.vectors:
			v.terms[i].factors = []*value{x}
			v.terms = append(v.terms, term{-t.scale, []*value{y}, false})
		case a.fn == times.right && y.kind == uniform:
			v.terms[i] = term{t.scale * y.number, []*value{x}, false}
		case a.fn == times.left && x.kind == uniform:
			v.terms[i] = term{t.scale * x.number, []*value{y}, false}
		case a.fn == times.vectors:
			v.terms[i].factors = []*value{x, y}
			for j, f := range a.args { // w ⊙ ln v
				if f.kind == apply && f.fn == logarithm && f.uses == 1 {
					v.terms[i].factors, v.terms[i].log = []*value{a.args[1-j], f.args[0]}, true
					v.absorb(f)
					break
				}
			}
			i++
		case a.fn == logarithm:
			v.terms[i].factors, v.terms[i].log = []*value{x}, true
			i++
		}
		v.absorb(a)
	}
}

// likelihood tells whether a, which nothing else uses, is made of weighted logarithms.
// They are rounded already, to about as much as their sums are, and below 745: so Σa - Σb
// has the digits of Σ(a-b), and does not overflow.
func likelihood(a *value) bool {
	if a.kind != apply || a.uses > 1 {
		return false
	}
	x, y := a.args[0], a.args[len(a.args)-1]
	switch a.fn {
	case logarithm:
		return true
	case plus.vectors, minus.vectors:
		return likelihood(x) && likelihood(y)
	case times.vectors:
		return x.fn == logarithm || y.fn == logarithm
	case times.right:
		return y.kind == uniform && likelihood(x)
	case times.left:
		return x.kind == uniform && likelihood(y)
	}
	return false
}

// sum returns Σ v. It keeps four sums, which do not wait for one another.
func sum(v []float64) float64 {
	var s0, s1, s2, s3 float64
	for ; len(v) >= 4; v = v[4:] {
		s0, s1, s2, s3 = s0+v[0], s1+v[1], s2+v[2], s3+v[3]
	}
	for _, e := range v {
		s0 += e
	}
	return (s0 + s1) + (s2 + s3)
}
