package gradcheck

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// Check compares claimed, the supposed gradient of f at x, with what f itself
// says, and reports the verdict. A wrong gradient is not an error but a
// Report that fails; errors are mistakes of the caller, such as lengths that
// do not match.
//
// f is called 30 to 250 times to measure its noise; 7 times for a right element along which it is
// smooth, and some 5 more to learn at which steps, about once in 64 of them; 9 to 30 times
// where the claim or the steps give reason to look closer, 15 to 60 times where f has kinks, waves or
// flat parts within the first steps, 15 to 30 times more, and up to 200 where the difference is below
// 1e-6, for an element that fails; and some 35 times per direction, and up to 300 + 40 log2(n) more for one of n
// elements that fails, unless each is compared by itself. It gets a slice of its
// own, which it may write to, but not keep; x and claimed are not modified. Where it panics it counts as
// not finite. Equal arguments give equal reports.
func Check(f func(x []float64) float64, x, claimed []float64, settings *Settings) (Report, error) {
	c, err := newChecker(f, x, settings)
	if err != nil {
		return Report{}, err
	}
	return c.Check(c.settings.Name, claimed)
}

// Checker checks claim after claim about the gradient of one f at one x. It
// keeps the values of f, so that only the first claim costs their computation. It
// is not safe for concurrent use.
type Checker struct {
	settings Settings
	problem  *problem
	// directions are those of Settings.Directions, taylor those of Taylor.
	directions, taylor []line
	undefined          Reason // why f cannot be differentiated at x, if it cannot
}

// NewChecker returns a checker for the gradient of f at x. It calls f some 30 to
// 250 times, to measure its noise. The errors are those of Check that do not
// concern the claim.
func NewChecker(f func(x []float64) float64, x []float64, settings *Settings) (*Checker, error) {
	c, err := newChecker(f, x, settings)
	if err != nil {
		return nil, err
	}
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
	p := &problem{f: f, straight: s.StraightThrough, rounding: s.Rounding, name: s.Element,
		claimRounding: cmp.Or(s.ClaimRounding, claimRounding), x: slices.Clone(x),
		spans: spans, workers: s.Workers, scratch: make([]float64, len(x)),
		groups: make([]known, (len(x)+groupSize-1)/groupSize)}
	c.problem = p
	if s.Low != nil || s.High != nil || s.Inside != nil {
		p.bounds, p.inside = s.bounds, s.Inside
	}
	ask := func() float64 {
		y := p.origin()
		v := p.call(y)
		p.writes = p.writes || !slices.Equal(y, p.x)
		return v
	}
	p.f0 = ask()
	switch again := ask(); {
	case !finite(p.f0):
		c.undefined = NonFinite
	case again != p.f0:
		c.undefined = NonDeterministic
	default:
		p.measureNoise()
		p.noise, p.near = max(p.noise, s.Accuracy/noiseSigmas), max(p.near, s.Accuracy/noiseSigmas)
		if p.straight != nil && p.straight(p.origin()) {
			c.undefined = Clamp
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
	whole := span{end: len(x)}
	c.directions = p.directions(rnd, 0, slices.Repeat([]span{whole}, s.Directions)...)
	if slices.Contains(s.methods(), Taylor) { // over each block, and if there are several, over all
		if len(spans) > 1 {
			spans = append(slices.Clone(spans), whole)
		}
		c.taylor = p.directions(rnd, len(c.directions), spans...)
	}
	return c, nil
}

// Check compares a claim, of the one called name, with what f says; see the
// function Check. Evaluations in the report count the calls of f that no earlier
// claim has already paid for, and the measurement of the noise.
func (c *Checker) Check(name string, claimed []float64) (Report, error) {
	p, s := c.problem, &c.settings
	if len(claimed) != len(p.x) {
		return Report{}, fmt.Errorf("gradcheck: claimed has %d elements, x has %d; they must be equally many",
			len(claimed), len(p.x))
	}
	p.claimed, p.compared = slices.Clone(claimed), nil
	r := Report{Name: name, Value: p.f0, Noise: p.noise, Elements: len(p.x), spans: p.spans, columns: len(p.x)}
	for _, m := range s.methods() {
		r.Methods = append(r.Methods, c.compare(m))
	}
	r.Evaluations, p.calls = p.calls, 0
	r.conclude(p.x, p.still(), s.Rows)
	return r, nil
}

// compare compares the claim by one method.
func (c *Checker) compare(m Method) MethodReport {
	p := c.problem
	before, along := p.calls, len(c.directions) > 0
	report := MethodReport{Method: m, Directional: m == Taylor || along}
	switch {
	case c.undefined != "" && !(c.undefined == Clamp && m == Dual):
		report.Comparisons = c.withoutValues(m, c.undefined)
	case m == Taylor:
		report.Comparisons = p.taylor(c.taylor, line.remainders)
	case m == Central && along:
		report.Comparisons = p.centralAlong(c.directions)
	case m == Central:
		report.Comparisons = p.central()
		if len(report.Comparisons) == len(p.x) {
			p.compared = report.Comparisons
		}
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

// withoutValues makes the comparisons that a method would have made, all Inconclusive.
func (c *Checker) withoutValues(m Method, why Reason) []Comparison {
	p := c.problem
	abstain := func(_ line, c *Comparison, _ float64) { c.abstain(why) }
	switch {
	case m == Taylor:
		return p.taylor(c.taylor, abstain)
	case len(c.directions) > 0:
		return p.along(c.directions, abstain)
	}
	return p.elements(func(_ line, c *Comparison) { c.abstain(why) })
}

// Assert checks the gradient within a test and returns the report. The test
// fails with the full report if the gradient is wrong, and also if nothing at
// all could be certified: a check that checked nothing is not a pass. An
// inconclusive report is logged. A mistake in the arguments ends the test.
func Assert(tb testing.TB, f func(x []float64) float64, x, claimed []float64, settings *Settings) Report {
	tb.Helper()
	return AssertReport(tb)(Check(f, x, claimed, settings))
}

// AssertReport is what Assert does, for any of the checks:
//
//	gradcheck.AssertReport(t)(gradcheck.CheckJacobian(f, x, claimed, nil))
func AssertReport(tb testing.TB) func(r Report, err error) Report {
	return func(r Report, err error) Report {
		tb.Helper()
		switch {
		case err != nil:
			tb.Fatal(err)
		case r.Verdict() == Fail:
			tb.Errorf("wrong %s\n%v", r.of(), r)
		case r.Certified() == 0:
			tb.Errorf("nothing was certified\n%v", r)
		case r.Verdict() == Inconclusive:
			tb.Logf("not all was certified\n%v", r)
		}
		return r
	}
}
