package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	. "backprop/compare/gradcheck"
)

// coupled is a smooth function of any number of elements, in which each meets the next, and its gradient.
func coupled(x []float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += math.Sin(v) * math.Cos(x[(i+1)%len(x)])
	}
	return sum
}

func gradientOfCoupled(x []float64) []float64 {
	n := len(x)
	g := make([]float64, n)
	for i, v := range x {
		g[i] = math.Cos(v)*math.Cos(x[(i+1)%n]) - math.Sin(x[(i+n-1)%n])*math.Sin(v)
	}
	return g
}

// A right element of a smooth function costs 7 calls, and all of them together 8 each at most beyond the start.
func TestCallsPerElement(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 1))
	const atMost = 8
	perElement := func(name string, f func([]float64) float64, x, claimed []float64) float64 {
		calls := 0
		counted := func(x []float64) float64 { calls++; return f(x) }
		c, err := NewChecker(counted, x, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		start := calls
		r, err := c.Check("", claimed)
		require.NoError(t, err)
		assert.Equal(t, calls, r.Evaluations, name)
		assert.NotEqual(t, Fail, r.Verdict(), "%s: %v", name, r)
		return float64(calls-start) / float64(len(x))
	}
	x := normals(rnd, 500)
	cost := perElement("coupled sines", coupled, x, gradientOfCoupled(x))
	t.Logf("coupled sines: %.2f calls per element", cost)
	assert.LessOrEqual(t, cost, float64(atMost))
	x = make([]float64, 500)
	cost = perElement("coupled sines at 0", coupled, x, gradientOfCoupled(x))
	assert.LessOrEqual(t, cost, float64(atMost), "at 0")
	for _, activation := range []string{"tanh", "sigmoid"} {
		n, x := newNet(rnd, activation, 4, 16, 16, 1)
		cost := perElement(activation, n.f, x, n.gradient(x))
		t.Logf("%s network of %d: %.2f calls per element", activation, len(x), cost)
		assert.LessOrEqual(t, cost, float64(atMost), activation)
	}
}

// What a check allocates for an element, it allocates for many at once.
func TestAllocationsPerElement(t *testing.T) {
	allocations := func(n int) float64 {
		x := normals(rand.New(rand.NewPCG(1, 1)), n)
		g := gradientOfCoupled(x)
		return testing.AllocsPerRun(2, func() {
			_, err := Check(coupled, x, g, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
		})
	}
	few, many := allocations(100), allocations(1100)
	t.Logf("%.0f for 100 elements, %.0f for 1100", few, many)
	assert.Less(t, (many-few)/1000, 0.5)
}

// The report is the same for any number of workers, to the last byte; each has an x of its own.
func TestWorkers(t *testing.T) {
	n, x := newNet(rand.New(rand.NewPCG(3, 1)), "relu", 4, 12, 8, 1)
	wrong := n.gradient(x)
	wrong[len(wrong)/2] += 0.1
	text := func(workers int, f func([]float64) float64, claimed []float64) string {
		r, err := Check(f, x, claimed, &Settings{Workers: workers, Blocks: n.blocks(), Dual: n.dual})
		require.NoError(t, err)
		data, err := r.MarshalJSON()
		require.NoError(t, err)
		return r.String() + string(data)
	}
	for name, claimed := range map[string][]float64{"right": n.gradient(x), "wrong": wrong} {
		one := text(1, n.f, claimed)
		for _, workers := range []int{0, 3} {
			assert.Equal(t, one, text(workers, n.f, claimed), "%s, %d workers", name, workers)
		}
	}
}

// f may write to its argument at any call: what it says in between is not believed.
func TestWritesThatBeginLate(t *testing.T) {
	x := normals(rand.New(rand.NewPCG(4, 1)), 200)
	for _, from := range []int{1, 2, 100, 500, 1000} {
		calls := 0
		f := func(x []float64) float64 {
			v := coupled(x)
			if calls++; calls >= from && calls%7 == 0 {
				x[calls%len(x)] = 9
			}
			return v
		}
		r, err := Check(f, x, gradientOfCoupled(x), &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, Pass, r.Verdict(), "from call %d: %v", from, r)
	}
}

// A check of 10 000 elements by a function of 20 µs.
func BenchmarkCheckOf10000(b *testing.B) {
	const elements, each = 10_000, 20 * time.Microsecond
	x := normals(rand.New(rand.NewPCG(1, 1)), elements)
	scale := make([]float64, elements)
	g := make([]float64, elements)
	for i, v := range x {
		scale[i] = 1 + float64(i%7)
		g[i] = scale[i] * v
	}
	calls := 0
	spent := time.Duration(0)
	f := func(x []float64) float64 {
		calls++
		start := time.Now()
		sum := 0.0
		for i, v := range x {
			sum += scale[i] * v * v / 2
		}
		for time.Since(start) < each {
		}
		spent += time.Since(start)
		return sum
	}
	for b.Loop() {
		r, err := Check(f, x, g, nil)
		require.NoError(b, err)
		require.NotEqual(b, Fail, r.Verdict())
	}
	b.ReportMetric(float64(calls)/float64(b.N)/elements, "calls/element")
	b.ReportMetric((b.Elapsed()-spent).Seconds()/float64(b.N), "own-s/op")
}

// Where there is no slope to find, the search for it ends at 0 as it does at 1.
func TestASearchForNothingEnds(t *testing.T) {
	const atMost = 200
	for _, x := range []float64{0, 1, 1e-6, 1e6} {
		root := func(y []float64) float64 { return math.Sqrt(y[0] - x) } // NaN to the left of x
		r, err := Check(root, []float64{x}, []float64{0}, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, NonFinite, r.Methods[0].Comparisons[0].Reason)
		assert.Less(t, r.Evaluations, atMost, "at %v", x)
	}
}

// Bounds nearby cost no calls where steps to both sides tell: as many as where f is NaN beyond.
func TestBoundsCostNoCalls(t *testing.T) {
	for _, f := range []func(float64) float64{math.Exp, func(v float64) float64 { return math.Sin(10 * v) }} {
		for _, x := range []float64{1e-2, 1e-3, 1e-4} {
			calls := func(s Settings, beyond float64) (inside int) {
				s.Methods = []Method{Central}
				c, err := NewChecker(func(y []float64) float64 {
					if y[0] < 0 {
						return beyond
					}
					inside++
					return f(y[0])
				}, []float64{x}, &s)
				require.NoError(t, err)
				before := inside
				h := 1e-4 * x
				_, err = c.Check("", []float64{(f(x+h) - f(x-h)) / (2 * h)})
				require.NoError(t, err)
				return inside - before
			}
			assert.LessOrEqual(t, calls(Settings{Low: []float64{0}}, 0), calls(Settings{}, math.NaN()), "at %v", x)
		}
	}
}

// The calls for a sparse Jacobian are as few where x is large: columns move together by steps of its size.
func TestCallsForASparseJacobianAtLargeElements(t *testing.T) {
	const n = 120
	calls := func(size float64) int {
		x, j := make([]float64, n), mat.NewTridiag(n, nil, nil, nil)
		for i := range x {
			x[i] = size * (1 + float64(i%7)/8)
			j.SetBand(i, i, math.Cos(x[i]/size)/size)
			if i > 0 {
				j.SetBand(i, i-1, 1/size)
			}
		}
		f := func(y, x []float64) {
			for i, e := range x {
				y[i] = math.Sin(e / size)
				if i > 0 {
					y[i] += x[i-1] / size
				}
			}
		}
		r := AssertReport(t)(CheckJacobian(f, x, j, &Settings{Methods: []Method{Central}}))
		assert.Equal(t, Pass, r.Verdict(), "%v", r)
		return r.Evaluations
	}
	small := calls(1)
	for _, size := range []float64{8, 1024} {
		assert.LessOrEqual(t, calls(size), small, "at elements of %v", size)
	}
}

// The calls of all components are those of f.
func TestCallsForAProduct(t *testing.T) {
	calls := 0
	f := func(y, x []float64) {
		calls++
		y[0], y[1], y[2] = math.Exp(x[0]), math.Sin(x[1]), x[0]*x[1]
	}
	r, err := CheckJVP(f, []float64{0.5, 0.25}, []float64{1, 1},
		[]float64{math.Exp(0.5), math.Cos(0.25), 0.75}, nil)
	require.NoError(t, err)
	assert.Equal(t, Pass, r.Verdict(), "%v", r)
	assert.Equal(t, calls, r.Evaluations)
	assert.Less(t, r.Methods[0].Evaluations, calls)
}
