package manual

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"backprop/network/matmul"
)

// Whichever loops compute a product, along rows or along columns, in pieces or at once, an
// element is the sum of its terms in their order, to the bit; and where BLAS computes it, up
// to the rounding of k terms in another order.
func TestAProductIsItsSumInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 7))
	matrix := func(size int) []float64 {
		v := make([]float64, size)
		for i := range v {
			v[i] = random.NormFloat64()
		}
		return v
	}
	x := newMatrices()
	plain, large := 0, 0
	for _, m := range []int{1, 2, 31, 33, 70} {
		for _, k := range []int{1, 2, 5, 40} {
			for _, n := range []int{1, 2, 3, 33} {
				for _, op := range []struct {
					name string
					mul  func(C, A, B []float64, m, k, n int)
					a, b func(i, l int) int // where op(A)[i,l] and op(B)[l,i] lie
				}{
					{"A B", x.mul, func(i, l int) int { return i*k + l }, func(j, l int) int { return l*n + j }},
					{"Aᵀ B", x.mulTransA, func(i, l int) int { return l*m + i }, func(j, l int) int { return l*n + j }},
					{"A Bᵀ", x.mulTransB, func(i, l int) int { return i*k + l }, func(j, l int) int { return j*k + l }},
				} {
					A, B, C := matrix(m*k), matrix(k*n), matrix(m*n)
					op.mul(C, A, B, m, k, n)
					for i := range m {
						for j := range n {
							sum, size := 0.0, 0.0
							for l := range k {
								term := float64(A[op.a(i, l)] * B[op.b(j, l)]) // not fused with the sum
								sum, size = sum+term, size+math.Abs(term)
							}
							what := fmt.Sprintf("%s for %d, %d, %d: element %d,%d", op.name, m, k, n, i, j)
							if matmul.Large(m, k, n) {
								assert.InDelta(t, sum, C[i*n+j], float64(k)*0x1p-52*size, what)
								large++
							} else {
								assert.Equal(t, sum, C[i*n+j], what)
								plain++
							}
						}
					}
				}
			}
		}
	}
	assert.Positive(t, plain)
	assert.Positive(t, large)
}
