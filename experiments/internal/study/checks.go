package study

import (
	"context"
	"encoding/json"
	"fmt"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/experiments/internal/lab"
	"backprop/network"
)

// Checks hold the engines' gradients, and the report's, against numerical ones.
type Checks struct {
	Points []CheckedPoint `json:"points" len:"1.."`
	// The rest is of the report's network alone. Finding is db = dZ, claimed as the
	// gradient of two networks.
	Finding []CheckedClaim `json:"finding,omitempty"`
	Steps   *StepCurves    `json:"steps,omitempty"`
	Taylor  []Remainders   `json:"taylor,omitempty"`
}

// CheckedPoint is a network at which every engine's gradient was checked.
type CheckedPoint struct {
	Run string `json:"run"` // of the report; the task of any other network
	Setting
	Trained  int            `json:"trained"` // epochs before the check; 0 is fresh weights
	Elements int            `json:"elements"`
	Loss     float64        `json:"loss"`  // summed
	Noise    float64        `json:"noise"` // standard deviation of the loss's rounding
	Claims   []CheckedClaim `json:"claims" len:"1.."`
}

// CheckedClaim is a gradient and the verdict on it.
type CheckedClaim struct {
	Who     string          `json:"who"`
	Network string          `json:"network"`
	Bias    string          `json:"bias"`
	Verdict string          `json:"verdict" in:"pass|FAIL|inconclusive"`
	Hint    string          `json:"hint,omitempty"`
	Methods []CheckedMethod `json:"methods"`
	// Report has every comparison, as package gradcheck writes it; only of points
	// that were asked for.
	Report json.RawMessage `json:"report,omitempty"`
}

// CheckedMethod is the part of one method.
type CheckedMethod struct {
	Method       string `json:"method"`
	Verdict      string `json:"verdict"`
	Reason       string `json:"reason"`
	Passed       int    `json:"passed"`
	Failed       int    `json:"failed"`
	Inconclusive int    `json:"inconclusive"`
	Evaluations  int    `json:"evaluations"` // of the loss
	// WorstAbs and WidestBar are the largest difference between claimed and
	// numerical derivative and the widest error bar among the conclusive
	// comparisons. WorstRel is the largest relative difference.
	WorstAbs  float64 `json:"worst_abs"`
	WorstRel  float64 `json:"worst_rel"`
	WidestBar float64 `json:"widest_bar"`
}

// checkedAt are the points checked: fresh weights, and those of the whole run.
var checkedAt = []struct {
	run     string
	bias    network.Bias
	trained bool
}{
	{"xor/full-batch", network.Shared, false},
	{"xor/full-batch", network.Shared, true},
	{"xor/full-batch", network.Row, false},
	{"xor/full-batch", network.Row, true},
	{"linear/full-batch", network.Shared, false},
	{"linear/full-batch", network.Shared, true},
}

// Check checks the gradients of both engines by every method at several points,
// and looks more closely at the first. Progress counts points.
func Check(ctx context.Context, progress Progress) (*Checks, error) {
	runs, err := lab.BothForms()
	if err != nil {
		return nil, err
	}
	find := func(name string, bias network.Bias) (compare.Training, error) {
		for _, run := range runs {
			if run.Name == name && run.Training.Spec.Bias == bias {
				return run.Training, nil
			}
		}
		return compare.Training{}, fmt.Errorf("study: no run %s with %v bias", name, bias)
	}
	step := progress.begin(len(checkedAt))
	c := &Checks{Points: make([]CheckedPoint, len(checkedAt))}
	err = each(ctx, len(checkedAt), func(ctx context.Context, i int) error {
		defer step()
		at := checkedAt[i]
		t, err := find(at.run, at.bias)
		if err != nil {
			return err
		}
		if !at.trained {
			t.Epochs = 0
		}
		point, _, err := CheckPoint(ctx, t, compare.Backends(), nil, func() {})
		if err != nil {
			return fmt.Errorf("%s: %w", at.run, err)
		}
		point.Run = at.run
		c.Points[i] = *point
		return nil
	})
	if err != nil {
		return nil, err
	}
	described, err := find("xor/full-batch", network.Shared)
	if err != nil {
		return nil, err
	}
	coded, err := find("xor/full-batch", network.Row)
	if err != nil {
		return nil, err
	}
	return c, c.examine(described, coded)
}

// CheckPoint checks the gradients of some engines where a training by hand ends; one
// of no epochs ends at fresh weights. It calls step after every epoch.
func CheckPoint(ctx context.Context, t compare.Training, engines []compare.Backend, settings *compare.CheckSettings,
	step func()) (*CheckedPoint, []gradcheck.Report, error) {
	result, err := train(ctx, compare.Manual(), t, step)
	if err != nil {
		return nil, nil, err
	}
	spec, rows := t.Network()
	checker, err := compare.NewChecker(spec, result.Parameters, result.Evaluation, settings)
	if err != nil {
		return nil, nil, err
	}
	point := &CheckedPoint{Run: t.Task.Name, Setting: settingOf(t), Trained: t.Epochs}
	var reports []gradcheck.Report
	for _, by := range engines {
		engine, err := by.New(spec, rows)
		if err != nil {
			return nil, nil, err
		}
		report, err := checker.Engine(by.Name, engine)
		if err != nil {
			return nil, nil, err
		}
		point.Elements, point.Loss, point.Noise = report.Elements, report.Value, report.Noise
		point.Claims = append(point.Claims, claimOf(spec, report))
		reports = append(reports, report)
	}
	return point, reports, nil
}

func claimOf(spec network.Spec, r gradcheck.Report) CheckedClaim {
	claim := CheckedClaim{Who: r.Name, Network: spec.String(), Bias: spec.Bias.String(), Verdict: r.Verdict().String()}
	if len(r.Hints) > 0 {
		claim.Hint = r.Hints[0].Text
	}
	for _, m := range r.Methods {
		checked := CheckedMethod{Method: string(m.Method), Verdict: m.Verdict.String(), Reason: string(m.Reason),
			Passed: m.Passed, Failed: m.Failed, Inconclusive: m.Inconclusive, Evaluations: m.Evaluations}
		for _, c := range m.Comparisons {
			if c.Verdict != gradcheck.Inconclusive {
				checked.WorstAbs = max(checked.WorstAbs, c.AbsDiff)
				checked.WorstRel = max(checked.WorstRel, c.RelDiff)
				checked.WidestBar = max(checked.WidestBar, c.Bar)
			}
		}
		claim.Methods = append(claim.Methods, checked)
	}
	return claim
}

// Err names the first point at which an engine's gradient fails.
func (c *Checks) Err() error {
	for _, p := range c.Points {
		for _, claim := range p.Claims {
			if claim.Verdict == gradcheck.Fail.String() {
				return fmt.Errorf("%s, %s after %d epochs: the gradient by %s is wrong; %s", p.Run, p.Network,
					p.Trained, claim.Who, claim.Hint)
			}
		}
	}
	return nil
}

// Passed counts the gradients that passed, and all of them.
func (c *Checks) Passed() (passed, all int) {
	for _, p := range c.Points {
		for _, claim := range p.Claims {
			all++
			if claim.Verdict == gradcheck.Pass.String() {
				passed++
			}
		}
	}
	return passed, all
}
