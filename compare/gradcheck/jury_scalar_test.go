package gradcheck_test

import "backprop/compare/internal/exact"

// The functions of the jury are written over scalars: plain gives their values as a
// user would compute them, jet their exact slopes.
type (
	scalar[T any] = exact.Scalar[T]
	plain         = exact.Plain
	jet           = exact.Jet
)

func num(v float64) exact.Quad { return exact.Num(v) }

func lit[T scalar[T]](like T, v float64) T { return exact.Lit(like, v) }

func gradientOf(f func([]jet) jet, x []float64) []float64 { return exact.Gradient(f, x) }

func valueOf(f func([]plain) plain) func([]float64) float64 { return exact.Value(f) }

// of is a sample of a function that is written over scalars, at x.
func of(f func([]plain) plain, slopes func([]jet) jet, x ...float64) sample {
	return sample{f: valueOf(f), x: x, truth: gradientOf(slopes, x)}
}
