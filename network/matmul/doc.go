// Package matmul multiplies large matrices, for both engines: C = op(A) op(B),
// row-major, where op transposes or not.
//
// By default the work is done by gonum's BLAS, in Go, tile by tile on all cores:
// gonum's own threads would allocate. A tile is computed whole by one goroutine, so
// the result does not depend on how many there are. The last digits depend on the
// architecture, where BLAS may fuse its operations.
//
// With the build tag openblas it is done by OpenBLAS through cgo:
//
//	apt-get install libopenblas-dev
//	go test -tags openblas ./...
//
// libopenblas-dev is Debian's name, and all that is needed beside a C compiler.
// OpenBLAS has kernels for each processor and threads of its own, as many as there
// are cores unless OPENBLAS_NUM_THREADS says otherwise; it gets whole products. An
// OpenBLAS older than the processor may take it for a slow one:
// OPENBLAS_CORETYPE=SkylakeX in the environment (or Haswell, for a processor
// without AVX-512) then names the kernels to use.
//
// What the default costs: gonum's kernel in Go uses no vectors for a whole product. The
// bare products of a step of 2-512-512-1 on 1024 rows take one core some three times
// as long as OpenBLAS's with AVX2, and seven times with AVX-512 (0.19 s and 0.025 s on
// an AMD EPYC, Zen 5). Go's own vectors, package simd/archsimd, are there only under
// GOEXPERIMENT=simd, which who builds a program must set, not the module.
//
// Small products, for which a call costs more than it gains, are not for this
// package: [Large] tells which are.
package matmul
