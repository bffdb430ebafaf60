package program

// maxAxes is the most that a view has.
const maxAxes = 8

// view says where the elements of a part, or a permutation, of a tensor are among its own:
// element i, j, … is at offset + i·strides[0] + j·strides[1] + ….
type view struct{ dims, strides []int }

// rows calls visit for each row along the last axis, with the place of its first element.
func (v view) rows(visit func(at int)) {
	var index [maxAxes]int
	at, last := 0, len(v.dims)-1
	for {
		visit(at)
		k := last - 1
		for ; k >= 0; k-- {
			index[k]++
			at += v.strides[k]
			if index[k] < v.dims[k] {
				break
			}
			at -= v.dims[k] * v.strides[k]
			index[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

// read copies the elements of a view of src to dst, row-major.
func (v view) read(dst, src []float64) {
	last := len(v.dims) - 1
	n, stride := v.dims[last], v.strides[last]
	v.rows(func(at int) {
		gather(dst[:n], src[at:], stride)
		dst = dst[n:]
	})
}

// write copies src, row-major, to the elements of a view of dst.
func (v view) write(dst, src []float64) {
	last := len(v.dims) - 1
	n, stride := v.dims[last], v.strides[last]
	v.rows(func(at int) {
		scatter(dst[at:], stride, src[:n])
		src = src[n:]
	})
}
