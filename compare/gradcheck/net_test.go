package gradcheck_test

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/num/dual"

	. "backprop/compare/gradcheck"
)

// net is a small perceptron over a fixed batch. Its loss is the sum over rows
// of the clamped binary cross-entropy, computed literally.
type net struct {
	sizes  []int
	hidden string
	clamp  float64
	in     [][]float64
	out    [][]float64
}

func newNet(rnd *rand.Rand, hidden string, sizes ...int) (net, []float64) {
	n := net{sizes: sizes, hidden: hidden, clamp: 1e-12}
	for range 4 + rnd.IntN(8) {
		in, out := make([]float64, sizes[0]), make([]float64, sizes[len(sizes)-1])
		for i := range in {
			in[i] = float64(rnd.IntN(11)) / 10
		}
		for i := range out {
			out[i] = float64(rnd.IntN(2))
		}
		n.in, n.out = append(n.in, in), append(n.out, out)
	}
	x := make([]float64, n.elements())
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	return n, x
}

func (n net) elements() int {
	k := 0
	for l := 1; l < len(n.sizes); l++ {
		k += (n.sizes[l-1] + 1) * n.sizes[l]
	}
	return k
}

func (n net) blocks() []Block {
	var bs []Block
	for l := 1; l < len(n.sizes); l++ {
		name := string(rune('0' + l))
		bs = append(bs, Block{Name: "W" + name, Rows: n.sizes[l-1], Cols: n.sizes[l], Layer: l},
			Block{Name: "b" + name, Rows: 1, Cols: n.sizes[l], Layer: l, Bias: true})
	}
	return bs
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// activate returns the activation and its derivative.
func activate(kind string, z float64) (a, da float64) {
	switch kind {
	case "relu":
		if z > 0 {
			return z, 1
		}
		return 0, 0
	case "tanh":
		a = math.Tanh(z)
		return a, 1 - a*a
	case "sigmoid":
		a = sigmoid(z)
		return a, a * (1 - a)
	}
	return z, 1
}

// loss returns the loss, and its gradient by backpropagation if g is not nil.
func (n net) loss(x, g []float64) float64 {
	last := len(n.sizes) - 1
	total := 0.0
	for row := range n.in {
		as := [][]float64{n.in[row]}
		ds := [][]float64{nil}
		at := 0
		for l := 1; l <= last; l++ {
			rows, cols := n.sizes[l-1], n.sizes[l]
			a, d := make([]float64, cols), make([]float64, cols)
			kind := n.hidden
			if l == last {
				kind = "sigmoid"
			}
			for j := range cols {
				z := x[at+rows*cols+j]
				for i := range rows {
					z += float64(as[l-1][i] * x[at+i*cols+j])
				}
				a[j], d[j] = activate(kind, z)
			}
			as, ds = append(as, a), append(ds, d)
			at += (rows + 1) * cols
		}
		delta := make([]float64, n.sizes[last])
		for j, y := range n.out[row] {
			p := as[last][j]
			c := min(max(p, n.clamp), 1-n.clamp)
			total -= y*math.Log(c) + (1-y)*math.Log(1-c)
			delta[j] = p - y
			if c != p {
				delta[j] = 0
			}
		}
		if g == nil {
			continue
		}
		for l := last; l >= 1; l-- {
			rows, cols := n.sizes[l-1], n.sizes[l]
			at -= (rows + 1) * cols
			back := make([]float64, rows)
			for j := range cols {
				g[at+rows*cols+j] += delta[j]
				for i := range rows {
					g[at+i*cols+j] += float64(as[l-1][i] * delta[j])
					back[i] += float64(x[at+i*cols+j] * delta[j])
				}
			}
			if l > 1 {
				for i := range back {
					back[i] *= ds[l-1][i]
				}
			}
			delta = back
		}
	}
	return total
}

func (n net) f(x []float64) float64 { return n.loss(x, nil) }

func (n net) gradient(x []float64) []float64 {
	g := make([]float64, len(x))
	n.loss(x, g)
	return g
}

// dual is the loss over dual numbers.
func (n net) dual(x []dual.Number) dual.Number {
	one := dual.Number{Real: 1}
	sigma := func(z dual.Number) dual.Number {
		return dual.Inv(dual.Add(one, dual.Exp(dual.Scale(-1, z))))
	}
	last := len(n.sizes) - 1
	var total dual.Number
	for row := range n.in {
		a := make([]dual.Number, len(n.in[row]))
		for i, v := range n.in[row] {
			a[i].Real = v
		}
		at := 0
		for l := 1; l <= last; l++ {
			rows, cols := n.sizes[l-1], n.sizes[l]
			next := make([]dual.Number, cols)
			for j := range cols {
				z := x[at+rows*cols+j]
				for i := range rows {
					z = dual.Add(z, dual.Mul(a[i], x[at+i*cols+j]))
				}
				switch {
				case l == last || n.hidden == "sigmoid":
					z = sigma(z)
				case n.hidden == "tanh":
					z = dual.Tanh(z)
				case n.hidden == "relu" && z.Real <= 0:
					z = dual.Number{}
				}
				next[j] = z
			}
			a = next
			at += (rows + 1) * cols
		}
		for j, y := range n.out[row] {
			p := a[j]
			if c := min(max(p.Real, n.clamp), 1-n.clamp); c != p.Real {
				p = dual.Number{Real: c}
			}
			total = dual.Sub(total, dual.Scale(y, dual.Log(p)))
			total = dual.Sub(total, dual.Scale(1-y, dual.Log(dual.Sub(one, p))))
		}
	}
	return total
}

// randomNet draws a shape and an activation too.
func randomNet(rnd *rand.Rand) (net, []float64) {
	kinds := []string{"identity", "relu", "relu", "sigmoid", "tanh"}
	sizes := []int{1 + rnd.IntN(4)}
	for range 1 + rnd.IntN(3) {
		sizes = append(sizes, 1+rnd.IntN(6))
	}
	n, x := newNet(rnd, kinds[rnd.IntN(len(kinds))], append(sizes, 1)...)
	scale := math.Pow(10, rnd.Float64()*1.5-1)
	for i := range x {
		x[i] *= scale
	}
	return n, x
}

// zeroBiases sets every bias and the first row of the batch to 0, which puts
// the pre-activations of that row at 0.
func (n net) zeroBiases(x []float64) {
	at := 0
	for _, b := range n.blocks() {
		if b.Bias {
			clear(x[at : at+b.Rows*b.Cols])
		}
		at += b.Rows * b.Cols
	}
	clear(n.in[0])
}
