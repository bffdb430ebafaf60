package opcheck

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the oracles say where Gorgonia says something else has a witness that is neither:
// numbers worked out by hand.
func TestOraclesAgainstNumbersByHand(t *testing.T) {

	const halves = "x[2 1 2]=-0.6931471805599453,-0.6931471805599453,-0.6931471805599453,-0.6931471805599453"
	for _, c := range []struct {
		sample string
		want   []float64
	}{
		{"x[]=5e-310  Log(x)", []float64{-712.19194091572}}, // Python's math.log
		{"x[3]=-2,0,3  Sign(x)", []float64{-1, 0, 1}},
		{"x[]=20  Sigmoid(x)", []float64{1 - 2.061153618190203e-09}},
		{"x[]=-1  Softplus(x)", []float64{math.Log(1 + math.Exp(-1))}},
		{"a[2]=-1,3 b[2]=0,2  HadamardDiv(a, b)", []float64{math.Inf(-1), 1.5}},
		{"a[2 2]=1,2,3,4 b[2]=10,20  BroadcastAdd(a, b, nil, []byte{0})", []float64{11, 22, 13, 24}},
		{"a[2 2]=1,2,3,4 b[2]=10,20  BroadcastAdd(a, b, nil, []byte{1})", []float64{11, 12, 23, 24}},
		{"x[2]=3,-4  Norm(x, 0, 1)", []float64{7}},
		{"x[2]=3,-4  Norm(x, 0, 2)", []float64{5}},
		{"x[2]=1,-2  Norm(x, 0, 3)", []float64{math.Cbrt(9)}},
		{"x[2 2]=1,1,3,3  LogSumExp(x, 1)", []float64{1 + math.Ln2, 3 + math.Ln2}},
		{"a[2]=1,2 b[2]=3,4  OuterProd(a, b)", []float64{3, 4, 6, 8}},
		{"a[1 2 1]=1,2 b[1 2 1]=3,4  BatchedMatMul(a, b, true)", []float64{11}},
		{"a[1 2 2]=1,2,3,4 b[2]=1,10  Tensordot([]int{2}, []int{0}, a, b)", []float64{21, 43}},
		{"x[5]=0,1,2,3,4  Slice(x, S(0, 5, 2))", []float64{0, 2, 4}},
		{"x[2 2]=1,2,3,4  At(x, 1, 0)", []float64{3}},
		{"x[2 3 2]=1,2,3,4,5,6,7,8,9,10,11,12 i[2]#2,0  ByIndices(x, i, 1)", []float64{5, 6, 1, 2, 11, 12, 7, 8}},
		{"x[2 2]=0,0,-800,-800  SoftMax(x)", []float64{0.5, 0.5, 0.5, 0.5}},
		{"x[2]=0,0  LogSoftMax(x)", []float64{-math.Ln2, -math.Ln2}},
		{"x[2 2]=2,2.5,-1,2  Sparsemax(x, 0)", []float64{1, 0.75, 0, 0.25}},
		{"x[2]=1,2  Dropout(x, 0)", []float64{1, 2}},
		{"eval x[2]=1,2  Dropout(x, 0.5)", []float64{1, 2}},
		// Two steps of two labels, all as likely: three of four paths are the label, one is empty.
		{halves + " t[1 1]#1 n[1]#2 m[1]#1  CTCLoss(x, t, n, m, ReductionSum)", []float64{-math.Log(0.75)}},
		{halves + " t[1 1]#1 n[1]#2 m[1]#0  CTCLoss(x, t, n, m, ReductionMean)", []float64{math.Log(4)}},
		{"x[1 1 3 3]=1,2,3,4,5,6,7,8,9 f[1 1 2 2]=1,1,1,1  " +
			"Conv2d(x, f, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}, []int{1, 1})",
			[]float64{12, 16, 24, 28}},
		{"x[1 1 3 3]=1,2,3,4,5,6,7,8,9 f[1 1 2 2]=1,1,1,1  " +
			"Conv2d(x, f, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}, []int{2, 2})",
			[]float64{20}},
		{"x[1 1 2 3]=1,2,3,4,5,6  Im2Col(x, tensor.Shape{2, 2}, tensor.Shape{0, 0}, tensor.Shape{1, 1}, tensor.Shape{1, 1})",
			[]float64{1, 2, 4, 5, 2, 3, 5, 6}},
		{"x[1 1 2 2]=1,2,3,4  MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 1, 0, 0}, []int{1, 1})", []float64{2, 4}},
		{"x[1 1 2 2]=1,2,3,4  AveragePool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1})", []float64{2.5}},
		{"x[1 1 1 4]=1,2,3,5  AveragePool1D(x, 2, 0, 2)", []float64{1.5, 4}},
		{"x[1 1 2 2]=1,2,3,4  GlobalAveragePool2D(x)", []float64{2.5}},
		{"x[1 1 1 2]=1,2  Upsample2D(x, 2)", []float64{1, 1, 2, 2, 1, 1, 2, 2}},
		{"x[2 1]=1,3 s[1 1]=2 b[1 1]=5  y, _, _, _, _ := BatchNorm(x, s, b, 0.9, 0); y", []float64{3, 7}},
		{"eval x[2 1]=1,3 s[1 1]=2 b[1 1]=5  y, _, _, _, _ := BatchNorm(x, s, b, 0.9, 3); y", []float64{6, 8}},
		{"x[1 2 1 2]=1,3,10,30 s[1 2 1 1]=1,1 b[1 2 1 1]=0,0  GroupNorm(x, s, b, 2, 2, 0)", []float64{-1, 1, -1, 1}},
	} {
		got := prepared(t, []Op{{Name: "by hand", Samples: []string{c.sample}}})[0].samples[0].want.Data
		require.Len(t, got, len(c.want), c.sample)
		for k, want := range c.want {
			if got[k] != want {
				assert.InDelta(t, want, got[k], 1e-13*math.Max(1, math.Abs(want)), c.sample)
			}
		}
	}
}
