package figure

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

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
	Marks   []Mark // values marked through all samples: the report's own, zero
}

// Sample is one configuration's values, one per seed, in any order.
type Sample struct {
	Name   string
	Values []float64
}

// Mark is a value with a name, drawn as a line: "printed", "no difference".
type Mark struct {
	Name  string
	Value float64
}

const bins = 48 // of a histogram, over the whole axis

// Draw returns the figure, or an error for samples that are empty or not finite,
// and for values of a logarithmic axis that are not positive.
func (d Distributions) Draw() (Figure, error) {
	low, high, err := d.check()
	if err != nil {
		return Figure{}, err
	}
	const band = 70
	height := float64(band*len(d.Samples) + 40)
	if d.Title != "" {
		height += titleSize + 7
	}
	if len(d.Marks) > 0 {
		height += textSize + 11
	}
	s := newSheet(width, height, d.Title)
	var marks []plot.Plotter
	var entries []entry
	for i, m := range d.Marks {
		line := rule{at: m.Value, vertical: true, LineStyle: markStyle(i)}
		marks = append(marks, line)
		entries = append(entries, entry{m.Name + " " + short(m.Value), []plot.Thumbnailer{line}})
	}
	if len(entries) > 0 {
		s.legend(entries...)
	}
	x := linear(d.Quantity, low, high, 6)
	if d.Log {
		x = logarithmic(d.Quantity, low, high, 6)
	}
	p := s.newPlot(x, axis{min: 0, max: float64(len(d.Samples)), scale: plot.LinearScale{}})
	for i, sample := range d.Samples {
		p.Add(histogram{sample, i, float64(len(d.Samples) - i), s.text})
	}
	p.Add(marks...)
	p.X.Min, p.X.Max = x.min, x.max
	s.panel(s.free, axis{}, p)
	return s.figure(d.alt())
}

// histogram is one sample in the band of height 1 below top.
type histogram struct {
	Sample
	index int
	top   float64
	text  handler
}

// Plot draws, from above, the name with the quartiles, the bins and the box.
func (h histogram) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	top, bottom := y(h.top), y(h.top-1)
	color := inkSeries[h.index%len(inkSeries)]
	q := h.quartiles()

	style := h.text.label(textSize, inkText)
	c.FillText(style, vg.Point{X: c.Min.X, Y: top - textSize - 3}, fmt.Sprintf("%s: median %s (%s to %s)", h.Name, short(q[1]), short(q[0]), short(q[2])))

	base, roof := bottom+15, top-textSize-9
	counts, most := h.counts(p), 1
	for _, n := range counts {
		most = max(most, n)
	}
	c.SetColor(color.faded(60))
	each := (c.Max.X - c.Min.X) / bins
	for i, n := range counts {
		if n > 0 {
			left := c.Min.X + vg.Length(i)*each
			tall := max(1, (roof-base)*vg.Length(n)/vg.Length(most))
			c.Fill(vg.Rectangle{Min: vg.Point{X: left, Y: base}, Max: vg.Point{X: left + each - 0.5, Y: base + tall}}.Path())
		}
	}
	c.StrokeLine2(draw.LineStyle{Color: inkMuted, Width: 0.5}, c.Min.X, base, c.Max.X, base)

	box := vg.Rectangle{Min: vg.Point{X: x(q[0]), Y: bottom + 4}, Max: vg.Point{X: max(x(q[2]), x(q[0])+1), Y: bottom + 11}}
	c.SetColor(color)
	c.Fill(box.Path())
	c.StrokeLine2(draw.LineStyle{Color: inkText, Width: 2}, x(q[1]), bottom+2, x(q[1]), bottom+13)
}

// counts are how many values fall into each bin of the axis.
func (h histogram) counts(p *plot.Plot) [bins]int {
	var counts [bins]int
	for _, v := range h.Values {
		counts[min(bins-1, max(0, int(math.Floor(float64(bins*p.X.Norm(v))+1e-9))))]++
	}
	return counts
}

// quartiles are the 25 %, 50 % and 75 % quantiles, each a value of the sample.
func (s Sample) quartiles() [3]float64 {
	sorted := slices.Sorted(slices.Values(s.Values))
	var q [3]float64
	for i := range q {
		q[i] = stat.Quantile(float64(i+1)/4, stat.Empirical, sorted, nil)
	}
	return q
}

// short prints a value with three digits.
func short(v float64) string {
	switch size := math.Abs(v); {
	case v == 0:
		return "0"
	case size < 1e-3 || size >= 1e5:
		p := decade(size)
		return number(v/pow10(p), 1) + "·10" + superscript.Replace(fmt.Sprint(p))
	default:
		return number(v, max(0, 2-decade(size)))
	}
}

// check returns the range of the axis.
func (d Distributions) check() (low, high float64, err error) {
	if len(d.Samples) == 0 {
		return 0, 0, errNothing
	}
	low, high = math.Inf(1), math.Inf(-1)
	include := func(what string, values []float64) error {
		if err := check(what, values); err != nil {
			return err
		}
		for i, v := range values {
			if d.Log && v <= 0 {
				return fmt.Errorf("figure: %s: value %d is %v: want a positive number on a logarithmic axis", what, i, v)
			}
			low, high = min(low, v), max(high, v)
		}
		return nil
	}
	for _, s := range d.Samples {
		if err := include(s.Name, s.Values); err != nil {
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
	room := (high - low) / 40
	if room == 0 {
		room = max(math.Abs(high)/10, 1e-3)
	}
	return low - room, high + room, nil
}

func (d Distributions) alt() string {
	alt := fmt.Sprintf("Histograms of %s over seeds.", d.Quantity)
	for _, s := range d.Samples {
		q := s.quartiles()
		alt += fmt.Sprintf(" %s: %d seeds, median %s, quartiles %s and %s.", s.Name, len(s.Values), short(q[1]), short(q[0]), short(q[2]))
	}
	for _, m := range d.Marks {
		alt += fmt.Sprintf(" Marked: %s, %s.", m.Name, short(m.Value))
	}
	return titled(d.Title, alt)
}
