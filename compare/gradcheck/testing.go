package gradcheck

import "testing"

// Assert checks the gradient within a test and returns the report. The test
// fails with the full report if the gradient is wrong, and also if nothing at
// all could be certified: a check that checked nothing is not a pass. An
// inconclusive report is logged. A mistake in the arguments ends the test.
func Assert(tb testing.TB, f func(x []float64) float64, x, claimed []float64, settings *Settings) Report {
	tb.Helper()
	r, err := Check(f, x, claimed, settings)
	switch {
	case err != nil:
		tb.Fatal(err)
	case r.Verdict() == Fail:
		tb.Errorf("wrong gradient\n%v", r)
	case r.Certified() == 0:
		tb.Errorf("nothing was certified\n%v", r)
	case r.Verdict() == Inconclusive:
		tb.Logf("not all was certified\n%v", r)
	}
	return r
}
