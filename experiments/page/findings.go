package page

import (
	"fmt"
	"strings"

	"backprop/experiments/audit"
)

// findings are what came out, in plain sentences, each with its numbers.
func (d *data) findings() []finding {
	findings := []finding{d.findReproduction()}
	if f, ok := d.findMemory(); ok {
		findings = append(findings, f)
	}
	if d.audit != nil {
		findings = append(findings, d.findClaims())
	}
	findings = append(findings, d.findChecks(), d.findCheckedLine())
	if f, ok := d.findTimes(); ok {
		findings = append(findings, f)
	}
	return findings
}

func (d *data) findReproduction() finding {
	f := finding{Lead: "The report's figures come out again.", Section: "reproduced"}
	for i, e := range d.reproduction.Runs[0].Engines {
		v := d.reproduction.Verdict(i)
		if v.Reproduced() < v.Figures() {
			f.Lead = "Not all of the report's figures come out again."
		}
		f.Text += fmt.Sprintf("%s: %d of %d losses, %d of %d predictions, %d of %d accuracies, no loss off by more than %s of itself. ",
			strings.ToUpper(engineWord(e.Engine)[:1])+engineWord(e.Engine)[1:], v.LossesReproduced, v.Losses, v.PredictionsReproduced, v.Predictions, v.AccuraciesReproduced, v.Accuracies, scientific(v.WorstDeviation, 2))
	}
	return f
}

// findMemory is the report's strangest finding, and what is left of it.
func (d *data) findMemory() (finding, bool) {
	row, err := d.explainedRun("xor/no-activation", "row")
	if err != nil {
		return finding{}, false
	}
	shared, err := d.explainedRun("xor/no-activation", "shared")
	if err != nil {
		return finding{}, false
	}
	f := finding{Lead: "XOR without activation is learned by heart.", Section: "explained",
		Text: fmt.Sprintf("The report's code does not sum the bias gradient over the rows, which gives every training row a private bias. With it a network without activation "+
			"gets %s of XOR right; asked about the same points with the mean of its biases, %s; trained with the one bias per unit that the report describes, %s.",
			percent(row.Accuracy), percent(row.DrawnAccuracy), percent(shared.Accuracy))}
	if d.audit != nil && d.audit.Bounds != nil {
		b := d.audit.Bounds
		f.Text += fmt.Sprintf(" No line gets more than %d of the %d points.", b.BestRight, b.Points)
	}
	return f, true
}

func (d *data) findClaims() finding {
	held := map[string][2]int{}
	claims, artefacts := 0, 0
	for _, c := range d.audit.Claims {
		for _, j := range c.Judgements {
			if !j.Claimed {
				continue
			}
			claims++
			if j.Agreement == audit.Artefact {
				artefacts++
			}
			for _, o := range []audit.Outcome{j.Row, j.Shared} {
				counts := held[o.Verdict.String()]
				if o.Verdict == j.Row.Verdict {
					counts[0]++
				}
				held[o.Verdict.String()] = counts
			}
		}
	}
	row, shared := 0, 0
	for _, c := range d.audit.Claims {
		for _, j := range c.Judgements {
			if j.Claimed && j.Row.Verdict == audit.Holds {
				row++
			}
			if j.Claimed && j.Shared.Verdict == audit.Holds {
				shared++
			}
		}
	}
	return finding{Lead: fmt.Sprintf("Of the report's %d conclusions few hold beyond its one seed.", len(d.audit.Claims)), Section: "claims",
		Text: fmt.Sprintf("Over %s and counting each task, %d of %d hold as the report's code has it and %d of %d for the network that it describes; %d are artefacts of the private biases.",
			count(d.audit.Seeds, "seed"), row, claims, shared, claims, artefacts)}
}

func (d *data) findChecks() finding {
	passed, all := d.checks.Passed()
	f := finding{Lead: "Both engines' gradients are right.", Section: "checked"}
	if passed < all {
		f.Lead = "Not every gradient could be certified."
	}
	f.Text = fmt.Sprintf("%d of %d gradients pass every element, by central differences with an error bar, by dual numbers and by the order of the Taylor remainder. "+
		"Over %d trainings side by side the engines' parameters are at worst: %v.", passed, all, len(d.pairs.Runs), d.pairs.Least())
	return f
}

func (d *data) findCheckedLine() finding {
	f := finding{Lead: "A gradient check would have found the line.", Section: "checked"}
	var words []string
	for _, c := range d.checks.Finding {
		word := fmt.Sprintf("%s, claimed of a network with %s bias, %s", c.Who, c.Bias, verdictWord(c.Verdict))
		if c.Hint != "" {
			word += " with the hint that " + c.Hint
		}
		words = append(words, word)
	}
	f.Text = strings.Join(words, "; ") + "."
	return f
}

// verdictWord is a verdict as a verb.
func verdictWord(verdict string) string {
	return map[string]string{"pass": "passes", "FAIL": "fails", "inconclusive": "stays inconclusive"}[verdict]
}

func (d *data) findTimes() (finding, bool) {
	var words []string
	for _, m := range d.bench.Measurements {
		if reports(m) && m.Engine != "manual" {
			words = append(words, fmt.Sprintf("%s times %s", short(m.ToFirst.Median), engineWord(m.Engine)))
		}
	}
	if len(words) == 0 {
		return finding{}, false
	}
	return finding{Lead: "Autodiff is not slow; its interpreter is.", Section: "timed",
		Text: "A gradient of the report's network on 21 rows takes, in times of the one by hand: " + list(words) + "."}, true
}
