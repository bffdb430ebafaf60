package table

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"backprop/compare"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/study"
)

// Reproduction has a row for each of the report's runs: how many figures it prints,
// and how many of them each engine reproduces.
func Reproduction(r *study.Reproduction) Table {
	t := Table{Columns: []Column{words("run"), words("network").only(Page), number("figures").onPage("printed")}}
	for _, e := range r.Runs[0].Engines {
		t.Columns = append(t.Columns, number(e.Engine).onPage(notation.Engine(e.Engine)), number("worst").withTheLast())
	}
	t.Columns = append(t.Columns, number("acc. %").onPage("accuracy"), number("exact digits").only(Page))
	for _, run := range r.Runs {
		row := []Cell{Both(run.Run, notation.Run(run.Run)), Text(notation.Network(run.Network)),
			Count(len(run.Engines[0].Figures))}
		var terminal, page []string
		for _, e := range run.Engines {
			v := lab.Tally(e.Figures)
			row = append(row, Count(v.Reproduced()), Scientific(v.WorstDeviation))
			terminal = append(terminal, fmt.Sprintf("%.2f", e.Accuracy))
			page = append(page, audit.Percent(e.Accuracy/100))
		}
		accuracies := Both(strings.Join(slices.Compact(terminal), " / "), strings.Join(slices.Compact(page), " / "))
		v := lab.Tally(run.Engines[0].Figures)
		t.Add(append(row, accuracies, Text(fmt.Sprintf("%d/%d", v.ExactDigits, v.Digits)))...)
	}
	return t
}

// Pairs has a row for each training by both engines side by side: when they part by
// more than each threshold.
func Pairs(p *study.Pairs) Table {
	t := Table{Columns: []Column{words("run"), words("bias")}}
	for _, threshold := range compare.Thresholds() {
		t.Columns = append(t.Columns, number(fmt.Sprintf("1e%.0f",
			math.Log10(threshold))).onPage(notation.Short(threshold)))
	}
	t.Columns = append(t.Columns, number("largest"), verdict("verdict"))
	for _, pair := range p.Runs {
		row := []Cell{Both(pair.Run, notation.Run(pair.Run)), bias(pair.Bias)}
		for _, threshold := range compare.Thresholds() {
			cell := None
			if epoch := pair.Crossings[fmt.Sprint(threshold)]; epoch != nil {
				cell = Count(*epoch)
			}
			row = append(row, cell)
		}
		t.Add(append(row, Scientific(pair.Largest), Text(fmt.Sprint(pair.Verdict)))...)
	}
	return t
}

// Power has a row for each kind of mistake: in how many networks it makes a
// difference, and in how many of those it was caught.
func Power(p *compare.Power) Table {
	t := Table{Columns: []Column{words("mistake"), number("differs"), number("caught"), number("hinted")}}
	for _, m := range p.Mutants {
		hinted := None
		if m.Caught > 0 {
			hinted = Text(fmt.Sprintf("%.0f %%", 100*float64(m.Hinted)/float64(m.Caught)))
		}
		t.Add(Text(m.Name), Count(m.Differs), Count(m.Caught), hinted)
	}
	return t
}

// Checks has a row for each gradient and method by which it was checked.
func Checks(c *study.Checks) Table {
	t := Table{Columns: []Column{words("network"), words("weights"), words("engine"), words("method"), words("verdict"),
		number("passed"), number("failed"), number("inconclusive"), number("worst difference"), number("widest bar")}}
	for _, p := range c.Points {
		weights := "fresh"
		if p.Trained > 0 {
			weights = fmt.Sprintf("after %d epochs", p.Trained)
		}
		for _, claim := range p.Claims {
			for _, m := range claim.Methods {
				verdict := m.Verdict
				if m.Inconclusive > 0 && m.Failed == 0 {
					verdict += " (" + m.Reason + ")"
				}
				t.Add(Text(notation.Run(p.Run)+", "+notation.Bias(p.Bias)+" biases"), Text(weights),
					Text(notation.Engine(claim.Who)), Text(m.Method), Text(verdict),
					Count(m.Passed), Count(m.Failed), Count(m.Inconclusive), Scientific(m.WorstAbs),
					Scientific(m.WidestBar))
			}
		}
	}
	return t
}

// Finding is what the checker says of db = dZ.
func Finding(c *study.Checks) Table {
	t := Table{Columns: []Column{words("claimed gradient"), words("of the network"), words("verdict"), words("hint")}}
	for _, claim := range c.Finding {
		t.Add(Text(claim.Who), Text(notation.Network(claim.Network)), Text(claim.Verdict), Text(claim.Hint))
	}
	return t
}
