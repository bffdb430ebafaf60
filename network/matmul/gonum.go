//go:build !openblas

package matmul

// OpenBLAS tells whether large products go to OpenBLAS, which spreads each over the
// cores itself, or to gonum's BLAS.
const OpenBLAS = false
