package gradcheck

import (
	"fmt"
	"math"
)

// ratioRounding is how exactly two numbers must agree, beyond their bars, to
// count as equal in a pattern.
const ratioRounding = 1e-8

// equal reports whether a claim is ratio times the numerical value of c.
func (p pattern) equal(claimed, ratio float64, c Comparison) bool {
	want := ratio * c.Numerical
	return math.Abs(claimed-want) <= float64(2*(1+math.Abs(ratio))*c.Bar)+float64(ratioRounding*math.Abs(want))
}

// proportional reports whether claimed = c·numerical holds for every element
// of the blocks, and whether c is a number that mistakes are made of. If it is not,
// one element alone shows nothing.
func (p pattern) proportional(spans []span, where string) (h Hint, named, ok bool) {
	var known []*Comparison
	var best *Comparison // the one that is known to the most digits
	for _, s := range spans {
		for i := s.start; i < s.end; i++ {
			c := &p.best[i]
			if c.Verdict == Inconclusive || c.Reason == Stationary || c.Verdict == Pass && c.size() == 0 {
				continue
			}
			known = append(known, c)
			if c.Numerical != 0 && (best == nil || c.known() < best.known()) {
				best = c
			}
		}
	}
	if best == nil {
		return Hint{}, false, false
	}
	ratio := best.Claimed / best.Numerical
	off := min(best.known(), 0.01) * math.Abs(ratio)
	word, named := p.ratioName(ratio, off)
	// A ratio of 1, as exactly as it can be told, explains nothing.
	if !finite(ratio) || math.Abs(ratio-1) <= 4*ratioRounding || len(known) == 1 && len(p.best) > 1 && !named {
		return Hint{}, false, false
	}
	for _, c := range known {
		if !p.equal(c.Claimed, ratio, *c) {
			return Hint{}, false, false
		}
	}
	switch {
	case ratio == 0:
		return Hint{Zero, where, 0,
			fmt.Sprintf("%s: claimed 0 throughout, the gradient is not: dropped or never wired", where)}, true, true
	case word == "-1":
		return Hint{Sign, where, -1, fmt.Sprintf("%s: the claim is minus the gradient", where)}, true, true
	case named:
		return Hint{Factor, where, ratio,
			fmt.Sprintf("%s: the claim is %s times the gradient", where, word)}, true, true
	}
	return Hint{Factor, where, ratio,
		fmt.Sprintf("%s: the claim is %.9g times the gradient, the same factor throughout", where, ratio)}, false, true
}

// known is the error bar relative to the numerical value.
func (c *Comparison) known() float64 { return c.Bar / math.Abs(c.Numerical) }

// ratioName names the factors that mistakes are made of; the ratio is known to off.
func (p pattern) ratioName(ratio, off float64) (string, bool) {
	n := float64(p.rows)
	candidates := []struct {
		value float64
		name  string
	}{{0, "0"}, {-1, "-1"}, {2, "2"}, {0.5, "1/2"}, {-2, "-2"}, {-0.5, "-1/2"}}
	if p.rows > 1 {
		candidates = append(candidates, []struct {
			value float64
			name  string
		}{
			{1 / n, fmt.Sprintf("1/N = 1/%d (mean instead of sum)", p.rows)},
			{n, fmt.Sprintf("N = %d (sum instead of mean)", p.rows)},
			{2 / n, fmt.Sprintf("2/N = 2/%d", p.rows)}, {-1 / n, fmt.Sprintf("-1/N = -1/%d", p.rows)},
		}...)
	}
	for _, c := range candidates {
		if ratio == c.value || math.Abs(ratio-c.value) <= off+float64(ratioRounding*math.Abs(c.value)) {
			return c.name, true
		}
	}
	return "", false
}
