package figure

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// SuccessRates is the share of seeds that solve a task by learning rate and
// epochs: a table of percentages shaded by their size.
type SuccessRates struct {
	Title         string
	LearningRates []float64 // of the rows, from below
	Epochs        []int     // of the columns
	// Shares are between 0 and 1: Shares[i][j] for LearningRates[i], Epochs[j].
	Shares [][]float64
}

// Draw returns the figure, or an error for a table that is empty, has gaps, or has
// values that are no shares.
func (r SuccessRates) Draw() (Figure, error) {
	if err := r.check(); err != nil {
		return Figure{}, err
	}
	const cell = 26
	s := newSheet(r.Title, float64(cell*len(r.LearningRates)+56))
	var columns, rows []plot.Tick
	for j, n := range r.Epochs {
		columns = append(columns, plot.Tick{Value: float64(j), Label: strconv.Itoa(n)})
	}
	for i, rate := range r.LearningRates {
		rows = append(rows, plot.Tick{Value: float64(i), Label: strconv.FormatFloat(rate, 'g', -1, 64)})
	}
	x := axis{label: "epochs", min: -0.5, max: float64(len(columns)) - 0.5, ticks: columns, scale: plot.LinearScale{}}
	y := axis{label: "learning rate; seeds that reach 100 % accuracy, in %", min: -0.5, max: float64(len(rows)) - 0.5, ticks: rows, scale: plot.LinearScale{}}
	p := s.newPlot(x, y)
	p.X.Tick.Length, p.X.LineStyle.Width = 0, 0
	p.Add(table{r.Shares, s.text})
	s.panel(s.free, y, p)
	return s.figure(r.alt())
}

// table draws shares as shaded cells around whole coordinates.
type table struct {
	shares [][]float64
	text   handler
}

func (t table) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	c.SetColor(inkPaper) // over the grid
	c.Fill(c.Rectangle.Path())
	style := t.text.label(textSize, inkText)
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	for i, row := range t.shares {
		for j, share := range row {
			cell := vg.Rectangle{
				Min: vg.Point{X: x(float64(j)-0.5) + 1, Y: y(float64(i)-0.5) + 1},
				Max: vg.Point{X: x(float64(j)+0.5) - 1, Y: y(float64(i)+0.5) - 1},
			}
			c.SetColor(inkSeries[0].faded(10 + 50*share))
			c.Fill(cell.Path())
			center := vg.Point{X: x(float64(j)), Y: y(float64(i)) + 1}
			c.FillText(style, center, percent(share))
		}
	}
}

// percent prints a share so that only 0 is "0" and only 1 is "100".
func percent(share float64) string {
	v := 100 * share
	switch {
	case v > 0 && v < 1:
		return "<1"
	case v > 99 && v < 100:
		return ">99"
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

func (r SuccessRates) check() error {
	if len(r.LearningRates) == 0 || len(r.Epochs) == 0 {
		return fmt.Errorf("figure: success rates: no learning rates or no epochs: want at least one each")
	}
	if err := check("learning rates", r.LearningRates); err != nil {
		return err
	}
	if err := same("success rates, rows", len(r.Shares), len(r.LearningRates)); err != nil {
		return err
	}
	for i, row := range r.Shares {
		what := fmt.Sprintf("success rates of learning rate %v", r.LearningRates[i])
		if err := same(what, len(row), len(r.Epochs)); err != nil {
			return err
		}
		if err := checkBetween(what, row, 1); err != nil {
			return err
		}
	}
	return nil
}

func (r SuccessRates) alt() string {
	alt := "Table of the share of seeds that reach 100 % accuracy."
	for i := len(r.Shares) - 1; i >= 0; i-- {
		alt += fmt.Sprintf(" Learning rate %v:", r.LearningRates[i])
		for j, share := range r.Shares[i] {
			if j > 0 {
				alt += ","
			}
			alt += fmt.Sprintf(" %s %% after %d epochs", percent(share), r.Epochs[j])
		}
		alt += "."
	}
	return titled(r.Title, alt)
}
