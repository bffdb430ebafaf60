package gradcheck

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Checker checks claim after claim about the gradient of one f at one x. It
// keeps the values of f, so that only the first claim costs their computation. It
// is not safe for concurrent use.
type Checker struct {
	settings Settings
	problem  *problem
	// directions are those of Settings.Directions, taylor those of Taylor.
	directions, taylor []line
	excuse             Reason // why f cannot be differentiated at x, or None
}

// NewChecker returns a checker for the gradient of f at x. It calls f some 20 to
// 150 times, to measure its noise. The errors are those of Check that do not
// concern the claim.
func NewChecker(f func(x []float64) float64, x []float64, settings *Settings) (*Checker, error) {
	c, err := newChecker(f, x, settings)
	if err != nil {
		return nil, err
	}
	p := c.problem
	p.values, p.slopes = make(map[place]float64), make(map[place]float64)
	p.clamps, p.estimates = make(map[place]bool), make(map[beginning]estimate)
	return c, nil
}

func newChecker(f func(x []float64) float64, x []float64, settings *Settings) (*Checker, error) {
	c := new(Checker)
	if settings != nil {
		c.settings = *settings
	}
	s := &c.settings
	spans, err := s.validate(f, x)
	if err != nil {
		return nil, err
	}
	p := &problem{f: f, straight: s.StraightThrough, rounding: s.Rounding, x: slices.Clone(x), spans: spans, scratch: make([]float64, len(x))}
	c.problem = p
	origin := line{p: p}
	p.f0 = p.eval(origin, 0)
	if !finite(p.f0) {
		c.excuse = NonFinite
	} else {
		p.measureNoise()
		if p.straight != nil && p.straight(origin.point(0)) {
			c.excuse = Clamp
		}
		if slices.Contains(s.methods(), Dual) {
			if err := p.checkDual(s.Dual); err != nil {
				return nil, err
			}
		}
	}
	rnd := s.Rand
	if rnd == nil {
		rnd = rand.New(rand.NewPCG(1, 2))
	}
	c.directions = p.directions(s.Directions, rnd)
	if slices.Contains(s.methods(), Taylor) {
		c.taylor = p.taylorDirections(rnd, len(c.directions))
	}
	return c, nil
}

// Check compares a claim, of the one called name, with what f says; see the
// function Check. Evaluations in the report count the calls of f that no earlier
// claim has already paid for, and the measurement of the noise.
func (c *Checker) Check(name string, claimed []float64) (Report, error) {
	p, s := c.problem, &c.settings
	if len(claimed) != len(p.x) {
		return Report{}, fmt.Errorf("gradcheck: claimed has %d elements, x has %d; they must be equally many", len(claimed), len(p.x))
	}
	p.claimed = slices.Clone(claimed)
	r := Report{Name: name, Value: p.f0, Noise: p.noise, Elements: len(p.x), spans: p.spans}
	for _, m := range s.methods() {
		r.Methods = append(r.Methods, c.compare(m))
	}
	r.Evaluations, p.calls = p.calls, 0
	r.conclude(s.Rows)
	return r, nil
}

// compare compares the claim by one method.
func (c *Checker) compare(m Method) MethodReport {
	p := c.problem
	before, along := p.calls, len(c.directions) > 0
	report := MethodReport{Method: m, Directional: m == Taylor || along}
	switch {
	case c.excuse == NonFinite, c.excuse == Clamp && m != Dual:
		report.Comparisons = c.excused(m, c.excuse)
	case m == Taylor:
		report.Comparisons = p.taylor(c.taylor)
	case m == Central && along:
		report.Comparisons = p.centralAlong(c.directions)
	case m == Central:
		report.Comparisons = p.central()
	case along:
		report.Comparisons = p.dualAlong(c.directions, c.settings.Dual)
	default:
		report.Comparisons = p.dual(c.settings.Dual)
	}
	if along && m != Taylor {
		report.Missed = missed(c.directions, report.Comparisons)
	}
	report.Evaluations = p.calls - before
	return report
}

// excused makes the comparisons that a method would have made, all Inconclusive.
func (c *Checker) excused(m Method, why Reason) []Comparison {
	p := c.problem
	if m != Taylor && len(c.directions) == 0 {
		return p.elements(func(_ int, c *Comparison) { c.excuse(why) })
	}
	var cs []Comparison
	if m == Taylor {
		cs = p.taylorComparisons(c.taylor)
	} else {
		cs = make([]Comparison, len(c.directions))
		for i := range cs {
			cs[i] = p.directionComparison(i, c.directions[i])
		}
	}
	for i := range cs {
		cs[i].excuse(why)
	}
	return cs
}
