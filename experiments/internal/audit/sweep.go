package audit

import (
	"context"
	"errors"
	"fmt"

	"backprop/compare"
	"backprop/manual"
	"backprop/network"
)

// The sweep's learning rates, and the numbers of epochs that are reported, the
// last of which is the longest run: from the report's own to ten times as many.
var (
	sweepRates  = []float64{0.001, 0.003, 0.01, 0.03, 0.1}
	sweepEpochs = []int{700, 2000, 7000}
)

// sweepEvery is how often the accuracy is looked at, in epochs. To look takes
// about half the time of an epoch.
const sweepEvery = 10

// sweep trains until every point is right.
type sweep struct {
	training      compare.Training
	engine        *manual.Engine
	probabilities []float64
}

func newSweep(training compare.Training) (*sweep, error) {
	engine, err := manual.New(training.Network())
	return &sweep{training, engine, make([]float64, training.Task.Rows)}, err
}

// run returns for each learning rate the first epoch after which every point is
// right, or never, or diverged.
func (s *sweep) run(ctx context.Context, seed int) ([]int, error) {
	epochs := make([]int, len(sweepRates))
	for i, rate := range sweepRates {
		training := s.training
		training.Seed, training.LearningRate = int64(seed), rate
		var notFinite *network.NotFinite
		var err error
		if epochs[i], err = s.firstSolved(ctx, training); errors.As(err, &notFinite) {
			epochs[i] = diverged
		} else if err != nil {
			return nil, fmt.Errorf("sweep at %v, seed %d: %w", rate, seed, err)
		}
	}
	return epochs, nil
}

func (s *sweep) firstSolved(ctx context.Context, training compare.Training) (int, error) {
	parameters, stream, err := training.Start()
	if err != nil {
		return 0, err
	}
	batch := training.Task.Draw(stream) // the same in every epoch
	for epoch := 1; epoch <= sweepEpochs[len(sweepEpochs)-1]; epoch++ {
		if _, err := s.engine.Step(parameters.Values, batch, training.LearningRate); err != nil {
			return 0, err
		}
		if epoch%sweepEvery != 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := s.engine.Predict(s.probabilities, nil, parameters.Values, batch); err != nil {
			return 0, err
		}
		if right(s.probabilities, batch.Y) == batch.Rows {
			return epoch, nil
		}
	}
	return never, nil
}

// right counts the probabilities on the side of their labels.
func right(probabilities, labels []float64) int {
	n := 0
	for i, p := range probabilities {
		if (p > 0.5) == (labels[i] == 1) {
			n++
		}
	}
	return n
}

// sweepOf reads the sweep's rates out of the records.
func (t *Table) sweepOf() *Sweep {
	s := &Sweep{LearningRates: sweepRates, Epochs: sweepEpochs}
	best, last := 0, len(sweepEpochs)-1
	for i := range sweepRates {
		rates := make([]Rate, len(sweepEpochs))
		for j, epochs := range sweepEpochs {
			rates[j] = rateOf(len(t.records), func(seed int) bool {
				first := t.records[seed].Sweep[i]
				return first > never && first <= epochs
			})
		}
		s.Solved = append(s.Solved, rates)
		s.Diverged = append(s.Diverged,
			rateOf(len(t.records), func(seed int) bool { return t.records[seed].Sweep[i] == diverged }).Count)
		if rates[last].Count > s.Solved[best][last].Count {
			best = i
		}
	}
	s.Finding = fmt.Sprintf("the network as described, with shared biases, gets every XOR point right in %s of the seeds "+
		"by epoch %d at the report's rate %v, and at best, by epoch %d at %v, in %s.",
		Percent(s.Solved[0][0].Share), sweepEpochs[0], sweepRates[0],
		sweepEpochs[last], sweepRates[best], Percent(s.Solved[best][last].Share))
	return s
}
