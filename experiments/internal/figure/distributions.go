package figure

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"

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

// Draw returns the figure, or an error for samples that are empty, not finite or
// not ordered, and for values of a logarithmic axis that are not positive.
func (d Distributions) Draw() (Figure, error) {
	low, high, err := d.check()
	if err != nil {
		return Figure{}, err
	}
	var entries []entry
	for i, m := range d.Marks {
		entries = append(entries, entry{m.Name + " " + notation.Short(m.Value), []plot.Thumbnailer{rule{LineStyle: markStyle(i)}}})
	}
	const band, foot = 70, 36
	s := newSheet(d.Title, float64(band*len(d.Samples)+foot), entries...)
	x := linear(d.Quantity, low, high, 6)
	if d.Log {
		x = logarithmic(d.Quantity, low, high, 6)
	}
	p := s.newPlot(x, axis{min: 0, max: float64(len(d.Samples)), scale: plot.LinearScale{}})
	for i, sample := range d.Samples {
		p.Add(histogram{sample, d.Marks, i, float64(len(d.Samples) - i), s.text})
	}
	p.X.Min, p.X.Max = x.min, x.max
	s.free.Min.X += 12 // half a label: there is no vertical axis to hold it
	s.panel(s.free, axis{}, p)
	return s.figure(d.alt())
}

// check returns the range of the axis.
func (d Distributions) check() (low, high float64, err error) {
	if len(d.Samples) == 0 {
		return 0, 0, errNothing
	}
	low, high = math.Inf(1), math.Inf(-1)
	verify := check
	if d.Log {
		verify = checkPositive
	}
	include := func(what string, values []float64) error {
		if err := verify(what, values); err != nil {
			return err
		}
		low, high = min(low, slices.Min(values)), max(high, slices.Max(values))
		return nil
	}
	for _, s := range d.Samples {
		if err := s.check(); err != nil {
			return 0, 0, err
		}
		if err := include(s.Name, append(s.Values, s.Quantiles...)); err != nil {
			return 0, 0, err
		}
	}
	for _, m := range d.Marks {
		if err := include("mark "+m.Name, []float64{m.Value}); err != nil {
			return 0, 0, err
		}
	}
	if d.Log {
		room := portable.Exp((portable.Log(high)-portable.Log(low))/40 + 0.02)
		return low / room, high * room, nil
	}
	low, high = padded(low, high, 0.03)
	return low, high, nil
}

func (d Distributions) alt() string {
	alt := fmt.Sprintf("Histograms of %s.", d.Quantity)
	for _, s := range d.Samples {
		q := s.quartiles()
		alt += fmt.Sprintf(" %s: %d values, median %s, quartiles %s and %s.", s.Name, s.count(), notation.Short(q[1]), notation.Short(q[0]), notation.Short(q[2]))
	}
	for _, m := range d.Marks {
		alt += fmt.Sprintf(" Marked: %s, %s.", m.Name, notation.Short(m.Value))
	}
	return titled(d.Title, alt)
}
