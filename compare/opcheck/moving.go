package opcheck

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gorgonia.org/tensor"
)

// Operations that move elements.

func reshape(x Array, shape tensor.Shape) Array { return Array{Shape: shape, Data: x.Data} }

func keepDims(x Array, left bool, f func(Array) Array) Array {
	y := f(x)
	ones := slices.Repeat([]int{1}, len(x.Shape)-len(y.Shape))
	if left {
		return reshape(y, slices.Concat(ones, y.Shape))
	}
	return reshape(y, slices.Concat(y.Shape, ones))
}

// moved is the array whose element at i is x's at from(i), which may change i.
func moved(x Array, shape []int, from func(i []int) []int) Array {
	return fill(shape, func(i []int) float64 { return x.at(from(i)...) })
}

func transpose(x Array, axes ...int) Array {
	if len(axes) == 0 {
		for d := range x.Shape {
			axes = append([]int{d}, axes...)
		}
	}
	letters := "abcdef"[:len(axes)]
	result := ""
	for _, axis := range axes {
		result += letters[axis : axis+1]
	}
	return einsum(letters+",->"+result, x, Array{Data: []float64{1}})
}

func concat(axis int, x ...Array) Array {
	shape := slices.Clone(x[0].Shape)
	for _, y := range x[1:] {
		shape[axis] += y.Shape[axis]
	}
	return fill(shape, func(i []int) float64 {
		part := 0
		for ; i[axis] >= x[part].Shape[axis]; part++ {
			i[axis] -= x[part].Shape[axis]
		}
		return x[part].at(i...)
	})
}

func unconcat(x Array, axis, n int) (parts []Array) {
	shape := slices.Clone(x.Shape)
	shape[axis] /= n
	for part := range n {
		parts = append(parts, moved(x, shape, func(i []int) []int { i[axis] += part * shape[axis]; return i }))
	}
	return parts
}

// slice is numpy's x[start:end:step, …]; a slice of one element drops its dimension.
func slice(x Array, s ...tensor.Slice) Array {
	var dropped []int
	for d, part := range s {
		if part == nil {
			continue
		}
		var indices Array
		for i := part.Start(); i < part.End(); i += max(part.Step(), 1) {
			indices.Data = append(indices.Data, float64(i))
		}
		if x = byIndices(x, indices, d); part.End()-part.Start() == 1 {
			dropped = append(dropped, d)
		}
	}
	if dropped == nil {
		return x
	}
	return reduce(x, dropped, floats.Sum)
}

func byIndices(x, indices Array, axis int) Array {
	shape := slices.Clone(x.Shape)
	shape[axis] = len(indices.Data)
	return moved(x, shape, func(i []int) []int { i[axis] = int(indices.Data[i[axis]]); return i })
}

func diagonal(x Array) Array {
	n := len(x.Data)
	y := Array{Shape: []int{n, n}, Data: make([]float64, n*n)}
	for k, v := range x.Data {
		y.Data[k*(n+1)] = v
	}
	return y
}

func upsample(x Array, scale int) Array {
	s := x.Shape
	return moved(x, []int{s[0], s[1], s[2] * scale, s[3] * scale}, func(i []int) []int {
		return []int{i[0], i[1], i[2] / scale, i[3] / scale}
	})
}
