package gradcheck

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

const (
	// shown is how many comparisons that did not fail a report lists, per
	// method, and shownFailures how many failures it spells out.
	shown, shownFailures = 3, 5
	// textWidth is the width of a report in columns; its tables fit into 60, but for long names.
	textWidth = 80
)

// WriteTo writes the report as text of 80 columns: the verdict and the hints,
// per method a summary by block and the worst elements, and everything known
// about the first failures.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, r.String())
	return int64(n), err
}

// String returns the text that WriteTo writes.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %v\n", r.title(), r.verdict)
	value := "|f(x)|"
	switch r.Of {
	case "":
		value = "f(x)"
	case vjp:
		value = "f(x)·w"
	case hessian, hvp:
		value = "|∇f(x)|"
	}
	fmt.Fprintf(&b, "%s = %.10g, noise %.1g, %d elements, %d evaluations\n",
		value, r.Value, r.Noise, r.Elements, r.Evaluations)
	for _, h := range r.Hints {
		wrap(&b, "hint ("+string(h.Kind)+"): ", h.Text)
	}
	for _, m := range r.Methods {
		b.WriteByte('\n')
		r.writeMethod(&b, m)
	}
	return b.String()
}

func (r Report) writeMethod(b *strings.Builder, m MethodReport) {
	what := "elements"
	switch {
	case m.Directional:
		what = "directions"
	case m.Method == Symmetry:
		what = "pairs"
	}
	why := ""
	if m.Verdict == Inconclusive {
		why = fmt.Sprintf(" (%v)", m.Reason)
	}
	wrap(b, string(m.Method)+": ", fmt.Sprintf("%v%s: %d %s: %d passed, %d failed, %d inconclusive", m.Verdict, why,
		len(m.Comparisons), what, m.Passed, m.Failed, m.Inconclusive))
	if !m.Directional && len(r.spans) > 1 {
		r.writeBlocks(b, m)
	}
	var failures, others []Comparison
	for _, c := range m.Comparisons {
		switch {
		case c.Verdict == Fail:
			failures = append(failures, c)
		case c.Reason != Flat:
			others = append(others, c)
		}
	}
	for i, c := range failures {
		if i == shownFailures {
			fmt.Fprintf(b, "  ... and %d more failures\n", len(failures)-i)
			break
		}
		r.writeFailure(b, c)
	}
	if m.Method == Taylor {
		if r.Of != "" { // one of each row
			leastCertain(others)
			others = others[:min(shown, len(others))]
		}
		for _, c := range others {
			fmt.Fprintf(b, "  %-26s order %-5.2f %v (%v)\n", c.Name, c.Order, c.Verdict, c.Reason)
		}
	} else if len(others) > 0 {
		r.writeWorst(b, others)
	}
	if !m.Directional {
		writeUnseen(b, m)
	}
	writeOneSided(b, m)
	if m.Directional && m.Method != Taylor {
		wrap(b, "  blind spots: ", fmt.Sprintf("an error orthogonal to every direction; "+
			"one below %.1g in a single element, "+
			"which shows only as about 1/√%d of itself", m.Missed, r.columns))
		if m.Failed > 0 && m.Method != Pattern {
			wrap(b, "  ", "a check without Settings.Directions names the element")
		}
	}
}

// writeUnseen writes what errors would have been caught in every element that passed, and why no smaller
// ones, and which would not show in those that noise has left open.
func writeUnseen(b *strings.Builder, m MethodReport) {
	if largest, relative := unseen(m.Comparisons, Agrees); largest.Name != "" {
		text := fmt.Sprintf("%.1g (%s)", largest.Missed, largest.Name)
		if relative.Name != "" {
			text += fmt.Sprintf(", and %.1g of an element (%s)", relative.Missed/math.Abs(relative.Numerical), relative.Name)
		}
		switch {
		case largest.Limit != "":
			wrap(b, "  certified to ", text+"; no better is possible, as "+limited(largest))
		case relative.Limit != "":
			wrap(b, "  certified to ", text+"; no better is possible there, as "+limited(relative))
		default:
			wrap(b, "  would have caught: ", "errors above "+text)
		}
	}
	if open, _ := unseen(m.Comparisons, NoiseFloor); open.Name != "" {
		wrap(b, "  left open: ", fmt.Sprintf("errors up to %.1g (%s), as %s", open.Missed, open.Name, limited(open)))
	}
}

// limited says why no less than Missed would have been seen.
func limited(c Comparison) string {
	if c.Limit == LimitedBySteps {
		return fmt.Sprintf("f is smooth only within some %.1g of x", c.Step)
	}
	return fmt.Sprintf("f is computed to within %.1g", noiseSigmas*c.Noise)
}

// writeOneSided writes how many comparisons are by steps to one side, and names one.
func writeOneSided(b *strings.Builder, m MethodReport) {
	n, first := 0, ""
	for _, c := range m.Comparisons {
		if c.Side == 0 {
			continue
		}
		if n++; n == 1 {
			first = c.Name + map[int]string{1: " from above", -1: " from below"}[c.Side]
		}
	}
	if n > 0 {
		wrap(b, "  to one side only, as the domain ends: ", fmt.Sprintf("%d of %d, %s", n, len(m.Comparisons), first))
	}
}

// writeBlocks writes one line per block.
func (r Report) writeBlocks(b *strings.Builder, m MethodReport) {
	wide := len("block")
	for _, s := range r.spans {
		wide = max(wide, len([]rune(s.Name)))
	}
	fmt.Fprintf(b, "  %-*s %5s %5s %6s %9s %9s %10s\n",
		wide, "block", "pass", "fail", "incon.", "worst abs", "worst rel", "widest bar")
	for _, s := range r.spans {
		var counts [3]int
		var abs, rel, bar float64
		for _, c := range m.Comparisons[s.start:s.end] {
			counts[c.Verdict]++
			if c.Verdict == Inconclusive {
				continue // nothing is known about these
			}
			abs, rel, bar = max(abs, c.AbsDiff), max(rel, c.RelDiff), max(bar, c.Bar)
		}
		fmt.Fprintf(b, "  %-*s %5d %5d %6d %9.2g %9.2g %10.2g\n",
			wide, s.Name, counts[Pass], counts[Fail], counts[Inconclusive], abs, rel, bar)
	}
}

// leastCertain puts first the comparisons of which least is certain, and those with
// the largest differences.
func leastCertain(cs []Comparison) {
	slices.SortStableFunc(cs, func(a, b Comparison) int {
		switch {
		case a.Verdict != b.Verdict:
			return int(a.Verdict) - int(b.Verdict)
		case a.RelDiff > b.RelDiff:
			return -1
		case a.RelDiff < b.RelDiff:
			return 1
		}
		return 0
	})
}

// writeWorst lists the comparisons that leastCertain puts first.
func (r Report) writeWorst(b *strings.Builder, cs []Comparison) {
	leastCertain(cs)
	cs = cs[:min(shown, len(cs))]
	wide := len("worst")
	for _, c := range cs {
		wide = max(wide, len([]rune(c.Name)))
	}
	fmt.Fprintf(b, "  %-*s %14s %14s %7s  %s\n", wide, "worst", "claimed", "numerical", "±", "reason")
	for _, c := range cs {
		why := string(c.Reason)
		if c.Reason == Kink {
			why = fmt.Sprintf("kink %.3g|%.3g", c.SlopeLeft, c.SlopeRight)
		}
		fmt.Fprintf(b, "  %-*s %14.8g %14.8g %7.1g  %s\n", wide, c.Name, c.Claimed, c.Numerical, c.Bar, why)
	}
}

// writeFailure writes everything known about one failure.
func (r Report) writeFailure(b *strings.Builder, c Comparison) {
	fmt.Fprintf(b, "  %s is wrong:\n", c.Name)
	by := ""
	if r.Name != "" {
		by = "   by " + r.Name
	}
	fmt.Fprintf(b, "    %-10s %.12g%s\n", "claimed", c.Claimed, by)
	fmt.Fprintf(b, "    %-10s %.12g ± %.1g\n", "numerical", c.Numerical, c.Bar)
	fmt.Fprintf(b, "    %-10s %.3g, relative %.3g\n", "difference", c.AbsDiff, c.RelDiff)
	if c.Step == 0 {
		return
	}
	fmt.Fprintf(b, "    %-10s %.3g\n", "step h", c.Step)
	if c.Side >= 0 {
		fmt.Fprintf(b, "    %-10s f(x+h) = %.17g\n", "", c.FPlus)
	}
	fmt.Fprintf(b, "    %-10s f(x)   = %.17g\n", "", c.F)
	if c.Side <= 0 {
		fmt.Fprintf(b, "    %-10s f(x-h) = %.17g\n", "", c.FMinus)
	}
	if c.Side == 0 {
		fmt.Fprintf(b, "    %-10s left %.9g, right %.9g\n", "slopes", c.SlopeLeft, c.SlopeRight)
	}
	if len(c.Remainders) > 0 {
		right := 2
		if r.Of == hessian {
			right = 3
		}
		fmt.Fprintf(b, "    order %.2f, should be %d or more:\n    %12s %12s %8s\n",
			c.Order, right, "h", "remainder", "order")
		for _, r := range c.Remainders {
			order := ""
			if !math.IsNaN(r.Order) {
				order = fmt.Sprintf("%8.2f", r.Order)
			}
			fmt.Fprintln(b, strings.TrimRight(fmt.Sprintf("    %12.3g %12.3g %s", r.Step, r.Value, order), " "))
		}
	}
}

// wrap writes text after a label, breaking lines at textWidth.
func wrap(b *strings.Builder, label, text string) {
	const indent = "    "
	b.WriteString(label)
	column := len([]rune(label))
	for i, word := range strings.Fields(text) {
		width := len([]rune(word))
		switch {
		case i == 0:
		case column+1+width > textWidth:
			b.WriteString("\n" + indent)
			column = len(indent)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += width
	}
	b.WriteByte('\n')
}
