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
	Finding, Checks, Pairs sourced
	Passed, All, Trainings int
	Agreement              string
	Ops                    *sourced  // nil without them
	Tournament             []sourced // none without one
	Steps, Taylor, Parted  picture
	Graphs                 []picture
}

var fromPairs, fromChecks = source{[]string{PairsFile, PairsTable}}, source{[]string{ChecksFile}}

func (p *printer) checked() checkedView {
	v := checkedView{
		Finding: p.table("finding", nil, fromChecks, table.Finding(&p.checks)),
		Checks:  p.table("checks", nil, fromChecks, table.Checks(&p.checks)),
		Pairs:   p.table("pairs", nil, fromPairs, table.Pairs(&p.pairs)),
		Steps:   p.steps(), Taylor: p.taylor(), Parted: p.parted(),
	}
	if p.ops != nil {
		ops := p.table("ops", nil, source{[]string{OpsFile}}, table.Ops(p.ops.Operations))
		v.Ops = &ops
	}
	if t := p.tournament; t != nil {
		from := source{[]string{TournamentFile}}
		v.Tournament = []sourced{p.table("tournament", t, from, table.Tournament(t)),
			p.table("tournament kinds", t, from, table.TournamentKinds(t))}
		if faults := table.TournamentFaults(t); len(faults.Rows) > 0 {
			v.Tournament = append(v.Tournament, p.table("tournament faults", t, from, faults))
		}
	}
	v.Passed, v.All = p.checks.Passed()
	v.Trainings, v.Agreement = len(p.pairs.Runs), p.say("agreement", p.pairs.Least())
	for _, name := range []string{ForwardFile, GradientFile} {
		drawn := p.picture(name, nil, source{[]string{name}})
		graph, err := p.laidOut(name)
		if err != nil && p.err == nil {
			p.err = err
		}
		drawn.Drawings = append(drawn.Drawings, graph)
		v.Graphs = append(v.Graphs, drawn)
	}
	return v
}

// logLog is a panel of measured points on two logarithmic axes.
func logLog(x, y string, series ...figure.Series) figure.Panel {
	for i := range series {
		series[i].Style = figure.Marked
	}
	return figure.Panel{
		X:      figure.Axis{Label: x, Log: true},
		Y:      figure.Axis{Label: y, Log: true, Zero: "0"},
		Series: series,
		Height: 280,
	}
}

// steps shows the error of a slope by the step, and the laws that it follows.
func (p *printer) steps() picture {
	s := p.checks.Steps
	err := []float64{s.CheckerError}
	panel := logLog("step h", "relative error of the slope",
		figure.Series{Name: "forward difference", X: s.Steps, Y: s.Forward},
		figure.Series{Name: "central difference", X: s.Steps, Y: s.Central},
		figure.Series{Name: "checker, with its bar", X: []float64{s.CheckerStep}, Y: err, Low: err,
			High: []float64{s.CheckerBar}})
	// The laws go through the errors at a step where truncation is all there is, and
	// the noise is the checker's own measurement of it.
	const at = 4
	h := s.Steps[at]
	panel.Rules = []figure.Rule{
		{Name: "truncation, h", Coefficient: s.Forward[at] / h, Exponent: 1, From: 1e-8, To: s.Steps[0]},
		{Name: "truncation, h²", Coefficient: s.Central[at] / (h * h), Exponent: 2, From: 1e-6, To: s.Steps[0]},
		{Name: "noise, σ/h", Coefficient: s.Noise / math.Abs(s.Exact), Exponent: -1,
			From: s.Steps[len(s.Steps)-1], To: 1e-4},
	}
	return p.picture("steps", s, fromChecks, lines("error against step, "+s.Element, panel))
}

// taylor shows what is left of the loss after its linear part.
func (p *printer) taylor() picture {
	panel := logLog("step h", "|f(x+hu) - f(x) - h g·u|")
	for _, r := range p.checks.Taylor {
		panel.Series = append(panel.Series, figure.Series{Name: r.Who, X: r.Steps, Y: r.Values, Style: figure.Marked})
		at := min(len(r.Steps)-1, 8)
		exponent := math.Round(r.Order)
		law := figure.Rule{Name: "h", Coefficient: r.Values[at] / math.Pow(r.Steps[at], exponent), Exponent: exponent}
		if exponent != 1 {
			law.Name += notation.Superscript(int(exponent))
		}
		panel.Rules = append(panel.Rules, law)
	}
	return p.picture("taylor", p.checks.Taylor, fromChecks, lines("Taylor remainder", panel))
}

// parted shows for either form of bias how far the engines part in the training in
// which they part most, epoch by epoch.
func (p *printer) parted() picture {
	y := figure.Axis{Label: "largest |difference| of a parameter", Log: true, Zero: "identical"}
	panel := figure.Panel{X: epochAxis, Y: y, Height: 240}
	for _, bias := range biases {
		var worst []float64
		trainings := 0
		for _, run := range p.pairs.Runs {
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
			name := fmt.Sprintf("%s biases, worst of %d", notation.Bias(bias), trainings)
			panel.Series = append(panel.Series, figure.Series{Name: name, Y: worst})
		}
	}
	for _, threshold := range compare.Thresholds() {
		panel.Rules = append(panel.Rules, figure.Rule{Name: notation.Short(threshold), Coefficient: threshold})
	}
	values := map[string]any{"Trainings": len(p.pairs.Runs)}
	return p.picture("parted", values, fromPairs, lines("by hand against autodiff", panel))
}
