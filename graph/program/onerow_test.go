package program_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"

	"backprop/graph/program"
)

// A product of one row has the digits of its terms in order and then the bias, and with Bᵀ or a
// single column, from four terms on, those of four sums; and none is -0, whatever the width.
func TestProductsOfOneRowAddInOrder(t *testing.T) {
	source := rand.New(rand.NewPCG(3, 4))
	draw := func(n int) []float64 {
		values := make([]float64, n)
		for i := range values {
			values[i] = pick(source, []float64{minusZero, 0, source.NormFloat64(), source.NormFloat64()})
		}
		return values
	}
	for inner := 1; inner <= 9; inner++ {
		for cols := 1; cols <= 6; cols++ {
			for _, ending := range []string{"", "relu", "mask"} {
				g := gorgonia.NewGraph()
				a, w, b, z := draw(inner), draw(inner*cols), draw(cols), draw(cols)
				A, W := matrix(g, "a", 1, inner), matrix(g, "W", inner, cols)
				B, Z := matrix(g, "b", 1, cols), matrix(g, "z", 1, cols)
				C, R := matrix(g, "c", 1, inner), matrix(g, "V", cols, inner)
				end := func(n *gorgonia.Node) *gorgonia.Node {
					switch ending {
					case "relu":
						return gorgonia.Must(gorgonia.ApplyOp(ofOwn{program.ReLU}, n))
					case "mask":
						return gorgonia.Must(gorgonia.ApplyOp(ofOwn{program.ReLUMask}, Z, n))
					}
					return n
				}
				// The gradient of Σ c ⊙ (x × V) with respect to x is c × Vᵀ.
				x := matrix(g, "x", 1, cols)
				loss := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(C, gorgonia.Must(gorgonia.Mul(x, R))))))
				transposed, err := gorgonia.Grad(loss, x)
				require.NoError(t, err)
				v := draw(cols * inner)
				layer := gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(A, W)), B))
				p := compile(t, gorgonia.Nodes{end(layer), end(transposed[0])},
					let(A, a...), let(W, w...), let(B, b...), let(Z, z...), let(C, a...), let(R, v...), let(x, b...))
				require.NoError(t, p.Run())
				for j := range cols {
					forward, column, row := 0.0, [4]float64{}, [4]float64{}
					for l := range inner {
						at := l % 4
						if l >= inner/4*4 {
							at = 0
						}
						forward += float64(a[l] * w[l*cols+j])
						column[at] += float64(a[l] * w[l*cols+j])
						row[at] += float64(a[l] * v[j*inner+l])
					}
					if cols == 1 {
						forward = (column[0] + column[1]) + (column[2] + column[3])
					}
					for i, want := range []float64{forward + b[j], (row[0] + row[1]) + (row[2] + row[3])} {
						if ending == "relu" && !(want > 0) || ending == "mask" && !(z[j] > 0) {
							want = 0
						}
						assert.Equal(t, math.Float64bits(want), math.Float64bits(p.Output(i)[j]),
							fmt.Sprint(inner, "×", cols, ending, " product ", i, " element ", j, ": ", want, p.Output(i)[j]))
					}
				}
			}
		}
	}
}
