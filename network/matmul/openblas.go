//go:build openblas

package matmul

// #cgo LDFLAGS: -lopenblas
import "C"

import (
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/netlib/blas/netlib"
)

// ownThreads says that the BLAS in use spreads a product over the cores itself.
const ownThreads = true

func init() { blas64.Use(netlib.Implementation{}) }
