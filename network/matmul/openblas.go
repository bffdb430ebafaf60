//go:build openblas

package matmul

// #cgo LDFLAGS: -lopenblas
import "C"

import (
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/netlib/blas/netlib"
)

// OpenBLAS tells whether large products go to OpenBLAS, which spreads each over the
// cores itself, or to gonum's BLAS.
const OpenBLAS = true

func init() { blas64.Use(netlib.Implementation{}) }
