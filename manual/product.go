package manual

// The products of row-major matrices in plain loops, for those that are not large.
// Every element is summed in the order of its terms.

// mul computes C = A B for A m×k, B k×n.
func mul(C, A, B []float64, m, k, n int) {
	i := 0
	for ; n == 1 && i+4 <= m; i += 4 { // four sums that do not wait for one another
		a0 := A[i*k:][:k]
		a1, a2, a3 := A[(i+1)*k:][:len(a0)], A[(i+2)*k:][:len(a0)], A[(i+3)*k:][:len(a0)]
		var c0, c1, c2, c3 float64
		for l, b := range B[:len(a0)] {
			c0 += float64(a0[l] * b)
			c1 += float64(a1[l] * b)
			c2 += float64(a2[l] * b)
			c3 += float64(a3[l] * b)
		}
		C[i], C[i+1], C[i+2], C[i+3] = c0, c1, c2, c3
	}
	for ; i < m; i++ {
		c := C[i*n : (i+1)*n]
		clear(c)
		for l, a := range A[i*k : (i+1)*k] {
			addScaled(c, a, B[l*n:])
		}
	}
}

// mulTransA computes columns from … to-1 of C = Aᵀ B for A k×m, B k×n.
func mulTransA(C, A, B []float64, k, m, n, from, to int) {
	if from >= to {
		return
	}
	for i := range m {
		clear(C[i*n+from : i*n+to])
	}
	for l := range k {
		b := B[l*n+from : l*n+to]
		for i, a := range A[l*m : (l+1)*m] {
			addScaled(C[i*n+from:i*n+to], a, b)
		}
	}
}

// mulTransB computes C = A Bᵀ for A m×k, B n×k.
func mulTransB(C, A, B []float64, m, k, n int) {
	for i := range m {
		a, c := A[i*k:(i+1)*k], C[i*n:(i+1)*n]
		if k == 1 {
			clear(c)
			addScaled(c, a[0], B)
			continue
		}
		for j := range c {
			sum := 0.0
			for l, b := range B[j*k:][:len(a)] {
				sum += float64(a[l] * b)
			}
			c[j] = sum
		}
	}
}

// addScaled adds a·x to dst, element by element.
func addScaled(dst []float64, a float64, x []float64) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += float64(a * x[i])
	}
}
