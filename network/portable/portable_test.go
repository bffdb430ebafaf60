package portable_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"backprop/network/portable"
)

// functions are those under test, each with package math's and the range in
// which arguments are drawn.
var functions = map[string]struct {
	ours, theirs func(float64) float64
	from, to     float64
	ulps         float64
	// bits is the hash of the results on amd64 and arm64, and to be so elsewhere.
	bits uint64
}{
	"exp":        {portable.Exp, math.Exp, -746, 709, 1, 0xf08fb8289d0ed59e},
	"exp near":   {portable.Exp, math.Exp, -2, 2, 1, 0xc6393aafed795f2c},
	"log":        {portable.Log, math.Log, 0, 1e6, 1, 0xee079897a9eaefd4},
	"log near":   {portable.Log, math.Log, 0.5, 2, 1, 0x566297c0f1643f27},
	"log tiny":   {portable.Log, math.Log, 0, 1e-300, 1, 0x3f43a5debdc1d399},
	"log1p":      {portable.Log1p, math.Log1p, -1, 1e3, 1, 0xbd7b65b5c1782cac},
	"log1p near": {portable.Log1p, math.Log1p, -0.3, 0.5, 1, 0xcedacfc92af02087},
	"log1p tiny": {portable.Log1p, math.Log1p, -1e-9, 1e-9, 1, 0x73344254af8c803},
	"tanh":       {portable.Tanh, math.Tanh, -25, 25, 2, 0x38b846c28b405ed0},
}

func TestTheyAgreeWithPackageMath(t *testing.T) {
	for name, f := range functions {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 1))
			hash := fnv.New64a()
			for range 200_000 {
				x := f.from + float64((f.to-f.from)*random.Float64())
				got, want := f.ours(x), f.theirs(x)
				// Package math may be off by one unit of its own.
				ulp := math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want)
				if !(math.Abs(got-want) <= (f.ulps+1)*ulp) {
					t.Fatalf("%v: %v, want %v", x, got, want)
				}
				binary.Write(hash, binary.LittleEndian, math.Float64bits(got))
			}
			assert.Equal(t, f.bits, hash.Sum64(), "the results, bit by bit")
		})
	}
}

func TestTheyKnowTheirLimits(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name    string
		f       func(float64) float64
		x, want float64
	}{
		{"exp", portable.Exp, 0, 1},
		{"exp", portable.Exp, inf, inf},
		{"exp", portable.Exp, -inf, 0},
		{"exp", portable.Exp, nan, nan},
		{"exp", portable.Exp, 710, inf},
		{"exp", portable.Exp, -746, 0},
		{"exp", portable.Exp, -745.1, 5e-324},
		{"exp", portable.Exp, 709.7827128933839, math.Exp(709.7827128933839)},
		{"log", portable.Log, 1, 0},
		{"log", portable.Log, 0, -inf},
		{"log", portable.Log, -1, nan},
		{"log", portable.Log, inf, inf},
		{"log", portable.Log, nan, nan},
		{"log", portable.Log, 5e-324, -744.4400719213812},
		{"log", portable.Log, 1e-10, math.Log(1e-10)},
		{"log1p", portable.Log1p, 0, 0},
		{"log1p", portable.Log1p, -1, -inf},
		{"log1p", portable.Log1p, -2, nan},
		{"log1p", portable.Log1p, inf, inf},
		{"log1p", portable.Log1p, nan, nan},
		{"log1p", portable.Log1p, 1e300, math.Log(1e300)},
		{"tanh", portable.Tanh, 0, 0},
		{"tanh", portable.Tanh, 700, 1},
		{"tanh", portable.Tanh, -700, -1},
		{"tanh", portable.Tanh, inf, 1},
		{"tanh", portable.Tanh, nan, nan},
		{"tanh", portable.Tanh, 1e-300, 1e-300},
	} {
		got := c.f(c.x)
		if math.IsNaN(c.want) {
			assert.True(t, math.IsNaN(got), "%s(%v) = %v", c.name, c.x, got)
			continue
		}
		assert.InDelta(t, c.want, got, 1e-15*max(1, math.Abs(c.want)), "%s(%v)", c.name, c.x)
	}
	const least = -7.45133219101941108420e+02 // whose exponential is not 0
	const most = 7.09782712893383973096e+02   // and is not infinite
	assert.InEpsilon(t, math.MaxFloat64, portable.Exp(most), 1e-12)
	assert.Equal(t, math.Inf(1), portable.Exp(math.Nextafter(most, 800)))
	assert.Equal(t, 5e-324, portable.Exp(least))
	assert.Zero(t, portable.Exp(math.Nextafter(least, -800)))
	for name, f := range map[string]func(float64) float64{"tanh": portable.Tanh, "log1p": portable.Log1p} {
		assert.True(t, math.Signbit(f(math.Copysign(0, -1))), "%s keeps the sign of zero", name)
		assert.False(t, math.Signbit(f(0)), "%s keeps the sign of zero", name)
	}
}

func TestFunctionsOfASliceAreThoseOfANumber(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 3))
	x := []float64{0, math.NaN(), math.Inf(1), math.Inf(-1), 708, -708, 709.5, -709.5, -744, 800, -800}
	for range 1000 {
		x = append(x, 20*random.NormFloat64())
	}
	for name, c := range map[string]struct {
		slice  func(dst, x []float64)
		number func(x float64) float64
	}{
		"exp":     {portable.ExpTo, portable.Exp},
		"sigmoid": {portable.SigmoidTo, func(z float64) float64 { return 1 / (1 + portable.Exp(-z)) }},
	} {
		t.Run(name, func(t *testing.T) {
			got, inPlace := make([]float64, len(x)), slices.Clone(x)
			c.slice(got, x)
			c.slice(inPlace, inPlace)
			for i, v := range x {
				want := math.Float64bits(c.number(v))
				assert.Equal(t, want, math.Float64bits(got[i]), "%v", v)
				assert.Equal(t, want, math.Float64bits(inPlace[i]), "%v in place", v)
			}
			assert.Panics(t, func() { c.slice(make([]float64, 3), x) })
		})
	}
}

func ExampleExp() {
	fmt.Printf("%.15f\n", portable.Exp(1))
	// Output: 2.718281828459045
}

func ExampleExpTo() {
	x := []float64{0, 1}
	portable.ExpTo(x, x)
	fmt.Printf("%.15f\n", x)
	// Output: [1.000000000000000 2.718281828459045]
}

func ExampleSigmoidTo() {
	z := []float64{0, 1}
	portable.SigmoidTo(z, z)
	fmt.Printf("%.15f\n", z)
	// Output: [0.500000000000000 0.731058578630005]
}

func ExampleLog1p() {
	fmt.Println(portable.Log(1+1e-20), portable.Log1p(1e-20))
	// Output: 0 1e-20
}

func ExampleLog() {
	fmt.Printf("%.15f\n", portable.Log(2))
	// Output: 0.693147180559945
}

func ExampleTanh() {
	fmt.Printf("%.15f\n", portable.Tanh(1))
	// Output: 0.761594155955765
}
