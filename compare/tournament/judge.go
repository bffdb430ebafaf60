package tournament

import (
	"math"
	"slices"

	"backprop/compare/gradcheck"
)

const (
	// wrongFrom is the relative error from which a claim is wrong: the largest that
	// any of the rules allows by default, PyTorch's rtol.
	wrongFrom = 1e-3
	// toTell is by how much the error of a wrong claim must exceed what differences
	// can reach, for double precision to tell.
	toTell = 100
	// certain is the relative error that differences must reach for an open verdict to
	// be needless: two digits more than wrongFrom.
	certain = 1e-5
)

// at is f at x + t e_i, and NaN if it panics there.
func (s sample) at(i int, t float64) (v float64) {
	defer func() {
		if recover() != nil {
			v = math.NaN()
		}
	}()
	y := slices.Clone(s.x)
	y[i] += t
	return s.f(y)
}

// attainable is the error of element i that differences of f can reach: of central
// differences, extrapolated up to twice, the best four in a row at steps that halve,
// so that no lucky one counts. It knows the truth, as no checker does.
func (s sample) attainable(i int) float64 {
	const inARow = 4
	scale := max(1, math.Abs(s.x[i]))
	best := math.Inf(1)
	var last [3]float64
	var errs [3][]float64
	for h := scale; h > scale*0x1p-52; h /= 2 {
		width := (s.x[i] + h) - (s.x[i] - h)
		now := [3]float64{(s.at(i, h) - s.at(i, -h)) / width}
		now[1] = now[0] + (now[0]-last[0])/3
		now[2] = now[1] + (now[1]-last[1])/15
		for order, v := range now {
			e := math.Abs(v - s.truth[i])
			if math.IsNaN(e) {
				e = math.Inf(1)
			}
			errs[order] = append(errs[order], e)
			if n := len(errs[order]); n >= inARow+order {
				best = min(best, slices.Max(errs[order][n-inARow:]))
			}
		}
		last = now
	}
	return best
}

// trial is a sample, and what differences can reach of each of its elements.
type trial struct {
	sample
	reach []float64
}

func newTrial(s sample) trial {
	t := trial{sample: s, reach: make([]float64, len(s.x))}
	for i := range s.x {
		t.reach[i] = s.attainable(i)
	}
	return t
}

// wrong reports whether a claim is wrong in an element in which double precision can
// tell.
func (t trial) wrong(claim []float64) bool {
	for i, c := range claim {
		off := math.Abs(c - t.truth[i])
		if off > wrongFrom*max(math.Abs(c), math.Abs(t.truth[i])) && off > toTell*t.reach[i] {
			return true
		}
	}
	return false
}

// needless reports whether a verdict was left open that differences could have given,
// or for a reason that is not there.
func (t trial) needless(c gradcheck.Comparison) bool {
	switch {
	case c.Reason == gradcheck.Kink && !t.kinked, c.Reason == gradcheck.NonDeterministic && !t.random:
		return true
	case t.random:
		return false
	}
	// A slope of 0 has no digits: it is held against the change of f around.
	scale := max(1, math.Abs(t.x[c.Index]))
	size := math.Abs(t.truth[c.Index])
	if size == 0 {
		size = math.Abs(t.at(c.Index, scale/8)-t.at(c.Index, -scale/8)) / scale
	}
	return t.reach[c.Index] <= certain*size
}

// leftNeedlessly reports whether any of a report's open verdicts was needless.
func (t trial) leftNeedlessly(report gradcheck.Report) bool {
	for _, m := range report.Methods {
		if m.Directional {
			continue
		}
		for _, c := range m.Comparisons {
			if c.Verdict == gradcheck.Inconclusive && t.needless(c) {
				return true
			}
		}
	}
	return false
}

// beyond reports whether a comparison passes an element that is off by more than the
// error that it says it would have caught: twice its bar, as the numerical value may
// be off by one.
func (t trial) beyond(report gradcheck.Report) bool {
	for _, m := range report.Methods {
		if m.Directional {
			continue
		}
		for i, c := range m.Comparisons {
			if c.Verdict == gradcheck.Pass && math.Abs(c.Claimed-t.truth[i]) > 2*c.Bar {
				return true
			}
		}
	}
	return false
}
