package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"gonum.org/v1/gonum/floats"

	. "backprop/compare/gradcheck"
)

// bars is by how many bars a claim that passes may be off: by one from the numerical
// value, which may itself be off by one.
const bars = 2

// record is what the jury has found about one family.
type record struct {
	Samples int
	// FalseAlarms are right gradients that fail, or that no report is given of.
	FalseAlarms int
	// Certified are passes outside their bar or outside of three digits; Astray are
	// wrong claims that pass along a direction, outside its bar.
	Certified, Astray int
	// Loose are wrong claims that pass under a bar more than a thousand times
	// wider than what double precision allows.
	Loose int
	// Inconclusive of Tellable comparisons of right gradients say nothing; the
	// reasons of Untrue comparisons are not true.
	Inconclusive, Tellable, Untrue int
	// Missed of Planted mistakes that double precision can tell do not fail.
	Missed, Planted int

	notes []string
	noted map[string]int
}

func (r *record) String() string {
	return fmt.Sprintf("%d samples: %d false alarms, %d certified wrong, %d along a direction, %d under a loose bar, "+
		"%d of %d inconclusive, %d untrue reasons, %d of %d mistakes missed", r.Samples, r.FalseAlarms, r.Certified,
		r.Astray, r.Loose, r.Inconclusive, r.Tellable, r.Untrue, r.Missed, r.Planted)
}

// holds reports whether the checker did what it promises.
func (r *record) holds() bool {
	return r.FalseAlarms == 0 && r.Certified == 0 && r.Astray == 0 && r.Untrue == 0 &&
		r.atMost(missedAtMost, r.Missed, r.Planted) && r.atMost(looseAtMost, r.Loose, r.Planted) &&
		r.atMost(inconclusiveAtMost, r.Inconclusive, r.Tellable)
}

// atMost reports whether n is no more than a share of the total, rounded up: in fewer than knownDraws, of
// which the share is known less well, no more than three standard deviations above it.
func (r *record) atMost(share float64, n, total int) bool {
	most := share * float64(total)
	if r.Samples < knownDraws {
		most += 3 * math.Sqrt(most*(1-share))
	}
	return float64(n) <= math.Ceil(most)
}

func (r *record) evidence() string { return r.String() + "\n" + strings.Join(r.notes, "\n") }

// note keeps the first examples of each kind of fault.
func (r *record) note(kind, format string, args ...any) {
	if r.noted == nil {
		r.noted = make(map[string]int)
	}
	if r.noted[kind]++; r.noted[kind] <= 3 {
		r.notes = append(r.notes, kind+": "+fmt.Sprintf(format, args...))
	}
}

// trial is one sample before the checker.
type trial struct {
	*record
	sample
	where   string
	checker *Checker
}

// try has the right gradient of a sample and two wrong ones checked.
func (r *record) try(s sample, rnd *rand.Rand, where string) {
	r.Samples++
	t := trial{record: r, sample: s, where: fmt.Sprintf("%s, %sx = %v", where, s.formula, s.x)}
	defer func() {
		if fault := recover(); fault != nil {
			r.FalseAlarms++
			r.note("false alarm", "%s: panic: %v", t.where, fault)
		}
	}()
	settings := new(Settings)
	if rnd.IntN(8) == 0 {
		settings.Directions = 3
	}
	var err error
	if t.checker, err = NewChecker(s.f, s.x, settings); err != nil {
		panic(err)
	}
	right := t.check(s.right())
	t.hear(right)
	for range 2 {
		t.plant(rnd, right)
	}
}

func (t trial) check(claim []float64) Report {
	report, err := t.checker.Check("", claim)
	if err != nil {
		panic(err)
	}
	return report
}

// hear judges the report on the right gradient.
func (t trial) hear(report Report) {
	if report.Verdict() == Fail && t.refutable(report) {
		t.FalseAlarms++
		t.note("false alarm", "%s: %v", t.where, describe(report.Failures()[0]))
	}
	for _, m := range report.Methods {
		if m.Directional {
			continue
		}
		for i, c := range m.Comparisons {
			switch {
			case c.Verdict == Pass:
				t.Tellable++
				off := math.Abs(c.Numerical - t.truth[i])
				if off > c.Bar && off > 1e-15*t.size(i) && !t.blind {
					t.Certified++
					t.note("certified", "%s: truth %v outside the bar of %v", t.where, t.truth[i], describe(c))
				}
			case c.Verdict == Inconclusive && !t.blind:
				if t.untrue(c.Reason) && t.tellable(i) {
					t.Untrue++
					t.note("untrue", "%s: %v", t.where, describe(c))
				}
				if t.tellable(i) {
					t.Tellable++
					t.record.Inconclusive++
					t.note("inconclusive", "%s: truth %v, differences reach %.1e, %v",
						t.where, t.truth[i], t.attainable(i), describe(c))
				}
			}
		}
	}
}

// refutable reports whether f as computed shows, by differences of some step, that an alarm is false: by being nearer
// to the truth than to the slope that the checker found. If not, as where the other summands' rounding drowns
// a narrow step, no one who has f alone can know better.
func (t trial) refutable(report Report) bool {
	alarms := 0
	for _, m := range report.Methods {
		for i, c := range m.Comparisons {
			if m.Directional || c.Verdict != Fail {
				continue
			}
			alarms++
			if !(t.attainable(i) > math.Abs(c.Numerical-t.truth[i])/2) {
				return true
			}
		}
	}
	return alarms == 0
}

// untrue reports whether the reason contradicts what is known of f.
func (t trial) untrue(r Reason) bool {
	return r == Kink && !t.kinked || r == NonFinite && !t.broken || r == Clamp
}

// plant makes a mistake and judges the report on it, of which right is the one
// without the mistake.
func (t trial) plant(rnd *rand.Rand, right Report) {
	kind := plantable[rnd.IntN(len(plantable))]
	wrong := kind.make(rnd, t.sample)
	if wrong == nil || floats.Equal(wrong, t.right()) {
		return
	}
	report := t.check(wrong)
	where := fmt.Sprintf("%s, %s", t.where, kind.name)
	for k, m := range report.Methods {
		for i, c := range m.Comparisons {
			off := 0.0
			if m.Directional { // by what the mistake changes the slope along it
				off = math.Abs(c.Claimed-right.Methods[k].Comparisons[i].Claimed) - 1e-15*math.Abs(c.Claimed)
			} else {
				off = math.Abs(wrong[i]-t.truth[i]) - 1e-15*math.Abs(t.truth[i])
			}
			if off <= 0 || t.blind {
				continue
			}
			switch {
			case !m.Directional:
				t.weigh(where, i, c, off)
			case c.Verdict == Pass && off > bars*c.Bar:
				t.Astray++
				t.note("astray", "%s, off by %.2g: %v", where, off, describe(c))
			}
		}
	}
}

// weigh judges the comparison of element i of a claim that is off by so much.
func (t trial) weigh(where string, i int, c Comparison, off float64) {
	passed := c.Verdict == Pass
	switch {
	case passed && off > bars*c.Bar && off > 1e-15*t.size(i):
		t.Certified++
		t.note("certified", "%s, off by %.2g: %v", where, off, describe(c))
		return
	case passed && off > 1e-3*max(t.size(i), math.Abs(c.Claimed)):
		t.Certified++
		t.note("certified", "%s, off by %.2g, more than three digits: %v", where, off, describe(c))
		return
	}
	if passed || c.Verdict == Inconclusive {
		allowed := t.allowed(i)
		switch {
		case off <= t.hidden(i):
		case passed && c.Bar > 1000*allowed && off > 10*allowed:
			t.Loose++
			t.note("loose", "%s, off by %.2g where differences reach %.1e: %v", where, off, allowed, describe(c))
		case off > 1e4*allowed:
			t.Missed++
			t.Planted++
			t.note("missed", "%s, off by %.2g where differences reach %.1e: %v", where, off, allowed, describe(c))
		}
	} else {
		t.Planted++
	}
}

func describe(c Comparison) string {
	return fmt.Sprintf("%s: claimed %v, numerical %v ± %.2g, %v (%v)",
		c.Name, c.Claimed, c.Numerical, c.Bar, c.Verdict, c.Reason)
}
