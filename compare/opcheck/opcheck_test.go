package opcheck

import (
	"context"
	"flag"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var whole = flag.Bool("whole", false, "check all operations, not a sample of them")

// some operations are checked without -whole: right ones, and one for each kind of mistake.
var some = []string{
	"Abs", "Log2", "GlobalAveragePool2D", "OuterProd", "Max", "Concat", "ByIndices", "SoftMax", "MaxPool2D", "BatchNorm",
}

var judged = sync.OnceValues(func() ([]Result, error) {
	ops, some := Ops(), some
	if testing.Short() { // under the race detector
		some = some[:4]
	}
	if !*whole {
		ops = slices.DeleteFunc(ops, func(op Op) bool { return !slices.Contains(some, op.Name) })
	}
	return Run(context.Background(), ops, 2, nil)
})

func results(t *testing.T) []Result {
	all, err := judged()
	require.NoError(t, err)
	return all
}

// expected are the operations with a wrong value or gradient, or a panic, by stage: what
// this package says of Gorgonia v0.9.18. The gradient of Sigmoid by the TapeMachine, off by
// 2e-9 of itself at -20, is not among them: differences of f cannot tell so little.
var expected = map[Stage][]string{
	Value: {
		"Sign", "Log", "Sigmoid", "Softplus", "HadamardDiv", "Norm", "LogSumExp", "Slice", "At", "ByIndices",
		"SoftMax", "LogSoftMax", "Sparsemax", "Dropout", "CTCLoss", "MaxPool2D", "AveragePool1D",
		"AveragePool2D", "BatchNorm", "GroupNorm",
	},
	Tape: {
		"Log2", "InverseSqrt", "Softplus", "Pow", "OuterProd", "Max", "Norm", "LogSumExp",
		"Slice", "ByIndices", "SoftMax", "LogSoftMax", "Sparsemax", "Dropout", "CTCLoss", "MaxPool2D",
		"AveragePool1D", "AveragePool2D", "GlobalAveragePool2D", "BatchNorm", "GroupNorm", "Grad",
	},
	Lisp: {
		"InverseSqrt", "Cube", "Sigmoid", "Softplus", "HadamardDiv", "Div", "Pow", "MinBetween",
		"MaxBetween", "Max", "LogSumExp", "Concat", "Slice", "Upsample2D", "SoftMax", "LogSoftMax",
		"Sparsemax", "Dropout", "CTCLoss", "MaxPool2D", "AveragePool1D", "AveragePool2D",
		"GlobalAveragePool2D", "BatchNorm", "GroupNorm",
	},
}

func TestWhatIsWrongInGorgonia(t *testing.T) {
	for _, r := range results(t) {
		for stage, names := range expected {
			worst, _ := r.Worst(stage)
			isWrong := worst == Wrong || worst == Panics
			if r.Op == "Log" && runtime.GOARCH != "amd64" {
				continue // it is Go's math.Log, in amd64's assembly, that is wrong
			}
			assert.Equal(t, slices.Contains(names, r.Op), isWrong, "%s, %s: %s", r.Op, stage, worst)
		}
	}
}

// What the TapeMachine and the compiler both run, they compute alike, right or wrong, but for
// the softmax of rows, of which the compiler has kernels of its own, that are right.
func TestCompiledIsWhereTapeIs(t *testing.T) {
	for _, r := range results(t) {
		for _, c := range r.Cases {
			compiled, tape := c.Findings[Compiled], c.Findings[Tape]
			if mended := compiled.Verdict == Right && strings.Contains(r.Op, "SoftMax"); mended {
				continue
			}
			if ran(compiled) && ran(tape) {
				assert.Equal(t, tape.Verdict, compiled.Verdict, "%s, %s: %s", r.Op, c.Sample, compiled.Detail)
			}
		}
	}
}

func ran(f Finding) bool { return f.Verdict == Right || f.Verdict == Wrong }

func TestEveryFaultSaysWhyGorgoniasTestsDoNotSeeIt(t *testing.T) {
	reasons := map[string]bool{}
	for _, r := range results(t) {
		for _, f := range r.Faults {
			assert.NotEmpty(t, f.Unseen, "%s, %s: %s", r.Op, f.Stage, f.Detail)
			reasons[r.Op+" "+string(f.Stage)] = true
		}
	}
	if !*whole {
		return
	}
	for line := range strings.Lines(unseen) {
		where, _, _ := strings.Cut(line, ": ")
		assert.True(t, reasons[where], "unseen.txt: %s is not wrong", where)
	}
}

func TestResultsDoNotDependOnTheNumberOfWorkers(t *testing.T) {
	ops := slices.DeleteFunc(Ops(), func(op Op) bool {
		return !slices.Contains([]string{"OuterProd", "BatchNorm", "GlobalAveragePool2D"}, op.Name)
	})
	one, err := Run(context.Background(), ops, 1, nil)
	require.NoError(t, err)
	three, err := Run(context.Background(), ops, 3, nil)
	require.NoError(t, err)
	assert.Equal(t, one, three)
}

// prepared returns operations with their samples, of which each has been evaluated by the oracles.
func prepared(t *testing.T, ops []Op) []Op {
	ops = linked(ops)
	for k := range ops {
		require.NoError(t, ops[k].prepare())
	}
	return ops
}

// Every sample can be evaluated by the oracles, and the code of none is forgotten by Ops.
func TestOraclesKnowEverySample(t *testing.T) {
	for _, op := range prepared(t, Ops()) {
		assert.NotEmpty(t, op.samples, op.Name)
		for _, s := range op.samples {
			assert.Len(t, s.want.Data, size(s.want.Shape), s.text)
		}
	}
}

func TestConventions(t *testing.T) {
	ops := prepared(t, []Op{
		{Name: "Abs", Samples: []string{"x[]=0  Abs(x)", "x[1]=0  Abs(x)"}},
		{Name: "Rectify", Samples: []string{"x[]=0  Rectify(x)", "x[1]=0  Rectify(x)"}},
		{Name: "LeakyRelu", Samples: []string{"x[]=0  LeakyRelu(x, 0.1)"}},
		{Name: "MaxBetween", Samples: []string{"a[1]=1.5 b[1]=1.5  MaxBetween(a, b)"}},
		{Name: "MaxPool2D", Samples: []string{
			"x[1 1 1 3]=2,2,2  MaxPool2D(x, tensor.Shape{1, 3}, []int{0, 0}, []int{1, 1})"}},
	})
	want := [][][]float64{{{1}, {0}}, {{1}, {1}}, {{1}}, {{1, 0}}, {{1, 0, 0}}}
	for k := range ops {
		for i, s := range ops[k].samples {
			s.w = []float64{1}
			assert.Equal(t, want[k][i], s.numbers(Tape), s.text)
		}
	}
}

func TestMistakesInRecordsAreErrors(t *testing.T) {
	for _, c := range []struct{ sample, says string }{
		{"x[2] Sum(x)", "want operands, two spaces and code"},
		{"x[2]  Sum(x", "missing ',' in argument list"},
		{"x{2}  Sum(x)", `"x{2}" is no operand: want such as x[2 3], x[2]=0,1 or i[2]#0,1`},
		{"x[2]=1  Sum(x)", "1 values for shape [2]"},
		{"x[1]=one  Sum(x)", "invalid syntax"},
		{"x[2]  Summ(x)", "the oracle panics: unknown name Summ"},
	} {
		_, err := Run(context.Background(), []Op{{Name: "Sum", Samples: []string{c.sample}}}, 1, nil)
		require.Error(t, err)
		assert.Contains(t, err.Error(), c.says)
		assert.Contains(t, err.Error(), c.sample)
	}
	_, err := Run(context.Background(), []Op{{Name: "Some strange", Samples: []string{"x[]  Exp(x)"}}}, 1, nil)
	assert.ErrorContains(t, err, "does not begin with opcheck.Child, or knows no operation Some strange")
}

func TestAnInterruptedRunEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Run(ctx, Ops(), 2, nil)
	assert.ErrorIs(t, err, context.Canceled)
}
