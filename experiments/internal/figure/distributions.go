package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"backprop/experiments/internal/notation"
	"backprop/network/portable"
)

// Distributions compare a statistic over seeds between configurations: a histogram
// for each, scaled to its highest bin, above a box from the lower to the upper
// quartile with the median in it, and one axis for all.
type Distributions struct {
	Title    string
	Quantity string // the axis label: "final loss (nats)", "accuracy (%)"
	// Log makes the axis logarithmic; all values must then be positive.
	Log     bool
	Samples []Sample
	Marks   []Mark // values marked in all samples: the report's own, zero
}

// Mark is a value with a name, drawn as a line: "printed", "no difference".
type Mark struct {
	Name  string
	Value float64
}

// Draw returns the figure, or an error for values that the axis cannot hold.
func (d Distributions) Draw() (Figure, error) {
	low, high := d.span()
	var entries []legendEntry
	for i, m := range d.Marks {
		entries = append(entries, legendEntry{m.Name + " " + notation.Short(m.Value),
			[]plot.Thumbnailer{&plotter.Line{LineStyle: ruleStyle(i)}}})
	}
	const band, below = 84, 42 // heights
	b := newBuilder(d.Title, width, float64(band*len(d.Samples)+below), entries...)
	x := linear(d.Quantity, low, high, 6)
	if d.Log {
		x = logarithmic(d.Quantity, low, high, 6)
	}
	p := b.newPlot(x, axis{min: 0, max: float64(len(d.Samples)), scale: plot.LinearScale{}})
	for i, sample := range d.Samples {
		p.Add(histogram{sample, d.Marks, i, float64(len(d.Samples) - i), b.text})
	}
	p.X.Min, p.X.Max = x.min, x.max
	b.free.Min.X += 12 // half a label: there is no vertical axis to hold it
	b.panel(b.free, axis{}, p)
	return b.figure(d.alt())
}

// span is the range of the axis.
func (d Distributions) span() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	include := func(values ...float64) {
		for _, v := range values {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, s := range d.Samples {
		include(s.Values...)
		include(s.Quantiles...)
	}
	for _, m := range d.Marks {
		include(m.Value)
	}
	if d.Log {
		room := portable.Exp((portable.Log(high)-portable.Log(low))/40 + 0.02)
		return low / room, high * room
	}
	return padded(low, high, 0.03)
}

func (d Distributions) alt() string {
	alt := fmt.Sprintf("Histograms of %s.", d.Quantity)
	for _, s := range d.Samples {
		q := s.quartiles()
		alt += fmt.Sprintf(" %s: %d values, median %s, quartiles %s and %s.", s.Name, s.count(), notation.Short(q[1]),
			notation.Short(q[0]), notation.Short(q[2]))
	}
	for _, m := range d.Marks {
		alt += fmt.Sprintf(" Marked: %s, %s.", m.Name, notation.Short(m.Value))
	}
	return titled(d.Title, alt)
}
