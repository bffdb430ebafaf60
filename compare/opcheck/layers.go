package opcheck

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// windows holds the elements of x under a kernel at each of its places: batch, channel, row and column
// of the place, row and column of the kernel. Of padding there is one number for each of height and
// width, or two, first that after.
func windows(padding float64, x Array, kernel, pad, stride, dilation []int) Array {
	shape := slices.Concat(x.Shape[:2], []int{0, 0}, kernel)
	var before [2]int
	for d := range 2 {
		after := pad[d]
		if before[d] = pad[d]; len(pad) == 4 {
			after, before[d] = pad[2*d], pad[2*d+1]
		}
		shape[2+d] = (before[d]+x.Shape[2+d]+after-dilation[d]*(kernel[d]-1)-1)/stride[d] + 1
	}
	return fill(shape, func(i []int) float64 {
		at := slices.Clone(i[:4])
		for d := range 2 {
			at[2+d] = i[2+d]*stride[d] - before[d] + i[4+d]*dilation[d]
			if at[2+d] < 0 || at[2+d] >= x.Shape[2+d] {
				return padding
			}
		}
		return x.at(at...)
	})
}

// pool2D is f of what is under the kernel, without padding.
func pool2D(f func(v []float64) float64) func(x Array, kernel tensor.Shape, pad, stride []int) Array {
	return func(x Array, kernel tensor.Shape, pad, stride []int) Array {
		under := windows(math.NaN(), x, kernel, pad, stride, []int{1, 1})
		return reduce(under, []int{4, 5}, func(v []float64) float64 { return f(slices.DeleteFunc(v, math.IsNaN)) })
	}
}

func pool1D(f func(v []float64) float64) func(x Array, kernel, pad, stride int) Array {
	return func(x Array, kernel, pad, stride int) Array {
		return pool2D(f)(x, tensor.Shape{1, kernel}, []int{0, pad}, []int{1, stride})
	}
}

func conv2d(x, filter Array, kernel tensor.Shape, pad, stride, dilation []int) Array {
	return einsum("bcyxij,fcij->bfyx", windows(0, x, kernel, pad, stride, dilation), filter)
}

func conv1d(x, filter Array, kernel, pad, stride, dilation int) Array {
	return conv2d(x, filter, tensor.Shape{1, kernel}, []int{0, pad}, []int{1, stride}, []int{1, dilation})
}

// im2col puts what is under the kernel at each place, channel by channel, last.
func im2col(x Array, kernel, pad, stride, dilation tensor.Shape) Array {
	columns := transpose(windows(0, x, kernel, pad, stride, dilation), 0, 2, 3, 1, 4, 5)
	return reshape(columns, slices.Concat(columns.Shape[:3], []int{size(columns.Shape[3:])}))
}

// dropout is right in evaluation mode and where nearly nothing or all is dropped: it is random otherwise.
func dropout(x Array, p float64) Array {
	if p == 1 {
		return both(times)(x, Array{Data: []float64{0}})
	}
	return both(over)(x, Array{Data: []float64{1 - p}})
}

// normalized is scale·(x-mean)/√(variance+ε) + bias, over the elements of one key.
func normalized(x, scale, bias Array, epsilon float64, key func(i []int) int) Array {
	groups := x.groups(key)
	return fill(x.Shape, func(i []int) float64 {
		v := groups[key(i)]
		return float64(scale.at(i...)*(x.at(i...)-mean(v))/math.Sqrt(stat.PopVariance(v, nil)+epsilon)) + bias.at(i...)
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

// ctcLoss adds up the probabilities of all paths that are the labels without repetitions and then without
// blanks, which are 0 (Graves et al., 2006).
func ctcLoss(logProbs, targets, steps, lengths Array, reduction gorgonia.Reduction) Array {
	total := 0.0
	for b := range logProbs.Shape[1] {
		labels := fill([]int{int(lengths.at(b))}, func(i []int) float64 { return targets.at(b, i[0]) })
		paths := slices.Repeat([]int{logProbs.Shape[2]}, int(steps.at(b)))
		probabilities := fill(paths, func(path []int) float64 {
			p, said := 1.0, []float64{}
			for t, k := range path {
				p *= math.Exp(logProbs.at(t, b, k))
				if k != 0 && (t == 0 || k != path[t-1]) {
					said = append(said, float64(k))
				}
			}
			if !slices.Equal(said, labels.Data) {
				return 0
			}
			return p
		})
		loss := -math.Log(floats.Sum(probabilities.Data))
		if reduction == gorgonia.ReductionMean {
			loss /= float64(max(len(labels.Data), 1) * logProbs.Shape[1])
		}
		total += loss
	}
	return Array{Data: []float64{total}}
}
