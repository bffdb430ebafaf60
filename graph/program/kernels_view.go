package program

// view says where the elements of a part, or a permutation, of a tensor are among its own:
// element i, j, … is at offset + i·strides[0] + j·strides[1] + ….
type view struct {
	dims, strides []int
	index         []int // room for the numbers of a row, all 0
}

func newView(dims, strides []int) view { return view{dims, strides, make([]int, len(dims)-1)} }

// rows calls visit for each row along the last axis, with the place of its first element.
func (v view) rows(visit func(at int)) {
	at, last := 0, len(v.index)
	for {
		visit(at)
		k := last - 1
		for ; k >= 0; k-- {
			v.index[k]++
			at += v.strides[k]
			if v.index[k] < v.dims[k] {
				break
			}
			at -= v.dims[k] * v.strides[k]
			v.index[k] = 0
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
