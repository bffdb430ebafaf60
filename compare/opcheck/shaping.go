package opcheck

import (
	"fmt"
	"slices"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// moved is a sample of an operation on x that only moves elements: that at index i of the
// result is x's at from(i).
func moved(call string, x, shape []int, from func(i []int) []int, apply func(x node) (node, error)) Sample {
	return Sample{Call: call, Operands: []Operand{reals("x", x...)},
		Build:  func(x []node) (node, error) { return apply(x[0]) },
		Oracle: func(x []Array) Array { return fill(shape, func(i []int) float64 { return x[0].at(from(i)...) }) }}
}

func same(i []int) []int { return i }

// shaping are the operations that move elements.
func shaping() []Op {
	reshape, ravel := Op{Name: "Reshape"}, Op{Name: "Ravel"}
	for _, c := range [][2][]int{{{6}, {2, 3}}, {{2, 3}, {3, 2}}, {{2, 3}, {6, 1}}, {{1, 1}, {1}}, {{2, 3, 2}, {4, 3}}, {{2, 1, 2, 3}, {2, 6}}} {
		rows := func(x []Array) Array { return Array{Shape: c[1], Data: x[0].Data} }
		reshape.Samples = append(reshape.Samples, Sample{
			Call: fmt.Sprintf("Reshape(x, %#v)", tensor.Shape(c[1])), Operands: []Operand{reals("x", c[0]...)},
			Build: func(x []node) (node, error) { return G.Reshape(x[0], c[1]) }, Oracle: rows})
		ravel.Samples = append(ravel.Samples, Sample{Call: "Ravel(x)", Operands: []Operand{reals("x", c[0]...)},
			Build:  func(x []node) (node, error) { return G.Ravel(x[0]) },
			Oracle: func(x []Array) Array { return Array{Shape: []int{len(x[0].Data)}, Data: x[0].Data} }})
	}
	transpose := Op{Name: "Transpose"}
	for _, c := range []struct{ shape, axes []int }{{[]int{2, 3}, nil}, {[]int{1, 3}, []int{1, 0}}, {[]int{3, 1}, nil}, {[]int{2, 3, 2}, []int{2, 0, 1}},
		{[]int{2, 3, 2}, []int{0, 2, 1}}, {[]int{2, 1, 2, 3}, []int{0, 3, 1, 2}}} {
		order := c.axes
		for d := len(c.shape) - 1; c.axes == nil && d >= 0; d-- {
			order = append(order, d)
		}
		to := make([]int, len(order))
		for d, axis := range order {
			to[d] = c.shape[axis]
		}
		transpose.Samples = append(transpose.Samples, moved("Transpose(x"+list(c.axes)+")", c.shape, to, func(i []int) []int {
			from := make([]int, len(i))
			for d, axis := range order {
				from[axis] = i[d]
			}
			return from
		}, func(x node) (node, error) { return G.Transpose(x, slices.Clone(c.axes)...) }))
	}
	concat := Op{Name: "Concat"}
	for _, c := range []struct {
		axis   int
		shapes [][]int
	}{{0, [][]int{{3}, {2}}}, {0, [][]int{{1}, {1}}}, {0, [][]int{{2, 3}, {1, 3}}}, {1, [][]int{{2, 3}, {2, 1}}}, {1, [][]int{{3, 1}, {3, 2}, {3, 1}}},
		{0, [][]int{{2, 3, 2}, {1, 3, 2}}}, {1, [][]int{{2, 3, 2}, {2, 1, 2}}}, {2, [][]int{{2, 3, 2}, {2, 3, 1}}}, {1, [][]int{{2, 1, 2, 3}, {2, 2, 2, 3}}}} {
		s := Sample{Call: fmt.Sprintf("Concat(%d", c.axis), Build: func(x []node) (node, error) { return G.Concat(c.axis, x...) },
			Oracle: func(x []Array) Array {
				shape := slices.Clone(x[0].Shape)
				for _, y := range x[1:] {
					shape[c.axis] += y.Shape[c.axis]
				}
				return fill(shape, func(i []int) float64 {
					at, part := slices.Clone(i), 0
					for ; at[c.axis] >= x[part].Shape[c.axis]; part++ {
						at[c.axis] -= x[part].Shape[c.axis]
					}
					return x[part].at(at...)
				})
			}}
		for k, shape := range c.shapes {
			name := string(rune('a' + k))
			s.Call += ", " + name
			s.Operands = append(s.Operands, reals(name, shape...))
		}
		s.Call += ")"
		concat.Samples = append(concat.Samples, s)
	}
	unconcat := Op{Name: "Unconcat"}
	for axis, shape := range [][]int{{4, 3}, {3, 4}, {2, 3, 4}} {
		half := slices.Clone(shape)
		half[axis] /= 2
		unconcat.Samples = append(unconcat.Samples, moved("parts[1], nil", shape, half, func(i []int) []int {
			from := slices.Clone(i)
			from[axis] += half[axis]
			return from
		}, func(x node) (node, error) {
			parts, err := G.Unconcat(x, axis, 2)
			if err != nil {
				return nil, err
			}
			return parts[1], nil
		}))
		unconcat.Samples[axis].Before = fmt.Sprintf("parts, _ := Unconcat(x, %d, 2)", axis)
	}
	return append([]Op{reshape, ravel, transpose, concat, unconcat}, selections()...)
}

// selections are the operations that pick elements.
func selections() []Op {
	slice := Op{Name: "Slice"}
	add := func(args string, x, shape []int, from func(i []int) []int, s ...tensor.Slice) {
		slice.Samples = append(slice.Samples, moved("Slice(x, "+args+")", x, shape, from, func(x node) (node, error) { return G.Slice(x, s...) }))
	}
	add("S(1, 3)", []int{5}, []int{2}, func(i []int) []int { return []int{i[0] + 1} }, G.S(1, 3))
	add("S(2)", []int{5}, nil, func([]int) []int { return []int{2} }, G.S(2))
	add("S(0, 4, 2)", []int{5}, []int{2}, func(i []int) []int { return []int{2 * i[0]} }, G.S(0, 4, 2))
	add("S(0, 5, 2)", []int{5}, []int{3}, func(i []int) []int { return []int{2 * i[0]} }, G.S(0, 5, 2))
	add("S(1)", []int{2, 3}, []int{3}, func(i []int) []int { return []int{1, i[0]} }, G.S(1))
	add("nil, S(1)", []int{2, 3}, []int{2}, func(i []int) []int { return []int{i[0], 1} }, nil, G.S(1))
	add("nil, S(0, 2)", []int{2, 3}, []int{2, 2}, same, nil, G.S(0, 2))
	add("S(0, 1), S(1, 3)", []int{2, 3}, []int{2}, func(i []int) []int { return []int{0, i[0] + 1} }, G.S(0, 1), G.S(1, 3))
	add("nil, S(0, 3, 2)", []int{2, 3}, []int{2, 2}, func(i []int) []int { return []int{i[0], 2 * i[1]} }, nil, G.S(0, 3, 2))
	add("nil, S(1, 3)", []int{2, 3, 2}, []int{2, 2, 2}, func(i []int) []int { return []int{i[0], i[1] + 1, i[2]} }, nil, G.S(1, 3))
	add("nil, nil, nil, S(1, 3)", []int{2, 1, 2, 3}, []int{2, 1, 2, 2}, func(i []int) []int { return []int{i[0], i[1], i[2], i[3] + 1} },
		nil, nil, nil, G.S(1, 3))

	at := Op{Name: "At"}
	for _, c := range []struct{ shape, coordinates []int }{{nil, nil}, {[]int{4}, []int{2}}, {[]int{2, 3}, []int{1, 2}}, {[]int{2, 3, 2}, []int{1, 0, 1}}} {
		at.Samples = append(at.Samples, moved("At(x"+list(c.coordinates)+")", c.shape, nil, func([]int) []int { return c.coordinates },
			func(x node) (node, error) { return G.At(x, c.coordinates...) }))
	}
	picks := Op{Name: "ByIndices"}
	for _, c := range []struct {
		axis    int
		shape   []int
		indices []float64
	}{{0, []int{4}, []float64{2, 0}}, {0, []int{3, 2}, []float64{2, 0, 1}}, {0, []int{3, 2}, []float64{1, 1, 0}}, {1, []int{2, 3}, []float64{2, 0}},
		{1, []int{3, 3}, []float64{2, 0, 1}}, {1, []int{2, 3}, []float64{1, 1, 0}}, {2, []int{2, 2, 3}, []float64{2, 0}}} {
		shape := slices.Clone(c.shape)
		shape[c.axis] = len(c.indices)
		s := moved(fmt.Sprintf("ByIndices(x, indices, %d)", c.axis), c.shape, shape, func(i []int) []int {
			from := slices.Clone(i)
			from[c.axis] = int(c.indices[i[c.axis]])
			return from
		}, nil)
		s.Operands = append(s.Operands, ints("indices", []int{len(c.indices)}, c.indices...))
		s.Build = func(x []node) (node, error) { return G.ByIndices(x[0], x[1], c.axis) }
		picks.Samples = append(picks.Samples, s)
	}
	diagonal := Op{Name: "DiagFlat", Samples: []Sample{{Call: "DiagFlat(x)", Operands: []Operand{reals("x", 3)},
		Build: func(x []node) (node, error) { return G.DiagFlat(x[0]) },
		Oracle: func(x []Array) Array {
			return fill([]int{3, 3}, func(i []int) float64 {
				if i[0] != i[1] {
					return 0
				}
				return x[0].at(i[0])
			})
		}}}}
	upsample := Op{Name: "Upsample2D"}
	for scale := 1; scale <= 3; scale++ {
		upsample.Samples = append(upsample.Samples, moved(fmt.Sprintf("Upsample2D(x, %d)", scale), []int{2, 1, 2, 3}, []int{2, 1, 2 * scale, 3 * scale},
			func(i []int) []int { return []int{i[0], i[1], i[2] / scale, i[3] / scale} },
			func(x node) (node, error) { return G.Upsample2D(x, scale) }))
	}
	return []Op{slice, at, picks, diagonal, upsample}
}
