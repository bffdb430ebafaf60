package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backprop/compare/gradcheck"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/notation"
)

// findings are what came out, in plain sentences, each with its numbers.
func (d *data) findings() []finding {
	findings := []finding{d.findReproduction()}
	if f, ok := d.findMemory(); ok {
		findings = append(findings, f)
	}
	findings = append(findings, d.findCheckedLine())
	if d.audit != nil && len(d.audit.Claims) > 0 {
		findings = append(findings, d.findClaims())
	}
	if d.audit != nil && d.audit.Sweep != nil && d.audit.Sweep.Finding != "" {
		findings = append(findings, finding{Lead: "What would solve XOR.", Text: capital(d.audit.Sweep.Finding), Section: "claims"})
	}
	findings = append(findings, d.findChecks())
	if f, ok := d.findTimes(); ok {
		findings = append(findings, f)
	}
	return findings
}

func (d *data) findReproduction() finding {
	f := finding{Lead: "The report's figures come out again", Section: "reproduced"}
	var counts, worst, engines []string
	for i, e := range d.reproduction.Runs[0].Engines {
		v := d.reproduction.Verdict(i)
		if v.Reproduced() < v.Figures() {
			f.Lead = "Not all of the report's figures come out again"
		}
		counts = append(counts, fmt.Sprintf("%d of %d losses, %d of %d predictions and %d of %d accuracies", v.LossesReproduced, v.Losses,
			v.PredictionsReproduced, v.Predictions, v.AccuraciesReproduced, v.Accuracies))
		worst = append(worst, fmt.Sprintf("%s (%s)", notation.Digits(v.WorstDeviation, 2), notation.Engine(e.Engine)))
		engines = append(engines, notation.Engine(e.Engine))
	}
	f.Lead += fmt.Sprintf(", %s.", list(engines))
	if same := slices.Compact(slices.Clone(counts)); len(same) == 1 {
		counts = same
		if len(engines) > 1 {
			counts[0] += ", either way"
		}
	} else {
		for i := range counts {
			counts[i] += fmt.Sprintf(" (%s)", engines[i])
		}
	}
	f.Text = fmt.Sprintf("%s. No loss is off by more than %s, relative to the loss as printed.", strings.Join(counts, "; "), list(worst))
	return f
}

// lead is the strangest finding in a picture.
func (d *data) lead() (plate, error) {
	const name = "xor/no-activation"
	run, err := d.run(name)
	if err != nil {
		return plate{}, err
	}
	row, err := d.explainedRun(name, "row")
	if err != nil {
		return plate{}, err
	}
	shared, err := d.explainedRun(name, "shared")
	if err != nil {
		return plate{}, err
	}
	return plateOf(fmt.Sprintf("XOR without activation. To the left as the report's code trains it, with a private bias for every row: %s of the rows come out right, "+
		"though the probability behind them, that of the mean bias, only has a straight edge and gets %s of the same points right. To the right the same network from the "+
		"same weights with the one bias per unit that the report describes: %s.", percent(row.Accuracy), percent(row.DrawnAccuracy), percent(shared.Accuracy)),
		fromExplanation, predictionsOf("private biases", run, row), predictionsOf("shared bias", run, shared))
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
	f := finding{Lead: "What XOR without activation learns.", Section: "explained",
		Text: fmt.Sprintf("One line of the report's code, db = dZ, does not sum the bias gradient over the rows. It gives every training row a private bias (row bias), where the report "+
			"describes one per unit for all rows (shared bias). With private biases a network without activation gets %s of the XOR points right; asked about the same points with the mean "+
			"of its biases, %s; trained with shared bias, %s.",
			percent(row.Accuracy), percent(row.DrawnAccuracy), percent(shared.Accuracy))}
	if row.Accuracy == 100 && row.DrawnAccuracy < 100 && shared.Accuracy < 100 {
		f.Lead = "XOR without activation is learned by heart."
	}
	if d.audit != nil && d.audit.Bounds != nil {
		b := d.audit.Bounds
		f.Text += fmt.Sprintf(" No straight line gets more than %d of the %d points (%s).", b.BestRight, b.Points, audit.Percent(float64(b.BestRight)/float64(b.Points)))
	}
	return f, true
}

func numberOr(none string, n int) string {
	if n == 0 {
		return none
	}
	return strconv.Itoa(n)
}

func (d *data) findChecks() finding {
	passed, all := d.checks.Passed()
	f := finding{Lead: "Both engines' gradients are right.", Section: "checked"}
	if passed < all {
		f.Lead = "Not every gradient could be certified."
	}
	f.Text = fmt.Sprintf("%d of %d gradients pass every element, by central differences with an error bar, by dual numbers and by the order of the Taylor remainder. "+
		"In %d trainings side by side the engines' parameters %s.", passed, all, len(d.pairs.Runs), agreementWords(d.pairs.Least()))
	return f
}

func (d *data) findCheckedLine() finding {
	f := finding{Lead: "What a gradient check says of the report's line.", Section: "checked"}
	var words []string
	for _, c := range d.checks.Finding {
		word := fmt.Sprintf("%s %s as the gradient of a network with %s bias", c.Who, verdictWord(c.Verdict), c.Bias)
		if c.Verdict == gradcheck.Fail.String() {
			f.Lead = "A gradient check finds the line."
			word += ", with the hint that " + c.Hint
		}
		words = append(words, word)
	}
	f.Text = strings.Join(words, "; ") + "."
	return f
}

// verdictWord is a verdict as a verb.
func verdictWord(verdict string) string {
	switch verdict {
	case gradcheck.Pass.String():
		return "passes"
	case gradcheck.Fail.String():
		return "fails"
	}
	return "stays inconclusive"
}

// Autodiff is not slow if compiled it takes at most notSlow times as long as by hand,
// and its interpreter is if that takes at least slow times as long. Where compiled it
// is slower, the interpreter still is most of the cost if it takes slow times that.
const (
	notSlow = 2
	slow    = 10
)

func (d *data) findTimes() (finding, bool) {
	f := finding{Lead: "What autodiff costs.", Section: "timed"}
	var words []string
	ratios := map[string]float64{}
	for _, m := range d.bench.Measurements {
		if reports(m) && m.Engine != "manual" {
			words = append(words, fmt.Sprintf("%s times %s", notation.Short(m.ToFirst.Median), notation.Engine(m.Engine)))
			ratios[m.Engine] = m.ToFirst.Median
		}
	}
	if len(words) == 0 {
		return finding{}, false
	}
	switch compiled, ok := ratios["graph"]; {
	case ok && compiled <= notSlow && ratios["tape"] >= slow:
		f.Lead = "Autodiff is not slow; its interpreter is."
	case ok && ratios["tape"] >= slow*compiled:
		f.Lead = "Most of what autodiff costs is its interpreter."
	}
	f.Text = "A gradient of the report's network on 21 rows takes, in times of the one by hand: " + strings.Join(words, "; ") + "."
	return f, true
}
