package exact

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quadDigits is the relative error allowed to a Quad, of 106 bits.
const quadDigits = 0x1p-98

func (a Quad) big() *big.Float {
	return new(big.Float).SetPrec(300).Add(big.NewFloat(a.Hi).SetPrec(300), big.NewFloat(a.Lo))
}

// near asserts that a is want, to quadDigits of size.
func near(t *testing.T, want *big.Float, a Quad, size float64, name string) {
	t.Helper()
	off, _ := new(big.Float).Sub(a.big(), want).Float64()
	assert.LessOrEqual(t, math.Abs(off), quadDigits*size, name)
}

// The arithmetic against math/big, the functions against known digits and against
// their theorems of addition.
func TestArithmetic(t *testing.T) {
	digits := func(s string) *big.Float {
		v, _, err := big.ParseFloat(s, 10, 300, big.ToNearestEven)
		require.NoError(t, err)
		return v
	}
	near(t, digits("2.71828182845904523536028747135266249775724709369996"), Num(1).Exp(), 3, "e")
	near(t, digits("1.64872127070012814684865078781416357165377610071015"), Num(0.5).Exp(), 2, "√e")
	near(t, digits("2.30258509299404568401799145468436420760110148862877"), Num(10).Log(), 3, "log 10")
	near(t, digits("1.41421356237309504880168872420969807856967187537694"), Num(2).Sqrt(), 2, "√2")
	near(t, digits("3.14159265358979323846264338327950288419716939937511"), Num(1).Atan().Times(4), 3, "π")

	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		a, b := Quad{r.NormFloat64(), 0x1p-60 * r.NormFloat64()}, Quad{r.NormFloat64(), 0x1p-60 * r.NormFloat64()}
		x, y := a.big(), b.big()
		at := func() *big.Float { return new(big.Float).SetPrec(300) }
		near(t, at().Add(x, y), a.Add(b), math.Abs(a.Hi)+math.Abs(b.Hi), "sum")
		near(t, at().Mul(x, y), a.Mul(b), math.Abs(a.Hi*b.Hi), "product")
		near(t, at().Quo(x, y), a.Div(b), math.Abs(a.Hi/b.Hi), "quotient")
		near(t, a.Exp().Mul(b.Exp()).big(), a.Add(b).Exp(), math.Exp(a.Hi+b.Hi), "exp")
		near(t, x, a.Exp().Log(), 1, "log")
		near(t, x, a.Times(1/8.0).tanByAtan().Times(8), 1, "atan")
		sa, ca := a.Times(100).Sincos()
		sb, cb := b.Sincos()
		s, c := a.Times(100).Add(b).Sincos()
		near(t, sa.Mul(cb).Add(ca.Mul(sb)).big(), s, 100, "sin")
		near(t, ca.Mul(cb).Sub(sa.Mul(sb)).big(), c, 100, "cos")
	}
}

// tanByAtan is atan(tan a).
func (a Quad) tanByAtan() Quad {
	s, c := a.Sincos()
	return s.Div(c).Atan()
}

// The slopes of jets against differences of their values, in 106 bits.
func TestSlopes(t *testing.T) {
	everything := func(x []Jet) Jet {
		v := x[0]
		return v.Sin().Mul(v.Cos()).Add(v.Exp().Div(v.Plus(3))).Sub(v.Tanh().Times(2)).Add(v.Log().Mul(v.Sqrt())).
			Add(v.Log1p()).Add(v.Atan().Mul(v))
	}
	const h = 0x1p-25
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		x := math.Float64frombits(math.Float64bits((0.1 + 2.9*r.Float64())) &^ 0xfffffff) // x±h is exact
		slope := everything([]Jet{{V: Num(x), D: Num(1)}}).D
		up, down := everything([]Jet{{V: Num(x + h)}}).V, everything([]Jet{{V: Num(x - h)}}).V
		assert.InDelta(t, up.Sub(down).Div(Num(2*h)).Hi, slope.Hi, 1e-10)
	}
}
