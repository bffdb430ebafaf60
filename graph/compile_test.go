package graph

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"

	"backprop/network"
)

// The kernels compute what Gorgonia's own interpreter computes. They do it by the
// same operations in the same order, and so to the last bit, but for one: in
// small products A × Bᵀ gonum adds the terms in another order. These carry the
// derivative below the layer under the last one; into that one every such sum is
// a single term. And its logarithm and tanh are those of the processor, ours those
// of every processor. On other architectures than amd64 the compiler fuses gonum's
// products and sums, so that there all digits but the last few agree.
func TestCompiledIsTheTape(t *testing.T) {
	for _, layers := range [][]int{{2, 1}, {1, 1}, {2, 4, 1}, {2, 1, 1, 1}, {2, 4, 4, 1}, {2, 3, 5, 1}, {3, 1, 4, 1}, {2, 3, 4, 1, 5, 3, 1}} {
		choices := hiddenChoices(min(len(layers)-2, 2))
		for _, activations := range choices {
			for len(activations) < len(layers)-2 { // the deep one
				activations = append(activations, activations[0])
			}
			for _, bias := range []network.Bias{network.Shared, network.Row} {
				spec := network.Spec{Layers: layers, Activations: append(activations, network.Sigmoid), Bias: bias}
				t.Run(spec.String(), func(t *testing.T) {
					for i, rows := range []int{1, 21} {
						requireTape(t, spec, rows, uint64(i), 1)
					}
				})
			}
		}
	}
}

func TestCompiledIsTheTapeForRandomNetworks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := randomSpec(t)
		rows := rapid.IntRange(1, 30).Draw(t, "rows")
		scale := rapid.SampledFrom([]float64{0, 0.1, 1, 1.5, 10}).Draw(t, "scale")
		requireTape(t, spec, rows, rapid.Uint64().Draw(t, "seed"), scale)
	})
}

// Large products go to BLAS, as all of the TapeMachine's do.
func TestCompiledIsTheTapeForWideNetworks(t *testing.T) {
	for _, layers := range [][]int{{2, 64, 64, 1}, {300, 20, 40, 1}} {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			requireTape(t, specOf(bias, layers...), 1024, 1, 0.1)
		}
	}
	requireTape(t, specOf(network.Shared, 2, 512, 512, 1), 1024, 1, 0.1)
}

// requireTape fails unless both engines give the same answers.
func requireTape(t tester, spec network.Spec, rows int, seed uint64, scale float64) {
	t.Helper()
	compiled, theta, batch := random(t, spec, rows, seed, scale)
	tape, err := NewTape(spec, rows)
	if err != nil {
		t.Fatal(err)
	}
	type answers struct {
		loss, alone                     float64
		gradient, logits, probabilities []float64
	}
	ask := func(e *Engine) (a answers) {
		a.gradient = make([]float64, theta.Size)
		a.logits, a.probabilities = make([]float64, rows), make([]float64, rows)
		var err error
		if a.loss, err = e.Gradient(a.gradient, theta.Values, batch); err != nil {
			t.Fatal(err)
		}
		if a.alone, err = e.Loss(theta.Values, batch); err != nil {
			t.Fatal(err)
		}
		if err := e.Predict(a.probabilities, a.logits, theta.Values, batch); err != nil {
			t.Fatal(err)
		}
		return a
	}
	got, want := ask(compiled), ask(tape)
	require := requireEqual
	if runtime.GOARCH != "amd64" || slices.Contains(spec.Activations, network.Tanh) {
		require = requireBlock
	}
	requireBlock(t, "the loss", []float64{got.loss, got.alone}, []float64{want.loss, want.alone})
	require(t, "the logits", got.logits, want.logits)
	require(t, "the probabilities", got.probabilities, want.probabilities)
	for _, block := range theta.Tensors {
		require := require
		if block.Layer < spec.Depth()-1 {
			require = requireBlock
		}
		require(t, "d"+block.Name, block.Of(got.gradient), block.Of(want.gradient))
	}
}

// requireEqual is requireBlock without a tolerance, where TestCompiledIsTheTape
// says that none is needed.
func requireEqual(t tester, name string, got, want []float64) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s is\n%v, want\n%v", name, head(got), head(want))
		}
	}
}

func TestRunsOfSmallNetworksAllocateNothing(t *testing.T) {
	for _, layers := range [][]int{{2, 1}, {2, 4, 4, 1}, {3, 5, 2, 1}, {2, 64, 64, 1}} {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			for _, hidden := range []network.Activation{network.ReLU, network.Sigmoid, network.Tanh} {
				spec := specOf(bias, layers...)
				for l := range spec.Activations[:spec.Depth()-1] {
					spec.Activations[l] = hidden
				}
				t.Run(spec.String(), func(t *testing.T) {
					e, theta, batch := random(t, spec, 21, 1, 1)
					gradient, probabilities, logits := make([]float64, theta.Size), make([]float64, 21), make([]float64, 21)
					requireNoAllocations(t, "Loss", func() error { _, err := e.Loss(theta.Values, batch); return err })
					requireNoAllocations(t, "Gradient", func() error { _, err := e.Gradient(gradient, theta.Values, batch); return err })
					requireNoAllocations(t, "Step", func() error { _, err := e.Step(theta.Values, batch, 1e-3); return err })
					requireNoAllocations(t, "Predict", func() error { return e.Predict(probabilities, logits, theta.Values, batch) })
					if bias == network.Shared { // batches and the short last one
						_, err := e.Loss(theta.Values, batch.Slice(0, 5))
						require.NoError(t, err)
						requireNoAllocations(t, "Step over a sweep", func() error {
							for _, b := range []network.Batch{batch, batch.Slice(0, 5)} {
								if _, err := e.Step(theta.Values, b, 1e-3); err != nil {
									return err
								}
							}
							return nil
						})
					}
				})
			}
		}
	}
}

func requireNoAllocations(t *testing.T, name string, call func() error) {
	t.Helper()
	assert.Zero(t, testing.AllocsPerRun(20, func() {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}), name)
}

// What cannot be compiled is an error before the first run, which names it.
func TestCompileRefusesWhatItDoesNotKnow(t *testing.T) {
	for want, loss := range map[string]func(x, y, ones *gorgonia.Node) (*gorgonia.Node, error){
		// Gorgonia would take the operands of this product from another node.
		"⊙ false(%1, %3) :: Matrix float64 has the ID of another node":          func(_, y, ones *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.BinaryXent(ones, y) },
		"no kernel for the operation exp of gorgonia.elemUnaryOp on 3×2":        func(x, _, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Exp(x) },
		"no kernel for the operation ^ false of gorgonia.elemBinOp on 3×2, 3×2": func(x, _, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Pow(x, x) },
		"no kernel for the operation + false of gorgonia.elemBinOp on 3×2, 1×1": func(x, _, _ *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.Add(x, gorgonia.NewConstant(2.0))
		},
		"no kernel for the operation Aᵀ{1, 0} of gorgonia.transposeOp on 3×2": func(x, _, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Transpose(x) },
		"Σ[1](%0) :: Vector float64 has shape (3), want a matrix or a scalar": func(x, _, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Sum(x, 1) },
		"leaf stranger :: Matrix float64 of 3×2 has 0 values": func(x, _, _ *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.NewMatrix(x.Graph(), tensor.Float64, gorgonia.WithShape(3, 2), gorgonia.WithName("stranger")), nil
		},
	} {
		b := &builder{graph: gorgonia.NewGraph(), names: make(map[*gorgonia.Node]string)}
		e := &expression{graph: b.graph, x: b.matrix("X", 3, 2), y: b.matrix("y", 3, 1), ones: b.matrix("1", 3, 1)}
		var err error
		e.loss, err = loss(e.x, e.y, e.ones)
		require.NoError(t, err)
		e.logits, e.probabilities = e.x, e.x
		_, err = compile(e, leaves{e.x: make([]float64, 6), e.y: make([]float64, 3), e.ones: make([]float64, 3)})
		assert.EqualError(t, err, "compiling the graph: "+want)
	}
}

// What no batch and no parameter can change is computed by the compiler.
func TestConstantsAreComputedOnce(t *testing.T) {
	e, err := build(specOf(network.Shared, 2, 4, 1), 3)
	require.NoError(t, err)
	theta, err := network.NewParameters(specOf(network.Shared, 2, 4, 1), 3)
	require.NoError(t, err)
	m, err := newMachine(e, theta, 2, 3, compile)
	require.NoError(t, err)
	var constants []string
	for _, n := range e.ancestry(e.outputs(gradientQuestion)) {
		switch fmt.Sprintf("%T", n.Op()) {
		case "gorgonia.constantScalar", "gorgonia.sizeOp", "gorgonia.reshapeOp", "*gorgonia.repeatOp":
			constants = append(constants, fmt.Sprint(n.Op(), " ", m.value(n)))
		}
	}
	assert.Equal(t, []string{"const 1 [1]", "Reshape(1, 1) [-1]", "SizeOf=3 [3]", "SizeOf=1 [1]", "Repeat0 [-1 -1 -1]", "Repeat1 [-1 -1 -1]"}, constants)
	c := m.executor.(*compiled)
	nodes := 0
	for _, n := range e.ancestry(e.outputs(gradientQuestion)) {
		if n.Op() != nil {
			nodes++
		}
	}
	assert.Len(t, c.programs[gradientQuestion], nodes-len(constants)-1, "a kernel for every other node; the one is -dL")
	assert.Less(t, len(c.programs[lossQuestion]), len(c.programs[gradientQuestion]))
	assert.Less(t, len(c.programs[predictionQuestion]), len(c.programs[lossQuestion]))
}

// Both forms of a product, and BLAS, give the sum of the products.
func TestProduct(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	matrix := func(rows, cols int) operand {
		m := operand{rows: rows, cols: cols, data: make([]float64, rows*cols)}
		for i := range m.data {
			m.data[i] = source.NormFloat64()
		}
		return m
	}
	for _, size := range [][3]int{{1, 1, 1}, {1, 3, 1}, {2, 3, 4}, {5, 4, 3}, {7, 1, 9}, {3, 21, 8}, {32, 32, 32}, {130, 70, 190}, {1024, 40, 1}, {1, 1024, 40}, {40, 1024, 1}, {1024, 1, 40}} {
		m, k, n := size[0], size[1], size[2]
		for _, trans := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
			C, A, B := matrix(m, n), matrix(m, k), matrix(k, n)
			at := func(i, l int) float64 { return A.data[i*k+l] }
			bt := func(l, j int) float64 { return B.data[l*n+j] }
			if trans[0] {
				A = matrix(k, m)
				at = func(i, l int) float64 { return A.data[l*m+i] }
			}
			if trans[1] {
				B = matrix(n, k)
				bt = func(l, j int) float64 { return B.data[j*k+l] }
			}
			want := make([]float64, m*n)
			for i := range m {
				for j := range n {
					for l := range k {
						want[i*n+j] += at(i, l) * bt(l, j)
					}
				}
			}
			multiply := newProduct(C, A, B, trans[0], trans[1])
			for range 2 { // the second writes over the first
				multiply()
				requireBlock(t, fmt.Sprint(size, trans), C.data, want)
			}
			assert.Nil(t, newProduct(matrix(m+1, n), A, B, trans[0], trans[1]))
			assert.Nil(t, newProduct(C, matrix(A.rows+1, A.cols+1), B, trans[0], trans[1]))
		}
	}
}

func TestRepeat(t *testing.T) {
	dst := make([]float64, 12)
	repeat(dst, []float64{1, 2, 3, 4, 5, 6}, 3) // two rows of three
	assert.Equal(t, []float64{1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}, dst)
	repeat(dst, []float64{1, 2, 3, 4, 5, 6}, 1)
	assert.Equal(t, []float64{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}, dst)
}
