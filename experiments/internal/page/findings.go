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

// claimsFound counts the claims that hold with shared bias wherever the report makes
// them, and names the others that hold on one task.
type claimsFound struct {
	Everywhere, Of, Seeds        int
	Somewhere, Artefacts, Hidden []string
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
	f := &claimsFound{Of: len(p.audit.Claims), Seeds: p.audit.Seeds}
	for _, c := range p.audit.Claims {
		claimed := 0
		var holding []string
		for _, j := range c.Judgements {
			if !j.Claimed {
				continue
			}
			claimed++
			words := verdictOf(p.audit.Seeds, j)
			words.ID, words.NotClear = c.ID, j.Shared.Verdict == audit.Holds && !j.Shared.Clear
			if j.Shared.Verdict == audit.Holds {
				holding = append(holding, p.say("claim on a task", words))
			}
			words.NotClear = false
			switch j.Agreement {
			case audit.Artefact:
				f.Artefacts = append(f.Artefacts, p.say("claim on a task", words)+p.say("in parts", words))
			case audit.Hidden:
				f.Hidden = append(f.Hidden, p.say("claim on a task", words))
			}
		}
		if len(holding) == claimed {
			f.Everywhere++
		} else {
			f.Somewhere = append(f.Somewhere, holding...)
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
