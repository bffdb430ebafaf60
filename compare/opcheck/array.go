package opcheck

import (
	"slices"
	"strings"
)

// Array is a dense array of any number of dimensions, row-major. A scalar has no
// dimensions and one element.
type Array struct {
	Shape []int
	Data  []float64
}

// fill returns the array whose element at index i is f(i), which may not keep i.
func fill(shape []int, f func(i []int) float64) Array {
	a := Array{Shape: shape, Data: make([]float64, size(shape))}
	i := make([]int, len(shape))
	for k := range a.Data {
		a.Data[k] = f(i)
		for d := len(i) - 1; d >= 0; d-- {
			if i[d]++; i[d] < shape[d] {
				break
			}
			i[d] = 0
		}
	}
	return a
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// at returns an element. As in numpy's broadcasting, a dimension of size 1 has the
// same element at every index, and a scalar at every index of any length.
func (a Array) at(i ...int) float64 {
	k := 0
	for d, n := range a.Shape {
		k *= n
		if n > 1 {
			k += i[d]
		}
	}
	return a.Data[k]
}

// reduce returns f of the elements along the axes, which the result no longer
// has; without axes, of all elements.
func reduce(a Array, axes []int, f func(v []float64) float64) Array {
	if len(axes) == 0 {
		return Array{Data: []float64{f(a.Data)}}
	}
	var kept, shape, along []int
	for d, n := range a.Shape {
		if slices.Contains(axes, d) {
			along = append(along, n)
		} else {
			kept, shape = append(kept, d), append(shape, n)
		}
	}
	return fill(shape, func(i []int) float64 {
		return f(fill(along, func(j []int) float64 {
			at := make([]int, len(a.Shape))
			for k, d := range kept {
				at[d] = i[k]
			}
			next := 0
			for d := range at {
				if slices.Contains(axes, d) {
					at[d] = j[next]
					next++
				}
			}
			return a.at(at...)
		}).Data)
	})
}

// lines returns f of every line of elements along an axis, in its place.
func lines(a Array, axis int, f func(v []float64) []float64) Array {
	return fill(a.Shape, func(i []int) float64 {
		at := slices.Clone(i)
		return f(fill([]int{a.Shape[axis]}, func(j []int) float64 {
			at[axis] = j[0]
			return a.at(at...)
		}).Data)[i[axis]]
	})
}

// einsum is the sum of products of a and b that a spec such as "ij,jk->ik" says,
// in the notation of numpy.einsum.
func einsum(spec string, a, b Array) Array {
	operands, result, _ := strings.Cut(spec, "->")
	left, right, _ := strings.Cut(operands, ",")
	sizes := map[rune]int{}
	for _, operand := range []struct {
		letters string
		Array
	}{{left, a}, {right, b}} {
		for d, letter := range operand.letters {
			sizes[letter] = operand.Shape[d]
		}
	}
	var summed string
	for _, letter := range left + right {
		if !strings.ContainsRune(result+summed, letter) {
			summed += string(letter)
		}
	}
	shapeOf := func(letters string) (shape []int) {
		for _, letter := range letters {
			shape = append(shape, sizes[letter])
		}
		return shape
	}
	return fill(shapeOf(result), func(i []int) float64 {
		sum := 0.0
		fill(shapeOf(summed), func(j []int) float64 {
			pick := func(letters string) (at []int) {
				for _, letter := range letters {
					if k := strings.IndexRune(result, letter); k >= 0 {
						at = append(at, i[k])
					} else {
						at = append(at, j[strings.IndexRune(summed, letter)])
					}
				}
				return at
			}
			sum += float64(a.at(pick(left)...) * b.at(pick(right)...))
			return 0
		})
		return sum
	})
}
