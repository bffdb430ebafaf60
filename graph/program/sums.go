package program

// columnSum returns the kernel of 1ᵀ × B.
func (e *emitter) columnSum(v *value) kernel {
	from, to := e.columnsOf(v.args[0]), v.matrix
	return func(lo, n int) {
		if lo == 0 {
			clear(to.data)
		}
		for j, c := range from.column {
			to.data[j] += sum(c)
		}
	}
}

// total returns the kernel of the sum of terms.
func (e *emitter) total(v *value) kernel {
	to, terms := v.matrix, v.terms
	var parts []func(n int) float64
	for len(terms) > 0 {
		// Logarithms of columns of one shape and scale are one part.
		t, same := terms[0], 1
		for same < len(terms) && t.log && terms[same].log && terms[same].scale == t.scale && terms[same].factors[0].cols == t.factors[0].cols {
			same++
		}
		if t.log {
			parts = append(parts, e.logarithms(terms[:same]))
		} else {
			parts = append(parts, e.part(t))
		}
		terms = terms[same:]
	}
	return func(lo, n int) {
		s := 0.0
		for _, part := range parts {
			s += part(n)
		}
		if lo > 0 {
			s += to.data[0]
		}
		to.data[0] = s
	}
}

// part returns what a term adds to a sum for a block of n rows.
func (e *emitter) part(t term) func(n int) float64 {
	a, b := e.columnsOf(t.factors[0]), e.columnsOf(t.factors[len(t.factors)-1])
	return func(int) float64 {
		s := 0.0
		for j, c := range a.column {
			if len(t.factors) == 1 {
				s += sum(c)
			} else {
				s += dot(c, b.column[j])
			}
		}
		return float64(s * t.scale)
	}
}

// logarithms is part for terms of logarithms, which share factor and shape.
func (e *emitter) logarithms(terms []term) func(n int) float64 {
	var weights, values []*columns // weights may be nil
	for _, t := range terms {
		var w *columns
		if len(t.factors) == 2 {
			w = e.columnsOf(t.factors[0])
		}
		weights, values = append(weights, w), append(values, e.columnsOf(t.factors[len(t.factors)-1]))
	}
	scale, of := terms[0].scale, make([]logTerm, len(terms))
	return func(n int) float64 {
		s := 0.0
		for j := range values[0].column {
			for i, v := range values {
				of[i].v = v.column[j]
				if weights[i] != nil {
					of[i].w = weights[i].column[j]
				}
			}
			s += sumLogs(of, n)
		}
		return float64(s * scale)
	}
}
