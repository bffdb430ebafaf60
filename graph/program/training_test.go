package program_test

import (
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"

	"backprop/graph/program"
)

var whole = flag.Bool("whole", false, "train the models of Gorgonia's examples by every solver, and all for 20 steps")

func newModel(t testing.TB, build func(m *model) node) *model {
	m := &model{graph: gorgonia.NewGraph(), rate: 0.05}
	m.cost = build(m)
	_, err := gorgonia.Grad(m.cost, m.parameters...)
	require.NoError(t, err)
	return m
}

// solvers are those that the models are trained by.
var solvers = map[string]func(m *model) gorgonia.Solver{
	"SGD":     func(m *model) gorgonia.Solver { return gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(m.rate)) },
	"Adam":    func(m *model) gorgonia.Solver { return gorgonia.NewAdamSolver(gorgonia.WithLearnRate(m.rate / 20)) },
	"RMSProp": func(m *model) gorgonia.Solver { return gorgonia.NewRMSPropSolver(gorgonia.WithLearnRate(m.rate / 50)) },
}

// stepper returns a training step by vm, which returns the loss.
func (m *model) stepper(t testing.TB, vm gorgonia.VM, solver gorgonia.Solver) func() float64 {
	trained := gorgonia.NodesToValueGrads(m.parameters)
	return func() float64 {
		require.NoError(t, vm.RunAll())
		loss := numbers(m.cost.Value().Data())[0]
		require.NoError(t, solver.Step(trained))
		vm.Reset()
		return loss
	}
}

func steppers(t testing.TB, build func(m *model) node, solver string) (tape, compiled func() float64) {
	byTape, byVM := newModel(t, build), newModel(t, build)
	machine := gorgonia.NewTapeMachine(byTape.graph, gorgonia.BindDualValues(byTape.parameters...))
	t.Cleanup(func() { machine.Close() })
	vm, err := program.NewVM(byVM.graph)
	require.NoError(t, err)
	return byTape.stepper(t, machine, solvers[solver](byTape)), byVM.stepper(t, vm, solvers[solver](byVM))
}

// modelTolerance is what 20 steps may make of the different order of sums, relative to the loss.
const modelTolerance = 1e-10

// The models of Gorgonia's examples train as by the TapeMachine.
func TestModelsTrainAsByTheTapeMachine(t *testing.T) {
	for _, name := range names(models) {
		for _, solver := range names(solvers) {
			if solver != "SGD" && !*whole {
				continue
			}
			t.Run(name+", "+solver, func(t *testing.T) {
				tape, compiled := steppers(t, models[name], solver)
				start := time.Now()
				for step := 0; step < 20 && (*whole || step < 3 || time.Since(start) < time.Second/10); step++ {
					want := tape()
					require.InEpsilon(t, want, compiled(), modelTolerance, "step %d", step)
				}
			})
		}
	}
}

// How many times as long a step takes by the TapeMachine, by the medians of rounds in turn.
func BenchmarkModels(b *testing.B) {
	for _, name := range names(models) {
		build := models[name]
		b.Run(name, func(b *testing.B) {
			tape, compiled := steppers(b, build, "SGD")
			var took [2][]float64
			for b.Loop() {
				for i, step := range []func() float64{tape, compiled} {
					start := time.Now()
					step()
					took[i] = append(took[i], float64(time.Since(start).Nanoseconds()))
				}
			}
			slices.Sort(took[0])
			slices.Sort(took[1])
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(took[1][len(took[1])/2]/1e3, "compiled-µs")
			b.ReportMetric(took[0][len(took[0])/2]/took[1][len(took[1])/2], "times-faster")
		})
	}
}
