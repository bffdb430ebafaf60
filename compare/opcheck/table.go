package opcheck

import (
	"cmp"
	"math"

	"gonum.org/v1/gonum/floats"
	G "gorgonia.org/gorgonia"
)

const firstOfTie = "at a tie the first has the derivative 1 and the others 0"

// table lists Gorgonia's operations beside the oracles. What is left out has no
// derivative and no real value of its own: ConvType, SizeOf, random nodes, YOLOv3.
func table() []Op {
	return []Op{
		{Name: "Abs", Apply: G.Abs, Oracle: each(math.Abs), Convention: "at 0 the derivative is 1 of scalars, 0 of arrays"},
		{Name: "Sign", Apply: G.Sign, Oracle: each(func(v float64) float64 { return float64(cmp.Compare(v, 0)) })},
		{Name: "Ceil", Apply: G.Ceil, Oracle: each(math.Ceil)},
		{Name: "Floor", Apply: G.Floor, Oracle: each(math.Floor)},
		{Name: "Sin", Apply: G.Sin, Oracle: each(math.Sin)},
		{Name: "Cos", Apply: G.Cos, Oracle: each(math.Cos)},
		{Name: "Exp", Apply: G.Exp, Oracle: each(math.Exp)},
		{Name: "Log", Apply: G.Log, Oracle: each(ln), Low: 0.4, High: 2.4},
		{Name: "Log2", Apply: G.Log2, Oracle: each(math.Log2), Low: 0.4, High: 2.4},
		{Name: "Neg", Apply: G.Neg, Oracle: each(func(v float64) float64 { return -v })},
		{Name: "Square", Apply: G.Square, Oracle: each(func(v float64) float64 { return v * v })},
		{Name: "Sqrt", Apply: G.Sqrt, Oracle: each(math.Sqrt), Low: 0.4, High: 2.4},
		{Name: "Inverse", Apply: G.Inverse, Oracle: each(func(v float64) float64 { return 1 / v }), Low: 0.4, High: 2.4},
		{Name: "InverseSqrt", Apply: G.InverseSqrt,
			Oracle: each(func(v float64) float64 { return 1 / math.Sqrt(v) }), Low: 0.4, High: 2.4},
		{Name: "Cube", Apply: G.Cube, Oracle: each(func(v float64) float64 { return v * v * v })},
		{Name: "Tanh", Apply: G.Tanh, Oracle: each(math.Tanh)},
		{Name: "Sigmoid", Apply: G.Sigmoid, Oracle: each(func(z float64) float64 { return 1 / (1 + math.Exp(-z)) })},
		{Name: "Log1p", Apply: G.Log1p, Oracle: each(math.Log1p), Low: -0.6, High: 2},
		{Name: "Expm1", Apply: G.Expm1, Oracle: each(math.Expm1)},
		{Name: "Softplus", Apply: G.Softplus, Oracle: each(softplus)},
		{Name: "Mish", Apply: G.Mish, Oracle: each(func(v float64) float64 { return v * math.Tanh(softplus(v)) })},
		{Name: "Rectify", Apply: G.Rectify,
			Oracle: each(func(v float64) float64 { return max(v, 0) }), Convention: "at 0 the derivative is 1"},
		{Name: "LeakyRelu", Apply: G.LeakyRelu, Oracle: func(x Array, alpha float64) Array {
			return each(func(v float64) float64 { return max(v, 0) + float64(alpha*min(v, 0)) })(x)
		}, Convention: "at 0 the derivative is 1"},

		{Name: "Add", Apply: G.Add, Oracle: both(plus)},
		{Name: "Sub", Apply: G.Sub, Oracle: both(minus)},
		{Name: "HadamardProd", Apply: G.HadamardProd, Oracle: both(times)},
		{Name: "HadamardDiv", Apply: G.HadamardDiv, Oracle: both(over), Low: 0.4, High: 2.4},
		{Name: "Div", Apply: G.Div, Oracle: both(over), Low: 0.4, High: 2.4},
		{Name: "Pow", Apply: G.Pow, Oracle: both(math.Pow), Low: 0.4, High: 2.4},
		{Name: "MinBetween", Apply: G.MinBetween, Oracle: both(math.Min), Convention: firstOfTie},
		{Name: "MaxBetween", Apply: G.MaxBetween, Oracle: both(math.Max), Convention: firstOfTie},
		{Name: "Lt", Apply: G.Lt, Oracle: compared(func(a, b float64) bool { return a < b })},
		{Name: "Lte", Apply: G.Lte, Oracle: compared(func(a, b float64) bool { return a <= b })},
		{Name: "Gt", Apply: G.Gt, Oracle: compared(func(a, b float64) bool { return a > b })},
		{Name: "Gte", Apply: G.Gte, Oracle: compared(func(a, b float64) bool { return a >= b })},
		{Name: "Eq", Apply: G.Eq, Oracle: compared(func(a, b float64) bool { return a == b })},
		{Name: "Ne", Apply: G.Ne, Oracle: compared(func(a, b float64) bool { return a != b })},
		{Name: "BroadcastAdd", Apply: G.BroadcastAdd, Oracle: repeated(plus)},
		{Name: "BroadcastSub", Apply: G.BroadcastSub, Oracle: repeated(minus)},
		{Name: "BroadcastHadamardProd", Apply: G.BroadcastHadamardProd, Oracle: repeated(times)},
		{Name: "BroadcastHadamardDiv", Apply: G.BroadcastHadamardDiv, Oracle: repeated(over), Low: 0.4, High: 2.4},
		{Name: "BroadcastPow", Apply: G.BroadcastPow, Oracle: repeated(math.Pow), Low: 0.4, High: 2.4},
		{Name: "Auto", Apply: G.Auto, Oracle: func(f func(a, b Array, left, right []byte) Array, a, b Array) Array {
			return f(a, b, nil, nil)
		}},
		{Name: "ReduceAdd", Apply: G.ReduceAdd, Oracle: folded(both(plus))},
		{Name: "ReduceMul", Apply: G.ReduceMul, Oracle: folded(mul)},

		{Name: "Mul", Apply: G.Mul, Oracle: mul},
		{Name: "BatchedMatMul", Apply: G.BatchedMatMul, Oracle: batchedMatMul},
		{Name: "OuterProd", Apply: G.OuterProd, Oracle: func(a, b Array) Array { return einsum("i,j->ij", a, b) }},
		{Name: "Tensordot", Apply: G.Tensordot, Oracle: tensordot},

		{Name: "Sum", Apply: G.Sum, Oracle: along(floats.Sum)},
		{Name: "Mean", Apply: G.Mean, Oracle: along(mean)},
		{Name: "Max", Apply: G.Max, Oracle: along(floats.Max)},
		{Name: "Norm", Apply: G.Norm, Oracle: func(x Array, axis, p int) Array { return along(norm(p))(x, axis) }},
		{Name: "LogSumExp", Apply: G.LogSumExp,
			Oracle: func(x Array, axis int) Array { return along(floats.LogSumExp)(x, axis) }},
		{Name: "KeepDims", Apply: G.KeepDims, Oracle: keepDims},

		{Name: "Reshape", Apply: G.Reshape, Oracle: reshape},
		{Name: "Ravel", Apply: G.Ravel, Oracle: func(x Array) Array { return reshape(x, []int{len(x.Data)}) }},
		{Name: "Transpose", Apply: G.Transpose, Oracle: transpose},
		{Name: "Concat", Apply: G.Concat, Oracle: concat},
		{Name: "Unconcat", Apply: G.Unconcat, Oracle: unconcat},
		{Name: "Slice", Apply: G.Slice, Oracle: slice},
		{Name: "At", Apply: G.At, Oracle: func(x Array, at ...int) Array { return Array{Data: []float64{x.at(at...)}} }},
		{Name: "ByIndices", Apply: G.ByIndices, Oracle: byIndices},
		{Name: "DiagFlat", Apply: G.DiagFlat, Oracle: diagonal},
		{Name: "Upsample2D", Apply: G.Upsample2D, Oracle: upsample},

		{Name: "SoftMax", Apply: G.SoftMax, Oracle: onLines(softmax, true)},
		{Name: "LogSoftMax", Apply: G.LogSoftMax, Oracle: onLines(logSoftmax, true)},
		{Name: "Sparsemax", Apply: G.Sparsemax, Oracle: onLines(sparsemax, false)},
		{Name: "Dropout", Apply: G.Dropout, Oracle: dropout},
		{Name: "BinaryXent", Apply: G.BinaryXent, Oracle: both(func(p, y float64) float64 {
			return -float64(y*math.Log(p)) - float64((1-y)*math.Log1p(-p))
		}), Low: 0.1, High: 0.9},
		{Name: "CTCLoss", Apply: G.CTCLoss, Oracle: ctcLoss,
			Convention: "the gradient includes that of the softmax that is expected before, as PyTorch's does"},
		{Name: "Conv1d", Apply: G.Conv1d, Oracle: conv1d},
		{Name: "Conv2d", Apply: G.Conv2d, Oracle: conv2d},
		{Name: "Im2Col", Apply: G.Im2Col, Oracle: im2col},
		{Name: "MaxPool1D", Apply: G.MaxPool1D, Oracle: pool1D(floats.Max), Convention: firstOfTie},
		{Name: "MaxPool2D", Apply: G.MaxPool2D, Oracle: pool2D(floats.Max),
			Convention: firstOfTie + "; of four pads the first of each pair is after the elements, as Gorgonia's test has it"},
		{Name: "AveragePool1D", Apply: G.AveragePool1D, Oracle: pool1D(mean)},
		{Name: "AveragePool2D", Apply: G.AveragePool2D, Oracle: pool2D(mean)},
		{Name: "GlobalAveragePool2D", Apply: G.GlobalAveragePool2D, Oracle: func(x Array) Array {
			return pool2D(mean)(x, x.Shape[2:], []int{0, 0}, []int{1, 1})
		}},
		{Name: "BatchNorm", Apply: G.BatchNorm, Oracle: batchNorm},
		{Name: "GroupNorm", Apply: G.GroupNorm, Oracle: groupNorm},
		{Name: "Grad"}, // a second time on one graph
	}
}
