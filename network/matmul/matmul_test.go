package matmul_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"backprop/network/matmul"
)

// productTolerance bounds the difference of two orders of the same sum of at most
// 300 products of numbers below 1/2: 300·300·2^-53/4 is 2.5e-12 in the worst case,
// of which rounding at random reaches a small part.
const productTolerance = 1e-13

func random(n int) []float64 {
	generator := rand.New(rand.NewPCG(1, uint64(n)))
	m := make([]float64, n)
	for i := range m {
		m[i] = generator.Float64() - 0.5
	}
	return m
}

// Whatever the shape, edges of tiles included, an element is the sum that defines
// it.
func TestAProductIsItsDefinition(t *testing.T) {
	for _, shape := range []struct{ m, k, n int }{
		{1, 1, 1}, {64, 64, 192}, {65, 3, 193}, {2, 300, 129}, {200, 2, 100}, {100, 257, 2}, {130, 70, 400},
	} {
		for _, trans := range []struct{ a, b bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
			m, k, n := shape.m, shape.k, shape.n
			A, B, C := random(m*k), random(k*n), random(m*n) // not zero: a product overwrites
			want := make([]float64, m*n)
			for i := range m {
				for j := range n {
					for l := range k {
						a, b := A[i*k+l], B[l*n+j]
						if trans.a {
							a = A[l*m+i]
						}
						if trans.b {
							b = B[j*k+l]
						}
						want[i*n+j] += a * b
					}
				}
			}
			matmul.New().Mul(C, A, B, m, k, n, trans.a, trans.b)
			assert.InDeltaSlice(t, want, C, productTolerance, "%+v transposed %+v", shape, trans)
		}
	}
}

func TestWhichProductsAreLarge(t *testing.T) {
	for size, large := range map[[3]int]bool{
		{32, 32, 32}: true, {31, 32, 33}: false, {3, 3, 10_000}: true, {10_000, 3, 3}: true,
		{2, 1000, 1000}: false, {1000, 2, 1000}: false, {1000, 1000, 2}: false, {1, 1, 1}: false,
	} {
		assert.Equal(t, large, matmul.Large(size[0], size[1], size[2]), "%v", size)
	}
}

func TestAProductDoesNotDependOnTheNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	A, B := random(200*150), random(150*400)
	var results [][]float64
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		C := make([]float64, 200*400)
		matmul.New().Mul(C, A, B, 200, 150, 400, false, false)
		results = append(results, C)
	}
	assert.Equal(t, results[0], results[1])
	assert.Equal(t, results[0], results[2])
}

func TestAProductAllocatesNothingAndLeavesNoGoroutine(t *testing.T) {
	A, B, C := random(300*300), random(300*300), random(300*300)
	p := matmul.New()
	before := runtime.NumGoroutine()
	clearRows := func(from, to int) { clear(C[from*300 : to*300]) }
	assert.Zero(t, testing.AllocsPerRun(20, func() {
		p.Mul(C, A, B, 300, 300, 300, false, true)
		p.Each(300, 32, clearRows)
	}))
	// A goroutine ends a moment after it has said that it is done.
	for deadline := time.Now().Add(time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), before)
}

func TestEachCoversEveryIndexOnce(t *testing.T) {
	p := matmul.New()
	for _, n := range []int{0, 1, 7, 8, 9, 1000} {
		times := make([]int, n)
		p.Each(n, 8, func(from, to int) {
			for i := from; i < to; i++ {
				times[i]++
			}
		})
		for i, v := range times {
			assert.Equal(t, 1, v, "%d of %d", i, n)
		}
	}
}

func TestASliceShorterThanItsMatrixPanics(t *testing.T) {
	assert.Panics(t, func() {
		matmul.New().Mul(make([]float64, 4), make([]float64, 3), make([]float64, 4), 2, 2, 2, false, false)
	})
}

// A product of 4×4 is left to plain loops, one of 256×256 is not, and neither is one
// that has a single column.
func ExampleLarge() {
	fmt.Println(matmul.Large(4, 4, 4), matmul.Large(256, 256, 256), matmul.Large(1024, 1024, 1))
	// Output: false true false
}

func ExampleMultiplier_Mul() {
	A := []float64{ // 2×3
		1, 2, 3,
		4, 5, 6,
	}
	C := make([]float64, 3*3)
	matmul.New().Mul(C, A, A, 3, 2, 3, true, false) // AᵀA
	fmt.Println(C[0:3])
	fmt.Println(C[3:6])
	fmt.Println(C[6:9])
	// Output:
	// [17 22 27]
	// [22 29 36]
	// [27 36 45]
}

// The columns' sums, four columns at a time, on all cores.
func ExampleMultiplier_Each() {
	A := []float64{ // 2×8
		1, 2, 3, 4, 5, 6, 7, 8,
		1, 1, 1, 1, 1, 1, 1, 1,
	}
	sums := make([]float64, 8)
	matmul.New().Each(8, 4, func(from, to int) {
		for j := from; j < to; j++ {
			sums[j] = A[j] + A[8+j]
		}
	})
	fmt.Println(sums)
	// Output: [2 3 4 5 6 7 8 9]
}
