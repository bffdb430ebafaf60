package page

import (
	"backprop/compare/gradcheck"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/study"
)

// findings are what came out.
type findings struct {
	Reproduction struct {
		All  bool // every figure came out, of every engine
		Same bool // as many of either engine
		By   []reproducedBy
	}
	Memory struct {
		Row, Shared study.Explained // XOR without activation
		Learned     bool            // with private biases, and with them alone
		Bounds      *audit.Bounds
	}
	Line struct {
		Claims []study.CheckedClaim
		Found  bool
	}
	Claims *claimsFound // nil without an audit
	Sweep  string       // "" without one
	Checks struct {
		Passed, All, Trainings int
		Agreement              string
	}
	Times *timesFound // nil if the report's network was not timed
}

type reproducedBy struct {
	Engine string
	lab.Verdict
}

// claimsFound counts the parts of claims that are true of most seeds with shared bias,
// of all that the report makes, and has what the private biases do to some, and those
// that are not true of the report's own run.
type claimsFound struct {
	Most, Of, Seeds           int
	Artefacts, Hidden, Untrue []verdict
}

// timesFound is what a gradient of the report's network costs.
type timesFound struct {
	NotSlow, MostlyInterpreter bool
	Ratios                     string
}

func (p *printer) findings() (f findings) {
	f.Reproduction.All, f.Reproduction.Same = true, true
	for i, e := range p.reproduction.Runs[0].Engines {
		v := reproducedBy{e.Engine, p.reproduction.Verdict(i)}
		f.Reproduction.By = append(f.Reproduction.By, v)
		f.Reproduction.All = f.Reproduction.All && v.Reproduced() == v.Figures()
		first := f.Reproduction.By[0]
		f.Reproduction.Same = f.Reproduction.Same && v.LossesReproduced == first.LossesReproduced &&
			v.PredictionsReproduced == first.PredictionsReproduced &&
			v.AccuraciesReproduced == first.AccuraciesReproduced
	}

	row, shared := p.explainedRun(noActivation, "row"), p.explainedRun(noActivation, "shared")
	f.Memory.Row, f.Memory.Shared = row, shared
	f.Memory.Learned = row.Accuracy == 100 && row.DrawnAccuracy < 100 && shared.Accuracy < 100

	f.Line.Claims = p.checks.Finding
	for _, c := range p.checks.Finding {
		f.Line.Found = f.Line.Found || c.Verdict == gradcheck.Fail.String()
	}
	if p.audit != nil {
		f.Memory.Bounds = p.audit.Bounds
		f.Claims = p.claimsFound()
		if p.audit.Sweep != nil {
			f.Sweep = p.audit.Sweep.Finding
		}
	}
	f.Checks.Passed, f.Checks.All = p.checks.Passed()
	f.Checks.Trainings, f.Checks.Agreement = len(p.pairs.Runs), p.say("agreement", p.pairs.Least())
	f.Times = p.timesFound()
	return f
}

func (p *printer) claimsFound() *claimsFound {
	f := &claimsFound{Seeds: p.audit.Seeds}
	for _, c := range p.audit.Claims {
		for _, j := range c.Judgements {
			if !j.Claimed {
				continue
			}
			f.Of++
			if j.Shared.Verdict == audit.Most {
				f.Most++
			}
			v := verdict{j, c.Part(j.Part)}
			switch j.Label {
			case audit.Artefact:
				f.Artefacts = append(f.Artefacts, v)
			case audit.Hidden:
				f.Hidden = append(f.Hidden, v)
			}
			if !j.OwnTrue {
				f.Untrue = append(f.Untrue, v)
			}
		}
	}
	return f
}

// Autodiff is not slow if compiled it takes at most notSlow times as long as by hand,
// and its interpreter is if that takes at least slow times as long. Where compiled it
// is slower, the interpreter still is most of the cost if it takes slow times that.
const (
	notSlow = 2
	slow    = 10
)

func (p *printer) timesFound() *timesFound {
	ratios := p.ratios()
	if len(ratios) == 0 {
		return nil
	}
	of := map[string]float64{}
	for _, m := range ratios {
		of[m.Engine] = m.ToFirst.Median
	}
	compiled, ok := of["graph"]
	return &timesFound{
		NotSlow:           ok && compiled <= notSlow && of["tape"] >= slow,
		MostlyInterpreter: ok && of["tape"] >= slow*compiled,
		Ratios:            p.say("ratios", ratios),
	}
}

// lead is the strangest finding in a picture.
func (p *printer) lead() picture {
	run, row, shared := p.run(noActivation), p.explainedRun(noActivation, "row"), p.explainedRun(noActivation, "shared")
	return p.picture("lead", map[string]any{"Row": row, "Shared": shared}, fromExplanation,
		predictionsOf("private biases", run, row), predictionsOf("shared bias", run, shared))
}
