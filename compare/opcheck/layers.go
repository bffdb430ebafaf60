package opcheck

import (
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// window is how a kernel moves over the last two dimensions, height and width.
type window struct{ kernel, pad, stride, dilation []int }

// padding returns how much there is before and after the elements of dimension d: pad has
// one number for each, or two, first that after.
func (w window) padding(d int) (before, after int) {
	if len(w.pad) == 4 {
		return w.pad[2*d+1], w.pad[2*d]
	}
	return w.pad[d], w.pad[d]
}

// over returns the array of b×c and of f at each place (y,x) of the kernel.
func (w window) over(b, c int, x Array, f func(b, c, y, x int) float64) Array {
	shape := []int{b, c, 0, 0}
	for d := range 2 {
		before, after := w.padding(d)
		shape[2+d] = (before+x.Shape[2+d]+after-w.dilation[d]*(w.kernel[d]-1)-1)/w.stride[d] + 1
	}
	return fill(shape, func(i []int) float64 { return f(i[0], i[1], i[2], i[3]) })
}

// under calls f with the elements of x under element (i,j) of the kernel at place
// (row,col); padding is skipped.
func (w window) under(x Array, b, c, row, col int, f func(i, j int, v float64)) {
	above, _ := w.padding(0)
	left, _ := w.padding(1)
	for i := range w.kernel[0] {
		for j := range w.kernel[1] {
			y, z := row*w.stride[0]-above+i*w.dilation[0], col*w.stride[1]-left+j*w.dilation[1]
			if y >= 0 && y < x.Shape[2] && z >= 0 && z < x.Shape[3] {
				f(i, j, x.at(b, c, y, z))
			}
		}
	}
}

func pool2D(f func(v []float64) float64) func(x Array, kernel tensor.Shape, pad, stride []int) Array {
	return func(x Array, kernel tensor.Shape, pad, stride []int) Array {
		w := window{kernel, pad, stride, []int{1, 1}}
		return w.over(x.Shape[0], x.Shape[1], x, func(b, c, row, col int) float64 {
			var under []float64
			w.under(x, b, c, row, col, func(_, _ int, v float64) { under = append(under, v) })
			return f(under)
		})
	}
}

func pool1D(f func(v []float64) float64) func(x Array, kernel, pad, stride int) Array {
	return func(x Array, kernel, pad, stride int) Array {
		return pool2D(f)(x, tensor.Shape{1, kernel}, []int{0, pad}, []int{1, stride})
	}
}

func conv2d(x, filter Array, kernel tensor.Shape, pad, stride, dilation []int) Array {
	w := window{kernel, pad, stride, dilation}
	return w.over(x.Shape[0], filter.Shape[0], x, func(b, out, row, col int) (sum float64) {
		for c := range x.Shape[1] {
			w.under(x, b, c, row, col, func(i, j int, v float64) { sum += float64(v * filter.at(out, c, i, j)) })
		}
		return sum
	})
}

func conv1d(x, filter Array, kernel, pad, stride, dilation int) Array {
	return conv2d(x, filter, tensor.Shape{1, kernel}, []int{0, pad}, []int{1, stride}, []int{1, dilation})
}

// im2col puts what is under the kernel at each place, channel by channel, last.
func im2col(x Array, kernel, pad, stride, dilation tensor.Shape) Array {
	w := window{kernel, pad, stride, dilation}
	n := kernel[0] * kernel[1]
	columns := w.over(x.Shape[0], x.Shape[1]*n, x, func(b, k, row, col int) (element float64) {
		w.under(x, b, k/n, row, col, func(i, j int, v float64) {
			if i*kernel[1]+j == k%n {
				element = v
			}
		})
		return element
	})
	return transpose(columns, 0, 2, 3, 1)
}

// dropout is right in evaluation mode and where nearly nothing or all is dropped:
// it is random otherwise.
func dropout(x Array, p float64) Array {
	return each(func(v float64) float64 {
		if p == 1 {
			return 0
		}
		return v / (1 - p)
	})(x)
}

// normalized is scale·(x-mean)/√(variance+ε) + bias, over the elements of one key.
func normalized(x, scale, bias Array, epsilon float64, key func(i []int) int) Array {
	groups := map[int][]float64{}
	fill(x.Shape, func(i []int) float64 {
		groups[key(i)] = append(groups[key(i)], x.at(i...))
		return 0
	})
	return fill(x.Shape, func(i []int) float64 {
		v := groups[key(i)]
		m, variance := mean(v), 0.0
		for _, e := range v {
			variance += float64((e-m)*(e-m)) / float64(len(v))
		}
		return float64(scale.at(i...)*(x.at(i...)-m)/math.Sqrt(variance+epsilon)) + bias.at(i...)
	})
}

// statistics stands for the running mean and variance of a BatchNorm.
type statistics struct{}

// Reset is that of BatchNormOp: mean 0 and variance 1.
func (statistics) Reset() {}

func batchNorm(x, scale, bias Array, _, epsilon float64) (y, _, _ Array, _ statistics) {
	return normalized(x, scale, bias, epsilon, func(i []int) int { return i[1] }), scale, bias, statistics{}
}

// evaluating holds what is another function in evaluation mode.
var evaluating = scope{
	"Dropout": func(x Array, _ float64) Array { return x },
	"BatchNorm": func(x, scale, bias Array, _, epsilon float64) (y, _, _ Array, _ statistics) {
		z := each(func(v float64) float64 { return v / math.Sqrt(1+epsilon) })(x)
		return both(plus)(both(times)(scale, z), bias), scale, bias, statistics{}
	},
}

func groupNorm(x, scale, bias Array, groups, channels int, epsilon float64) Array {
	return normalized(x, scale, bias, epsilon, func(i []int) int { return i[0]*groups + i[1]*groups/channels })
}

// ctcLoss adds up the probabilities of all paths through the labels, of which 0 is blank
// (Graves et al., 2006).
func ctcLoss(logProbs, targets, steps, lengths Array, reduction gorgonia.Reduction) Array {
	total := 0.0
	for b := range logProbs.Shape[1] {
		n := int(lengths.at(b))
		var probability float64
		var walk func(t, last, done int, p float64)
		walk = func(t, last, done int, p float64) {
			if t == int(steps.at(b)) {
				if done == n {
					probability += p
				}
				return
			}
			for k := range logProbs.Shape[2] {
				q := p * math.Exp(logProbs.at(t, b, k))
				switch {
				case k == 0 || k == last:
					walk(t+1, k, done, q)
				case done < n && int(targets.at(b, done)) == k:
					walk(t+1, k, done+1, q)
				}
			}
		}
		walk(0, 0, 0, 1)
		loss := -math.Log(probability)
		if reduction == gorgonia.ReductionMean {
			loss /= float64(max(n, 1) * logProbs.Shape[1])
		}
		total += loss
	}
	return Array{Data: []float64{total}}
}
