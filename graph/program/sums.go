package program

// columnSum returns the kernel of 1ᵀ × B.
func (e *emitter) columnSum(v *value) kernel {
	from, to := e.columnsOf(v.args[0]), v.matrix
	return func(lo, n int) {
		if lo == 0 {
			clear(to.data)
		}
		for j := range from.cols {
			to.data[j] += sum(from.column(j, lo, n))
		}
	}
}

// total returns the kernel of the sum of terms.
func (e *emitter) total(v *value) kernel {
	to := v.matrix
	var parts []func(lo, n int) float64
	for _, t := range v.terms {
		parts = append(parts, e.part(t))
	}
	return func(lo, n int) {
		s := 0.0
		for _, part := range parts {
			s += part(lo, n)
		}
		if lo > 0 {
			s += to.data[0]
		}
		to.data[0] = s
	}
}

// part returns what a term adds to a sum for rows lo … lo+n-1.
func (e *emitter) part(t term) func(lo, n int) float64 {
	a, b := e.columnsOf(t.factors[0]), e.columnsOf(t.factors[len(t.factors)-1])
	overColumns := func(f func(a, b []float64) float64) func(lo, n int) float64 {
		return func(lo, n int) float64 {
			s := 0.0
			for j := range a.cols {
				s += f(a.column(j, lo, n), b.column(j, lo, n))
			}
			return float64(s * t.scale)
		}
	}
	switch {
	case t.log && len(t.factors) == 2:
		return overColumns(sumLog)
	case t.log:
		return overColumns(func(_, v []float64) float64 { return sumLogs(v) })
	case len(t.factors) == 2:
		return overColumns(dot)
	}
	return overColumns(func(_, v []float64) float64 { return sum(v) })
}
