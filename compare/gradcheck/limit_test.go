package gradcheck_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// approximation is a function that is computed less exactly than in float64, and the gradient of what it stands for.
type approximation struct {
	name     string
	accuracy float64 // that its user would declare; 0 if it shows
	f        func(x []float64) float64
	gradient func(x []float64) []float64
}

// timesMethod has f(x) = x1 y(x0), where y is found by a method, and exactly, with its slope, otherwise.
func timesMethod(name string, accuracy float64, method, exact, slope func(v float64) float64) approximation {
	return approximation{name, accuracy,
		func(x []float64) float64 { return method(x[0]) * x[1] },
		func(x []float64) []float64 { return []float64{slope(x[0]) * x[1], exact(x[0])} }}
}

func approximations(tolerance float64) []approximation {
	sqrtSlope := func(v float64) float64 { return 0.5 / math.Sqrt(v) }
	damped := func(v, tolerance float64) float64 { // y = cos(v y)
		y := 0.0
		for range 10_000 {
			next := (y + math.Cos(v*y)) / 2
			if math.Abs(next-y) < tolerance {
				return next
			}
			y = next
		}
		return y
	}
	settled := func(v float64) float64 { return damped(v, 1e-15) }
	return []approximation{
		{"network in float32", 0,
			func(x []float64) float64 {
				a, b := float32(x[0]), float32(x[1])
				return float64(float32(math.Tanh(float64(a*b))) + a*a - 2*b)
			},
			func(x []float64) []float64 {
				t := math.Tanh(x[0] * x[1])
				return []float64{(1-t*t)*x[1] + 2*x[0], (1-t*t)*x[0] - 2}
			}},
		{"Monte Carlo, drawn anew from a seed that is x", 0,
			func(x []float64) float64 {
				r := rand.New(rand.NewPCG(math.Float64bits(x[0]), math.Float64bits(x[1])))
				sum := 0.0
				for range 100 {
					sum += 1e-3 * r.NormFloat64()
				}
				return x[0]*x[0]*x[1] + sum/100
			},
			func(x []float64) []float64 { return []float64{2 * x[0] * x[1], x[0] * x[0]} }},
		{"Monte Carlo, the share of points below a curve", 0,
			func(x []float64) float64 {
				r := rand.New(rand.NewPCG(1, 2))
				below := 0
				for range 4000 {
					if r.Float64() < x[0]*math.Exp(-x[1]*r.Float64())/4 {
						below++
					}
				}
				return float64(below) / 4000
			},
			func(x []float64) []float64 {
				a, b := x[0], x[1]
				return []float64{-math.Expm1(-b) / b / 4, a / 4 * (math.Exp(-b)/b + math.Expm1(-b)/(b*b))}
			}},
		timesMethod("square root by bisection", tolerance, func(v float64) float64 {
			low, high := 0.0, 10.0
			for high-low > tolerance {
				if m := (low + high) / 2; m*m < v {
					low = m
				} else {
					high = m
				}
			}
			return (low + high) / 2
		}, math.Sqrt, sqrtSlope),
		timesMethod("square root by Newton", tolerance, func(v float64) float64 {
			y := v
			for math.Abs(y*y-v) > tolerance {
				y = (y + v/y) / 2
			}
			return y
		}, math.Sqrt, sqrtSlope),
		timesMethod("fixed point", 2*tolerance, func(v float64) float64 { return damped(v, tolerance) }, settled,
			func(v float64) float64 {
				y := settled(v)
				return -math.Sin(v*y) * y / (1 + v*math.Sin(v*y))
			}),
		timesMethod("decay by Runge and Kutta", 1e-7, func(v float64) float64 {
			y := 1.0
			for range 30 {
				a, h := -v, 1.0/30
				b := -v * (1 + h/2*a)
				c := -v * (1 + h/2*b)
				d := -v * (1 + h*c)
				y *= 1 + h/6*(a+2*b+2*c+d)
			}
			return y
		}, func(v float64) float64 { return math.Exp(-v) }, func(v float64) float64 { return -math.Exp(-v) }),
	}
}

// However f is approximated, no right gradient is accused; what passes is within its bar of the truth; what keeps
// it from being closer is said; and what is off by more than is said to be missed fails, but for luck.
func TestHowWellAnApproximationIsSeen(t *testing.T) {
	const slightly, luck = 1.01, 0.01
	claims, unseen := 0, 0
	for _, tolerance := range []float64{1e-6, 1e-8, 1e-10} {
		for _, c := range approximations(tolerance) {
			rnd := rand.New(rand.NewPCG(uint64(*jurySeed), 13))
			passed, elements := 0, 0
			for range 6 {
				x := []float64{0.5 + 2*rnd.Float64(), 0.5 + rnd.Float64()}
				truth := c.gradient(x)
				s := Settings{Accuracy: c.accuracy, Methods: []Method{Central}}
				checker, err := NewChecker(c.f, x, &s)
				require.NoError(t, err)
				r, err := checker.Check("", truth)
				require.NoError(t, err)
				require.NotEqual(t, Fail, r.Verdict(), "%s to %g: %v", c.name, tolerance, r)
				for i, e := range r.Methods[0].Comparisons {
					elements++
					if e.Verdict != Pass {
						continue
					}
					passed++
					assert.LessOrEqual(t, math.Abs(truth[i]-e.Numerical), e.Bar, "%s, %s", c.name, e.Name)
					if tolerance > 1e-10 { // as exact as that it limits nothing that counts
						assert.Equal(t, LimitedByNoise, e.Limit, "%s to %g, %s: %+v", c.name, tolerance, e.Name, e)
					}
					for _, sign := range []float64{-1, 1} {
						wrong := []float64{truth[0], truth[1]}
						wrong[i] += sign * slightly * e.Missed
						claims++
						if w, err := checker.Check("", wrong); assert.NoError(t, err) && w.Methods[0].Comparisons[i].Verdict != Fail {
							unseen++
							t.Logf("%s to %g: %s off by %.2g is %v", c.name, tolerance, e.Name, e.Missed,
								describe(w.Methods[0].Comparisons[i]))
						}
					}
				}
				text := strings.Join(strings.Fields(r.String()), " ")
				if r.Certified() > 0 && tolerance > 1e-10 {
					assert.Regexp(t, `certified to \S+ \(x\[\d\]\), and \S+ of an element \(x\[\d\]\); `+
						`no better is possible, as f is computed to within \S+`, text)
				}
				if r.Methods[0].Reason == NoiseFloor {
					assert.Regexp(t, `left open: errors up to \S+ \(x\[\d\]\), as f is computed to within \S+`, text, c.name)
				}
			}
			t.Logf("%s to %g: %d of %d certified", c.name, tolerance, passed, elements)
		}
	}
	t.Logf("%d of %d claims unseen", unseen, claims)
	assert.LessOrEqual(t, float64(unseen), luck*float64(claims))
}

// The digits of float64 are no limit worth a word, nor is a large function's size; a kink close by is one.
func TestALimitIsNamedOnlyWhereThereIsOne(t *testing.T) {
	for _, c := range []struct {
		name  string
		f     func(x float64) float64
		x     float64
		claim float64
		limit Limit
		says  string
	}{
		{"smooth", math.Exp, 0.3, math.Exp(0.3), "", "would have caught: errors above"},
		{"beside a constant", func(x float64) float64 { return 1000 + x*x }, 0.3, 0.6, "", "would have caught: errors above"},
		{"a kink far off", math.Abs, 0.3, 1, "", "would have caught: errors above"},
		{"a kink close by", func(x float64) float64 { return 1 + math.Abs(x-1) }, 1 + 1e-9, 1, LimitedBySteps,
			"no better is possible, as f is smooth only within some "},
		{"float32", func(x float64) float64 { return float64(float32(math.Exp(x))) }, 0.3, math.Exp(0.3), LimitedByNoise,
			"no better is possible, as f is computed to within "},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Assert(t, func(x []float64) float64 { return c.f(x[0]) }, []float64{c.x}, []float64{c.claim}, nil)
			e := r.Methods[0].Comparisons[0]
			assert.Equal(t, c.limit, e.Limit, "%+v", e)
			assert.Contains(t, strings.Join(strings.Fields(r.String()), " "), c.says)
			data, err := json.Marshal(e)
			require.NoError(t, err)
			assert.Equal(t, c.limit != "", strings.Contains(string(data), `"limit":"`+string(c.limit)+`"`), "%s", data)
		})
	}
}

func TestAnAccuracyThatIsNone(t *testing.T) {
	for _, accuracy := range []float64{-1e-8, math.NaN(), math.Inf(1)} {
		_, err := Check(func(x []float64) float64 { return x[0] }, []float64{1}, []float64{1}, &Settings{Accuracy: accuracy})
		assert.ErrorContains(t, err, fmt.Sprintf("Settings.Accuracy is %v; it must be 0 (exact) or more", accuracy))
	}
}

// f moves in steps beside a large constant, or in float32, wherever between them x lies: the slope is that of the
// whole, and a claim of 0, which is that of each step, is as wrong as any other.
func TestTheSlopeOfFineSteps(t *testing.T) {
	const seed = 17
	rnd := rand.New(rand.NewPCG(seed, 0))
	open, claims := 0, 0
	for k := range 200 {
		large := math.Pow(10, 6+4*rnd.Float64())
		f := func(x float64) float64 { return (large + math.Sin(x)) - large }
		if k%2 == 1 {
			f = func(x float64) float64 { return float64(float32(math.Sin(float64(float32(x))))) }
		}
		x := rnd.NormFloat64()
		if math.Abs(math.Cos(x)) < 0.1 { // hardly any slope
			continue
		}
		of := func(x []float64) float64 { return f(x[0]) }
		c, err := NewChecker(of, []float64{x}, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		for _, factor := range []float64{1, 0, -1, 1.1} {
			r, err := c.Check("", []float64{factor * math.Cos(x)})
			require.NoError(t, err)
			switch claims++; r.Verdict() {
			case Inconclusive:
				open++
			default:
				assert.Equal(t, factor == 1, r.Verdict() == Pass, "seed %d, number %d, %g times the slope\n%v", seed, k, factor, r)
			}
		}
	}
	t.Logf("%d of %d claims left open", open, claims)
	assert.LessOrEqual(t, open, claims/50)
}

// What differs from f's slope by no more than f may be a table's from its function is certified to that.
func TestADifferenceThatNoFunctionShows(t *testing.T) {
	f := func(x []float64) float64 { return math.Exp(-x[0]) }
	for _, off := range []float64{1e-10, 1e-9, 4e-9} {
		r, err := Check(f, []float64{0.6}, []float64{-math.Exp(-0.6) * (1 + off)}, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		e := r.Methods[0].Comparisons[0]
		assert.Equal(t, Pass, e.Verdict, "%g: %+v", off, e)
		assert.Less(t, e.AbsDiff, e.Bar)
		assert.Less(t, e.Bar, 1e-6)
	}
}
