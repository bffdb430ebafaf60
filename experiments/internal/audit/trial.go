package audit

import (
	"context"
	"errors"
	"fmt"
	"reflect"

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
	var batches []network.Batch
	for i, c := range t.plan.configurations {
		c.training.Seed = int64(seed)
		var err error
		if i == 0 || !c.seesDataOf(t.plan.configurations[i-1]) {
			if batches, err = draw(c.training); err != nil {
				return record, err
			}
		}
		c.training.Task = replay(c.training.Task, batches)
		record.Runs[i], err = t.train(ctx, c, t.engines[i])
		var notFinite *network.NotFinite
		if err != nil && !errors.As(err, &notFinite) {
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

// train returns the numbers of one run.
func (t *trial) train(ctx context.Context, c configuration, engine compare.Engine) (*Numbers, error) {
	result, err := compare.Train(ctx, engine, c.training, nil)
	if err != nil {
		return nil, err
	}
	n, err := numbersOf(result, engine)
	if n == nil || c.memory == nil {
		return n, err
	}
	n.Memory, err = t.memory.ask(c.training.Spec, result.Parameters)
	return n, err
}

// draw returns the batches that a training draws: one per epoch, and that of the
// evaluation.
func draw(t compare.Training) ([]network.Batch, error) {
	_, stream, err := t.Start()
	if err != nil {
		return nil, err
	}
	batches := make([]network.Batch, t.Epochs+1)
	for i := range batches {
		batches[i] = t.Task.Draw(stream)
	}
	return batches, nil
}

// replay is a task whose batches have been drawn.
func replay(task compare.Task, batches []network.Batch) compare.Task {
	next := 0
	task.Draw = func(*network.Stream) network.Batch {
		next++
		return batches[next-1]
	}
	return task
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
