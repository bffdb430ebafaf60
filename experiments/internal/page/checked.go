package page

import (
	"fmt"
	"math"

	"backprop/compare"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/table"
)

// checkedView is the third part of the page.
type checkedView struct {
	Checks  sourced
	Finding sourced
	Steps   plate
	Taylor  plate
	Pairs   sourced
	Parted  plate
	Graphs  []plate
}

var fromPairs = source{[]string{PairsFile, PairsTable}, "go run ./experiments compare --json " + PairsFile + " --csv " + PairsTable}

var fromChecks = source{[]string{ChecksFile}, "go run ./experiments"}

func (d *data) checked() (v checkedView, err error) {
	v.Checks, v.Finding, v.Pairs = d.checkTable(), d.findingTable(), sourced{table.Pairs(&d.pairs), fromPairs}
	if v.Steps, err = d.stepPlate(); err != nil {
		return v, err
	}
	if v.Taylor, err = d.taylorPlate(); err != nil {
		return v, err
	}
	if v.Parted, err = d.partedPlate(); err != nil {
		return v, err
	}
	for _, g := range []struct {
		dot                []byte
		file, alt, caption string
	}{
		{d.forward, ForwardFile, "Expression graph of the loss of the report's network.", "The loss of the report's network as Gorgonia sees it, before differentiation: from the parameters and the batch above to the loss below."},
		{d.gradient, GradientFile, "Expression graph of the loss and its gradient.", "The same after differentiation: the cluster of the gradient was derived by Gorgonia's Grad; dv is the derivative of the loss with respect to v."},
	} {
		svg, err := laidOut(g.file, g.dot)
		if err != nil {
			return v, err
		}
		p, err := plateOf(g.caption, source{[]string{g.file}, "go run ./experiments"}, figure.Expression{Graphviz: svg, Alt: g.alt})
		if err != nil {
			return v, err
		}
		p.Wide = true
		v.Graphs = append(v.Graphs, p)
	}
	return v, nil
}

func (d *data) checkTable() sourced {
	t := table.Table{Caption: "Every element of each engine's gradient against central differences with an error bar and against exact dual numbers, and the order of the " +
		"Taylor remainder along random directions. A difference counts as agreement inside its bar; an inconclusive one must be settled by another method.",
		Columns: []table.Column{{Head: "network"}, {Head: "weights"}, {Head: "engine"}, {Head: "method"}, {Head: "verdict"}, {Head: "passed", Kind: table.Number},
			{Head: "failed", Kind: table.Number}, {Head: "inconclusive", Kind: table.Number}, {Head: "worst difference", Kind: table.Number}, {Head: "widest bar", Kind: table.Number}}}
	for _, p := range d.checks.Points {
		weights := "fresh"
		if p.Trained > 0 {
			weights = fmt.Sprintf("after %d epochs", p.Trained)
		}
		for _, c := range p.Claims {
			for _, m := range c.Methods {
				verdict := m.Verdict
				if m.Inconclusive > 0 && m.Failed == 0 {
					verdict += " (" + m.Reason + ")"
				}
				t.Rows = append(t.Rows, []table.Cell{table.Text(notation.Run(p.Run) + ", " + p.Bias + " bias"), table.Text(weights), table.Text(notation.Engine(c.Who)), table.Text(m.Method),
					table.Text(verdict), table.Count(m.Passed), table.Count(m.Failed), table.Count(m.Inconclusive), table.Scientific(m.WorstAbs), table.Scientific(m.WidestBar)})
			}
		}
	}
	return sourced{t, fromChecks}
}

// findingTable is db = dZ under the checker.
func (d *data) findingTable() sourced {
	t := table.Table{Caption: "The report's line db = dZ under the checker, on XOR with fresh weights.",
		Columns: []table.Column{{Head: "claimed gradient"}, {Head: "of the network"}, {Head: "verdict"}, {Head: "hint"}}}
	for _, c := range d.checks.Finding {
		t.Rows = append(t.Rows, []table.Cell{table.Text(c.Who), table.Text(notation.Network(c.Network)), table.Text(c.Verdict), table.Text(c.Hint)})
	}
	return sourced{t, fromChecks}
}

func (d *data) stepPlate() (plate, error) {
	s := d.checks.Steps
	bar := []float64{s.CheckerError}
	p := logLog("step h", "relative error of the slope",
		figure.Series{Name: "forward difference", X: s.Steps, Y: s.Forward},
		figure.Series{Name: "central difference", X: s.Steps, Y: s.Central},
		figure.Series{Name: "checker, with its bar", X: []float64{s.CheckerStep}, Y: bar, Low: bar, High: []float64{s.CheckerBar}})
	// The laws go through the errors at a step where truncation is all there is, and
	// the noise is the checker's own measurement of it.
	const at = 4
	h := s.Steps[at]
	p.Rules = []figure.Rule{
		{Name: "truncation, h", Coefficient: s.Forward[at] / h, Exponent: 1, From: 1e-8, To: s.Steps[0]},
		{Name: "truncation, h²", Coefficient: s.Central[at] / (h * h), Exponent: 2, From: 1e-6, To: s.Steps[0]},
		{Name: "noise, σ/h", Coefficient: s.Noise / math.Abs(s.Exact), Exponent: -1, From: s.Steps[len(s.Steps)-1], To: 1e-4},
	}
	return plateOf(fmt.Sprintf("Truncation against noise in %s, whose exact slope %s comes from dual numbers: "+
		"down the right the error of a difference falls with h or h², down the left the rounding noise of the loss, σ = %s, grows as 1/h. "+
		"The checker extrapolates: at a step of %s its error is %s, inside its bar of %s.", s.Element, notation.Short(s.Exact), notation.Digits(s.Noise, 2),
		notation.Short(s.CheckerStep), notation.Digits(s.CheckerError, 2), notation.Digits(s.CheckerBar, 2)), fromChecks, lines("error against step, "+s.Element, p))
}

func (d *data) taylorPlate() (plate, error) {
	p := logLog("step h", "|f(x+hu) - f(x) - h g·u|")
	caption := "The remainder along one random direction over all parameters vanishes as h² if the gradient is right and as h if it is wrong:"
	for i, r := range d.checks.Taylor {
		p.Series = append(p.Series, figure.Series{Name: r.Who, X: r.Steps, Y: r.Values, Style: figure.Marked})
		at := min(len(r.Steps)-1, 8)
		exponent := math.Round(r.Order)
		p.Rules = append(p.Rules, figure.Rule{Name: powerOf(int(exponent)), Coefficient: r.Values[at] / math.Pow(r.Steps[at], exponent), Exponent: exponent})
		if i > 0 {
			caption += ","
		}
		caption += fmt.Sprintf(" order %.2f for %s", r.Order, r.Who)
	}
	return plateOf(caption+".", fromChecks, lines("Taylor remainder", p))
}

// logLog is a panel of measured points on two logarithmic axes.
func logLog(x, y string, series ...figure.Series) figure.Panel {
	for i := range series {
		series[i].Style = figure.Marked
	}
	return figure.Panel{X: figure.Axis{Label: x, Log: true}, Y: figure.Axis{Label: y, Log: true, Zero: "0"}, Series: series, Height: 208}
}

func lines(title string, panels ...figure.Panel) figure.Lines {
	return figure.Lines{Title: title, Panels: panels}
}

// powerOf writes a power of h.
func powerOf(exponent int) string {
	if exponent == 1 {
		return "h"
	}
	return "h" + notation.Superscript(exponent)
}

// partedPlate shows for either form of bias how far the engines part in the training
// in which they part most, epoch by epoch.
func (d *data) partedPlate() (plate, error) {
	p := figure.Panel{X: figure.Axis{Label: "epoch"}, Y: figure.Axis{Label: "largest |difference| of a parameter", Log: true, Zero: "identical"}, Height: 200}
	for _, bias := range []string{"row", "shared"} {
		var worst []float64
		trainings := 0
		for _, run := range d.pairs.Runs {
			if run.Bias != bias {
				continue
			}
			trainings++
			for epoch, v := range run.LargestDifferences {
				if epoch == len(worst) {
					worst = append(worst, 0)
				}
				worst[epoch] = max(worst[epoch], v)
			}
		}
		if trainings > 0 {
			p.Series = append(p.Series, figure.Series{Name: fmt.Sprintf("%s bias, worst of %d", bias, trainings), Y: worst})
		}
	}
	for _, threshold := range compare.Thresholds() {
		p.Rules = append(p.Rules, figure.Rule{Name: notation.Short(threshold), Coefficient: threshold})
	}
	return plateOf(fmt.Sprintf("The largest difference of any parameter between the two engines after each epoch, over %d trainings from the same start. "+
		"They %s.", len(d.pairs.Runs), agreementWords(d.pairs.Least())), fromPairs, lines("by hand against autodiff", p))
}
