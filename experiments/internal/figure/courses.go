package figure

import (
	"fmt"

	"gonum.org/v1/plot"
)

// Courses are trainings of the same network over the epochs: the loss above, on a
// logarithmic axis, the accuracy below. It is the figure of what private biases do: row against shared.
type Courses struct {
	Title     string
	Trainings []Course
}

// Course is one training over its epochs.
type Course struct {
	Name       string    // "row bias"
	Losses     []float64 // mean loss per epoch
	Accuracies []float64 // in percent, per epoch; as many as Losses
}

// Draw returns the figure, or an error for trainings that are empty or not finite,
// and for accuracies that are no percentages.
func (c Courses) Draw() (Figure, error) {
	if err := c.check(); err != nil {
		return Figure{}, err
	}
	var losses, accuracies []plot.Plotter
	var entries []entry
	epochs := 1
	var values [][]float64
	for _, t := range c.Trainings {
		values = append(values, t.Losses)
	}
	y := lossAxis(0, 0, values...)
	for i, t := range c.Trainings {
		loss := line(y.overEpochs(t.Losses), i)
		losses = append(losses, loss)
		accuracies = append(accuracies, line(over(t.Accuracies), i))
		entries = append(entries, entry{t.Name, []plot.Thumbnailer{loss}})
		epochs = max(epochs, len(t.Losses)-1)
	}
	const panel = 138
	s := newSheet(c.Title, 2*panel, entries...)
	x := linear("epoch", 0, float64(epochs), 7)
	p := s.newPlot(x, y)
	p.Add(losses...)
	s.panel(s.above(panel), y, p)

	s.free.Max.Y -= 6
	y = linear("accuracy (% of the rows)", 0, 100, 4)
	p = s.newPlot(x, y)
	p.Add(accuracies...)
	s.panel(s.free, y, p)
	return s.figure(c.alt())
}

func (c Courses) check() error {
	if len(c.Trainings) == 0 {
		return errNothing
	}
	for _, t := range c.Trainings {
		if err := checkNonNegative("losses of "+t.Name, t.Losses); err != nil {
			return err
		}
		if err := same("accuracies of "+t.Name, len(t.Accuracies), len(t.Losses)); err != nil {
			return err
		}
		if err := checkBetween("accuracies of "+t.Name, t.Accuracies, 100); err != nil {
			return err
		}
	}
	return nil
}

func (c Courses) alt() string {
	alt := "Line plots of loss and accuracy over the epochs."
	for _, t := range c.Trainings {
		last := len(t.Losses) - 1
		alt += fmt.Sprintf(" %s: loss from %.3g to %.3g, accuracy from %.4g to %.4g %%.",
			t.Name, t.Losses[0], t.Losses[last], t.Accuracies[0], t.Accuracies[last])
	}
	return titled(c.Title, alt)
}
