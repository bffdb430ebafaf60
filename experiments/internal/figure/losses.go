package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Losses are the loss curves of one training run by one or several engines, on a
// logarithmic axis. The first is drawn broad and pale and the others thin and dashed on top of it, so
// that one sees that they coincide. Where Printed has losses, a second panel shows
// those epochs.
type Losses struct {
	Title   string
	Engines []Curve // mean loss per epoch; all of the same length
	Printed []Point // epoch and loss as the report prints them, drawn as rings
	// Bottom and Top are losses that the axis reaches to, or 0 for those drawn.
	// Figures that stand side by side should have the same.
	Bottom, Top float64
}

// Draw returns the figure, or an error for curves that are empty, not finite or
// of different lengths, and for printed losses of epochs that there are not.
func (l Losses) Draw() (Figure, error) {
	if err := l.check(); err != nil {
		return Figure{}, err
	}
	var losses [][]float64
	for _, engine := range l.Engines {
		losses = append(losses, engine.Values)
	}
	y := lossAxis(l.Bottom, l.Top, losses...)
	rings := &plotter.Scatter{XYs: xys(l.Printed), GlyphStyle: draw.GlyphStyle{Color: inkText, Radius: 3.5, Shape: ring{}}}
	var curves []plot.Plotter
	var entries []entry
	for i, engine := range l.Engines {
		line := engineLine(y.overEpochs(engine.Values), i)
		curves = append(curves, line)
		entries = append(entries, entry{engine.Name, []plot.Thumbnailer{line}})
	}
	if len(l.Printed) > 0 {
		entries = append(entries, entry{"printed in the report", []plot.Thumbnailer{rings}})
	}
	const upper, lower = 158, 122
	height := float64(upper)
	if len(l.Printed) > 0 {
		height += lower
	}
	s := newSheet(l.Title, height, entries...)
	p := s.newPlot(linear("epoch", 0, float64(max(1, len(l.Engines[0].Values)-1)), 7), y)
	p.Add(curves...)
	s.panel(s.above(upper), y, p)
	if len(l.Printed) > 0 {
		l.drawPrinted(s, rings)
	}
	return s.figure(l.alt())
}

// drawPrinted draws the panel of the printed epochs.
func (l Losses) drawPrinted(s *sheet, rings *plotter.Scatter) {
	s.free.Max.Y -= 6
	first, last := l.Printed[0].X, l.Printed[0].X
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range l.Printed {
		first, last = min(first, p.X), max(last, p.X)
		low, high = min(low, p.Y), max(high, p.Y)
	}
	var within []plotter.XYs
	for _, engine := range l.Engines {
		points := over(engine.Values)[int(first) : int(last)+1]
		for _, p := range points {
			low, high = min(low, p.Y), max(high, p.Y)
		}
		within = append(within, points)
	}
	low, high = padded(low, high, 0.08)
	y := linear(fmt.Sprintf("the same, epochs %v to %v", first, last), low, high, 4)
	p := s.newPlot(linear("epoch", first, max(last, first+1), 7), y)
	for i, points := range within {
		p.Add(engineLine(points, i))
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = first, max(last, first+1), low, high
	p.Add(rings)
	s.panel(s.free, y, p)
}

// engineLine is the look of engine i.
func engineLine(points plotter.XYs, i int) *plotter.Line {
	if i == 0 {
		return &plotter.Line{XYs: points, LineStyle: draw.LineStyle{Color: inkSeries[0].faded(50), Width: 4}}
	}
	return &plotter.Line{XYs: points, LineStyle: draw.LineStyle{
		Color: inkSeries[i%len(inkSeries)], Width: 1.2, Dashes: []vg.Length{vg.Length(3 + i), 3},
	}}
}

func (l Losses) check() error {
	if len(l.Engines) == 0 {
		return errNothing
	}
	for _, e := range l.Engines {
		if err := checkNonNegative("losses of "+e.Name, e.Values); err != nil {
			return err
		}
		if err := same("losses of "+e.Name, len(e.Values), len(l.Engines[0].Values)); err != nil {
			return err
		}
	}
	for i, p := range l.Printed {
		if err := check(fmt.Sprintf("printed loss %d", i), []float64{p.X, p.Y}); err != nil {
			return err
		}
		if last := len(l.Engines[0].Values) - 1; p.X < 0 || p.X > float64(last) {
			return fmt.Errorf("figure: printed loss %d is of epoch %v: want 0 to %d", i, p.X, last)
		}
	}
	return checkNonNegative("bottom and top", []float64{l.Bottom, l.Top})
}

func (l Losses) alt() string {
	first := l.Engines[0].Values
	alt := fmt.Sprintf("Line plot of the mean loss over %d epochs, from %.3g to %.3g.", len(first), first[0], first[len(first)-1])
	for _, e := range l.Engines[1:] {
		apart := 0.0
		for i, v := range e.Values {
			apart = max(apart, math.Abs(v-first[i]))
		}
		alt += fmt.Sprintf(" %s and %s %s.", l.Engines[0].Name, e.Name, partBy(apart))
	}
	if n := len(l.Printed); n > 0 {
		apart := 0.0
		for _, p := range l.Printed {
			apart = max(apart, math.Abs(p.Y-first[int(p.X)]))
		}
		alt += fmt.Sprintf(" The %d losses printed in the report and %s %s.", n, l.Engines[0].Name, partBy(apart))
	}
	return titled(l.Title, alt)
}

func partBy(difference float64) string {
	if difference == 0 {
		return "are identical"
	}
	return fmt.Sprintf("differ by at most %.1g", difference)
}
