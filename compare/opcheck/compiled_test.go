package opcheck

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	G "gorgonia.org/gorgonia"

	"backprop/graph/program"
)

// The operations of which a program need not say what the verdict says: they are wrong although
// no node of theirs is, since they consist of several, or become one with another by a hash; or
// right, but made of wrong ones; or Go is wrong, or the compiler is right.
var unlike = []string{"Norm", "LogSumExp", "MaxPool2D", "GroupNorm", "AveragePool1D", "Grad", "GlobalAveragePool2D",
	"Abs", "Mish", "BroadcastPow", "Log", "HadamardDiv"}

// A program says of what is wrong that it is, and of nothing else.
func TestProgramsSayWhatIsWrong(t *testing.T) {
	for _, op := range prepared(t, Ops()) {
		marked := false
		for k := range op.samples {
			text, err := op.samples[k].compiled()
			marked = marked || err == nil && strings.Contains(text, "Gorgonia's ")
		}
		isWrong := slices.Contains(expected[Value], op.Name) || slices.Contains(expected[Tape], op.Name)
		if !slices.Contains(unlike, op.Name) {
			assert.Equal(t, isWrong, marked, op.Name)
		}
	}
}

// compiled is the text of the program of the value and the gradients.
func (s *sample) compiled() (text string, err error) {
	defer func() {
		if f, ok := recover().(failure); ok {
			err = f
		}
	}()
	_, loss, x := s.graph(s.w)
	outputs := G.Nodes{loss}
	if gradients, err := G.Grad(loss, x...); err == nil {
		outputs = append(outputs, gradients...)
	}
	p, err := program.Compile(outputs)
	if err != nil {
		return "", err
	}
	return p.String(), nil
}
