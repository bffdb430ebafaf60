package opcheck

import (
	"fmt"
	"slices"
	"strings"
)

// Array is a dense array of any number of dimensions, row-major. A scalar has no
// dimensions and one element.
type Array struct {
	Shape []int
	Data  []float64
}

// fill returns the array whose element at index i is f(i).
func fill(shape []int, f func(i []int) float64) Array {
	a := Array{Shape: shape, Data: make([]float64, size(shape))}
	for k := range a.Data {
		i, rest := make([]int, len(shape)), k
		for d := len(i) - 1; d >= 0; d-- {
			i[d], rest = rest%shape[d], rest/shape[d]
		}
		a.Data[k] = f(i)
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

// offset is where the element at an index is in Data. As in numpy's broadcasting, a
// dimension of size 1 has the same element at every index, and a scalar at any.
func (a Array) offset(i []int) int {
	k := 0
	for d, n := range a.Shape {
		k *= n
		if n > 1 {
			k += i[d]
		}
	}
	return k
}

func (a Array) at(i ...int) float64 { return a.Data[a.offset(i)] }

// names returns the names of the elements, such as x[0,1].
func (a Array) names(array string) (names []string) {
	fill(a.Shape, func(i []int) float64 {
		names = append(names, array+strings.TrimSuffix(strings.ReplaceAll(fmt.Sprint(i), " ", ","), "[]"))
		return 0
	})
	return names
}

// groups returns the elements of each key.
func (a Array) groups(key func(i []int) int) map[int][]float64 {
	groups := map[int][]float64{}
	fill(a.Shape, func(i []int) float64 {
		groups[key(i)] = append(groups[key(i)], a.at(i...))
		return 0
	})
	return groups
}

// reduce returns f of the elements along the axes, which the result no longer has; without axes,
// of all elements.
func reduce(a Array, axes []int, f func(v []float64) float64) Array {
	var y Array
	ones := Array{Shape: slices.Clone(a.Shape)} // y with its axes kept
	for d, n := range a.Shape {
		if len(axes) == 0 || slices.Contains(axes, d) {
			ones.Shape[d] = 1
		} else {
			y.Shape = append(y.Shape, n)
		}
	}
	y.Data = make([]float64, size(y.Shape))
	for k, v := range a.groups(ones.offset) {
		y.Data[k] = f(v)
	}
	return y
}

// lines returns f of every line of elements along an axis, in its place.
func lines(a Array, axis int, f func(v []float64) []float64) Array {
	ones := Array{Shape: slices.Clone(a.Shape)}
	ones.Shape[axis] = 1
	along := a.groups(ones.offset)
	return fill(a.Shape, func(i []int) float64 { return f(along[ones.offset(i)])[i[axis]] })
}

// einsum is the sum of products of a and b that a spec such as "ij,jk->ik" says,
// in the notation of numpy.einsum.
func einsum(spec string, a, b Array) Array {
	operands, result, _ := strings.Cut(spec, "->")
	left, right, _ := strings.Cut(operands, ",")
	var letters string
	var sizes []int
	for d, letter := range left + right {
		if !strings.ContainsRune(letters, letter) {
			letters += string(letter)
			sizes = append(sizes, slices.Concat(a.Shape, b.Shape)[d])
		}
	}
	pick := func(from []int, of string) (some []int) {
		for _, letter := range of {
			some = append(some, from[strings.IndexRune(letters, letter)])
		}
		return some
	}
	sum := fill(pick(sizes, result), func([]int) float64 { return 0 })
	fill(sizes, func(i []int) float64 {
		sum.Data[sum.offset(pick(i, result))] += float64(a.at(pick(i, left)...) * b.at(pick(i, right)...))
		return 0
	})
	return sum
}
