package program_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// model is a graph to be trained.
type model struct {
	graph      *gorgonia.ExprGraph
	cost       node
	parameters gorgonia.Nodes
	rate       float64
}

func (m *model) input(name string, shape ...int) node {
	return variable(m.graph, name, filled(tensor.Float64, 0, shape...))
}

// weights are parameters of about the size that keeps a layer's outputs as large as its inputs.
func (m *model) weights(name string, shape ...int) node {
	d := filled(tensor.Float64, 0, shape...)
	for i, values := 0, d.Float64s(); i < len(values); i++ {
		values[i] = math.Sin(float64(i*i%9973)+float64(len(m.parameters))) /
			math.Sqrt(float64(d.DataSize()/shape[len(shape)-1]+1))
	}
	n := variable(m.graph, name, d)
	m.parameters = append(m.parameters, n)
	return n
}

// labels are rows of which one element is 1.
func (m *model) labels(name string, rows, classes int) node {
	d := tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(rows, classes))
	for i := range rows {
		d.Float64s()[i*classes+i*7%classes] = 1
	}
	return variable(m.graph, name, d)
}

func crossEntropy(p, y node) node {
	return gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.HadamardProd(y,
		gorgonia.Must(gorgonia.Log(p))))))))
}

// models are those of Gorgonia's examples, on made-up data.
var models = map[string]func(m *model) node{
	"iris": func(m *model) node {
		x, y, theta := m.input("x", 150, 5), m.input("y", 150), m.weights("theta", 5)
		m.rate = 0.01
		apart := gorgonia.Must(gorgonia.Sub(gorgonia.Must(gorgonia.Mul(x, theta)), y))
		return gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(apart))))
	},
	"logistic regression": func(m *model) node {
		x, y, w := m.input("x", 400, 28), m.input("y", 400), m.weights("w", 28)
		b := gorgonia.NewScalar(m.graph, tensor.Float64, gorgonia.WithName("b"), gorgonia.WithValue(0.1))
		m.parameters = append(m.parameters, b)
		one := gorgonia.NewConstant(1.0)
		p := gorgonia.Must(gorgonia.Sigmoid(gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(x, w)), b))))
		first := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Neg(y)), gorgonia.Must(gorgonia.Log(p))))
		second := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Sub(one, y)),
			gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Sub(one, p))))))
		loss := gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Sub(first, second))))
		return gorgonia.Must(gorgonia.Add(loss, gorgonia.Must(gorgonia.Mul(gorgonia.NewConstant(0.01),
			gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(w))))))))
	},
	"MLP": func(m *model) node {
		a := m.input("x", 100, 784)
		for i, width := range []int{300, 100} {
			a = gorgonia.Must(gorgonia.Sigmoid(gorgonia.Must(gorgonia.Mul(a,
				m.weights(fmt.Sprint("w", i), a.Shape()[1], width)))))
		}
		return crossEntropy(gorgonia.Must(gorgonia.SoftMax(gorgonia.Must(gorgonia.Mul(a, m.weights("w", 100, 10))))),
			m.labels("y", 100, 10))
	},
	"autoencoder": func(m *model) node {
		x, w := m.input("x", 20, 784), m.weights("w", 784, 100)
		b, c := m.weights("b", 20, 100), m.weights("c", 20, 784)
		hidden := gorgonia.Must(gorgonia.Sigmoid(gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(x, w)), b))))
		z := gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(hidden, gorgonia.Must(gorgonia.Transpose(w)))), c))
		apart := gorgonia.Must(gorgonia.Sub(gorgonia.Must(gorgonia.Sigmoid(z)), x))
		return gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(apart))))
	},
	"recurrent": func(m *model) node { // a character a step
		const steps, chars, width = 10, 30, 100
		wx, wh, b := m.weights("wx", width, chars), m.weights("wh", width, width), m.weights("b", width)
		wo, c := m.weights("wo", chars, width), m.weights("c", chars)
		h := m.input("h", width)
		var cost node
		for i := range steps {
			x := gorgonia.Must(gorgonia.Slice(m.labels(fmt.Sprint("x", i), 3+i, chars), gorgonia.S(i%3)))
			h = gorgonia.Must(gorgonia.Tanh(gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(wx,
				x)), gorgonia.Must(gorgonia.Mul(wh, h)))), b))))
			p := gorgonia.Must(gorgonia.SoftMax(gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(wo, h)), c))))
			step := gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Slice(p, gorgonia.S(i)))))))
			if cost == nil {
				cost = step
			} else {
				cost = gorgonia.Must(gorgonia.Add(cost, step))
			}
		}
		return cost
	},
	"convnet": func(m *model) node {
		a := m.input("x", 10, 1, 28, 28)
		for i, filters := range []int{32, 64, 128} {
			w := m.weights(fmt.Sprint("w", i), filters, a.Shape()[1], 3, 3)
			a = gorgonia.Must(gorgonia.Rectify(gorgonia.Must(gorgonia.Conv2d(a, w, tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1},
				[]int{1, 1}))))
			a = gorgonia.Must(gorgonia.MaxPool2D(a, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
		}
		a = gorgonia.Must(gorgonia.Reshape(a, tensor.Shape{10, 128 * 3 * 3}))
		a = gorgonia.Must(gorgonia.Rectify(gorgonia.Must(gorgonia.Mul(a, m.weights("w3", 128*3*3, 625)))))
		return crossEntropy(gorgonia.Must(gorgonia.SoftMax(gorgonia.Must(gorgonia.Mul(a, m.weights("w4", 625, 10))))),
			m.labels("y", 10, 10))
	},
}

func newModel(t testing.TB, build func(m *model) node) *model {
	m := &model{graph: gorgonia.NewGraph(), rate: 0.05}
	m.cost = build(m)
	_, err := gorgonia.Grad(m.cost, m.parameters...)
	require.NoError(t, err)
	return m
}

// stepper returns a training step by vm, which returns the loss.
func (m *model) stepper(t testing.TB, vm gorgonia.VM) func() float64 {
	solver := gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(m.rate))
	trained := gorgonia.NodesToValueGrads(m.parameters)
	return func() float64 {
		require.NoError(t, vm.RunAll())
		loss := numbers(m.cost.Value().Data())[0]
		require.NoError(t, solver.Step(trained))
		vm.Reset()
		return loss
	}
}

func steppers(t testing.TB, build func(m *model) node) (tape, compiled func() float64, vm *program.VM) {
	byTape, byVM := newModel(t, build), newModel(t, build)
	machine := gorgonia.NewTapeMachine(byTape.graph, gorgonia.BindDualValues(byTape.parameters...))
	t.Cleanup(func() { machine.Close() })
	vm, err := program.NewVM(byVM.graph)
	require.NoError(t, err)
	return byTape.stepper(t, machine), byVM.stepper(t, vm), vm
}

// The models of Gorgonia's examples train as by the TapeMachine.
func TestModelsTrainAsByTheTapeMachine(t *testing.T) {
	for name, build := range models {
		t.Run(name, func(t *testing.T) {
			tape, compiled, _ := steppers(t, build)
			for step := range 5 {
				want := tape()
				assert.InEpsilon(t, want, compiled(), 1e-10, "step %d", step)
			}
		})
	}
}

// How many times as long a step takes by the TapeMachine, by the medians of rounds in turn.
func BenchmarkModels(b *testing.B) {
	for name, build := range models {
		b.Run(name, func(b *testing.B) {
			tape, compiled, _ := steppers(b, build)
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
