//go:build !openblas

package matmul

// ownThreads says that the BLAS in use spreads a product over the cores itself.
// gonum's does, but allocates where it does.
const ownThreads = false
