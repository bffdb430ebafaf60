package manual

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// productTolerance bounds the difference of two orders of the same sum of at most
// 300 products of numbers below 1/2: 300·300·2^-53/4 is 2.5e-12 in the worst case,
// of which rounding at random reaches a small part.
const productTolerance = 1e-13

// BLAS and the plain loops are two forms of one product: they must agree for every
// shape.
func TestPlainLoopsEqualBLAS(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	matrix := func(n int) []float64 {
		m := make([]float64, n)
		for i := range m {
			m[i] = random.Float64() - 0.5
		}
		return m
	}
	plain, blas := newProducts(), newProducts()
	plain.large = func(m, k, n int) bool { return false }
	blas.large = func(m, k, n int) bool { return true }
	for _, shape := range []struct{ m, k, n int }{
		{64, 64, 192}, {65, 3, 193}, {2, 300, 129}, {200, 2, 100}, {100, 257, 2}, {130, 70, 400},
	} {
		m, k, n := shape.m, shape.k, shape.n
		A, B := matrix(m*k), matrix(k*n)
		want, got := matrix(m*n), matrix(m*n) // not zero: a product overwrites
		for name, product := range map[string]func(p *products, C []float64){
			"A B":  func(p *products, C []float64) { p.mul(C, A, B, m, k, n) },
			"Aᵀ B": func(p *products, C []float64) { p.mulTransA(C, A, B, k, m, n) },
			"A Bᵀ": func(p *products, C []float64) { p.mulTransB(C, A, B, m, k, n) },
		} {
			product(plain, want)
			product(blas, got)
			assert.InDeltaSlice(t, want, got, productTolerance, "%s for %+v", name, shape)
		}
	}
}
