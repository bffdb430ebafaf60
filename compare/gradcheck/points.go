package gradcheck

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// PointsReport is the outcome of one check at many points.
type PointsReport struct {
	Seed                         uint64
	Points                       int
	Passed, Failed, Inconclusive int // points
	// Worst is the report of point Number, from 0: the failure with the largest relative
	// difference; or else the point at which the least part was certified; or the one at which
	// the claim was nearest to the edge of its error bar. PointRand(Seed, Number) draws it again.
	Worst  Report
	Number int

	certified int // comparisons that passed
}

// PointRand returns the random source of a point.
func PointRand(seed uint64, number int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(number)))
}

// CheckPoints makes a check at many points, which it draws from the random sources PointRand(seed, 0) to
// PointRand(seed, points-1), and keeps the worst report. The error is the first of the check's, with the number
// of its point; or that there is nothing to check.
func CheckPoints(seed uint64, points int, check func(rnd *rand.Rand) (Report, error)) (PointsReport, error) {
	out := PointsReport{Seed: seed, Points: points}
	switch {
	case check == nil:
		return out, errors.New("gradcheck: check is nil; it must draw a point and check something there")
	case points < 1:
		return out, fmt.Errorf("gradcheck: %d points; there must be at least 1", points)
	}
	for k := range points {
		r, err := check(PointRand(seed, k))
		if err != nil {
			return PointsReport{}, fmt.Errorf("point %d of seed %d: %w", k, seed, err)
		}
		switch r.Verdict() {
		case Pass:
			out.Passed++
		case Fail:
			out.Failed++
		case Inconclusive:
			out.Inconclusive++
		}
		out.certified += r.Certified()
		if k == 0 || r.worseThan(out.Worst) {
			out.Worst, out.Number = r, k
		}
	}
	return out, nil
}

// worseThan reports whether a report is worse than another: of two that are equal, neither is.
func (r Report) worseThan(than Report) bool {
	rank := map[Verdict]int{Pass: 0, Inconclusive: 1, Fail: 2}
	if a, b := rank[r.verdict], rank[than.verdict]; a != b {
		return a > b
	}
	return r.badness() > than.badness()
}

// badness orders reports of one verdict, as PointsReport.Worst says.
func (r Report) badness() float64 {
	if r.verdict == Fail {
		if w := worst(r.Failures()).RelDiff; finite(w) {
			return w
		}
		return math.Inf(1)
	}
	all, edge := 0, 0.0
	for _, m := range r.Methods {
		all += len(m.Comparisons)
		for _, c := range m.Comparisons {
			if c.Verdict == Pass && c.AbsDiff > 0 {
				edge = max(edge, c.AbsDiff/c.Bar)
			}
		}
	}
	if r.verdict == Inconclusive {
		return 1 - float64(r.Certified())/float64(all)
	}
	return edge
}

// Verdict is that of the worst point: Fail if any failed, Pass if all passed.
func (p PointsReport) Verdict() Verdict { return p.Worst.Verdict() }

// Err returns nil unless a point failed, and then a one-line error about the worst.
func (p PointsReport) Err() error {
	if err := p.Worst.Err(); err != nil {
		return fmt.Errorf("%w; at point %d of seed %d, the worst of %d that fail of %d",
			err, p.Number, p.Seed, p.Failed, p.Points)
	}
	return nil
}

// String returns the counts and the report of the worst point.
func (p PointsReport) String() string {
	return fmt.Sprintf("%d points of seed %d: %d passed, %d failed, %d inconclusive; the worst is number %d:\n%v",
		p.Points, p.Seed, p.Passed, p.Failed, p.Inconclusive, p.Number, p.Worst)
}

// AssertPoints is CheckPoints within a test, which fails if a point does, or if nothing at all could be
// certified at any. An inconclusive report is logged. A mistake in the arguments ends the test.
func AssertPoints(tb testing.TB, seed uint64, points int, check func(rnd *rand.Rand) (Report, error)) PointsReport {
	tb.Helper()
	p, err := CheckPoints(seed, points, check)
	switch {
	case err != nil:
		tb.Fatal(err)
	case p.Failed > 0:
		tb.Errorf("wrong %s\n%v", p.Worst.of(), p)
	case p.certified == 0:
		tb.Errorf("nothing was certified\n%v", p)
	case p.Inconclusive > 0:
		tb.Logf("not all was certified\n%v", p)
	}
	return p
}
