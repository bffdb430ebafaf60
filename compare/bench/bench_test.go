package bench_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/manual"
	"backprop/network"
)

// scaled is an engine whose gradient, loss or step is off by a factor.
type scaled struct {
	compare.Engine
	gradient, loss, step float64
}

func (s scaled) Loss(theta []float64, batch network.Batch) (float64, error) {
	loss, err := s.Engine.Loss(theta, batch)
	return loss * s.loss, err
}

func (s scaled) Gradient(dst, theta []float64, batch network.Batch) (float64, error) {
	loss, err := s.Engine.Gradient(dst, theta, batch)
	for i := range dst {
		dst[i] *= s.gradient
	}
	return loss, err
}

func (s scaled) Step(theta []float64, batch network.Batch, rate float64) (float64, error) {
	return s.Engine.Step(theta, batch, rate*s.step)
}

func offBy(gradient, loss, step float64) compare.Backend {
	return compare.Backend{Name: "scaled", New: func(spec network.Spec, rows int) (compare.Engine, error) {
		e, err := manual.New(spec, rows)
		return scaled{e, gradient, loss, step}, err
	}}
}

func workload(t *testing.T) bench.Workload {
	t.Helper()
	workloads, err := bench.Workloads(true)
	require.NoError(t, err)
	return workloads[1]
}

var short = bench.Settings{Rounds: 7, Sample: 10 * time.Microsecond}

func TestAWrongEngineIsShownAsWrongAndNotTimed(t *testing.T) {
	for name, c := range map[string]struct {
		backend compare.Backend
		want    string
	}{
		"gradient": {offBy(1+1e-6, 1, 1), "slope along a direction"},
		"loss":     {offBy(1, 1/21.0, 1), "loss 0.844"},
		"step":     {offBy(1, 1, 2), "a step ends"},
	} {
		t.Run(name, func(t *testing.T) {
			ms, err := bench.Measure(t.Context(), workload(t), []compare.Backend{compare.Manual(), c.backend}, short)
			require.NoError(t, err)
			require.Len(t, ms, 6)
			for _, m := range ms {
				if m.Engine == "manual" {
					assert.Empty(t, m.Wrong)
					assert.Len(t, m.Samples, short.Rounds)
					continue
				}
				assert.Contains(t, m.Wrong, c.want)
				assert.Empty(t, m.Samples)
				assert.Zero(t, m.Time)
			}
		})
	}
}

func TestRatiosAreThoseOfOneRound(t *testing.T) {
	ms, err := bench.Measure(t.Context(), workload(t), bench.Backends(), short)
	require.NoError(t, err)
	require.Len(t, ms, len(bench.Backends())*len(bench.Operations()))
	for _, m := range ms {
		assert.Len(t, m.Samples, short.Rounds)
		assert.LessOrEqual(t, m.Time.Low, m.Time.Median)
		assert.LessOrEqual(t, m.Time.Median, m.Time.High)
		assert.False(t, math.IsInf(m.Time.High, 0))
		if m.Operation == bench.Objective {
			assert.Equal(t, bench.Estimate{Median: 1, Low: 1, High: 1}, m.ToObjective)
		}
		if m.Engine == "manual" {
			assert.Equal(t, bench.Estimate{Median: 1, Low: 1, High: 1}, m.ToFirst)
		}
	}
}

func TestMeasuringEndsWithItsContextAndWithAnEngineThatStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := bench.Measure(ctx, workload(t), bench.Backends(), short)
	assert.ErrorIs(t, err, context.Canceled)

	_, err = bench.Measure(t.Context(), workload(t),
		[]compare.Backend{{Name: "none", New: func(network.Spec, int) (compare.Engine, error) {
			return nil, errors.New("out of order")
		}}}, short)
	assert.EqualError(t, err, "net=2-4-4-1/rows=21: none: out of order")
	_, err = bench.Measure(t.Context(), workload(t), bench.Backends(), bench.Settings{Rounds: 5})
	assert.EqualError(t, err, "5 rounds: want at least 6, for an interval")
}

func ExampleMeasureSetup() {
	workloads, err := bench.Workloads(true)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := bench.MeasureSetup(context.Background(), workloads[1], 1)
	fmt.Println(s.Net, s.Rows, s.Manual > 0, s.Compile > 0, err)
	// Output: 2-4-4-1 21 true true <nil>
}

func ExampleMeasure() {
	workloads, err := bench.Workloads(true)
	if err != nil {
		fmt.Println(err)
		return
	}
	measurements, err := bench.Measure(context.Background(), workloads[0], bench.Backends(),
		bench.Settings{Rounds: 6, Sample: time.Microsecond})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range measurements[:3] {
		fmt.Println(workloads[0], m.Operation, m.Engine, m.Time.Median > 0)
	}
	// Output:
	// net=2-4-4-1/rows=1 objective manual true
	// net=2-4-4-1/rows=1 gradient manual true
	// net=2-4-4-1/rows=1 step manual true
}

func ExampleWorkload_Verify() {
	workloads, err := bench.Workloads(true)
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := compare.Graph().New(workloads[0].Spec, workloads[0].Batch.Rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(workloads[0].Verify(engine))
	// Output: <nil>
}

// The project's two engines, and two ways that others have.
func ExampleBackends() {
	for _, by := range bench.Backends() {
		fmt.Print(by.Name, " ")
	}
	// Output: manual graph tape tutorial
}

// An operation is prepared once, and then done as often as one likes.
func ExampleWorkload_Run() {
	workloads, err := bench.Workloads(true)
	if err != nil {
		fmt.Println(err)
		return
	}
	by := bench.Tutorial()
	engine, err := by.New(workloads[0].Spec, workloads[0].Batch.Rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, operation := range bench.Operations() {
		once := workloads[0].Run(engine, operation)
		fmt.Println(by.Name, operation, once())
	}
	// Output:
	// tutorial objective <nil>
	// tutorial gradient <nil>
	// tutorial step <nil>
}
