package figure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatCannotBeDrawnIsNamed(t *testing.T) {
	one, nan, inf := []float64{1}, []float64{1, math.NaN()}, []float64{math.Inf(-1)}
	points := [][2]float64{{0, 1}}
	view := HiddenView{Units: 2, Points: []float64{0, 1, 1, 0}}
	cases := map[string]struct {
		drawer
		want string
	}{
		"no losses":                 {Losses{}, "figure: nothing to draw: want at least one series"},
		"empty losses":              {Losses{Engines: []Curve{{"manual", nil}}}, "figure: losses of manual: no values: want at least one"},
		"a loss that is not finite": {Losses{Engines: []Curve{{"manual", nan}}}, "figure: losses of manual: value 1 is NaN: want a finite number"},
		"a negative loss":           {Losses{Engines: []Curve{{"manual", []float64{-1}}}}, "figure: losses of manual: value 0 is -1: want at least 0"},
		"a loss beyond all range":   {Losses{Engines: []Curve{{"manual", []float64{1e200}}}}, "figure: losses of manual: value 0 is 1e+200: want at most 1e+100"},
		"losses of other lengths":   {Losses{Engines: []Curve{{"manual", one}, {"graph", []float64{1, 2}}}}, "figure: losses of graph: 2 values, want 1"},
		"an epoch that is not":      {Losses{Engines: []Curve{{"manual", one}}, Printed: []Point{{1, 1}}}, "figure: printed loss 0 is of epoch 1: want 0 to 0"},
		"a printed NaN":             {Losses{Engines: []Curve{{"manual", one}}, Printed: []Point{{0, math.NaN()}}}, "figure: printed loss 0: value 1 is NaN: want a finite number"},
		"an infinite top":           {Losses{Engines: []Curve{{"manual", one}}, Top: math.Inf(1)}, "figure: bottom and top: value 1 is +Inf: want a finite number"},
		"no points":                 {Predictions{}, "figure: predictions: no points: want at least one"},
		"a point outside":           {Predictions{X: [][2]float64{{0, 2}}}, "figure: point 0: value 1 is 2: want 0 to 1"},
		"labels that lack":          {Predictions{X: points}, "figure: 0 labels of 1 points: want one each"},
		"a label that is none":      {Predictions{X: points, Labels: []float64{0.5}}, "figure: label 0 is 0.5: want 0 or 1"},
		"a probability of 2":        {Predictions{X: points, Labels: one, Probabilities: []float64{2}}, "figure: probabilities: value 0 is 2: want 0 to 1"},
		"a map with a gap":          {Predictions{X: points, Labels: one, Probabilities: one, Map: Map{2, one}}, "figure: map: 1 values, want 4"},
		"a map with a NaN":          {Predictions{X: points, Labels: one, Probabilities: one, Map: Map{1, nan[1:]}}, "figure: map: value 0 is NaN: want 0 to 1"},
		"a map too large":           {Predictions{X: points, Labels: one, Probabilities: one, Map: Map{Side: 5000}}, "figure: a map of side 5000: want 0 to 1000"},
		"one hidden unit":           {HiddenViews{Labels: []float64{0, 1}, Before: HiddenView{Units: 1}}, "figure: hidden layer before training: 1 units: want at least 2"},
		"one hidden point":          {HiddenViews{Labels: one, Before: view}, "figure: hidden layer before training: 1 points: want at least 2"},
		"activations that lack":     {HiddenViews{Labels: []float64{0, 1}, Before: view, After: HiddenView{Units: 2, Points: one}}, "figure: hidden layer after training, points: 1 values, want 4"},
		"a hidden NaN":              {HiddenViews{Labels: []float64{0, 1}, Before: HiddenView{Units: 2, Points: []float64{0, 0, 0, math.NaN()}}}, "figure: hidden layer before training, points: value 3 is NaN: want a finite number"},
		"a grid of one point":       {HiddenViews{Labels: []float64{0, 1}, Before: HiddenView{Units: 2, Points: view.Points, Side: 1}}, "figure: hidden layer before training: a grid of side 1: want 0, or at least 2"},
		"no courses":                {Courses{}, "figure: nothing to draw: want at least one series"},
		"an accuracy of 101":        {Courses{Trainings: []Course{{"row", one, []float64{101}}}}, "figure: accuracies of row: value 0 is 101: want 0 to 100"},
		"a course without accuracy": {Courses{Trainings: []Course{{"row", one, nil}}}, "figure: accuracies of row: 0 values, want 1"},
		"no samples":                {Distributions{}, "figure: nothing to draw: want at least one series"},
		"an empty sample":           {Distributions{Samples: []Sample{{Name: "row"}}}, "figure: row: no values: want at least one"},
		"an infinite value":         {Distributions{Samples: []Sample{{Name: "row", Values: inf}}}, "figure: row: value 0 is -Inf: want a finite number"},
		"0 on a logarithmic axis":   {Distributions{Log: true, Samples: []Sample{{Name: "row", Values: []float64{0}}}}, "figure: row: value 0 is 0: want a positive number, at least 1e-290"},
		"values and quantiles":      {Distributions{Samples: []Sample{{"row", one, make([]float64, 5), 1}}}, "figure: row: values and quantiles: want either"},
		"few quantiles":             {Distributions{Samples: []Sample{{"row", nil, one, 1}}}, "figure: row: 1 quantiles of 1 values: want at least 5 of at least 1"},
		"quantiles that fall":       {Distributions{Samples: []Sample{{"row", nil, []float64{0, 1, 2, 1, 3}, 9}}}, "figure: row: quantiles that fall: want them in order"},
		"a mark that is NaN":        {Distributions{Samples: []Sample{{Name: "row", Values: one}}, Marks: []Mark{{"printed", math.NaN()}}}, "figure: mark printed: value 0 is NaN: want a finite number"},
		"nothing measured":          {LogLog{}, "figure: nothing to draw: want at least one series"},
		"a step of 0":               {LogLog{Series: []Series{{"central", []float64{0}, one, nil, nil}}}, "figure: central, x: value 0 is 0: want a positive number, at least 1e-290"},
		"a negative error":          {LogLog{Series: []Series{{"central", one, []float64{-1}, nil, nil}}}, "figure: central, y: value 0 is -1: want at least 0"},
		"an error that lacks":       {LogLog{Series: []Series{{"central", []float64{1, 2}, one, nil, nil}}}, "figure: central, y: 1 values, want 2"},
		"half an interval":          {LogLog{Series: []Series{{"central", one, one, one, nil}}}, "figure: central, interval: no values: want at least one"},
		"a law of nothing":          {LogLog{Series: []Series{{"central", one, one, nil, nil}}, Laws: []PowerLaw{{Name: "h²"}}}, "figure: law h², coefficient: value 0 is 0: want a positive number, at least 1e-290"},
		"no runs":                   {Differences{}, "figure: nothing to draw: want at least one series"},
		"a negative difference":     {Differences{Runs: []Curve{{"xor", []float64{-1}}}}, "figure: differences of xor: value 0 is -1: want at least 0"},
		"a mark at 0":               {Differences{Runs: []Curve{{"xor", one}}, Marks: []Mark{{"nothing", 0}}}, "figure: mark nothing: value 0 is 0: want a positive number, at least 1e-290"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := c.Draw()
			assert.EqualError(t, err, c.want)
			assert.Empty(t, f)
		})
	}
}
