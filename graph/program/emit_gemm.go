package program

// gemm returns the kernel of a product of package matmul with a row-major result. Its
// operands may be row-major or by columns: a matrix by columns is its own transpose.
func (e *emitter) gemm(v *value) kernel {
	A, B, C := e.wholeOf(v.args[0]), e.wholeOf(v.args[1]), v.matrix
	inner := v.args[0].cols
	if v.transA {
		inner = v.args[0].rows
	}
	transA, transB := v.transA != (A.rowStride == 1), v.transB != (B.rowStride == 1)
	finish := e.finish(v)
	return func(int, int) {
		e.products.Mul(C.data, A.data, B.data, v.rows, inner, v.cols, transA, transB)
		finish(0, 0)
	}
}

// finish returns what adds the bias to a product and applies the epilogue, some rows at a time.
func (e *emitter) finish(v *value) kernel {
	if v.bias == nil && len(v.epilogue) == 0 {
		return func(int, int) {}
	}
	C, bias := v.matrix, new(buffer)
	if v.bias != nil {
		bias = e.wholeOf(v.bias).buffer
	}
	others := make([]*matrix, len(v.epilogue))
	for i, f := range v.epilogue {
		if f.other != nil {
			others[i] = e.wholeOf(f.other)
		}
	}
	task := max(1, taskElements/v.cols)
	args := make([][][]float64, (v.rows+task-1)/task)
	for i := range args {
		args[i] = make([][]float64, 2)
	}
	return e.onAllCores(v.rows, task, func(lo, hi int) {
		c := C.data[lo*v.cols : hi*v.cols]
		if v.bias != nil {
			for row := c; len(row) > 0; row = row[v.cols:] {
				add(row[:v.cols], row[:v.cols], bias.data)
			}
		}
		for i, f := range v.epilogue {
			args := args[lo/task][:0]
			if others[i] != nil {
				args = append(args, others[i].data[lo*v.cols:hi*v.cols])
			}
			f.function.Apply(c, append(args, c))
		}
	})
}
