package portable_test

import (
	"flag"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"backprop/network/portable"
)

var (
	points = flag.Int("points", 1000, "arguments a range at which errors are measured")
	seed   = flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the arguments")
)

// precision is that of the exact values, in bits: twice float64's 53, beside the 300
// that 1+x needs for x = 2^-140.
const precision = 450

// The errors that the package documents, in units in the last place of the exact
// value, against math/big at random arguments. A longer search:
//
//	go test ./network/portable -run Documented -v -points 1000000
func TestErrorsAreThoseDocumented(t *testing.T) {
	t.Logf("-seed %d", *seed)
	for name, f := range map[string]struct {
		ours   func(float64) float64
		exact  func(float64) *big.Float
		most   float64
		ranges [][2]float64
		at     []float64 // where it was once off by more
	}{
		"exp": {portable.Exp, bigExp, 0.52,
			[][2]float64{{-1e-3, 1e-3}, {-1, 1}, {-40, 40}, {-690, 709.78}, {-709, -699}, {-745.13, -708}},
			[]float64{-707.3132975832259, -708.567, -708.3964185322641, -700, 700, 709.7827128933, -745.1332191019411}},
		"log": {portable.Log, bigLog, 1,
			[][2]float64{{5e-324, 1e-320}, {1e-320, 1e-309}, {1e-309, 1e-307}, {1e-300, 1}, {0.7, 0.71}, {0.9, 1.1},
				{1.41, 1.42}, {0.5, 2}, {1, 1e300}},
			[]float64{5e-324, math.Sqrt2, math.Sqrt2 / 2, math.Nextafter(1, 0), math.Nextafter(1, 2), math.MaxFloat64}},
		"log1p": {portable.Log1p, bigLog1p, 1,
			[][2]float64{{-1, 0}, {-0.3, -0.28}, {-0.3, 0.5}, {-1e-9, 1e-9}, {-1e-30, 1e-30},
				{0.4, 0.42}, {0, 10}, {0, 1e300}},
			[]float64{-0.29673667657145003, math.Sqrt2 - 1, math.Sqrt2/2 - 1, math.Nextafter(-1, 0), 0x1p53, 0x1p-60}},
		"tanh": {portable.Tanh, bigTanh, 2,
			[][2]float64{{-1e-9, 1e-9}, {-0.7, 0.7}, {0.62, 0.63}, {-3, 3}, {-25, 25}},
			[]float64{0.625, math.Nextafter(0.625, 0), 19.06, 1e-30}},
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(*seed, 1))
			worst, worstAt := 0.0, 0.0
			measure := func(x float64) {
				if off := ulps(f.ours(x), f.exact(x)); off > worst {
					worst, worstAt = off, x
				}
			}
			for _, x := range f.at {
				measure(x)
			}
			for _, r := range f.ranges {
				for range *points {
					measure(r[0] + (r[1]-r[0])*random.Float64())
				}
			}
			t.Logf("%.4f units in the last place at %v", worst, worstAt)
			require.LessOrEqual(t, worst, f.most, "%s(%v)", name, worstAt)
		})
	}
}

// ulps is how far got is from an exact value, in units of the last place of that.
func ulps(got float64, exact *big.Float) float64 {
	rounded, _ := exact.Float64()
	rounded = math.Abs(rounded)
	ulp := math.Nextafter(rounded, math.Inf(1)) - rounded
	off := new(big.Float).Sub(exact, big.NewFloat(got))
	quotient, _ := off.Quo(off, float(ulp)).Float64()
	return math.Abs(quotient)
}

func float(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// bigExp returns e^x.
func bigExp(x float64) *big.Float { return bigExpOf(float(x)) }

// bigExpOf returns e^x by the series of e^(x/2^20), squared 20 times.
func bigExpOf(x *big.Float) *big.Float {
	const squarings = 20
	r := new(big.Float).SetMantExp(x, -squarings)
	sum, term := float(1), float(1)
	for n := 1; n < 200 && (term.Sign() != 0 && term.MantExp(nil) > -precision); n++ {
		term.Quo(term.Mul(term, r), float(float64(n)))
		sum.Add(sum, term)
	}
	for range squarings {
		sum.Mul(sum, sum)
	}
	return sum
}

func bigLog(x float64) *big.Float {
	fraction, exponent := math.Frexp(x) // math.Log is wrong for subnormal numbers
	return bigLogOf(float(x), math.Log(fraction)+float64(exponent)*math.Ln2)
}

func bigLog1p(x float64) *big.Float {
	return bigLogOf(new(big.Float).Add(float(1), float(x)), math.Log1p(x))
}

// bigLogOf returns ln x from a first guess y, by y + 2 (x-e^y)/(x+e^y), which has
// three times the digits.
func bigLogOf(x *big.Float, guess float64) *big.Float {
	y := float(guess)
	for {
		e := bigExpOf(y)
		correction := new(big.Float).Quo(new(big.Float).Sub(x, e), new(big.Float).Add(x, e))
		y.Add(y, correction.Add(correction, correction))
		if correction.Sign() == 0 || correction.MantExp(nil) < -precision/2 {
			return y // the next one would have three times as many zeros
		}
	}
}

// bigTanh returns (e^2x - 1)/(e^2x + 1).
func bigTanh(x float64) *big.Float {
	e := bigExp(2 * x)
	return new(big.Float).Quo(new(big.Float).Sub(e, float(1)), new(big.Float).Add(e, float(1)))
}
