package manual

import "backprop/network/matmul"

// products multiplies row-major matrices: small ones in plain loops, large ones
// with BLAS.
type products struct {
	large func(m, k, n int) bool
	blas  *matmul.Multiplier
}

func newProducts() *products { return &products{matmul.Large, matmul.New()} }

// mul computes C = A B for A m×k, B k×n.
func (p *products) mul(C, A, B []float64, m, k, n int) {
	if p.large(m, k, n) {
		p.blas.Mul(C, A, B, m, k, n, false, false)
		return
	}
	clear(C)
	for i := 0; i < m; i++ {
		c := C[i*n : (i+1)*n]
		for l, a := range A[i*k : (i+1)*k] {
			for j, b := range B[l*n : (l+1)*n] {
				c[j] += float64(a * b)
			}
		}
	}
}

// mulTransA computes C = Aᵀ B for A k×m, B k×n.
func (p *products) mulTransA(C, A, B []float64, k, m, n int) {
	if p.large(m, k, n) {
		p.blas.Mul(C, A, B, m, k, n, true, false)
		return
	}
	clear(C)
	for l := 0; l < k; l++ {
		b := B[l*n : (l+1)*n]
		for i, a := range A[l*m : (l+1)*m] {
			c := C[i*n : (i+1)*n]
			for j := range c {
				c[j] += float64(a * b[j])
			}
		}
	}
}

// mulTransB computes C = A Bᵀ for A m×k, B n×k.
func (p *products) mulTransB(C, A, B []float64, m, k, n int) {
	if p.large(m, k, n) {
		p.blas.Mul(C, A, B, m, k, n, false, true)
		return
	}
	for i := 0; i < m; i++ {
		a := A[i*k : (i+1)*k]
		for j := 0; j < n; j++ {
			sum := 0.0
			for l, b := range B[j*k : (j+1)*k] {
				sum += float64(a[l] * b)
			}
			C[i*n+j] = sum
		}
	}
}
