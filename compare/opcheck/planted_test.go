package opcheck

import (
	"context"
	"fmt"
	"hash"
	"hash/fnv"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// mistake is something wrong in a copy of an operation: of its value, elements to elements,
// or of its gradients.
type mistake struct {
	name     string
	value    func(y []float64)
	gradient func(d G.Nodes) G.Nodes
	subtle   bool // less than float32 shows
}

func overwrite(y *tensor.Dense, v []float64) {
	for k, e := range v {
		if y.Dtype() == G.Float32 {
			y.Float32s()[k] = float32(e)
		} else {
			y.Float64s()[k] = e
		}
	}
}

// copied is an operation of Gorgonia's with a mistake.
type copied struct {
	G.SDOp
	mistake
}

func (c copied) String() string        { return c.name + " " + c.SDOp.String() }
func (c copied) WriteHash(h hash.Hash) { io.WriteString(h, c.String()) }
func (c copied) Hashcode() uint32      { h := fnv.New32a(); c.WriteHash(h); return h.Sum32() }
func (c copied) CallsExtern() bool     { return false }
func (c copied) OverwritesInput() int  { return -1 }

func (c copied) Do(x ...G.Value) (G.Value, error) {
	y, err := c.SDOp.Do(x...)
	if err != nil || c.value == nil {
		return y, err
	}
	switch y := y.(type) {
	case *tensor.Dense:
		y = y.Clone().(*tensor.Dense)
		v := elements(y)
		c.value(v)
		overwrite(y, v)
		return y, nil
	case *G.F64:
		v := []float64{float64(*y)}
		c.value(v)
		return G.NewF64(v[0]), nil
	case *G.F32:
		v := []float64{float64(*y)}
		c.value(v)
		return G.NewF32(float32(v[0])), nil
	}
	return y, nil
}

func (c copied) SymDiff(x G.Nodes, y, dy *G.Node) (G.Nodes, error) {
	d, err := c.SDOp.SymDiff(x, y, dy)
	if err != nil || c.gradient == nil {
		return d, err
	}
	return c.gradient(d), nil
}

// with plants a mistake in the operation that a node is the result of.
func (m mistake) with(y *G.Node, err error) (*G.Node, error) {
	if err != nil {
		return nil, err
	}
	var x G.Nodes
	for it := y.Graph().From(y.ID()); it.Next(); {
		x = append(x, it.Node().(*G.Node))
	}
	return G.ApplyOp(copied{y.Op().(G.SDOp), m}, x...)
}

func times1(d *G.Node, factor float64) *G.Node {
	return G.Must(G.HadamardProd(d, constant(d, factor)))
}

func constant(like *G.Node, v float64) *G.Node {
	if like.Dtype() == G.Float32 {
		return G.NewConstant(float32(v))
	}
	return G.NewConstant(v)
}

// mistakes are planted in every copy; the first is none.
var mistakes = []mistake{
	{name: "No"},
	{name: "Factor", gradient: func(d G.Nodes) G.Nodes { d[0] = times1(d[0], 1+1e-6); return d }, subtle: true},
	{name: "Sign", gradient: func(d G.Nodes) G.Nodes { d[len(d)-1] = times1(d[len(d)-1], -1); return d }},
	{name: "Constant", gradient: func(d G.Nodes) G.Nodes { d[0] = G.Must(G.Add(d[0], constant(d[0], 1e-3))); return d }},
	{name: "Squared", gradient: func(d G.Nodes) G.Nodes { d[0] = G.Must(G.Square(d[0])); return d }},
	{name: "Digit", value: func(y []float64) { y[len(y)-1] *= 1 + 1e-9 }, subtle: true},
	{name: "Element", value: func(y []float64) { y[0] += 0.5 }},
	{name: "NaN", value: func(y []float64) { y[0] = math.NaN() }},
}

// Planted are copies of operations, each with each mistake, and operations that end badly.
func Planted() (ops []Op) {
	oracles := map[string]Op{}
	for _, op := range Ops() {
		oracles[op.Name] = op
	}
	for _, m := range mistakes {
		unary := func(f func(x *G.Node) (*G.Node, error)) any {
			return func(x *G.Node) (*G.Node, error) { return m.with(f(x)) }
		}
		axes := func(f func(x *G.Node, axes ...int) (*G.Node, error)) any {
			return func(x *G.Node, axes ...int) (*G.Node, error) { return m.with(f(x, axes...)) }
		}
		binary := func(f func(a, b *G.Node) (*G.Node, error)) any {
			return func(a, b *G.Node) (*G.Node, error) { return m.with(f(a, b)) }
		}
		for _, c := range []struct {
			name, sample string
			apply        any
		}{
			{"Tanh", "x[2 3]  F(x)", unary(G.Tanh)},
			{"Exp", "x[]  F(x)", unary(G.Exp)},
			{"Sum", "x[2 3 2]  F(x, 1)", axes(G.Sum)},
			{"Max", "x[2 3]  F(x, 1)", axes(G.Max)},
			{"SoftMax", "x[2 3]  F(x, 1)", axes(G.SoftMax)},
			{"Transpose", "x[2 3]  F(x, 1, 0)", axes(G.Transpose)},
			{"HadamardProd", "a[3 1] b[3 1]  F(a, b)", binary(G.HadamardProd)},
			{"Mul", "a[2 3] b[3 4]  F(a, b)", binary(G.Mul)},
			{"MaxPool2D", "x[1 1 4 4]  F(x, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 2})",
				func(x *G.Node, kernel tensor.Shape, pad, stride []int) (*G.Node, error) {
					return m.with(G.MaxPool2D(x, kernel, pad, stride))
				}},
		} {
			name := m.name + c.name
			samples := []string{strings.ReplaceAll(c.sample, "F(", name+"(")}
			if !m.subtle {
				samples = append(samples, "float32 "+samples[0])
			}
			ops = append(ops, Op{Name: name, Apply: c.apply, Oracle: oracles[c.name].Oracle, Samples: samples})
		}
	}
	bad := func(name string, value func([]float64)) Op {
		return Op{Name: name, Oracle: each(math.Exp),
			Samples: []string{"x[2]  Exp(x)", "x[2]  " + name + "(x)", "x[2]  Exp(Must(Neg(x)))"},
			Apply:   func(x *G.Node) (*G.Node, error) { return mistake{name: name, value: value}.with(G.Exp(x)) }}
	}
	return append(ops,
		bad("Crashes", func([]float64) {
			done := make(chan bool)
			go func() { defer close(done); panic("it fell over") }()
			<-done
		}),
		bad("Hangs", func([]float64) { time.Sleep(time.Hour) }),
		Op{Name: "Refuses", Oracle: each(math.Exp), Samples: []string{"x[2]  Refuses(x)"},
			Apply: func(x *G.Node) (*G.Node, error) { return nil, fmt.Errorf("not today") }},
		Op{Name: "Ties", Oracle: compared(func(a, b float64) bool { return a > b }), // as if it were ≥
			Samples: []string{"a[2]=1.5,1 b[2]=1.5,2  Ties(a, b, true)"},
			Apply: func(a, b *G.Node, same bool) (*G.Node, error) {
				return mistake{name: "Ties", value: func(y []float64) { y[0] = 1 }}.with(G.Gt(a, b, same))
			}})
}

func TestPlantedMistakesAreSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("a process each")
	}
	var planted []Op
	var in []mistake
	for k, op := range Planted()[:9*len(mistakes)] {
		if *whole || k%10 == 0 { // each mistake in another operation
			planted, in = append(planted, op), append(in, mistakes[k/9])
		}
	}
	all, err := Run(context.Background(), planted, 2, nil)
	require.NoError(t, err)
	for k, r := range all {
		m := in[k]
		for _, c := range r.Cases {
			value, tape := c.Findings[Value], c.Findings[Tape]
			switch {
			case m.name == "No":
				assert.Equal(t, Right, value.Verdict, "%s: %s", r.Op, value.Detail)
				assert.NotEqual(t, Wrong, tape.Verdict, "%s: %s", c.Sample, tape.Detail)
			case m.value != nil:
				assert.Equal(t, Wrong, value.Verdict, "%s: %s", c.Sample, value.Detail)
			default:
				assert.Equal(t, Right, value.Verdict, "%s: %s", c.Sample, value.Detail)
				assert.Equal(t, Wrong, tape.Verdict, "%s: %s", c.Sample, tape.Detail)
			}
		}
	}
}

// A panic, or a program that does not return, costs its own step and no other. Gorgonia writes err.dot into the
// current directory when a LispMachine refuses a graph, as it does a sample of Grad's; neither that nor a process
// that had to be killed leaves a file behind.
func TestOperationsThatEndBadly(t *testing.T) {
	says := map[string]string{"Crashes": "it fell over", "Refuses": "not today", "Ties": "y[0] is 1 in place of 0",
		"Grad": "Expected cost to be a scalar"}
	if *whole {
		defer func(usual time.Duration) { patience = usual }(patience)
		patience = 5 * time.Second // a process may wait for a core
		says["Hangs"] = "does not return within 5s"
	}
	bad := slices.DeleteFunc(append(Ops(), Planted()...), func(op Op) bool { return says[op.Name] == "" })
	current, temporary := t.TempDir(), t.TempDir()
	t.Chdir(current)
	t.Setenv("TMPDIR", temporary)
	all, err := Run(context.Background(), bad, 3, nil)
	require.NoError(t, err)
	require.Len(t, all, len(says))
	verdicts := map[string]Verdict{"Crashes": Panics, "Hangs": Panics, "Refuses": Unsupported, "Ties": Wrong}
	for _, r := range all {
		if r.Op == "Grad" {
			assert.True(t, slices.ContainsFunc(r.Cases, func(c Case) bool {
				return strings.Contains(c.Findings[Lisp].Detail, says[r.Op])
			}), "no sample of Grad writes err.dot")
			continue
		}
		f := r.Cases[len(r.Cases)/2].Findings[Value]
		assert.Equal(t, verdicts[r.Op], f.Verdict, r.Op)
		assert.Contains(t, f.Detail, says[r.Op])
		if len(r.Cases) == 3 {
			for _, k := range []int{0, 2} {
				assert.Equal(t, Right, r.Cases[k].Findings[Value].Verdict, r.Op)
				assert.Equal(t, Right, r.Cases[k].Findings[Tape].Verdict, r.Op)
			}
		}
	}
	for _, directory := range []string{current, temporary} {
		left, err := os.ReadDir(directory)
		require.NoError(t, err)
		assert.Empty(t, left)
	}
}
