package study

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"backprop/compare"
	"backprop/experiments/internal/lab"
)

// Pairs are runs trained by both engines side by side.
type Pairs struct {
	Runs []Pair `json:"runs" len:"1.."`
}

// Pair is one of them. A crossing that never came is null.
type Pair struct {
	Run          string    `json:"run"`
	Bias         string    `json:"bias"` // that of the network trained
	LossesManual []float64 `json:"losses_manual" len:"largest_differences"`
	LossesGraph  []float64 `json:"losses_graph" len:"largest_differences"`
	// LargestDifferences are |θ-θ| after each epoch, and Crossings the first epochs
	// above compare.Thresholds.
	LargestDifferences []float64         `json:"largest_differences" len:"1.."`
	Crossings          map[string]*int   `json:"crossings" in:"0..<largest_differences"`
	Largest            float64           `json:"largest"`
	Where              string            `json:"where"`
	Verdict            compare.Agreement `json:"verdict" in:"identical|rounding|drifting|apart"`
}

// ComparePairs trains both engines side by side: the report's ten runs, and those
// of them that had private biases again with the shared bias that the report
// describes. Progress counts epochs.
func ComparePairs(ctx context.Context, progress Progress) (*Pairs, error) {
	runs, err := lab.BothForms()
	if err != nil {
		return nil, err
	}
	step := progress.begin(epochs(runs))
	pairs := &Pairs{Runs: make([]Pair, len(runs))}
	return pairs, each(ctx, len(runs), func(ctx context.Context, i int) error {
		divergence, err := sideBySide(ctx, runs[i].Training, step)
		if err != nil {
			return fmt.Errorf("%s: %w", runs[i].Name, err)
		}
		pairs.Runs[i] = newPair(runs[i], divergence)
		return nil
	})
}

func sideBySide(ctx context.Context, training compare.Training, step func()) (*compare.Divergence, error) {
	var engines []compare.Engine
	for _, by := range compare.Backends() {
		engine, err := by.New(training.Network())
		if err != nil {
			return nil, err
		}
		engines = append(engines, engine)
	}
	return compare.SideBySide(ctx, engines[0], engines[1], training, func(int) { step() })
}

func newPair(run lab.Run, d *compare.Divergence) Pair {
	p := Pair{Run: run.Name, Bias: settingOf(run.Training).Bias, LossesManual: d.Losses[0], LossesGraph: d.Losses[1],
		LargestDifferences: d.Differences, Crossings: map[string]*int{}, Largest: d.Largest, Where: d.Where,
		Verdict: d.Agreement()}
	for k, threshold := range compare.Thresholds() {
		p.Crossings[fmt.Sprint(threshold)] = nil
		if epoch := d.Crossings[k]; epoch != compare.Never {
			p.Crossings[fmt.Sprint(threshold)] = &epoch
		}
	}
	return p
}

// Least is the least agreement of any pair.
func (p *Pairs) Least() compare.Agreement {
	for _, least := range slices.Backward(compare.Agreements()) {
		if slices.ContainsFunc(p.Runs, func(r Pair) bool { return r.Verdict == least }) {
			return least
		}
	}
	return compare.Identical
}

// Err names the first run whose engines trained something else.
func (p *Pairs) Err() error {
	thresholds := compare.Thresholds()
	coarsest := fmt.Sprint(thresholds[len(thresholds)-1])
	for _, r := range p.Runs {
		if epoch := r.Crossings[coarsest]; epoch != nil {
			return fmt.Errorf("%s with %v bias: the engines are apart from epoch %d on, by up to %.1e in %s",
				r.Run, r.Bias, *epoch, r.Largest, r.Where)
		}
	}
	return nil
}

// WriteCSV writes losses and differences of every epoch.
func (p *Pairs) WriteCSV(w io.Writer) error {
	table := csv.NewWriter(w)
	table.Write([]string{"run", "bias", "epoch", "loss_manual", "loss_graph", "largest_difference"})
	for _, r := range p.Runs {
		for epoch, difference := range r.LargestDifferences {
			table.Write([]string{r.Run, r.Bias, strconv.Itoa(epoch),
				digits(r.LossesManual[epoch]), digits(r.LossesGraph[epoch]), digits(difference)})
		}
	}
	table.Flush()
	return table.Error()
}
