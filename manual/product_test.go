package manual

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

// productTolerance bounds the relative difference of two orders of the same sum
// of at most 300 products of numbers below 1: 300·2^-53 is 3e-14.
const productTolerance = 1e-13

// The BLAS tiles and the plain loops are two forms of one product: they must
// agree for every shape, edges of tiles included.
func TestTilesEqualPlainLoops(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	matrix := func(n int) []float64 {
		m := make([]float64, n)
		for i := range m {
			m[i] = random.Float64() - 0.5
		}
		return m
	}
	for _, shape := range []struct{ m, k, n int }{
		{64, 64, 192}, {65, 3, 193}, {2, 300, 129}, {200, 2, 100}, {100, 257, 2}, {130, 70, 400},
	} {
		m, k, n := shape.m, shape.k, shape.n
		for name, product := range map[string]func(p *products, C []float64){
			"A B": func() func(p *products, C []float64) {
				A, B := matrix(m*k), matrix(k*n)
				return func(p *products, C []float64) { p.mul(C, A, B, m, k, n) }
			}(),
			"Aᵀ B": func() func(p *products, C []float64) {
				A, B := matrix(k*m), matrix(k*n)
				return func(p *products, C []float64) { p.mulTransA(C, A, B, k, m, n) }
			}(),
			"A Bᵀ": func() func(p *products, C []float64) {
				A, B := matrix(m*k), matrix(n*k)
				return func(p *products, C []float64) { p.mulTransB(C, A, B, m, k, n) }
			}(),
		} {
			plain, tiled := matrix(m*n), matrix(m*n) // not zero: a product overwrites
			product(&products{blasFrom: m*k*n + 1}, plain)
			tiles := newProducts()
			tiles.blasFrom = 0
			product(tiles, tiled)
			assert.InDeltaSlice(t, plain, tiled, productTolerance, "%s for %+v", name, shape)
		}
	}
}

func TestTilesDoNotDependOnTheNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	A, B := make([]float64, 200*150), make([]float64, 150*400)
	for i := range A {
		A[i] = float64(i%17) / 3
	}
	for i := range B {
		B[i] = float64(i%23) / 7
	}
	var results [][]float64
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		C := make([]float64, 200*400)
		newProducts().mul(C, A, B, 200, 150, 400)
		results = append(results, C)
	}
	assert.Equal(t, results[0], results[1])
	assert.Equal(t, results[0], results[2])
}
