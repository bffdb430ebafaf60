package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// rounded are functions that are noisier than their last bit, or have steps.
func rounded() []family {
	return []family{
		{name: "loss in float32", draw: func(r *rand.Rand) sample {
			z, y := normals(r, 4), normals(r, 4)
			s := sample{x: z, truth: make([]float64, 4), kinked: true, stairs: true}
			for i, v := range z {
				t := math.Tanh(v)
				s.truth[i] = (t - y[i]) * (1 - t*t)
			}
			s.f = func(x []float64) float64 {
				var sum float32
				for i, v := range x {
					e := float32(math.Tanh(v)) - float32(y[i])
					sum += e * e / 2
				}
				return float64(sum)
			}
			return s
		}},
		{name: "x in float32", draw: func(r *rand.Rand) sample {
			x := r.NormFloat64()
			return staircase(curve(func(v float64) float64 { return math.Exp(float64(float32(v))) }, x, 0), math.Exp(x))
		}},
		{name: "sum of 300 terms", draw: func(r *rand.Rand) sample {
			w := normals(r, 300)
			return of(longSum[plain](w), longSum[jet](w), normals(r, 2)...)
		}},
		{name: "sum of 300 terms that cancel", draw: func(r *rand.Rand) sample {
			w := normals(r, 300)
			for i := range w {
				w[i] = 1e6 * (w[i] - w[299-i])
			}
			return of(longSum[plain](w), longSum[jet](w), normals(r, 2)...)
		}},
		{name: "noise of 1e-14 to 1e-6", draw: func(r *rand.Rand) sample {
			x, a := r.NormFloat64(), decades(r, -14, -6)
			s := curve(func(v float64) float64 { return math.Sin(v) + float64(a*hashed(v)) }, x, math.Cos(x))
			s.kinked = true
			return s
		}},
		{name: "rounded to the cent", draw: func(r *rand.Rand) sample {
			x := uniform(r, -3, 3)
			return staircase(curve(func(v float64) float64 { return math.Round(v*v*100) / 100 }, x, 0), 2*x)
		}},
		{name: "floor, of steps 0.1 to 1", draw: func(r *rand.Rand) sample {
			n := uniform(r, 1, 10)
			s := kinked(curve(func(v float64) float64 { return math.Floor(v*n) / n }, uniform(r, -30, 30), 0))
			s.blind, s.stairs = true, true // or a coarse picture of x, whose slope is 1
			return s
		}},
		{name: "clamped, or not", draw: func(r *rand.Rand) sample {
			x := stretched(r, 4, 2)
			x[0] = 1 + sign(r)*decades(r, -5, -0.5)
			return kinked(of(clamped[plain], clamped[jet], x...))
		}},
		{name: "square root by Newton until it settles", draw: func(r *rand.Rand) sample {
			x := decades(r, -2, 4)
			return curve(func(v float64) float64 {
				y := v
				for range 100 {
					next := (y + v/y) / 2
					if math.Abs(next-y) <= 1e-12*next {
						return next
					}
					y = next
				}
				return y
			}, x, 0.5/math.Sqrt(x))
		}},
		{name: "root by bisection to 1e-10", draw: func(r *rand.Rand) sample {
			a := decades(r, -1, 1)
			f := func(v float64) float64 {
				low, high := 0.0, 10.0
				for high-low > 1e-10 {
					if mid := (low + high) / 2; mid*mid*mid+mid < v {
						low = mid
					} else {
						high = mid
					}
				}
				return (low + high) / 2
			}
			// The root of y³ + y = a has the slope 1/(3y²+1); f itself is a staircase.
			y := f(a)
			for range 5 {
				y -= (y*y*y + y - a) / (3*y*y + 1)
			}
			return kinked(curve(f, a, 1/(3*y*y+1)))
		}},
		{name: "Simpson's rule over a kink", draw: func(r *rand.Rand) sample {
			const n = 64
			x := uniform(r, 0.1, 0.9)
			g := func(v float64) (sum, slope float64) {
				for i := range n + 1 {
					w := float64(2+2*(i%2)) / (3 * n)
					if i == 0 || i == n {
						w /= 2
					}
					t := float64(i) / n
					sum += float64(w * math.Abs(t-v) * math.Cos(v))
					slope += float64(w * (math.Copysign(1, v-t)*math.Cos(v) - math.Abs(t-v)*math.Sin(v)))
				}
				return sum, slope
			}
			_, slope := g(x)
			return kinked(curve(func(v float64) float64 { sum, _ := g(v); return sum }, x, slope))
		}},
		{name: "bilinear image", draw: func(r *rand.Rand) sample {
			const n = 8
			pixels := normals(r, n*n)
			f := func(x []float64) float64 {
				i, j := math.Floor(x[0]), math.Floor(x[1])
				at := func(i, j float64) float64 { return pixels[(int(i)&(n-1))*n+int(j)&(n-1)] }
				u, v := x[0]-i, x[1]-j
				top := at(i, j) + float64(v*(at(i, j+1)-at(i, j)))
				bottom := at(i+1, j) + float64(v*(at(i+1, j+1)-at(i+1, j)))
				return top + float64(u*(bottom-top))
			}
			x := []float64{uniform(r, 0, n), uniform(r, 0, n)}
			// Within a pixel f is linear along each axis.
			i, j := math.Floor(x[0]), math.Floor(x[1])
			s := sample{f: f, x: x, kinked: true}
			// f is continuous, but above the floor the end of a cell belongs to the next.
			s.truth = []float64{
				f([]float64{i + 1, x[1]}) - f([]float64{i, x[1]}), f([]float64{x[0], j + 1}) - f([]float64{x[0], j}),
			}
			return s
		}},
	}
}

// staircase is a sample whose slope is 0 on the tread where x is, while what it rounds
// has the slope that people claim: that may be left open, and must not fail.
func staircase(s sample, claim float64) sample {
	s.kinked, s.blind, s.stairs, s.claim = true, true, true, []float64{claim}
	return s
}

// hashed is a number in [-1, 1) that depends on every bit of v.
func hashed(v float64) float64 {
	h := math.Float64bits(v) * 0x9e3779b97f4a7c15
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return float64(int64(h)) / (1 << 63)
}

// longSum is Σ w_i sin(i x_0 / 300 + x_1).
func longSum[T scalar[T]](w []float64) func([]T) T {
	return func(x []T) T {
		sum := lit(x[0], 0)
		for i, v := range w {
			sum = sum.Add(x[0].Times(float64(i) / 300).Add(x[1]).Sin().Times(v))
		}
		return sum
	}
}

// clamped is Σ i·min(max(v,-1),1)².
func clamped[T scalar[T]](x []T) T {
	sum := lit(x[0], 0)
	for i, v := range x {
		if math.Abs(v.Val()) > 1 {
			v = lit(v, 1)
		}
		sum = sum.Add(v.Mul(v).Times(float64(i + 1)))
	}
	return sum
}
