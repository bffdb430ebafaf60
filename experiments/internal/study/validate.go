package study

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/compare/gradcheck"
	"backprop/experiments/internal/lab"
	"backprop/network"
)

// The methods Validate find the first field of data from a file that no run of this
// program could have written beside the others.

// list is a list of data by its name, and how long it should be.
type list struct {
	name      string
	got, want int
}

func lengths(lists ...list) error {
	for _, l := range lists {
		if l.got != l.want {
			return fmt.Errorf("%s has %d elements: want %d", l.name, l.got, l.want)
		}
	}
	return nil
}

// eachOf validates every element of a list, which must not be empty.
func eachOf[T any](name string, elements []T, validate func(T) error) error {
	if len(elements) == 0 {
		return fmt.Errorf("%s is empty: want at least one", name)
	}
	for i, e := range elements {
		if err := validate(e); err != nil {
			return fmt.Errorf("%s[%d].%w", name, i, err)
		}
	}
	return nil
}

func shares(name string, values []float64, most float64) error {
	for i, v := range values {
		if v < 0 || v > most {
			return fmt.Errorf("%s[%d] is %v: want 0 to %v", name, i, v, most)
		}
	}
	return nil
}

// share reports a share in percent.
func share(name string, percent float64) error {
	if percent < 0 || percent > 100 {
		return fmt.Errorf("%s is %v: want 0 to 100", name, percent)
	}
	return nil
}

func labels(name string, values []float64) error {
	for i, v := range values {
		if v != 0 && v != 1 {
			return fmt.Errorf("%s[%d] is %v: want 0 or 1", name, i, v)
		}
	}
	if len(values) < 2 {
		return fmt.Errorf("%s has %d elements: want at least 2", name, len(values))
	}
	return nil
}

// Validate reports the first field that does not fit the others.
func (r *Reproduction) Validate() error {
	return eachOf("runs", r.Runs, func(run Reproduced) error {
		if err := cmp.Or(labels("labels", run.Labels),
			lengths(list{"labels", len(run.Labels), run.Rows}, list{"inputs", len(run.Inputs), 2 * run.Rows},
				list{"engines", len(run.Engines), len(r.Runs[0].Engines)})); err != nil {
			return err
		}
		return eachOf("engines", run.Engines, func(e EngineRun) error { return e.validate(run) })
	})
}

func (e EngineRun) validate(run Reproduced) error {
	if err := cmp.Or(
		lengths(list{"losses", len(e.Losses), max(run.Epochs, 1)}, list{"logits", len(e.Logits), run.Rows},
			list{"probabilities", len(e.Probabilities), run.Rows},
			list{"figures", len(e.Figures), len(run.Engines[0].Figures)}),
		shares("probabilities", e.Probabilities, 1), share("accuracy", e.Accuracy)); err != nil {
		return err
	}
	for i, f := range e.Figures {
		if err := validateFigure(f, run.Engines[0].Figures[i], run); err != nil {
			return fmt.Errorf("figures[%d].%w", i, err)
		}
	}
	return nil
}

// validateFigure compares a printed figure with the same one of the first engine.
func validateFigure(f, same lab.Figure, run Reproduced) error {
	_, err := strconv.ParseFloat(f.Printed, 64)
	rows := map[lab.Kind]int{lab.Loss: run.Epochs, lab.Prediction: run.Rows, lab.Accuracy: 0}
	most, known := rows[f.Kind]
	switch {
	case !known:
		return fmt.Errorf("kind is %q: want loss, prediction or accuracy", f.Kind)
	case f.Place != same.Place || f.Kind != same.Kind || f.Line != same.Line || f.Printed != same.Printed:
		return errors.New("printed is another figure than the first engine's at this place")
	case err != nil:
		return fmt.Errorf("printed is %q: want a number", f.Printed)
	case f.At >= most || f.At < 0 && (f.Kind == lab.Loss || f.At != lab.Nowhere):
		return fmt.Errorf("at is %d: want one of %d epochs or rows", f.At, most)
	case (f.Value == nil) != (f.Deviation == nil):
		return errors.New("deviation goes with value: want both or neither")
	}
	return nil
}

// Validate reports the first field that does not fit the others.
func (p *Pairs) Validate() error {
	return eachOf("runs", p.Runs, func(r Pair) error {
		epochs := max(len(r.LargestDifferences), 1)
		if !slices.Contains(compare.Agreements(), r.Verdict) {
			return fmt.Errorf("verdict is %q: want one of %v", r.Verdict, compare.Agreements())
		}
		for _, threshold := range compare.Thresholds() {
			if epoch := r.Crossings[fmt.Sprint(threshold)]; epoch != nil && (*epoch < 0 || *epoch >= epochs) {
				return fmt.Errorf("crossings.%v is %d: want one of %d epochs", threshold, *epoch, epochs)
			}
		}
		return lengths(list{"largest_differences", len(r.LargestDifferences), epochs},
			list{"losses_manual", len(r.LossesManual), epochs}, list{"losses_graph", len(r.LossesGraph), epochs})
	})
}

// Validate reports the first field that does not fit the others.
func (e *Explanation) Validate() error { return eachOf("runs", e.Runs, Explained.validate) }

func (e Explained) validate() error {
	const widestMap = 10_000
	if s := e.Map.Side; s < 1 || s > widestMap {
		return fmt.Errorf("map.side is %d: want 1 to %d", s, widestMap)
	}
	epochs, biases := 0, 1
	if len(e.Losses) > 0 {
		epochs = e.Epochs
	}
	if len(e.OutputBiases) > 1 {
		biases = e.Rows
	}
	if err := cmp.Or(
		lengths(list{"map.probabilities", len(e.Map.Probabilities), e.Map.Side * e.Map.Side},
			list{"probabilities", len(e.Probabilities), e.Rows}, list{"losses", len(e.Losses), epochs},
			list{"accuracies", len(e.Accuracies), epochs}, list{"output_biases", len(e.OutputBiases), biases}),
		shares("map.probabilities", e.Map.Probabilities, 1), shares("probabilities", e.Probabilities, 1),
		shares("accuracies", e.Accuracies, 100),
		share("accuracy", e.Accuracy), share("drawn_accuracy", e.DrawnAccuracy),
	); err != nil || e.Hidden == nil {
		return err
	}
	h := e.Hidden
	if h.Units < 2 || h.Units > network.MaxValues {
		return fmt.Errorf("hidden.units is %d: want 2 or more", h.Units)
	}
	for name, a := range map[string]Activations{"hidden.before": h.Before, "hidden.after": h.After} {
		if a.Side < 1 || a.Side > widestMap {
			return fmt.Errorf("%s.side is %d: want 1 to %d", name, a.Side, widestMap)
		}
		if err := lengths(list{name + ".points", len(a.Points), e.Rows * h.Units},
			list{name + ".grid", len(a.Grid), a.Side * a.Side * h.Units}); err != nil {
			return err
		}
	}
	return cmp.Or(lengths(list{"hidden.labels", len(h.Labels), e.Rows}), labels("hidden.labels", h.Labels))
}

// Validate reports the first field that does not fit the others.
func (c *Checks) Validate() error {
	if err := eachOf("points", c.Points, func(p CheckedPoint) error {
		return eachOf("claims", p.Claims, CheckedClaim.validate)
	}); err != nil {
		return err
	}
	for i, claim := range c.Finding {
		if err := claim.validate(); err != nil {
			return fmt.Errorf("finding[%d].%w", i, err)
		}
	}
	if s := c.Steps; s != nil {
		if len(s.Steps) < 8 {
			return fmt.Errorf("steps.steps has %d elements: want at least 8", len(s.Steps))
		}
		if err := lengths(list{"steps.forward", len(s.Forward), len(s.Steps)},
			list{"steps.central", len(s.Central), len(s.Steps)}); err != nil {
			return err
		}
	}
	for i, r := range c.Taylor {
		if err := lengths(list{"steps", len(r.Steps), max(len(r.Steps), 1)},
			list{"values", len(r.Values), len(r.Steps)}); err != nil {
			return fmt.Errorf("taylor[%d].%w", i, err)
		}
	}
	return nil
}

func (c CheckedClaim) validate() error {
	switch c.Verdict {
	case gradcheck.Pass.String(), gradcheck.Fail.String(), gradcheck.Inconclusive.String():
		return nil
	}
	return fmt.Errorf("verdict is %q: want pass, FAIL or inconclusive", c.Verdict)
}

// Validate reports the first field that does not fit the others.
func (b *Benchmarks) Validate() error {
	return eachOf("measurements", b.Measurements, func(m bench.Measurement) error {
		switch t := m.Time; {
		case !slices.Contains(bench.Operations(), m.Operation):
			return fmt.Errorf("operation is %q: want one of %v", m.Operation, bench.Operations())
		case m.Rows < 1:
			return fmt.Errorf("rows is %d: want 1 or more", m.Rows)
		case m.Wrong == "" && !(0 < t.Low && t.Low <= t.Median && t.Median <= t.High):
			return fmt.Errorf("time_ns is %v, %v, %v: want 0 < low ≤ median ≤ high", t.Low, t.Median, t.High)
		}
		return nil
	})
}
