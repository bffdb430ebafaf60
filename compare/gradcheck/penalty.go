package gradcheck

import (
	"fmt"
	"math"
	"slices"
)

// A penalty λ/2 |x|² in f adds λ x to its gradient. A claim that has another multiple of
// it is off in proportion to x, whatever the rest of f is.

// An element is evidence of a pattern if it would refute one that is off by certify of the
// penalty. Elements of the same |x| count once: those of a symmetric f are off alike by
// any mistake.
const (
	// One unknown needs penaltyEvidence elements, two need dataEvidence.
	penaltyEvidence, dataEvidence = 2, 3
)

// mixture is a guess that claimed = data·numerical + share·x, where the factors are known
// to dataOff and shareOff.
type mixture struct{ data, dataOff, share, shareOff float64 }

// off is how well the mixture is known at element i.
func (m mixture) off(p pattern, i int) float64 {
	c := p.best[i]
	return float64((1+math.Abs(m.data))*c.Bar) + float64(m.dataOff*math.Abs(c.Numerical)) +
		float64(m.shareOff*math.Abs(p.x[i])) + float64(4*unit*c.size())
}

// holds reports whether element i is what the mixture says.
func (m mixture) holds(p pattern, i int) bool {
	c := p.best[i]
	want := float64(m.data*c.Numerical) + float64(m.share*p.x[i])
	return math.Abs(c.Claimed-want) <= m.off(p, i)
}

// evidence counts the sizes of x at which the elements show the share.
func (m mixture) evidence(p pattern, elements []int) int {
	sizes := make(map[float64]bool)
	for _, i := range elements {
		if m.off(p, i) <= certify*math.Abs(m.share*p.x[i]) {
			sizes[math.Abs(p.x[i])] = true
		}
	}
	return len(sizes)
}

// known returns the elements of a block that were certified or refuted.
func (p pattern) known(s span) (elements []int) {
	for i := s.start; i < s.end; i++ {
		if p.best[i].Verdict != Inconclusive {
			elements = append(elements, i)
		}
	}
	return elements
}

// penalty reports whether the claim is off in proportion to x in the blocks, or in all those
// of their elements that fail: where x is not divided into blocks, some have no penalty.
func (p pattern) penalty(spans []span) (Hint, bool) {
	var wrong, right []int
	best, known := -1, 0.0
	for _, s := range spans {
		for _, i := range p.known(s) {
			c := p.best[i]
			if c.Verdict == Pass {
				right = append(right, i)
				continue
			}
			wrong = append(wrong, i)
			if k := math.Abs(p.x[i]) / (c.Bar + math.SmallestNonzeroFloat64); k > known {
				best, known = i, k
			}
		}
	}
	if best < 0 {
		return Hint{}, false
	}
	c, x := p.best[best], p.x[best]
	m := mixture{1, 0, (c.Claimed - c.Numerical) / x, c.Bar / math.Abs(x)}
	fails := func(i int) bool { return !m.holds(p, i) }
	needed, where := penaltyEvidence, p.place(spans)
	if slices.ContainsFunc(right, fails) {
		needed, where = penaltyEvidence+1, fmt.Sprintf("%d of %d elements of %s",
			len(wrong), len(wrong)+len(right), spanNames(spans))
	}
	if !finite(m.share) || slices.ContainsFunc(wrong, fails) || m.evidence(p, wrong) < needed {
		return Hint{}, false
	}
	text := "%s: the claim lacks %.6g x, the gradient of a penalty: it is left out, or has a wrong factor or sign"
	if m.share > 0 {
		text = "%s: the claim has %.6g x too much: " +
			"a penalty is counted twice or with a wrong factor, or one that f subtracts is left out"
	}
	return Hint{Penalty, where, 0, fmt.Sprintf(text, where, math.Abs(m.share))}, true
}

// dataPart reports whether the claim is a constant times the gradient but for a penalty, which
// some of the blocks may be without: as of a mean where f is a sum, and a penalty beside it.
func (p pattern) dataPart(spans []span) (Hint, bool) {
	for _, s := range spans {
		elements := p.known(s)
		m, ok := p.mixtureOf(elements)
		if !ok || m.evidence(p, elements) < dataEvidence {
			continue
		}
		word, named := p.partName(m.data, m.dataOff)
		alone := mixture{data: m.data, dataOff: m.dataOff}
		explains := func(s span) bool {
			elements := p.known(s)
			return !slices.ContainsFunc(elements, func(i int) bool { return !m.holds(p, i) }) ||
				!slices.ContainsFunc(elements, func(i int) bool { return !alone.holds(p, i) })
		}
		if !named || slices.ContainsFunc(spans, func(s span) bool { return !explains(s) }) {
			continue
		}
		where := p.place(spans)
		return Hint{DataPart, where, m.data, fmt.Sprintf(
			"%s: the claim is %s times the gradient but for a multiple of x: "+
				"if that is a penalty, of gradient %.6g x, all else is claimed %s times",
			where, word, m.share/(1-m.data), word)}, true
	}
	return Hint{}, false
}

// mixtureOf solves for the mixture of the two elements that tell its parts apart best.
func (p pattern) mixtureOf(elements []int) (mixture, bool) {
	i, j, det := -1, -1, 0.0
	for _, k := range elements {
		if i < 0 || math.Abs(p.best[k].Numerical) > math.Abs(p.best[i].Numerical) {
			i = k
		}
	}
	for _, k := range elements {
		d := float64(p.best[i].Numerical*p.x[k]) - float64(p.best[k].Numerical*p.x[i])
		if math.Abs(d) > math.Abs(det) {
			j, det = k, d
		}
	}
	if j < 0 {
		return mixture{}, false
	}
	a, b, xa, xb := p.best[i], p.best[j], p.x[i], p.x[j]
	m := mixture{
		data:  (float64(a.Claimed*xb) - float64(b.Claimed*xa)) / det,
		share: (float64(a.Numerical*b.Claimed) - float64(b.Numerical*a.Claimed)) / det,
	}
	scale := (1 + math.Abs(m.data)) / math.Abs(det)
	m.dataOff = scale * (float64(math.Abs(xb)*a.Bar) + float64(math.Abs(xa)*b.Bar))
	m.shareOff = scale * (float64(math.Abs(a.Numerical)*b.Bar) + float64(math.Abs(b.Numerical)*a.Bar))
	return m, finite(m.data, m.share) && m.dataOff <= certify*math.Abs(m.data)
}

// partName names the factors that ratioName does, and N or 1/N for an N that is not known.
func (p pattern) partName(ratio, off float64) (string, bool) {
	if word, named := p.ratioName(ratio, off); named || p.rows > 0 {
		return word, named
	}
	for _, c := range []struct{ value, off float64 }{{ratio, off}, {1 / ratio, off / (ratio * ratio)}} {
		if n := math.Round(c.value); n > 1 && math.Abs(c.value-n) <= c.off && c.off <= certify {
			if c.value == ratio {
				return fmt.Sprintf("%.0f", n), true
			}
			return fmt.Sprintf("1/%.0f", n), true
		}
	}
	return "", false
}
