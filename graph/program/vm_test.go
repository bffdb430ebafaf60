package program_test

import (
	"fmt"
	"log"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

var _ gorgonia.VM = (*program.VM)(nil)

// perceptron is a small network for which a user's program trains: what it reads and what it
// trains.
type perceptron struct {
	graph      *gorgonia.ExprGraph
	x          *gorgonia.Node
	parameters gorgonia.Nodes
	cost       *gorgonia.Node
	read       gorgonia.Value // of the hidden layer, in the middle of the graph
}

func newPerceptron(t testing.TB, dt tensor.Dtype) *perceptron {
	g := gorgonia.NewGraph()
	m := &perceptron{graph: g, x: variable(g, "x", filled(dt, 0, 6, 3))}
	y := variable(g, "y", filled(dt, 0.4, 6, 2))
	w1, b1 := variable(g, "W1", filled(dt, 0.2, 3, 5)), variable(g, "b1", filled(dt, 0.1, 1, 5))
	w2, scale := variable(g, "W2", filled(dt, -0.3, 5, 2)), gorgonia.NewScalar(g, dt, gorgonia.WithName("scale"))
	if dt == tensor.Float32 {
		require.NoError(t, gorgonia.Let(scale, float32(0.7)))
	} else {
		require.NoError(t, gorgonia.Let(scale, 0.7))
	}
	hidden := gorgonia.Must(gorgonia.Tanh(gorgonia.Must(gorgonia.BroadcastAdd(gorgonia.Must(gorgonia.Mul(m.x, w1)), b1,
		nil, []byte{0}))))
	gorgonia.Read(hidden, &m.read)
	out := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Mul(hidden, w2)), scale))
	m.cost = gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(gorgonia.Must(gorgonia.Sub(out, y))))))
	m.parameters = gorgonia.Nodes{w1, b1, w2, scale}
	_, err := gorgonia.Grad(m.cost, m.parameters...)
	require.NoError(t, err)
	return m
}

// train returns the losses of 20 steps, with other inputs from step 10 on.
func (m *perceptron) train(t testing.TB, vm gorgonia.VM, solver gorgonia.Solver) (losses []float64) {
	defer vm.Close()
	for step := range 20 {
		if step == 10 {
			require.NoError(t, gorgonia.Let(m.x, filled(m.x.Dtype(), 0.6, 6, 3)))
		}
		require.NoError(t, vm.RunAll())
		losses = append(losses, numbers(m.cost.Value().Data())...)
		require.NoError(t, solver.Step(gorgonia.NodesToValueGrads(m.parameters)))
		vm.Reset()
	}
	return losses
}

// A user's program trains as by the TapeMachine, with every solver of Gorgonia's.
func TestVMTrainsAsTheTapeMachineDoes(t *testing.T) {
	for name, solver := range map[string]func() gorgonia.Solver{
		"vanilla":          func() gorgonia.Solver { return gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(0.1)) },
		"momentum":         func() gorgonia.Solver { return gorgonia.NewMomentum(gorgonia.WithLearnRate(0.1)) },
		"Adam":             func() gorgonia.Solver { return gorgonia.NewAdamSolver(gorgonia.WithLearnRate(0.1)) },
		"RMSProp":          func() gorgonia.Solver { return gorgonia.NewRMSPropSolver(gorgonia.WithLearnRate(0.01)) },
		"AdaGrad":          func() gorgonia.Solver { return gorgonia.NewAdaGradSolver(gorgonia.WithLearnRate(0.1)) },
		"Barzilai-Borwein": func() gorgonia.Solver { return gorgonia.NewBarzilaiBorweinSolver(gorgonia.WithLearnRate(0.1)) },
	} {
		for dt, tolerance := range map[tensor.Dtype]float64{tensor.Float64: 1e-10, tensor.Float32: 1e-4} {
			t.Run(fmt.Sprint(name, ", ", dt), func(t *testing.T) {
				byTape, byVM := newPerceptron(t, dt), newPerceptron(t, dt)
				if name == "Barzilai-Borwein" { // Gorgonia's knows no scalar and no float32
					if dt == tensor.Float32 {
						t.Skip()
					}
					byTape.parameters, byVM.parameters = byTape.parameters[:3], byVM.parameters[:3]
				}
				want := byTape.train(t, gorgonia.NewTapeMachine(byTape.graph, gorgonia.BindDualValues(byTape.parameters...)),
					solver())
				vm, err := program.NewVM(byVM.graph, gorgonia.BindDualValues(byVM.parameters...))
				require.NoError(t, err)
				got := byVM.train(t, vm, solver())
				assert.InDeltaSlice(t, want, got, tolerance)
				assert.Less(t, want[9], want[0])
				for i := range byVM.parameters {
					assert.InDeltaSlice(t, numbers(byTape.parameters[i].Value().Data()), numbers(byVM.parameters[i].Value().Data()),
						tolerance)
				}
				assert.InDeltaSlice(t, numbers(byTape.read.Data()), numbers(byVM.read.Data()), tolerance)
			})
		}
	}
}

// Gradients are those of the last run, whatever a solver made of them, also of a loss whose
// gradient depends on nothing.
func TestVMGradientsOutliveTheSolver(t *testing.T) {
	g := gorgonia.NewGraph()
	b := variable(g, "b", filled(tensor.Float64, 0, 3))
	_, err := gorgonia.Grad(gorgonia.Must(gorgonia.Sum(b)), b)
	require.NoError(t, err)
	vm, err := program.NewVM(g)
	require.NoError(t, err)
	solver := gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(1))
	before := numbers(b.Value().Data())
	for range 3 {
		require.NoError(t, vm.RunAll())
		gradient, err := b.Grad()
		require.NoError(t, err)
		require.Equal(t, []float64{1, 1, 1}, numbers(gradient.Data()))
		require.NoError(t, solver.Step(gorgonia.NodesToValueGrads(gorgonia.Nodes{b})))
	}
	for i, v := range numbers(b.Value().Data()) {
		assert.InDelta(t, before[i]-3, v, 1e-15)
	}
}

// A solver that updates the first of two leaves that have one node for a gradient overwrites
// it before it comes to the second.
func TestVMRefusesASharedGradient(t *testing.T) {
	shared := func(factor float64) error {
		g := gorgonia.NewGraph()
		v, w := variable(g, "v", filled(tensor.Float64, 0, 3)), variable(g, "w", filled(tensor.Float64, 1, 3))
		used := w
		if factor != 0 {
			used = gorgonia.Must(gorgonia.HadamardProd(w, gorgonia.NewConstant(factor)))
		}
		_, err := gorgonia.Grad(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(gorgonia.Must(gorgonia.Add(v,
			used)))))), v, w)
		require.NoError(t, err)
		_, err = program.NewVM(g)
		return err
	}
	assert.ErrorContains(t, shared(0), "the gradients of v and w are one node")
	assert.NoError(t, shared(1))
}

func TestVMRefusesOptionsByName(t *testing.T) {
	for want, o := range map[string]gorgonia.VMOpt{
		"WithLogger":    gorgonia.WithLogger(log.New(os.Stderr, "", 0)),
		"WithNaNWatch":  gorgonia.WithNaNWatch(),
		"TraceExec":     gorgonia.TraceExec(),
		"WithWatchlist": gorgonia.WithWatchlist(),
		"LogBothDir":    gorgonia.LogBothDir(),
	} {
		_, err := program.NewVM(gorgonia.NewGraph(), o)
		assert.EqualError(t, err, "the option "+want+" is the TapeMachine's own: leave it out, or use the TapeMachine")
	}
}

// EvalMode reaches the operations, as by the TapeMachine.
func TestVMInEvalMode(t *testing.T) {
	for _, training := range []bool{true, false} {
		g := gorgonia.NewGraph()
		x := variable(g, "x", filled(tensor.Float64, 5, 4, 25))
		dropped := gorgonia.Must(gorgonia.Dropout(x, 0.5))
		var options []gorgonia.VMOpt
		if !training {
			options = append(options, gorgonia.EvalMode())
		}
		vm, err := program.NewVM(g, options...)
		require.NoError(t, err)
		require.NoError(t, vm.RunAll())
		zeros := 0
		for _, v := range numbers(dropped.Value().Data()) {
			if v == 0 {
				zeros++
			}
		}
		assert.Equal(t, training, zeros > 0)
	}
}

// A value that is there is written over, of whatever type it is.
func TestVMWritesOverAComparisonsValue(t *testing.T) {
	g := gorgonia.NewGraph()
	x := gorgonia.NewScalar(g, tensor.Float64, gorgonia.WithName("x"))
	above := gorgonia.Must(gorgonia.Gt(x, gorgonia.NewConstant(1.), false))
	vm, err := program.NewVM(g)
	require.NoError(t, err)
	for _, v := range []float64{2, 0, 3} {
		require.NoError(t, gorgonia.Let(x, v))
		require.NoError(t, vm.RunAll())
		assert.Equal(t, v > 1, above.Value().Data(), "%v > 1", v)
	}
}

// Of a scalar 0 Gorgonia's sign is 1, of one among others 0.
func TestVMTakesGorgoniasSigns(t *testing.T) {
	for _, v := range []float64{-2, 0, 3} {
		signs := func(newVM func(g *gorgonia.ExprGraph) gorgonia.VM) []float64 {
			g := gorgonia.NewGraph()
			x := gorgonia.NewScalar(g, tensor.Float64, gorgonia.WithName("x"))
			y := matrix(g, "Y", 1, 2)
			require.NoError(t, gorgonia.Let(x, v))
			require.NoError(t, gorgonia.Let(y, dense(1, 2, v, 1)))
			a, b := gorgonia.Must(gorgonia.Sign(x)), gorgonia.Must(gorgonia.Sign(y))
			vm := newVM(g)
			defer vm.Close()
			require.NoError(t, vm.RunAll())
			return append(numbers(a.Value().Data()), numbers(b.Value().Data())...)
		}
		want := signs(func(g *gorgonia.ExprGraph) gorgonia.VM { return gorgonia.NewTapeMachine(g) })
		assert.Equal(t, want, signs(func(g *gorgonia.ExprGraph) gorgonia.VM {
			vm, err := program.NewVM(g)
			require.NoError(t, err)
			return vm
		}), "the sign of %v", v)
	}
}

// What the graph lacks is an error of the run.
func TestVMWithoutAValue(t *testing.T) {
	g := gorgonia.NewGraph()
	gorgonia.Must(gorgonia.Square(matrix(g, "X", 1, 2)))
	vm, err := program.NewVM(g)
	require.NoError(t, err)
	assert.EqualError(t, vm.RunAll(), "leaf X has no value: bind it or Let it")
	_, err = program.NewVM(gorgonia.NewGraph())
	assert.EqualError(t, err, "no output to compile for")
}

// The TapeMachine's user changes the line of NewVM, and no other.
func ExampleNewVM() {
	g := gorgonia.NewGraph()
	x := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(4, 2), gorgonia.WithName("x"),
		gorgonia.WithValue(tensor.New(tensor.WithShape(4, 2), tensor.WithBacking([]float64{0, 1, 1, 1, 2, 1, 3, 1}))))
	y := gorgonia.NewVector(g, tensor.Float64, gorgonia.WithShape(4), gorgonia.WithName("y"),
		gorgonia.WithValue(tensor.New(tensor.WithBacking([]float64{1, 3, 5, 7}))))
	w := gorgonia.NewVector(g, tensor.Float64, gorgonia.WithShape(2), gorgonia.WithName("w"),
		gorgonia.WithValue(tensor.New(tensor.WithBacking([]float64{0, 0}))))
	apart := gorgonia.Must(gorgonia.Sub(gorgonia.Must(gorgonia.Mul(x, w)), y))
	cost := gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(apart))))
	if _, err := gorgonia.Grad(cost, w); err != nil {
		log.Fatal(err)
	}

	vm, err := program.NewVM(g, gorgonia.BindDualValues(w)) // was: vm := gorgonia.NewTapeMachine(…)
	if err != nil {
		log.Fatal(err)
	}
	defer vm.Close()
	solver := gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(0.1))
	for range 500 {
		if err := vm.RunAll(); err != nil {
			log.Fatal(err)
		}
		if err := solver.Step(gorgonia.NodesToValueGrads(gorgonia.Nodes{w})); err != nil {
			log.Fatal(err)
		}
		vm.Reset()
	}
	fmt.Printf("%.4f, cost %.6f\n", w.Value().Data(), cost.Value().Data())
	// Output:
	// [2.0000 1.0000], cost 0.000000
}
