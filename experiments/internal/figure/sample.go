package figure

import (
	"fmt"
	"slices"

	"backprop/experiments/internal/notation"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sample is one configuration's values, given themselves or by their quantiles.
type Sample struct {
	Name   string
	Values []float64 // one per seed, in any order
	// Quantiles are of equally spaced shares, from the least value to the greatest:
	// 41 are those of 0, 2.5, 5, … 100 %. Between two of them values are taken to be
	// spread evenly. Count is of how many values they are.
	Quantiles []float64
	Count     int
}

// count is the number of values.
func (s Sample) count() int {
	if len(s.Values) > 0 {
		return len(s.Values)
	}
	return s.Count
}

// quartiles are the 25 %, 50 % and 75 % quantiles. Those of values are values.
func (s Sample) quartiles() [3]float64 {
	var q [3]float64
	sorted := slices.Sorted(slices.Values(s.Values))
	for i := range q {
		if share := float64(i+1) / 4; len(sorted) > 0 {
			q[i] = stat.Quantile(share, stat.Empirical, sorted, nil)
		} else {
			at := share * float64(len(s.Quantiles)-1)
			below := int(at)
			q[i] = s.Quantiles[below]
			if part := at - float64(below); part > 0 {
				q[i] += float64(part * (s.Quantiles[below+1] - q[i]))
			}
		}
	}
	return q
}

const bins = 48 // of a histogram, over the whole axis

// shares are the parts of the sample in each bin of the axis.
func (s Sample) shares(x plot.Axis) [bins]float64 {
	var shares [bins]float64
	at := func(v float64) float64 { return min(bins, max(0, float64(bins*x.Norm(v)))) }
	put := func(from, to, share float64) {
		first := min(bins-1, int(from+1e-9))
		if to-from < 1e-9 {
			shares[first] += share
			return
		}
		for i := first; i < bins && float64(i) < to; i++ {
			within := min(to, float64(i+1)) - max(from, float64(i))
			shares[i] += float64(share * within / (to - from))
		}
	}
	for _, v := range s.Values {
		put(at(v), at(v), 1/float64(len(s.Values)))
	}
	for i := range len(s.Quantiles) - 1 {
		put(at(s.Quantiles[i]), at(s.Quantiles[i+1]), 1/float64(len(s.Quantiles)-1))
	}
	return shares
}

// histogram is one sample in the band of height 1 below top.
type histogram struct {
	Sample
	marks []Mark
	index int
	top   float64
	text  handler
}

// Plot draws, from above, the name with the quartiles, the bins, and the box.
func (h histogram) Plot(c draw.Canvas, p *plot.Plot) {
	const (
		box     = 7  // height of the box
		below   = 4  // room below the box
		between = 4  // room between the box and the bins
		name    = 20 // height of the name's line
	)
	x, y := p.Transforms(&c)
	top, bottom := y(h.top), y(h.top-1)
	color := colorSeries[h.index%len(colorSeries)]
	q := h.quartiles()

	fill := func(left, bottom, right, top vg.Length) {
		c.Fill(vg.Rectangle{Min: vg.Point{X: left, Y: bottom}, Max: vg.Point{X: right, Y: top}}.Path())
	}
	style := h.text.label(textSize, colorText)
	// The grid ends below the name.
	c.SetColor(colorPaper)
	fill(c.Min.X, top-name, c.Max.X, top+1)
	said := fmt.Sprintf("%s: median %s", h.Name, notation.Short(q[1]))
	more := fmt.Sprintf("%s (%s to %s)", said, notation.Short(q[0]), notation.Short(q[2]))
	if style.Width(more) <= c.Max.X-c.Min.X {
		said = more // else the box says it
	}
	c.FillText(style, vg.Point{X: c.Min.X, Y: top - textSize - 3}, fit(style, said, c.Max.X-c.Min.X))

	base, roof := bottom+below+box+between, top-name-2
	shares := h.shares(p.X)
	most := vg.Length(slices.Max(shares[:]))
	each := (c.Max.X - c.Min.X) / bins
	c.SetColor(color.faded(60))
	for i, share := range shares {
		if share > 0 {
			left := c.Min.X + vg.Length(i)*each
			tall := max(1, (roof-base)*vg.Length(share)/most)
			fill(left, base, left+each-0.5, base+tall)
		}
	}
	c.StrokeLine2(draw.LineStyle{Color: colorMuted, Width: 0.5}, c.Min.X, base, c.Max.X, base)

	c.SetColor(color)
	left, right := x(q[0]), max(x(q[2]), x(q[0])+1)
	fill(left, bottom+below, right, bottom+below+box)
	c.StrokeLine2(draw.LineStyle{Color: colorText, Width: 2}, x(q[1]), bottom+below-2, x(q[1]), bottom+below+box+2)
	for i, m := range h.marks {
		c.StrokeLine2(ruleStyle(i), x(m.Value), bottom+1, x(m.Value), roof+2)
	}
}
