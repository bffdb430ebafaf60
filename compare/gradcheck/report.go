package gradcheck

import (
	"cmp"
	"fmt"
	"math"
)

// Report is the outcome of a check, as data. String renders it for people;
// it marshals to JSON with snake_case keys.
type Report struct {
	Name        string  // who claims the gradient; may be empty
	Of          string  // what is claimed, if no gradient: "Jacobian", "Hessian", "J·v", ...
	Elements    int     // the length of x, or the number of elements of the matrix
	Value       float64 // f(x), or its norm
	Noise       float64 // estimated standard deviation of the rounding noise in f
	Evaluations int     // calls of f, all methods together
	Methods     []MethodReport
	Hints       []Hint // what may be wrong, likeliest first; only with failures

	verdict Verdict
	spans   []span
	columns int // the length of x
}

// MethodReport is the part of one method.
type MethodReport struct {
	Method  Method
	Verdict Verdict
	// Reason is that of the verdict: of the first failure, of the commonest
	// kind of inconclusive comparison, or Agrees.
	Reason      Reason
	Evaluations int // calls of f
	// Passed, Failed and Inconclusive count the Comparisons.
	Passed, Failed, Inconclusive int
	// Directional: the comparisons are of directions, not of elements.
	Directional bool
	// Missed is the largest error in a single element that could have gone unseen: of those that
	// passed the largest Missed. Directional, it is of any element, where an error orthogonal to all
	// directions goes unseen at any size; +Inf if no direction was compared.
	Missed      float64
	Comparisons []Comparison
}

// Verdict is Fail if any comparison of any method failed; Pass if every
// element (or direction) was certified by at least one method; otherwise
// Inconclusive. Taylor's directions certify no element: they count only if no
// other method was used.
func (r Report) Verdict() Verdict { return r.verdict }

// Failures returns every comparison that failed, in the order of methods.
func (r Report) Failures() []Comparison {
	var failures []Comparison
	for _, m := range r.Methods {
		failures = append(failures, failuresOf(m)...)
	}
	return failures
}

func failuresOf(m MethodReport) (failures []Comparison) {
	for _, c := range m.Comparisons {
		if c.Verdict == Fail {
			failures = append(failures, c)
		}
	}
	return failures
}

// Certified returns the number of comparisons that passed, all methods
// together. If it is 0, nothing was checked, whatever else is said.
func (r Report) Certified() int {
	n := 0
	for _, m := range r.Methods {
		n += m.Passed
	}
	return n
}

// Err returns nil unless the verdict is Fail, and then a one-line error with
// the worst failure and the first hint.
func (r Report) Err() error {
	failures := r.Failures()
	if len(failures) == 0 {
		return nil
	}
	wrong := make(map[string]bool)
	for _, m := range r.Methods { // an element says more than a direction
		if !m.Directional && m.Failed > 0 {
			failures = failuresOf(m)
			for _, c := range failures {
				wrong[c.Name] = true
			}
			if m.Method == Gradient { // all else rests on it
				break
			}
		}
	}
	w := worst(failures)
	err := fmt.Sprintf("gradcheck: the %s is wrong in %s: claimed %.9g, numerical %.9g ± %.1g",
		r.title(), w.Name, w.Claimed, w.Numerical, w.Bar)
	switch n := len(wrong) - 1; {
	case n == 1:
		err += " (and 1 more element)"
	case n > 1:
		err += fmt.Sprintf(" (and %d more elements)", n)
	}
	if len(r.Hints) > 0 {
		err += "; " + r.Hints[0].Text
	}
	return fmt.Errorf("%s", err)
}

// title is what is checked: "gradient by manual", or just "gradient" or "Hessian".
func (r Report) title() string {
	if r.Name == "" {
		return r.of()
	}
	return r.of() + " by " + r.Name
}

func (r Report) of() string { return cmp.Or(r.Of, "gradient") }

// worst returns the comparison with the largest relative difference; among
// equals the one that is larger in itself.
func worst(cs []Comparison) Comparison {
	w := cs[0]
	for _, c := range cs[1:] {
		if math.IsNaN(c.RelDiff) && !math.IsNaN(w.RelDiff) || c.RelDiff > w.RelDiff ||
			c.RelDiff == w.RelDiff && c.AbsDiff > w.AbsDiff {
			w = c
		}
	}
	return w
}

// conclude draws the verdicts and the hints from the comparisons. Of the elements that they are of, x
// are the values, and f has been seen to be still along some.
func (r *Report) conclude(x []float64, still []bool, rows int) {
	var elementwise []*MethodReport
	for i := range r.Methods {
		m := &r.Methods[i]
		m.conclude()
		if !m.Directional && !m.Method.aside() {
			elementwise = append(elementwise, m)
		}
	}
	first := r.Methods[0]
	if len(elementwise) > 0 && !(first.Method == Gradient && first.Failed > 0) { // that would explain all else
		best := make([]Comparison, len(elementwise[0].Comparisons))
		for i := range best {
			for _, m := range elementwise {
				best[i] = better(best[i], m.Comparisons[i])
			}
		}
		r.Hints = pattern{r.spans, rows, x, still, best}.hints()
	}
	r.verdict = r.overall()
}

// better returns the comparison that says more: a failure before a pass
// before neither, and at equal verdicts the one with the smaller bar.
func better(a, b Comparison) Comparison {
	if a.Name == "" || b.Verdict > a.Verdict || b.Verdict == a.Verdict && b.Bar < a.Bar {
		return b
	}
	return a
}

// reasonsByRank are those of inconclusive comparisons; of equally many the first is named.
var reasonsByRank = []Reason{
	Kink, Clamp, NoiseFloor, Stairs, NonFinite, Unresolved, Unsettled, NonDeterministic,
}

func (m *MethodReport) conclude() {
	reasons := make(map[Reason]int)
	for _, c := range m.Comparisons {
		switch c.Verdict {
		case Pass:
			m.Passed++
			if !m.Directional {
				m.Missed = max(m.Missed, c.Missed)
			}
		case Fail:
			m.Failed++
		case Inconclusive:
			m.Inconclusive++
			reasons[c.Reason]++
		}
	}
	switch {
	case m.Failed > 0:
		m.Verdict, m.Reason = Fail, Differs
	case m.Inconclusive > 0:
		for _, r := range reasonsByRank { // at equal numbers the first
			if reasons[r] > reasons[m.Reason] {
				m.Reason = r
			}
		}
	default:
		m.Verdict, m.Reason = Pass, Agrees
	}
}

// overall implements Report.Verdict.
func (r *Report) overall() Verdict {
	var certified []bool
	taylor, aside := true, true
	for _, m := range r.Methods {
		if m.Verdict == Fail {
			return Fail
		}
		if m.Method == Taylor {
			taylor = taylor && m.Verdict == Pass
			continue
		}
		if m.Method.aside() {
			aside = aside && m.Verdict == Pass
			continue
		}
		if certified == nil {
			certified = make([]bool, len(m.Comparisons))
		}
		for i, c := range m.Comparisons {
			certified[i] = certified[i] || c.Verdict == Pass
		}
	}
	for _, ok := range certified {
		if !ok {
			return Inconclusive
		}
	}
	if certified == nil && !taylor || !aside {
		return Inconclusive
	}
	return Pass
}
