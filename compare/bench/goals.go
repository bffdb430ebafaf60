package bench

import (
	"fmt"

	"backprop/compare"
	"backprop/manual"
	"backprop/network/matmul"
)

// Goals returns the ratios by which the project holds itself to its promises of
// speed, with what each should reach. Quick leaves the widest network out.
func Goals(quick bool) ([]Pair, error) {
	var g goals
	xor, hundred := g.workload(21, 2, 4, 4, 1), g.workload(100, 2, 4, 4, 1)
	g.add("tutorial step / graph step, 21 rows", 1, Goal{Bound: 60, AtLeast: true},
		g.run(xor, Tutorial(), Step), g.run(xor, compare.Graph(), Step))
	for _, w := range []Workload{xor, hundred} {
		g.add(fmt.Sprintf("graph step / manual step, %d rows", w.Batch.Rows), 1, Goal{Bound: 1.5},
			g.run(w, compare.Graph(), Step), g.run(w, compare.Manual(), Step))
		g.add(fmt.Sprintf("manual gradient / objective, %d rows", w.Batch.Rows), 1, Goal{Bound: 3},
			g.run(w, compare.Manual(), Gradient), g.run(w, compare.Manual(), Objective))
	}
	g.add("manual epoch of 21 rows, one by one / at once", 1, Goal{Bound: 3},
		g.perSample(xor), g.run(xor, compare.Manual(), Step))
	for _, e := range []compare.Backend{compare.Manual(), compare.Graph()} {
		g.add(e.Name+" time per row, 100000 rows / 100 rows", 100./100_000, Goal{Bound: 1.2},
			g.run(g.workload(100_000, 2, 4, 4, 1), e, Gradient), g.run(hundred, e, Gradient))
	}
	if !quick {
		wide := g.workload(1024, 2, 512, 512, 1)
		for _, e := range compare.Backends() {
			g.add(e.Name+" step / its products, 2-512-512-1", 1, Goal{Bound: 1.15}, g.run(wide, e, Step), products(wide))
		}
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

// workload is a network on so many rows.
func (g *goals) workload(rows int, layers ...int) Workload {
	w, err := newWorkload(layers, rows)
	if err != nil {
		g.fail(err)
	}
	return w
}

// run is an operation by a new engine, whose results are verified first.
func (g *goals) run(w Workload, by compare.Backend, operation Operation) func() error {
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

// products are the products of matrices in a step on w, bare, on all cores:
// A(l-1) Wl, A(l-1)ᵀ dZl and, above the first layer, dZl Wlᵀ.
func products(w Workload) func() error {
	multiplier := matmul.New()
	N := w.Batch.Rows
	type layer struct {
		m, n                int
		A, W, Z, dA, dW, dZ []float64
	}
	var layers []layer
	for l := 1; l <= w.Spec.Depth(); l++ {
		m, n := w.Spec.Layers[l-1], w.Spec.Layers[l]
		layers = append(layers, layer{m, n,
			filled(N * m), w.Parameters.Weight(l).Of(w.Parameters.Values), filled(N * n),
			filled(N * m), filled(m * n), filled(N * n)})
	}
	return func() error {
		for i, l := range layers {
			multiplier.Mul(l.Z, l.A, l.W, N, l.m, l.n, false, false)
			multiplier.Mul(l.dW, l.A, l.dZ, l.m, N, l.n, true, false)
			if i > 0 {
				multiplier.Mul(l.dA, l.dZ, l.W, N, l.n, l.m, false, true)
			}
		}
		return nil
	}
}

// filled returns a matrix without zeros, which gonum's BLAS would pass over.
func filled(size int) []float64 {
	values := make([]float64, size)
	for i := range values {
		values[i] = 0.5
	}
	return values
}
