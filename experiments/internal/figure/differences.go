package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
)

// Differences show how far two engines part over the epochs of trainings, on a
// logarithmic axis. A difference of exactly 0 is drawn at the foot, on a line
// labelled "identical".
type Differences struct {
	Title string
	Runs  []Curve // largest |θa - θb| after each epoch
	Marks []Mark  // thresholds, each a horizontal line
}

// Draw returns the figure, or an error for runs that are empty, negative or not
// finite, and for thresholds that are not positive.
func (d Differences) Draw() (Figure, error) {
	low, high, err := d.check()
	if err != nil {
		return Figure{}, err
	}
	y, foot := footed("largest |difference| of a parameter", "identical", low, high, 5)
	var entries []entry
	var lines []plot.Plotter
	epochs := 1
	for i, run := range d.Runs {
		points := over(run.Values)
		for k := range points {
			points[k].Y = lifted(points[k].Y, foot)
		}
		line := line(points, i)
		lines = append(lines, line)
		entries = append(entries, entry{run.Name, []plot.Thumbnailer{line}})
		epochs = max(epochs, len(run.Values)-1)
	}
	for i, m := range d.Marks {
		line := rule{at: m.Value, LineStyle: markStyle(i)}
		lines = append(lines, line)
		entries = append(entries, entry{m.Name, []plot.Thumbnailer{line}})
	}
	s := newSheet(d.Title, 200, entries...)
	p := s.newPlot(linear("epoch", 0, float64(epochs), 5), y)
	p.Add(lines...)
	p.Y.Min, p.Y.Max = y.min, y.max
	s.panel(s.free, y, p)
	return s.figure(d.alt())
}

// check returns the range of the differences that are not 0, and of the marks.
func (d Differences) check() (low, high float64, err error) {
	if len(d.Runs) == 0 {
		return 0, 0, errNothing
	}
	low, high = math.Inf(1), 0
	for _, run := range d.Runs {
		if err := checkNonNegative("differences of "+run.Name, run.Values); err != nil {
			return 0, 0, err
		}
		for _, v := range run.Values {
			if v > 0 {
				v = max(v, least)
				low, high = min(low, v), max(high, v)
			}
		}
	}
	for _, m := range d.Marks {
		if err := checkPositive("mark "+m.Name, []float64{m.Value}); err != nil {
			return 0, 0, err
		}
		low, high = min(low, m.Value), max(high, m.Value)
	}
	if high == 0 { // all identical, and no marks
		low, high = 0x1p-52, 0x1p-52
	}
	return low, high * 3, nil
}

func (d Differences) alt() string {
	alt := "Line plot of the largest difference of a parameter after each epoch, on a logarithmic axis."
	for _, run := range d.Runs {
		largest, at := 0.0, 0
		for i, v := range run.Values {
			if v > largest {
				largest, at = v, i
			}
		}
		if largest == 0 {
			alt += fmt.Sprintf(" %s: identical in all %d epochs.", run.Name, len(run.Values))
		} else {
			alt += fmt.Sprintf(" %s: at most %.2g, in epoch %d of %d.", run.Name, largest, at, len(run.Values))
		}
	}
	return titled(d.Title, alt)
}
