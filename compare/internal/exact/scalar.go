package exact

import "math"

// Scalar is a number that a function under judgement is written over: Plain gives its
// values as a user would compute them, Jet its exact slope.
type Scalar[T any] interface {
	Add(T) T
	Sub(T) T
	Mul(T) T
	Div(T) T
	Plus(float64) T
	Times(float64) T
	Exp() T
	Log() T
	Log1p() T
	Sqrt() T
	Sin() T
	Cos() T
	Tanh() T
	Atan() T
	Val() float64 // to branch on
}

// Plain is a float64. The methods that make f differ in rounding from its formula,
// as Log1p(x) from Log(1+x), are those that the formula names.
type Plain float64

func (a Plain) Add(b Plain) Plain     { return a + b }
func (a Plain) Sub(b Plain) Plain     { return a - b }
func (a Plain) Mul(b Plain) Plain     { return Plain(float64(a * b)) }
func (a Plain) Div(b Plain) Plain     { return a / b }
func (a Plain) Plus(b float64) Plain  { return a + Plain(b) }
func (a Plain) Times(b float64) Plain { return Plain(float64(a) * b) }
func (a Plain) Exp() Plain            { return Plain(math.Exp(float64(a))) }
func (a Plain) Log() Plain            { return Plain(math.Log(float64(a))) }
func (a Plain) Log1p() Plain          { return Plain(math.Log1p(float64(a))) }
func (a Plain) Sqrt() Plain           { return Plain(math.Sqrt(float64(a))) }
func (a Plain) Sin() Plain            { return Plain(math.Sin(float64(a))) }
func (a Plain) Cos() Plain            { return Plain(math.Cos(float64(a))) }
func (a Plain) Tanh() Plain           { return Plain(math.Tanh(float64(a))) }
func (a Plain) Atan() Plain           { return Plain(math.Atan(float64(a))) }
func (a Plain) Val() float64          { return float64(a) }

// Jet is a value and its derivative by one element of x, both of 106 bits.
type Jet struct{ V, D Quad }

// chain is the chain rule: the value is v, the derivative by a is slope.
func (a Jet) chain(v, slope Quad) Jet { return Jet{v, a.D.Mul(slope)} }

func (a Jet) Add(b Jet) Jet       { return Jet{a.V.Add(b.V), a.D.Add(b.D)} }
func (a Jet) Sub(b Jet) Jet       { return Jet{a.V.Sub(b.V), a.D.Sub(b.D)} }
func (a Jet) Mul(b Jet) Jet       { return Jet{a.V.Mul(b.V), a.D.Mul(b.V).Add(a.V.Mul(b.D))} }
func (a Jet) Plus(b float64) Jet  { return Jet{a.V.Add(Num(b)), a.D} }
func (a Jet) Times(b float64) Jet { return Jet{a.V.Times(b), a.D.Times(b)} }
func (a Jet) Log() Jet            { return a.chain(a.V.Log(), Num(1).Div(a.V)) }
func (a Jet) Log1p() Jet          { return a.Plus(1).Log() }
func (a Jet) Val() float64        { return a.V.Hi }

func (a Jet) Div(b Jet) Jet {
	q := a.V.Div(b.V)
	return Jet{q, a.D.Sub(q.Mul(b.D)).Div(b.V)}
}

func (a Jet) Exp() Jet {
	e := a.V.Exp()
	return a.chain(e, e)
}

func (a Jet) Sqrt() Jet {
	r := a.V.Sqrt()
	return a.chain(r, Num(0.5).Div(r))
}

func (a Jet) Sin() Jet {
	s, c := a.V.Sincos()
	return a.chain(s, c)
}

func (a Jet) Cos() Jet {
	s, c := a.V.Sincos()
	return a.chain(c, s.Neg())
}

// Tanh is 1 - 2/(exp(2|a|) + 1), with the sign of a: so that nothing cancels in the slope.
func (a Jet) Tanh() Jet {
	sign := math.Copysign(1, a.V.Hi)
	if math.Abs(a.V.Hi) > 300 {
		return a.chain(Num(sign), Num(0))
	}
	q := Num(1).Div(a.V.Times(2 * sign).Exp().Add(Num(1)))
	return a.chain(Num(1).Sub(q.Times(2)).Times(sign), q.Times(4).Mul(Num(1).Sub(q)))
}

func (a Jet) Atan() Jet {
	return a.chain(a.V.Atan(), Num(1).Div(Num(1).Add(a.V.Mul(a.V))))
}

// Gradient returns the exact gradient of f at x, rounded once.
func Gradient(f func([]Jet) Jet, x []float64) []float64 {
	g, point := make([]float64, len(x)), make([]Jet, len(x))
	for i := range x {
		for j, v := range x {
			point[j] = Jet{V: Num(v)}
		}
		point[i].D = Num(1)
		g[i] = f(point).D.Hi
	}
	return g
}

// Value is f as a function of float64.
func Value(f func([]Plain) Plain) func([]float64) float64 {
	return func(x []float64) float64 {
		point := make([]Plain, len(x))
		for i, v := range x {
			point[i] = Plain(v)
		}
		return float64(f(point))
	}
}

// Lit is the constant v, of the type of like.
func Lit[T Scalar[T]](like T, v float64) T { return like.Times(0).Plus(v) }
