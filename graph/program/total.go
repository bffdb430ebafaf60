package program

import "backprop/network/portable"

// term is a part of a sum over all elements: scale times the sum of a factor, of
// the product of two, or, if log, of the first factor times the logarithm of the
// last one.
type term struct {
	scale   float64
	factors []*value
	log     bool
}

// splitTotal makes the sum of a sum the sum of its terms, of which none needs to be
// kept.
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
		default:
			i++
			continue
		}
		v.absorb(a)
	}
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

// Where a product of values is kept in place of the sum of their logarithms, it
// stays within these bounds, and a value within their square roots, so that the
// product of both is a normal number.
const (
	productMax = 1e200
	productMin = 1e-200
	factorMax  = 1e100
	factorMin  = 1e-100
)

// sumLog returns Σ w ln v, where a w of 0 leaves out a finite logarithm. The values
// with weight 1 are multiplied, and the logarithm of the product is taken.
func sumLog(w, v []float64) float64 {
	v = v[:len(w)]
	sum, product := 0.0, 1.0
	for i, weight := range w {
		x := v[i]
		if !(factorMin < x && x < factorMax) || float64(weight*(1-weight)) != 0 {
			sum += weightedLog(weight, x)
			continue
		}
		// 1 for a weight of 0 and x for one of 1, exactly, without a branch that a
		// processor would have to guess.
		product *= float64(weight*x) + (1 - weight)
		if !(productMin < product && product < productMax) {
			sum += portable.Log(product)
			product = 1
		}
	}
	return sum + portable.Log(product)
}

func weightedLog(w, x float64) float64 {
	if w == 0 && x > 0 && x-x == 0 {
		return 0
	}
	return float64(w * portable.Log(x))
}

// sumLogs returns Σ ln v.
func sumLogs(v []float64) float64 {
	sum, product := 0.0, 1.0
	for _, x := range v {
		if !(factorMin < x && x < factorMax) {
			sum += portable.Log(x)
			continue
		}
		product *= x
		if !(productMin < product && product < productMax) {
			sum += portable.Log(product)
			product = 1
		}
	}
	return sum + portable.Log(product)
}
