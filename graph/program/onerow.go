package program

// The products of a single row, as of a training sample by sample, run along the
// rows of the weights instead.

// oneRow returns the kernel of a product c = a W + b of one row.
func (e *emitter) oneRow(v *value, A *columns, W *matrix, b row, C *columns) kernel {
	end := e.finisher(v.finish, C)
	return func(lo, n int) {
		a, c := A.all(1), C.all(1)
		switch {
		case W.down == 1: // Wᵀ row-major
			for j := range c {
				c[j] = b.at(j) + dot(a, W.data[j*W.across:][:len(a)])
			}
		case b.given:
			copy(c, b.data)
			addRows(c, a, W.data, W.down)
		default:
			clear(c)
			addRows(c, a, W.data, W.down)
		}
		end(0, len(c), 1)
	}
}

// addRows adds a W to c, where W is row-major with rows of length down.
func addRows(c, a, W []float64, down int) {
	l := 0
	for ; l+4 <= len(a); l += 4 {
		w0, w1, w2, w3 := W[l*down:][:len(c)], W[(l+1)*down:][:len(c)], W[(l+2)*down:][:len(c)], W[(l+3)*down:][:len(c)]
		a0, a1, a2, a3 := a[l], a[l+1], a[l+2], a[l+3]
		for j := range c {
			c[j] = c[j] + float64(a0*w0[j]) + float64(a1*w1[j]) + float64(a2*w2[j]) + float64(a3*w3[j])
		}
	}
	for ; l < len(a); l++ {
		w := W[l*down:][:len(c)]
		for j := range c {
			c[j] += float64(a[l] * w[j])
		}
	}
}

// outer returns the kernel of C = aᵀ b for one row of each, and sums = b if it is
// asked for.
func (e *emitter) outer(A, B *columns, C, sums *matrix) kernel {
	return func(lo, n int) {
		a, b := A.all(1), B.all(1)
		for i, x := range a {
			c := C.data[i*len(b):][:len(b)]
			for j, y := range b {
				c[j] = x * y
			}
		}
		if sums != nil {
			copy(sums.data, b)
		}
	}
}
