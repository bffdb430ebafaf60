package opcheck

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// Functions of elements.

// mapped returns f of each element.
func mapped(v []float64, f func(float64) float64) []float64 {
	y := make([]float64, len(v))
	for k, x := range v {
		y[k] = f(x)
	}
	return y
}

func each(f func(float64) float64) func(Array) Array {
	return func(x Array) Array { return Array{Shape: x.Shape, Data: mapped(x.Data, f)} }
}

// both is f of pairs of elements; dimensions of size 1 are repeated, and scalars.
func both(f func(a, b float64) float64) func(a, b Array) Array {
	return func(a, b Array) Array {
		shape := slices.Repeat([]int{1}, max(len(a.Shape), len(b.Shape)))
		copy(shape, a.Shape)
		for d, n := range b.Shape {
			shape[d] = max(shape[d], n)
		}
		return fill(shape, func(i []int) float64 { return f(a.at(i...), b.at(i...)) })
	}
}

// repeated is both of operands that are repeated along axes; the sizes of one of fewer dimensions are, as
// Gorgonia has it, those of the other axes.
func repeated(f func(a, b float64) float64) func(a, b Array, left, right []byte) Array {
	return func(a, b Array, left, right []byte) Array {
		wide := func(x Array, axes []byte, dims int) Array {
			shape := slices.Clone(x.Shape)
			for _, axis := range axes {
				if len(shape) < dims {
					shape = slices.Insert(shape, int(axis), 1)
				}
			}
			return reshape(x, shape)
		}
		return both(f)(wide(a, left, len(b.Shape)), wide(b, right, len(a.Shape)))
	}
}

func compared(f func(a, b float64) bool) func(a, b Array, same bool) Array {
	return func(a, b Array, _ bool) Array {
		return both(func(a, b float64) float64 {
			if f(a, b) {
				return 1
			}
			return 0
		})(a, b)
	}
}

func folded(f func(a, b Array) Array) func(x []Array) Array {
	return func(x []Array) Array {
		y := x[0]
		for _, z := range x[1:] {
			y = f(y, z)
		}
		return y
	}
}

func plus(a, b float64) float64  { return a + b }
func minus(a, b float64) float64 { return a - b }
func times(a, b float64) float64 { return a * b }
func over(a, b float64) float64  { return a / b }

// ln is math.Log, which on amd64 is wrong for subnormal numbers.
func ln(v float64) float64 {
	if v > 0 && v < 0x1p-1022 {
		return math.Log(v*0x1p60) - 60*math.Ln2
	}
	return math.Log(v)
}

func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

// Products.

func mul(a, b Array) Array {
	if len(a.Shape) == 0 || len(b.Shape) == 0 {
		return both(times)(a, b)
	}
	return tensordot([]int{len(a.Shape) - 1}, []int{0}, a, b)
}

func batchedMatMul(a, b Array, transposed ...bool) Array {
	batch, left, right := "nm"[:len(a.Shape)-2], "ij", "jk"
	if len(transposed) > 0 && transposed[0] {
		left = "ji"
	}
	if len(transposed) > 1 && transposed[1] {
		right = "kj"
	}
	return einsum(batch+left+","+batch+right+"->"+batch+"ik", a, b)
}

func tensordot(aAxes, bAxes []int, a, b Array) Array {
	left, right := []byte("abcd")[:len(a.Shape)], []byte("wxyz")[:len(b.Shape)]
	free := string(left) + string(right)
	for k, axis := range aAxes {
		free = strings.NewReplacer(string(left[axis]), "", string(right[bAxes[k]]), "").Replace(free)
		left[axis] = right[bAxes[k]]
	}
	return einsum(string(left)+","+string(right)+"->"+free, a, b)
}

// Functions of lines of elements.

func mean(v []float64) float64 { return stat.Mean(v, nil) }

func norm(p int) func(v []float64) float64 {
	return func(v []float64) float64 { return floats.Norm(v, float64(p)) }
}

func along(f func(v []float64) float64) func(x Array, axes ...int) Array {
	return func(x Array, axes ...int) Array { return reduce(x, axes, f) }
}

func logSoftmax(v []float64) []float64 {
	s := floats.LogSumExp(v)
	return mapped(v, func(x float64) float64 { return x - s })
}

func softmax(v []float64) []float64 { return mapped(logSoftmax(v), math.Exp) }

// sparsemax is the point of the simplex nearest to v: max(v-τ, 0), where τ makes the
// sum 1 (Martins and Astudillo, 2016).
func sparsemax(v []float64) []float64 {
	tau, s := 0.0, 0.0
	for k, x := range slices.SortedFunc(slices.Values(v), func(a, b float64) int { return cmp.Compare(b, a) }) {
		s += x
		if t := (s - 1) / float64(k+1); t < x {
			tau = t
		}
	}
	return mapped(v, func(x float64) float64 { return max(x-tau, 0) })
}

// onLines is f along an axis, by default the last; columns says that it is the
// first of a matrix of one column.
func onLines(f func(v []float64) []float64, columns bool) func(x Array, axes ...int) Array {
	return func(x Array, axes ...int) Array {
		axis := len(x.Shape) - 1
		if len(axes) > 0 {
			axis = axes[0]
		} else if columns && axis == 1 && x.Shape[1] == 1 {
			axis = 0
		}
		return lines(x, axis, f)
	}
}
