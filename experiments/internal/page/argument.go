package page

import (
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/study"
)

// argumentView is the first screen of the page: what went wrong, and what became of the
// report's conclusions.
type argumentView struct {
	Reproduced lab.Verdict
	Bounds     *audit.Bounds // nil without an audit, as Matrix is
	Lead       picture
	Matrix     *matrix
}

// matrix has a row for every part of a conclusion, and in it a cell for every task.
type matrix struct {
	Seeds int
	Tasks []string
	Rows  []matrixRow
	source
}

type matrixRow struct {
	Claim  string // its id
	Number int
	Says   string
	Cells  []matrixCell
}

type matrixCell struct {
	Judged, Own     bool
	Private, Shared share
}

// share is the share of the seeds of which something is true.
type share struct {
	Rate    audit.Rate
	Percent float64
	Claimed bool
}

func (p *printer) argument() argumentView {
	v := argumentView{Reproduced: p.reproduction.Verdict(0), Lead: p.lead()}
	if p.audit != nil {
		v.Bounds, v.Matrix = p.audit.Bounds, p.matrix()
	}
	return v
}

// lead is XOR without activation, as the report's code trains it and as its text has it.
func (p *printer) lead() picture {
	drawn := figure.Predictions{Side: 320}
	for _, bias := range biases {
		e := p.explainedRun(noActivation, bias)
		drawn.Squares = append(drawn.Squares, squareOf(p.say("lead "+notation.Bias(bias), e), p.run(noActivation), e))
	}
	return p.picture("lead", nil, fromExplanation, drawn)
}

// squareOf is the answers of a run with a form of bias.
func squareOf(name string, run study.Run, e study.Explained) figure.Square {
	s := figure.Square{Name: name, Labels: run.Labels, Probabilities: e.Probabilities,
		Map: figure.Map{Side: e.Map.Side, Probabilities: e.Map.Probabilities}}
	for _, x := range run.Inputs.Rows() {
		s.X = append(s.X, [2]float64{x[0], x[1]})
	}
	return s
}

func (p *printer) matrix() *matrix {
	m := &matrix{Seeds: p.audit.Seeds, source: p.fromAudit()}
	for _, task := range tasks {
		m.Tasks = append(m.Tasks, notation.Task(task))
	}
	for _, claim := range p.audit.Claims {
		for _, part := range claim.Parts {
			row := matrixRow{Claim: claim.ID, Number: claim.Number, Says: part.Says}
			for _, task := range tasks {
				row.Cells = append(row.Cells, cellOf(claim, part.ID, task))
			}
			m.Rows = append(m.Rows, row)
		}
	}
	return m
}

// cellOf is the judgement on a part of a claim on a task, if there is one.
func cellOf(claim audit.Result, part, task string) (c matrixCell) {
	for _, j := range claim.Judgements {
		if j.Part == part && j.Task == task {
			of := func(r audit.Rate) share { return share{r, 100 * r.Share, j.Claimed} }
			c = matrixCell{true, j.OwnTrue, of(j.Row.True), of(j.Shared.True)}
		}
	}
	return c
}
