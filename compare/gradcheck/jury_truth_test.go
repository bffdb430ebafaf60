package gradcheck_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quadDigits is the relative error allowed to a quad, of 106 bits.
const quadDigits = 0x1p-98

func (a quad) big() *big.Float {
	return new(big.Float).SetPrec(300).Add(big.NewFloat(a.hi).SetPrec(300), big.NewFloat(a.lo))
}

// near asserts that a is want, to quadDigits of size.
func near(t *testing.T, want *big.Float, a quad, size float64, name string) {
	t.Helper()
	off, _ := new(big.Float).Sub(a.big(), want).Float64()
	assert.LessOrEqual(t, math.Abs(off), quadDigits*size, name)
}

// The arithmetic against math/big, the functions against known digits and against
// their theorems of addition.
func TestTheJurysArithmetic(t *testing.T) {
	digits := func(s string) *big.Float {
		v, _, err := big.ParseFloat(s, 10, 300, big.ToNearestEven)
		require.NoError(t, err)
		return v
	}
	near(t, digits("2.71828182845904523536028747135266249775724709369996"), num(1).exp(), 3, "e")
	near(t, digits("1.64872127070012814684865078781416357165377610071015"), num(0.5).exp(), 2, "√e")
	near(t, digits("2.30258509299404568401799145468436420760110148862877"), num(10).log(), 3, "log 10")
	near(t, digits("1.41421356237309504880168872420969807856967187537694"), num(2).sqrt(), 2, "√2")
	near(t, digits("3.14159265358979323846264338327950288419716939937511"), num(1).atan().times(4), 3, "π")

	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		a, b := quad{r.NormFloat64(), 0x1p-60 * r.NormFloat64()}, quad{r.NormFloat64(), 0x1p-60 * r.NormFloat64()}
		x, y := a.big(), b.big()
		at := func() *big.Float { return new(big.Float).SetPrec(300) }
		near(t, at().Add(x, y), a.add(b), math.Abs(a.hi)+math.Abs(b.hi), "sum")
		near(t, at().Mul(x, y), a.mul(b), math.Abs(a.hi*b.hi), "product")
		near(t, at().Quo(x, y), a.div(b), math.Abs(a.hi/b.hi), "quotient")
		near(t, a.exp().mul(b.exp()).big(), a.add(b).exp(), math.Exp(a.hi+b.hi), "exp")
		near(t, x, a.exp().log(), 1, "log")
		near(t, x, a.times(1/8.0).tanByAtan().times(8), 1, "atan")
		sa, ca := a.times(100).sincos()
		sb, cb := b.sincos()
		s, c := a.times(100).add(b).sincos()
		near(t, sa.mul(cb).add(ca.mul(sb)).big(), s, 100, "sin")
		near(t, ca.mul(cb).sub(sa.mul(sb)).big(), c, 100, "cos")
	}
}

// tanByAtan is atan(tan a).
func (a quad) tanByAtan() quad {
	s, c := a.sincos()
	return s.div(c).atan()
}

// The slopes of jets against differences of their values, in 106 bits.
func TestTheJurysSlopes(t *testing.T) {
	everything := func(x []jet) jet {
		v := x[0]
		return v.Sin().Mul(v.Cos()).Add(v.Exp().Div(v.Plus(3))).Sub(v.Tanh().Times(2)).Add(v.Log().Mul(v.Sqrt())).
			Add(v.Log1p()).Add(v.Atan().Mul(v))
	}
	const h = 0x1p-25
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		x := math.Float64frombits(math.Float64bits(uniform(r, 0.1, 3)) &^ 0xfffffff) // x±h is exact
		slope := everything([]jet{{v: num(x), d: num(1)}}).d
		up, down := everything([]jet{{v: num(x + h)}}).v, everything([]jet{{v: num(x - h)}}).v
		assert.InDelta(t, up.sub(down).div(num(2*h)).hi, slope.hi, 1e-10)
	}
}
