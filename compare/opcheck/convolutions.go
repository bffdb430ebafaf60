package opcheck

import (
	"fmt"
	"slices"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// window is how a kernel moves over the last two dimensions, height and width.
type window struct{ kernel, pad, stride, dilation []int }

// padding returns how much there is before and after the elements of dimension d: pad is
// one number for each, or two.
func (w window) padding(d int) (before, after int) {
	if len(w.pad) == 4 {
		return w.pad[2*d], w.pad[2*d+1]
	}
	return w.pad[d], w.pad[d]
}

// size returns the number of places of the kernel along dimension d of n elements.
func (w window) size(d, n int) int {
	before, after := w.padding(d)
	return (before+n+after-w.dilation[d]*(w.kernel[d]-1)-1)/w.stride[d] + 1
}

// each calls f with what lies under element (i,j) of the kernel at place (y,x), unless it is padding.
func (w window) each(a Array, b, c, y, x int, f func(i, j int, v float64)) {
	above, _ := w.padding(0)
	left, _ := w.padding(1)
	for i := range w.kernel[0] {
		for j := range w.kernel[1] {
			row, col := y*w.stride[0]-above+i*w.dilation[0], x*w.stride[1]-left+j*w.dilation[1]
			if row >= 0 && row < a.Shape[2] && col >= 0 && col < a.Shape[3] {
				f(i, j, a.at(b, c, row, col))
			}
		}
	}
}

// pooled returns f of what is under the window at each place.
func pooled(w window, f func(v []float64) float64) oracle {
	return func(x []Array) Array {
		s := x[0].Shape
		return fill([]int{s[0], s[1], w.size(0, s[2]), w.size(1, s[3])}, func(i []int) float64 {
			var under []float64
			w.each(x[0], i[0], i[1], i[2], i[3], func(_, _ int, v float64) { under = append(under, v) })
			return f(under)
		})
	}
}

// convolved is the sum over channels of the image times the filter under the window.
func convolved(w window) oracle {
	return func(x []Array) Array {
		s := x[0].Shape
		return fill([]int{s[0], x[1].Shape[0], w.size(0, s[2]), w.size(1, s[3])}, func(i []int) (sum float64) {
			for c := range s[1] {
				w.each(x[0], i[0], c, i[2], i[3], func(m, n int, v float64) { sum += float64(v * x[1].at(i[1], c, m, n)) })
			}
			return sum
		})
	}
}

// convolutions are the layers that move a window over an image.
func convolutions() []Op {
	ones := []int{1, 1}
	maximum := func(v []float64) float64 { return slices.Max(v) }
	conv2, conv1, columns := Op{Name: "Conv2d"}, Op{Name: "Conv1d"}, Op{Name: "Im2Col"}
	for _, w := range []window{{[]int{2, 2}, []int{0, 0}, ones, ones}, {[]int{2, 3}, []int{1, 1}, ones, ones}, {[]int{3, 2}, []int{0, 1}, []int{2, 1}, ones},
		{[]int{2, 2}, []int{1, 1}, []int{2, 2}, []int{2, 1}}, {[]int{1, 1}, []int{0, 0}, ones, ones}} {
		k := w.kernel
		image := reals("x", 2, 2, 4, 5)
		conv2.Samples = append(conv2.Samples, Sample{
			Call:     fmt.Sprintf("Conv2d(x, f, %#v, %#v, %#v, %#v)", tensor.Shape(k), w.pad, w.stride, w.dilation),
			Operands: []Operand{image, reals("f", 3, 2, k[0], k[1])}, Oracle: convolved(w),
			Build: func(x []node) (node, error) { return G.Conv2d(x[0], x[1], k, w.pad, w.stride, w.dilation) }})
		shapes := []tensor.Shape{k, w.pad, w.stride, w.dilation}
		columns.Samples = append(columns.Samples, Sample{
			Call:     fmt.Sprintf("Im2Col(x, %#v, %#v, %#v, %#v)", shapes[0], shapes[1], shapes[2], shapes[3]),
			Operands: []Operand{image},
			Build:    func(x []node) (node, error) { return G.Im2Col(x[0], shapes[0], shapes[1], shapes[2], shapes[3]) },
			Oracle: func(x []Array) Array {
				return fill([]int{2, w.size(0, 4), w.size(1, 5), 2 * k[0] * k[1]}, func(at []int) (element float64) {
					c, under := at[3]/(k[0]*k[1]), at[3]%(k[0]*k[1])
					w.each(x[0], at[0], c, at[1], at[2], func(i, j int, v float64) {
						if i*k[1]+j == under {
							element = v
						}
					})
					return element
				})
			}})
	}
	for _, c := range []struct{ kernel, pad, stride, dilation int }{{2, 0, 1, 1}, {3, 1, 2, 1}, {2, 0, 1, 2}} {
		w := window{[]int{1, c.kernel}, []int{0, c.pad}, []int{1, c.stride}, []int{1, c.dilation}}
		conv1.Samples = append(conv1.Samples, Sample{
			Call:     fmt.Sprintf("Conv1d(x, f, %d, %d, %d, %d)", c.kernel, c.pad, c.stride, c.dilation),
			Operands: []Operand{reals("x", 2, 2, 1, 5), reals("f", 3, 2, 1, c.kernel)}, Oracle: convolved(w),
			Build: func(x []node) (node, error) { return G.Conv1d(x[0], x[1], c.kernel, c.pad, c.stride, c.dilation) }})
	}
	ops := []Op{conv2, conv1, columns}
	for _, o := range []struct {
		name string
		two  func(x node, kernel tensor.Shape, pad, stride []int) (node, error)
		one  func(x node, kernel, pad, stride int) (node, error)
		f    func(v []float64) float64
		pads [][]int
	}{
		{"MaxPool", G.MaxPool2D, G.MaxPool1D, maximum, [][]int{{0, 0}, {1, 1}, {1, 0, 0, 0}, {0, 1, 0, 1}}},
		// An average may or may not count the padding: there is none.
		{"AveragePool", G.AveragePool2D, G.AveragePool1D, mean, [][]int{{0, 0}}},
	} {
		two, one := Op{Name: o.name + "2D"}, Op{Name: o.name + "1D"}
		for _, pad := range o.pads {
			for _, stride := range [][]int{{2, 2}, {1, 2}, {1, 1}} {
				w := window{[]int{2, 2}, pad, stride, ones}
				for _, shape := range [][]int{{1, 1, 4, 4}, {2, 2, 4, 6}, {1, 1, 2, 2}} {
					two.Samples = append(two.Samples, Sample{
						Call:     fmt.Sprintf("%s(x, tensor.Shape{2, 2}, %#v, %#v)", two.Name, pad, stride),
						Operands: []Operand{reals("x", shape...)}, Oracle: pooled(w, o.f),
						Build: func(x []node) (node, error) { return o.two(x[0], w.kernel, pad, stride) }})
				}
			}
		}
		for _, c := range []struct{ kernel, stride int }{{2, 2}, {2, 1}, {3, 1}} {
			w := window{[]int{1, c.kernel}, []int{0, 0}, []int{1, c.stride}, ones}
			one.Samples = append(one.Samples, Sample{
				Call:     fmt.Sprintf("%s(x, %d, 0, %d)", one.Name, c.kernel, c.stride),
				Operands: []Operand{reals("x", 2, 1, 1, 6)}, Oracle: pooled(w, o.f),
				Build: func(x []node) (node, error) { return o.one(x[0], c.kernel, 0, c.stride) }})
		}
		ops = append(ops, two, one)
	}
	tied := exactly("x", []int{1, 1, 2, 2}, 1.5, 1.5, 0.5, 1.5)
	pool := &ops[3]
	pool.Samples = append(pool.Samples, Sample{Call: "MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1})", Operands: []Operand{tied},
		Oracle: pooled(window{[]int{2, 2}, []int{0, 0}, ones, ones}, maximum),
		Build:  func(x []node) (node, error) { return G.MaxPool2D(x[0], tensor.Shape{2, 2}, []int{0, 0}, ones) }})
	global := Op{Name: "GlobalAveragePool2D"}
	for _, s := range [][]int{{2, 2, 2, 3}, {1, 1, 2, 2}, {1, 2, 1, 1}} {
		global.Samples = append(global.Samples, Sample{Call: "GlobalAveragePool2D(x)", Operands: []Operand{reals("x", s...)},
			Oracle: pooled(window{s[2:], []int{0, 0}, ones, ones}, mean),
			Build:  func(x []node) (node, error) { return G.GlobalAveragePool2D(x[0]) }})
	}
	return append(ops, global)
}
