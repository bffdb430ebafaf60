package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"backprop/compare"
	"backprop/manual"
	"backprop/network"
)

// trial runs all that is planned for a seed, one seed after the other: its
// engines are made once. It is not safe for concurrent use.
type trial struct {
	plan    *plan
	engines []compare.Engine // one per configuration
	data    replay
	memory  *memory
	sweep   *sweep
}

func newTrial(p *plan) (t *trial, err error) {
	t = &trial{plan: p, engines: make([]compare.Engine, len(p.configurations))}
	for i, c := range p.configurations {
		if t.engines[i], err = manual.New(c.training.Network()); err != nil {
			return nil, err
		}
	}
	if t.memory, err = newMemory(); err != nil {
		return nil, err
	}
	if p.sweep != nil {
		if t.sweep, err = newSweep(*p.sweep); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// run returns the values of a seed, one per column. Those of a run that diverged
// are NaN.
func (t *trial) run(ctx context.Context, seed int) ([]float64, error) {
	values := make([]float64, 0, len(t.plan.columns))
	for i, c := range t.plan.configurations {
		training := c.training
		training.Seed = int64(seed)
		if err := t.data.follow(&training); err != nil {
			return nil, err
		}
		more, err := t.train(ctx, values, c, t.engines[i], training)
		var diverged *network.NotFinite
		if errors.As(err, &diverged) {
			more, err = values, nil
			for range len(c.statistics) + len(c.memory) {
				more = append(more, math.NaN())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%v, seed %d: %w", c.RunID, seed, err)
		}
		values = more
	}
	if t.sweep != nil {
		return t.sweep.append(ctx, values, seed)
	}
	return values, nil
}

// train appends the numbers of one run.
func (t *trial) train(ctx context.Context, values []float64, c configuration, engine compare.Engine, training compare.Training) ([]float64, error) {
	result, err := compare.Train(ctx, engine, training, nil)
	if err != nil {
		return nil, err
	}
	for _, s := range c.statistics {
		v, err := s.of(result, engine)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	if len(c.memory) == 0 {
		return values, nil
	}
	answers, err := t.memory.ask(c.training.Spec, result.Parameters)
	if err != nil {
		return nil, err
	}
	for _, test := range c.memory {
		values = append(values, answers[test])
	}
	return values, nil
}

// replay draws the data of a seed once for all runs that see the same: those on
// one task with one layout, whose parameters take the same number of draws from
// the stream before the data do.
type replay struct {
	task    string
	layers  []int
	seed    int64
	stream  *network.Stream
	batches []network.Batch // drawn so far, one per epoch and the evaluation's
}

// follow makes a training draw what its predecessors drew.
func (r *replay) follow(t *compare.Training) error {
	if r.task != t.Task.Name || r.seed != t.Seed || !slices.Equal(r.layers, t.Spec.Layers) {
		_, stream, err := t.Start()
		if err != nil {
			return err
		}
		*r = replay{t.Task.Name, t.Spec.Layers, t.Seed, stream, r.batches[:0]}
	}
	next, draw := 0, t.Task.Draw
	t.Task.Draw = func(*network.Stream) network.Batch {
		if next == len(r.batches) {
			r.batches = append(r.batches, draw(r.stream))
		}
		next++
		return r.batches[next-1]
	}
	return nil
}
