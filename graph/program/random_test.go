package program_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"

	"backprop/graph/program"
)

// Every rewrite rule applies in some of the graphs, so that one that is wrong is found.
func TestRandomGraphsAreTheTapes(t *testing.T) {
	fired := make(map[string]int)
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			e := draw(t)
			if len(e.outputs) == 0 {
				continue
			}
			for rule, n := range requireTape(t, e).Fired() {
				fired[rule] += n
			}
		}
	})
	for _, rule := range program.Rules() {
		assert.Positive(t, fired[rule], "no graph in which the rule %q applies", rule)
	}
}

// No rule is needed: whichever are left out, the graphs compute the same, and a rule that
// is left out does not apply.
func TestAnyRulesMayBeLeftOut(t *testing.T) {
	defer program.LeaveOut(nil)
	rapid.Check(t, func(t *rapid.T) {
		left := rapid.SliceOfDistinct(rapid.SampledFrom(program.Rules()), rapid.ID).Draw(t, "left out")
		if rapid.Bool().Draw(t, "all of them") {
			left = program.Rules()
		}
		left = slices.DeleteFunc(left, func(rule string) bool { return rule == program.BroadcastOfRows })
		program.LeaveOut(left)
		for range 3 {
			if e := draw(t); len(e.outputs) > 0 {
				p := requireTape(t, e)
				for _, rule := range left {
					assert.Zero(t, p.Fired()[rule], rule)
				}
			}
		}
	})
}

// tape returns what the TapeMachine computes for the outputs, or an error.
func (e *expression) tape(values [][]float64) (read []gorgonia.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	for i, n := range e.leaves {
		backing := append([]float64(nil), values[i]...)
		if err := gorgonia.Let(n, tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(backing))); err != nil {
			return nil, err
		}
	}
	read = make([]gorgonia.Value, len(e.outputs))
	for i, n := range e.outputs {
		gorgonia.Read(n, &read[i])
	}
	m := gorgonia.NewTapeMachine(e.graph)
	defer m.Close()
	return read, m.RunAll()
}

// byDo returns what the operations' own Do computes for the outputs, one after
// another, on copies of their operands. If it is given a source, every leaf, sum and
// value of an inexact function is disturbed.
func (e *expression) byDo(source *rand.Rand) (read []gorgonia.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	values := make(map[*gorgonia.Node]gorgonia.Value)
	for i, n := range e.leaves {
		leaf := slices.Clone(e.values[i])
		disturb(leaf, source)
		values[n] = tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(leaf))
	}
	var value func(n *gorgonia.Node) (gorgonia.Value, error)
	value = func(n *gorgonia.Node) (gorgonia.Value, error) {
		if v := values[n]; v != nil {
			return v, nil
		}
		var operands []gorgonia.Value
		for it := e.graph.From(n.ID()); it.Next(); {
			v, err := value(it.Node().(*gorgonia.Node))
			if err == nil {
				v, err = gorgonia.CloneValue(v)
			}
			if err != nil {
				return nil, err
			}
			operands = append(operands, v)
		}
		if slices.Contains(inexact, fmt.Sprint(n.Op())) {
			e.early = e.early || slices.ContainsFunc(floats(operands[0]), overflowsEarly)
		}
		v, err := n.Op().Do(operands...)
		if err == nil && v.Shape().TotalSize() != n.Shape().TotalSize() {
			err = fmt.Errorf("Gorgonia contradicts itself: %v has shape %v and a value of shape %v", n, n.Shape(), v.Shape())
		}
		if err == nil && source != nil {
			switch name, x := fmt.Sprint(n.Op()), floats(v); {
			case slices.Contains(inexact, name):
				disturb(x, source)
				v = withValues(v, x)
			case strings.HasPrefix(name, "Σ"), strings.ContainsAny(name, "×·"):
				x, terms := slices.Clone(x), 0 // v may be an operand
				for _, operand := range operands {
					terms = max(terms, operand.Shape().TotalSize())
					for i, x := range floats(operand) {
						floats(operand)[i] = math.Abs(x)
					}
				}
				sizes, err := n.Op().Do(operands...)
				if err != nil {
					return nil, err
				}
				for i, size := range floats(sizes) {
					x[i] += math.Sqrt(float64(terms)) * rounding * size * float64(2*source.IntN(2)-1)
				}
				v = withValues(v, x)
			}
		}
		if err == nil {
			e.infinite = e.infinite || slices.ContainsFunc(floats(v), func(x float64) bool { return x-x != 0 })
		}
		values[n] = v
		return v, err
	}
	for _, n := range e.graph.AllNodes() { // the TapeMachine runs them all
		if fmt.Sprintf("%T", n.Op()) == "gorgonia.readOp" {
			continue
		}
		if _, err := value(n); err != nil {
			return nil, err
		}
	}
	for _, n := range e.outputs {
		read = append(read, values[n])
	}
	return read, nil
}

// inexact are the functions whose values are rounded, perhaps to different neighbours.
var inexact = []string{"ln", "exp", "tanh", "sigmoid", "softplus", "log1p", "sin"}

// overflowsEarly reports whether exp(x) or exp(-x) is finite and package math's on amd64 is +Inf
// nevertheless: its powers of 2 end at a half above 2^1023.
func overflowsEarly(x float64) bool {
	return math.Abs(x) > 1023.499*math.Ln2 && math.Abs(x) < 1024.001*math.Ln2
}

// disturb changes values by the relative disturbance, up or down, if it is given a source.
func disturb(values []float64, source *rand.Rand) {
	if source == nil {
		return
	}
	for i := range values {
		values[i] *= 1 + disturbance*float64(2*source.IntN(2)-1)
	}
}

// tolerance is what the compiled program may differ from the TapeMachine by, of
// the largest element of an output; or by what disturbances do to that output, where it is
// the difference of large numbers, or the sine of one: of every leaf and every value of an
// inexact function by the relative disturbance, and of every sum of n terms by √n roundings of
// the sum of their sizes, up or down: both sum the same terms in different orders. Gorgonia's
// plain sum of n terms may be off by n roundings, and is, where they are all the same.
const (
	tolerance   = 1e-12
	disturbance = 1e-13
	rounding    = 0x1p-53
)

// allowance returns what each output may differ by.
func (e *expression) allowance(want []gorgonia.Value, source *rand.Rand) []float64 {
	allowed := make([]float64, len(want))
	terms := 0
	for _, n := range e.graph.AllNodes() {
		terms = max(terms, n.Shape().TotalSize())
	}
	for i, v := range want {
		for _, x := range floats(v) {
			if x-x == 0 {
				allowed[i] = max(allowed[i], (tolerance+float64(terms)*rounding)*math.Abs(x))
			}
		}
	}
	for range 4 {
		other, err := e.byDo(source)
		if err != nil {
			continue
		}
		for i := range want {
			a, b := floats(want[i]), floats(other[i])
			for k := range a {
				if d := math.Abs(a[k] - b[k]); d-d == 0 {
					allowed[i] = max(allowed[i], d)
				}
			}
		}
	}
	return allowed
}

// withValues returns v with other values.
func withValues(v gorgonia.Value, x []float64) gorgonia.Value {
	if v.Shape().IsScalar() {
		return gorgonia.NewF64(x[0])
	}
	copy(floats(v), x)
	return v
}

func floats(v gorgonia.Value) []float64 {
	if d, ok := v.Data().(float64); ok {
		return []float64{d}
	}
	return v.Data().([]float64)
}

// difference says where the program's outputs differ from want, or is empty.
func difference(e *expression, p *program.Program, want []gorgonia.Value, allowed []float64) string {
	for i, n := range e.outputs {
		w, got := floats(want[i]), p.Output(i)
		if len(got) != len(w) {
			return fmt.Sprintf("output %d, %v: %d values, want %d", i, n, len(got), len(w))
		}
		for k := range w {
			if math.IsNaN(w[k]) && math.IsNaN(got[k]) || w[k] == got[k] {
				continue
			}
			if e.infinite && math.IsNaN(got[k]) { // 0·∞, where BLAS may skip factors of 0
				continue
			}
			if !(math.Abs(got[k]-w[k]) <= allowed[i]) {
				return fmt.Sprintf("output %d, %v: element %d is %v, want %v ± %v", i, n, k, got[k], w[k], allowed[i])
			}
		}
	}
	return ""
}

// requireTape fails unless the program's outputs are those of the TapeMachine. Where
// it lets an operation overwrite an operand that another name stands for, those of
// the operations' own Do count. What Do cannot compute is not given to the
// TapeMachine, which would panic in a goroutine of its own.
func requireTape(t *rapid.T, e *expression) *program.Program {
	var bindings []program.Binding
	for i, n := range e.leaves {
		bindings = append(bindings, program.Variable(n, &e.values[i]))
	}
	p, err := program.Compile(e.outputs, bindings...)
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	runErr := p.Run()
	byDo, err := e.byDo(nil)
	if err != nil {
		return p // the program may do better
	}
	if runErr != nil {
		t.Fatalf("run: %v\n%s", runErr, p)
	}
	if e.early {
		return p
	}
	allowed := e.allowance(byDo, rand.New(rand.NewPCG(1, 2)))
	want, err := e.tape(e.values)
	if err == nil && difference(e, p, want, allowed) == "" {
		return p
	}
	if d := difference(e, p, byDo, allowed); d != "" {
		t.Fatalf("%s\nTapeMachine: %v %v\n%s", d, want, err, p)
	}
	return p
}
