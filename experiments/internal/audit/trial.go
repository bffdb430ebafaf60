package audit

import (
	"context"
	"errors"
	"fmt"
	"reflect"
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

// run returns the record of a seed.
func (t *trial) run(ctx context.Context, seed int) (Record, error) {
	record := Record{Seed: seed, Runs: make([]*Numbers, len(t.plan.configurations))}
	var drawn []network.Batch
	for i, c := range t.plan.configurations {
		c.training.Seed = int64(seed)
		var err error
		if i == 0 || !c.seesDataOf(t.plan.configurations[i-1]) {
			if drawn, err = t.draw(c); err != nil {
				return record, err
			}
		}
		record.Runs[i], err = t.train(ctx, c, t.engines[i], drawn)
		var notFinite *network.NotFinite
		if errors.As(err, &notFinite) {
			record.Runs[i], err = nil, nil
		}
		if err != nil {
			return record, fmt.Errorf("%v, seed %d: %w", c.RunID, seed, err)
		}
	}
	if t.sweep == nil {
		return record, nil
	}
	var err error
	record.Sweep, err = t.sweep.run(ctx, seed)
	return record, err
}

// draw returns the data of a configuration and of those that see the same: one batch
// per epoch, that of the evaluation, and, if one of them is trained on, a batch for
// each epoch of that.
func (t *trial) draw(c configuration) ([]network.Batch, error) {
	_, stream, err := c.training.Start()
	if err != nil {
		return nil, err
	}
	count := c.training.Epochs + 1
	if slices.ContainsFunc(t.plan.configurations, func(o configuration) bool {
		return o.seesDataOf(c) && o.records(FurtherDescent)
	}) {
		count += c.training.Epochs / 2
	}
	batches := make([]network.Batch, count)
	for i := range batches {
		batches[i] = c.training.Task.Draw(stream)
	}
	return batches, nil
}

// replay is a task whose batches have been drawn.
func replay(task compare.Task, batches []network.Batch) compare.Task {
	next := 0
	task.Redraw = nil
	task.Draw = func(*network.Stream) network.Batch {
		next++
		return batches[next-1]
	}
	return task
}

// train returns the numbers of one run on the data drawn.
func (t *trial) train(ctx context.Context, c configuration, engine compare.Engine,
	drawn []network.Batch) (*Numbers, error) {
	evaluation := drawn[c.training.Epochs]
	loss := func(theta []float64) (float64, error) {
		sum, err := engine.Loss(theta, evaluation)
		return sum / float64(evaluation.Rows), err
	}
	// F are the losses of the evaluation batch after each epoch. Of a task that has
	// the same batch throughout they are those of the training, the first left out.
	var F []float64
	var observe compare.Observer
	fixed := &drawn[0].X[0] == &evaluation.X[0] && c.training.BatchSize == 0
	if c.records(Jaggedness) && !fixed {
		observe = func(_ int, _ float64, theta []float64) error {
			v, err := loss(theta)
			F = append(F, v)
			return err
		}
	}
	c.training.Task = replay(c.training.Task, drawn)
	result, err := compare.Train(ctx, engine, c.training, observe)
	if err != nil {
		return nil, err
	}
	theta, L := result.Parameters.Values, result.Losses
	n := &Numbers{
		FinalLoss: L[len(L)-1],
		Accuracy:  result.Accuracy,
		EarlyLoss: mean(L[:max(1, len(L)/100)]),
	}
	if n.TrainedLoss, err = loss(theta); err != nil {
		return nil, err
	}
	if fixed {
		F = append(L[1:len(L):len(L)], n.TrainedLoss)
	}
	if c.records(Jaggedness) {
		n.Jaggedness = jaggedness(F)
	}
	if c.records(FreshMeanBias) {
		if err := t.memory.ask(c.training.Spec, result.Parameters, n); err != nil {
			return nil, err
		}
	}
	if c.records(FurtherDescent) {
		for _, batch := range drawn[c.training.Epochs+1:] {
			if _, err := engine.Step(theta, batch, c.training.LearningRate); err != nil {
				return nil, err
			}
		}
		further, err := loss(theta)
		if err != nil {
			return nil, err
		}
		n.FurtherDescent = n.TrainedLoss - further
	}
	return n, nil
}

// check runs the seed of a record again: it must come out the same.
func (p *plan) check(ctx context.Context, r Record) error {
	t, err := newTrial(p)
	if err != nil {
		return err
	}
	again, err := t.run(ctx, r.Seed)
	if err == nil && !reflect.DeepEqual(r, again) {
		err = fmt.Errorf("seed %d does not come out as recorded: it is another program's", r.Seed)
	}
	return err
}
