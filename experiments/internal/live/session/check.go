package session

import (
	"fmt"
	"slices"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
	"backprop/experiments/internal/view"
)

// Question is which gradient is to be checked: that after an epoch, with a mistake of
// [mutant.All] by its name, or without one.
type Question struct {
	Epoch   int    `json:"epoch"`
	Mistake string `json:"mistake"`
}

// Checked is a gradient under the checker.
type Checked struct {
	Verdict  string    `json:"verdict"`
	Hint     string    `json:"hint"`
	Error    string    `json:"error"` // the one line of a test that fails
	Passed   int       `json:"passed"`
	Failed   int       `json:"failed"`
	Elements []Element `json:"elements"`
}

// Element is one derivative, as claimed and by central differences.
type Element struct {
	Name      string  `json:"name"`
	Claimed   float64 `json:"claimed"`
	Numerical float64 `json:"numerical"`
	Bar       float64 `json:"bar"`
	Verdict   string  `json:"verdict"`
	Reason    string  `json:"reason"`
	Step      float64 `json:"step"` // the smallest that the checker took
}

// Check has the gradient checked, by central differences and by dual numbers.
func (s *Session) Check(q Question) (*Checked, error) {
	p, err := s.at(q.Epoch)
	if err != nil {
		return nil, err
	}
	spec, rows := s.training.Network()
	batch := s.batch(q.Epoch)
	checker, err := compare.NewChecker(spec, p, batch, &compare.CheckSettings{
		Methods: []gradcheck.Method{gradcheck.Central, gradcheck.Dual}})
	if err != nil {
		return nil, err
	}
	claimed := make([]float64, p.Size)
	if q.Mistake == "" {
		engine, err := compare.Manual().New(spec, rows)
		if err != nil {
			return nil, err
		}
		if _, err := engine.Gradient(claimed, p.Values, batch); err != nil {
			return nil, err
		}
	} else {
		i := slices.IndexFunc(mutant.All(), func(m mutant.Mutant) bool { return m.Name == q.Mistake })
		if i < 0 {
			return nil, fmt.Errorf("no mistake %q", q.Mistake)
		}
		claimed = mutant.All()[i].Gradient(spec, p.Layout, p.Values, batch)
	}
	report, err := checker.Claim("", claimed)
	if err != nil {
		return nil, err
	}
	return checkedOf(report), nil
}

func checkedOf(report gradcheck.Report) *Checked {
	c := &Checked{Verdict: report.Verdict().String()}
	if len(report.Hints) > 0 {
		c.Hint = report.Hints[0].Text
	}
	if err := report.Err(); err != nil {
		c.Error = err.Error()
	}
	for _, m := range report.Methods {
		if m.Method != gradcheck.Central {
			continue
		}
		c.Passed, c.Failed = m.Passed, m.Failed
		for _, e := range m.Comparisons {
			c.Elements = append(c.Elements, Element{e.Name, e.Claimed, finite(e.Numerical), finite(e.Bar),
				e.Verdict.String(), string(e.Reason), e.Step})
		}
	}
	return c
}

// finite is what JSON can hold of a number.
func finite(v float64) float64 {
	if v-v != 0 {
		return 0
	}
	return v
}

// Place is an element of the parameters after an epoch.
type Place struct {
	Epoch int `json:"epoch"`
	Index int `json:"index"`
}

// Steps returns the errors of difference quotients of an element against their step.
func (s *Session) Steps(at Place) (*view.StepErrors, error) {
	p, err := s.at(at.Epoch)
	if err != nil {
		return nil, err
	}
	if at.Index < 0 || at.Index >= p.Size {
		return nil, fmt.Errorf("no element %d: want 0 to %d", at.Index, p.Size-1)
	}
	spec, _ := s.training.Network()
	errors, err := view.Steps(spec, p, s.batch(at.Epoch), at.Index)
	if err != nil {
		return nil, err
	}
	if errors.Exact == 0 {
		return nil, fmt.Errorf("the slope is 0: there is no relative error")
	}
	return errors, nil
}

// Mistakes are the names of those of [mutant.All] that make a difference after an epoch.
func (s *Session) Mistakes(epoch int) (names []string, err error) {
	p, err := s.at(epoch)
	if err != nil {
		return nil, err
	}
	spec, _ := s.training.Network()
	batch := s.batch(epoch)
	right := mutant.Right(spec, p.Layout, p.Values, batch)
	for _, m := range mutant.All() {
		if !slices.Equal(m.Gradient(spec, p.Layout, p.Values, batch), right) {
			names = append(names, m.Name)
		}
	}
	return names, nil
}
