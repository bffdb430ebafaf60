package opcheck

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	G "gorgonia.org/gorgonia"

	"backprop/compare/gradcheck"
	"backprop/compare/graphcheck"
)

// checked is what package graphcheck says of a sample's graph. It shares neither the oracle nor the machine with the
// stages; the value it believes.
func (s *sample) checked() (report graphcheck.Report, err error) {
	var loss *G.Node
	var x G.Nodes
	defer func() {
		if f, ok := recover().(failure); ok { // as where Gorgonia builds no graph
			err = f
		}
	}()
	_, loss, x = s.graph(s.w)
	s.setMode(loss.Graph())
	return graphcheck.Check(loss, x...)
}

// A user whose graph has an operation of which the derivative is wrong is told so by graphcheck, and no other user.
func TestGraphcheckAgrees(t *testing.T) {
	ops := map[string]Op{}
	for _, op := range prepared(t, Ops()) {
		ops[op.Name] = op
	}
	named := 0
	for _, r := range results(t) {
		for k, c := range r.Cases {
			report, err := ops[r.Op].samples[k].checked()
			value, tape := c.Findings[Value].Verdict, c.Findings[Tape].Verdict
			switch {
			case value != Right: // then the derivative may be right for the wrong value
			case r.Op == "Grad":
				assert.True(t, tape != Wrong || report.Outdated, "%s: %v", c.Sample, err)
			case tape == Right:
				assert.NotEqual(t, gradcheck.Fail, report.Verdict(), "%s: %v", c.Sample, report)
			case tape == Wrong:
				named++
				if assert.NotEmpty(t, report.Operations, "%s: %v, %v", c.Sample, err, report) &&
					strings.Count(c.Sample, "(") == 1 && r.Op != "LogSoftMax" {
					assert.Contains(t, report.Operations[0].String(), r.Op+", node ", c.Sample)
				}
			}
		}
	}
	t.Log(named, "wrong derivatives named")
	assert.Positive(t, named)
}
