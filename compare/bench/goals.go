package bench

import (
	"fmt"

	"backprop/manual"
)

// Goals returns the ratios by which the project holds itself to its promises of
// speed, with what each should reach. Quick leaves the widest network out.
func Goals(quick bool) ([]Pair, error) {
	var g goals
	xor, hundred := g.workload(21), g.workload(100)
	for _, w := range []Workload{xor, hundred} {
		g.add(fmt.Sprintf("tutorial step / graph step, %d rows", w.Batch.Rows), 1, Goal{Bound: 60, AtLeast: true},
			g.run(w, tutorialEngine, Step), g.run(w, graphEngine, Step))
		g.add(fmt.Sprintf("graph step / manual step, %d rows", w.Batch.Rows), 1, Goal{Bound: 1.5},
			g.run(w, graphEngine, Step), g.run(w, manualEngine, Step))
		g.add(fmt.Sprintf("manual gradient / objective, %d rows", w.Batch.Rows), 1, Goal{Bound: 3},
			g.run(w, manualEngine, Gradient), g.run(w, manualEngine, Objective))
	}
	g.add("manual epoch of 21 rows, one by one / at once", 1, Goal{Bound: 3},
		g.perSample(xor), g.run(xor, manualEngine, Step))
	for _, e := range []Contender{manualEngine, graphEngine} {
		g.add(e.Name+" time per row, 100000 rows / 100 rows", 100./100_000, Goal{Bound: 1.2},
			g.run(g.workload(100_000), e, Gradient), g.run(hundred, e, Gradient))
	}
	return g.pairs, g.err
}

// goals makes pairs, and keeps the first error.
type goals struct {
	pairs []Pair
	err   error
}

func (g *goals) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

func (g *goals) add(name string, scale float64, goal Goal, over, under func() error) {
	g.pairs = append(g.pairs, Pair{Name: name, Over: over, Under: under, Scale: scale, Goal: goal})
}

// workload is the report's network on so many rows.
func (g *goals) workload(rows int) Workload {
	w, err := newWorkload([]int{2, 4, 4, 1}, rows)
	if err != nil {
		g.fail(err)
	}
	return w
}

// run is an operation by a new engine, whose results are verified first.
func (g *goals) run(w Workload, by Contender, operation Operation) func() error {
	if g.err != nil {
		return nil
	}
	engine, err := by.New(w.Spec, w.Batch.Rows)
	if err == nil {
		err = w.Verify(engine)
	}
	if err != nil {
		g.fail(fmt.Errorf("%v: %s: %w", w, by.Name, err))
		return nil
	}
	return w.Run(engine, operation)
}

// perSample is an epoch over w by hand with an update for each row.
func (g *goals) perSample(w Workload) func() error {
	engine, err := manual.New(w.Spec, w.Batch.Rows)
	if err != nil {
		g.fail(err)
		return nil
	}
	theta := w.Parameters.Clone().Values
	return func() error {
		for i := range w.Batch.Rows {
			if _, err := engine.Step(theta, w.Batch.Slice(i, i+1), stillRate); err != nil {
				return err
			}
		}
		return nil
	}
}
