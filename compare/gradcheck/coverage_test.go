package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "backprop/compare/gradcheck"
)

// settled are the reasons under which a numerical value is given.
var settled = map[Reason]bool{Agrees: true, Differs: true, Flat: true, NoiseFloor: true}

// survey draws random networks, every fifth with zero biases and a row of
// zeros, which puts kinks exactly at x.
func survey(seed uint64, nets int, visit func(n net, x []float64)) {
	rnd := rand.New(rand.NewPCG(seed, 4))
	for k := range nets {
		n, x := randomNet(rnd)
		if k%5 == 0 {
			n.zeroBiases(x)
		}
		visit(n, x)
	}
}

// Right gradients of random networks never fail, under any method, and the
// bars hold what they promise.
func TestRightGradientsNeverFailAndBarsCover(t *testing.T) {
	elements, outside, certified := 0, 0, 0
	survey(3, many(150), func(n net, x []float64) {
		g := n.gradient(x)
		r, err := Check(n.f, x, g, &Settings{Blocks: n.blocks(), Dual: n.dual})
		require.NoError(t, err)
		if !assert.NotEqual(t, Fail, r.Verdict(), "%v", r) {
			return
		}
		for i, c := range r.Methods[0].Comparisons {
			elements++
			if settled[c.Reason] && math.Abs(c.Numerical-g[i]) > c.Bar {
				outside++
			}
			if c.Verdict == Pass || r.Methods[1].Comparisons[i].Verdict == Pass {
				certified++
			}
		}
	})
	t.Logf("%d elements: %d outside their bars, %d certified", elements, outside, certified)
	assert.Zero(t, outside)
	assert.Greater(t, float64(certified), 0.98*float64(elements))
}

// Whatever is off by more than twice the bar fails, on exactly that element;
// in dual numbers by more than once.
func TestWrongElementsAlwaysFail(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	caught := 0
	survey(7, many(40), func(n net, x []float64) {
		right := n.gradient(x)
		k := rnd.IntN(len(x))
		wrong := append([]float64(nil), right...)
		wrong[k] += math.Pow(10, -12+12*rnd.Float64()) * (math.Abs(right[k]) + 1e-3)
		r, err := Check(n.f, x, wrong, &Settings{Blocks: n.blocks(), Dual: n.dual, Methods: []Method{Central, Dual}})
		require.NoError(t, err)
		for m, bars := range []float64{2, 1} {
			for i, c := range r.Methods[m].Comparisons {
				off := math.Abs(wrong[i] - right[i])
				if settled[c.Reason] && off > bars*c.Bar {
					assert.Equal(t, Fail, c.Verdict, "%v %+v, off by %g", r.Methods[m].Method, c, off)
					caught++
				}
				if i != k {
					assert.NotEqual(t, Fail, c.Verdict, "%v %+v", r.Methods[m].Method, c)
				}
			}
		}
	})
	assert.Greater(t, caught, many(40))
}

// Nothing about the scale of f or the place of x makes a right gradient fail:
// a cubic polynomial has an exact derivative everywhere.
func TestPolynomialsOfAnyScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := math.Pow(10, rapid.Float64Range(-12, 10).Draw(t, "scale"))
		a := rapid.SliceOfN(rapid.Float64Range(-3, 3), 4, 4).Draw(t, "a")
		x := rapid.Float64Range(-1e3, 1e3).Draw(t, "x")
		f := func(x []float64) float64 { return scale * (a[0] + x[0]*(a[1]+x[0]*(a[2]+x[0]*a[3]))) }
		g := scale * (a[1] + x*(2*a[2]+3*x*a[3]))
		r, err := Check(f, []float64{x}, []float64{g}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict() == Fail {
			t.Fatal(r)
		}
		c := r.Methods[0].Comparisons[0]
		// Off by 3 bars: it may be left open, where the rounding of f hides so small a
		// difference from a closer look, but not pass.
		r, err = Check(f, []float64{x}, []float64{g + 3*c.Bar}, &Settings{Methods: []Method{Central}})
		if err != nil {
			t.Fatal(err)
		}
		if d := r.Methods[0].Comparisons[0]; d.Verdict == Pass && 3*c.Bar > d.Bar {
			t.Fatalf("off by 3 bars and passed: %v", r)
		}
	})
}
