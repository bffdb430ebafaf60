package gradcheck_test

import "math"

// scalar is a number that a function of the jury is written over: plain gives its
// values as a user would compute them, jet its exact slope.
type scalar[T any] interface {
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

// plain is a float64. The methods that make f differ in rounding from its formula,
// as Log1p(x) from Log(1+x), are those that the formula names.
type plain float64

func (a plain) Add(b plain) plain     { return a + b }
func (a plain) Sub(b plain) plain     { return a - b }
func (a plain) Mul(b plain) plain     { return plain(float64(a * b)) }
func (a plain) Div(b plain) plain     { return a / b }
func (a plain) Plus(b float64) plain  { return a + plain(b) }
func (a plain) Times(b float64) plain { return plain(float64(a) * b) }
func (a plain) Exp() plain            { return plain(math.Exp(float64(a))) }
func (a plain) Log() plain            { return plain(math.Log(float64(a))) }
func (a plain) Log1p() plain          { return plain(math.Log1p(float64(a))) }
func (a plain) Sqrt() plain           { return plain(math.Sqrt(float64(a))) }
func (a plain) Sin() plain            { return plain(math.Sin(float64(a))) }
func (a plain) Cos() plain            { return plain(math.Cos(float64(a))) }
func (a plain) Tanh() plain           { return plain(math.Tanh(float64(a))) }
func (a plain) Atan() plain           { return plain(math.Atan(float64(a))) }
func (a plain) Val() float64          { return float64(a) }

// jet is a value and its derivative by one element of x, both of 106 bits.
type jet struct{ v, d quad }

// chain is the chain rule: the value is v, the derivative by a is slope.
func (a jet) chain(v, slope quad) jet { return jet{v, a.d.mul(slope)} }

func (a jet) Add(b jet) jet       { return jet{a.v.add(b.v), a.d.add(b.d)} }
func (a jet) Sub(b jet) jet       { return jet{a.v.sub(b.v), a.d.sub(b.d)} }
func (a jet) Mul(b jet) jet       { return jet{a.v.mul(b.v), a.d.mul(b.v).add(a.v.mul(b.d))} }
func (a jet) Plus(b float64) jet  { return jet{a.v.add(num(b)), a.d} }
func (a jet) Times(b float64) jet { return jet{a.v.times(b), a.d.times(b)} }
func (a jet) Log() jet            { return a.chain(a.v.log(), num(1).div(a.v)) }
func (a jet) Log1p() jet          { return a.Plus(1).Log() }
func (a jet) Val() float64        { return a.v.hi }

func (a jet) Div(b jet) jet {
	q := a.v.div(b.v)
	return jet{q, a.d.sub(q.mul(b.d)).div(b.v)}
}

func (a jet) Exp() jet {
	e := a.v.exp()
	return a.chain(e, e)
}

func (a jet) Sqrt() jet {
	r := a.v.sqrt()
	return a.chain(r, num(0.5).div(r))
}

func (a jet) Sin() jet {
	s, c := a.v.sincos()
	return a.chain(s, c)
}

func (a jet) Cos() jet {
	s, c := a.v.sincos()
	return a.chain(c, s.neg())
}

// Tanh is 1 - 2/(exp(2a) + 1).
func (a jet) Tanh() jet {
	if math.Abs(a.v.hi) > 300 {
		return a.chain(num(math.Copysign(1, a.v.hi)), num(0))
	}
	q := num(1).div(a.v.times(2).exp().add(num(1)))
	return a.chain(num(1).sub(q.times(2)), q.times(4).mul(num(1).sub(q)))
}

func (a jet) Atan() jet {
	return a.chain(a.v.atan(), num(1).div(num(1).add(a.v.mul(a.v))))
}

// gradientOf returns the exact gradient of f at x, rounded once.
func gradientOf(f func([]jet) jet, x []float64) []float64 {
	g, point := make([]float64, len(x)), make([]jet, len(x))
	for i := range x {
		for j, v := range x {
			point[j] = jet{v: num(v)}
		}
		point[i].d = num(1)
		g[i] = f(point).d.hi
	}
	return g
}

// valueOf is f as a function of float64.
func valueOf(f func([]plain) plain) func([]float64) float64 {
	return func(x []float64) float64 {
		point := make([]plain, len(x))
		for i, v := range x {
			point[i] = plain(v)
		}
		return float64(f(point))
	}
}

// of is a sample of a function that is written over scalars, at x.
func of(f func([]plain) plain, exact func([]jet) jet, x ...float64) sample {
	return sample{f: valueOf(f), x: x, truth: gradientOf(exact, x)}
}
