package graph

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/network"
)

// Every run answers for its own parameters and its own batch: nothing of an
// earlier run is added to it, and no register of it is taken for another.
func TestRunsAreIndependent(t *testing.T) { onEachEngine(t, testIndependence) }

func testIndependence(t *testing.T, construct constructor) {
	for _, bias := range []network.Bias{network.Shared, network.Row} {
		spec := network.Spec{Layers: []int{2, 4, 4, 1},
			Activations: []network.Activation{network.Tanh, network.ReLU, network.Sigmoid}, Bias: bias}
		e, theta, _ := randomOn(t, construct, spec, 21, 1, 1)
		source := rand.New(rand.NewPCG(1, 2))
		for range 50 {
			for i := range theta.Values {
				theta.Values[i] = source.NormFloat64()
			}
			requireReference(t, e, spec, theta, randomBatch(t, source, spec, 21))
		}
	}
}

func TestEngineOutlivesAChangeOfBatchSize(t *testing.T) { onEachEngine(t, testBatchSizes) }

func testBatchSizes(t *testing.T, construct constructor) {
	spec := specOf(network.Shared, 2, 4, 4, 1)
	e, theta, _ := randomOn(t, construct, spec, 21, 1, 1)
	source := rand.New(rand.NewPCG(1, 2))
	for _, rows := range []int{21, 5, 21, 1, 100, 5, 21} {
		theta.Values[0] = source.NormFloat64()
		requireReference(t, e, spec, theta, randomBatch(t, source, spec, rows))
	}
	assert.Len(t, e.machines, 4, "one for each size")
}

// Of a batch of more rows than a graph may have nothing is kept for all of them, and its
// loss, gradient, predictions and errors are those of the whole.
func TestManyRowsAreRunInPieces(t *testing.T) {
	spec := specOf(network.Shared, 2, 4, 4, 1)
	e, theta, _ := random(t, spec, 2*maxRows+3, 1, 1)
	batch := randomBatch(t, rand.New(rand.NewPCG(1, 2)), spec, 2*maxRows+3)
	requireReference(t, e, spec, theta, batch)
	var sizes []int
	for _, m := range e.machines {
		sizes = append(sizes, m.rows)
	}
	assert.Equal(t, []int{3, maxRows}, sizes)

	batch.X[2*(maxRows+1)] = math.MaxFloat64
	theta.Values[0] = 10
	_, err := e.Loss(theta.Values, batch)
	assert.ErrorContains(t, err, fmt.Sprintf("graph: the logit of row %d is ", maxRows+1))
}

func TestEngineKeepsTheLatestSizes(t *testing.T) {
	spec := specOf(network.Shared, 2, 1)
	e, theta, _ := random(t, spec, 1, 1, 1)
	source := rand.New(rand.NewPCG(1, 2))
	for rows := 1; rows <= 2*maxGraphs; rows++ {
		for _, n := range []int{rows, 1} { // 1 is always the last but one
			_, err := e.Loss(theta.Values, randomBatch(t, source, spec, n))
			require.NoError(t, err)
		}
	}
	var sizes []int
	for _, m := range e.machines {
		sizes = append(sizes, m.rows)
	}
	assert.Equal(t, []int{1, 16, 15, 14, 13, 12, 11, 10}, sizes)
	requireReference(t, e, spec, theta, randomBatch(t, source, spec, 3))
}

// Two engines of one spec do the same arithmetic in the same order.
func TestEnginesAreDeterministic(t *testing.T) {
	spec := network.Spec{Layers: []int{2, 8, 8, 1},
		Activations: []network.Activation{network.Tanh, network.ReLU, network.Sigmoid}}
	var first []float64
	for range 10 {
		e, theta, batch := random(t, spec, 21, 1, 1)
		gradient := make([]float64, theta.Size)
		_, err := e.Gradient(gradient, theta.Values, batch)
		require.NoError(t, err)
		if first == nil {
			first = gradient
		}
		require.Equal(t, first, gradient)
	}
}

// Engines share nothing: run this with -race.
func TestEnginesRunInParallel(t *testing.T) { onEachEngine(t, testParallel) }

func testParallel(t *testing.T, construct constructor) {
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			spec := network.Spec{Layers: []int{2, 3, 3, 1}, Bias: network.Biases()[i%2],
				Activations: []network.Activation{network.Tanh, network.ReLU, network.Sigmoid}}
			for range 3 {
				e, theta, batch := randomOn(t, construct, spec, 1+i/2, 1, 1)
				for range 5 {
					requireReference(t, e, spec, theta, batch)
				}
			}
		})
	}
	group.Wait()
}

// Gorgonia lends the memory of shapes from a pool. No graph may hold one that
// the next graph is given.
func TestShapesSurviveTheNextGraphs(t *testing.T) {
	spec := network.Spec{Layers: []int{2, 3, 4, 5, 1},
		Activations: []network.Activation{network.Identity, network.ReLU, network.Tanh, network.Sigmoid}}
	first, err := build(spec, 7)
	require.NoError(t, err)
	before := first.dot("", gradientQuestion)
	for rows := 1; rows < 20; rows++ {
		_, err := build(spec, rows)
		require.NoError(t, err)
	}
	assert.Equal(t, string(before), string(first.dot("", gradientQuestion)))
}

// No goroutine stays behind; there is nothing to close.
func TestEnginesLeaveNoGoroutine(t *testing.T) { onEachEngine(t, testGoroutines) }

func testGoroutines(t *testing.T, construct constructor) {
	before := runtime.NumGoroutine()
	for range 10 {
		e, theta, batch := randomOn(t, construct, specOf(network.Shared, 2, 4, 1), 5, 1, 1)
		_, err := e.Step(theta.Values, batch, 0.1)
		require.NoError(t, err)
	}
	// The goroutine of a run ends shortly after the run.
	for patience := time.Now().Add(time.Second); runtime.NumGoroutine() > before && time.Now().Before(patience); {
		time.Sleep(time.Millisecond)
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), before)
}

// heapGrowth bounds what the heap may grow by, in bytes: the measured growth is
// some tens of KiB of pools, and a graph is some hundreds.
const heapGrowth = 1 << 20

func TestStepsDoNotGrowTheHeap(t *testing.T) {
	e, theta, batch := random(t, specOf(network.Shared, 2, 1), 2, 1, 1)
	requireLevelHeap(t, 20_000, func() {
		_, err := e.Step(theta.Values, batch, 1e-3)
		require.NoError(t, err)
	})
}

func TestGraphsThatMadeWayAreCollected(t *testing.T) {
	spec := specOf(network.Shared, 2, 1)
	e, theta, _ := random(t, spec, 1, 1, 1)
	source := rand.New(rand.NewPCG(1, 2))
	rows := 0
	requireLevelHeap(t, 200, func() {
		rows = rows%50 + 1
		_, err := e.Loss(theta.Values, randomBatch(t, source, spec, rows))
		require.NoError(t, err)
	})
}

func requireLevelHeap(t *testing.T, calls int, call func()) {
	t.Helper()
	heap := func() int64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.GC() // the first one runs finalizers
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	for range calls / 10 {
		call()
	}
	before := heap()
	for range calls {
		call()
	}
	growth := heap() - before
	t.Logf("%d calls grew the heap by %d bytes", calls, growth)
	assert.Less(t, growth, int64(heapGrowth))
}
