package program

// pair computes an arithmetic operation in one pass with those that make its
// operands, for the pairs that have a loop of their own.
func (c *compiler) pair(v *value) {
	if v.kind != apply || len(v.args) != 2 {
		return
	}
	a, b := v.args[0], v.args[1]
	switch {
	case v.fn == minus.vectors && mergeable(a, quotient) && mergeable(b, quotient):
		v.merge(quotientDifference, a, b)
	case v.fn == plus.vectors && mergeable(a, quotient) && mergeable(b, quotient):
		v.merge(quotientSum, a, b)
	case v.fn == minus.vectors && mergeable(a, times) && mergeable(b, times):
		v.merge(productDifference, a, b)
	case v.fn == plus.vectors && mergeable(a, times) && mergeable(b, times):
		v.merge(productSum, a, b)
	case v.fn == times.vectors && mergeable(a, times):
		v.args = append(v.args[:0:0], a.args[0], a.args[1], b)
		v.fn = productOfThree
		v.absorb(a)
	case v.fn == times.vectors && mergeable(a, quotient):
		v.args = append(v.args[:0:0], a.args[0], a.args[1], b)
		v.fn = quotientProduct
		v.absorb(a)
	}
}

// mergeable tells whether a is such an operation on two matrices, and used once.
func mergeable(a *value, o *arithmetic) bool {
	return a.kind == apply && a.fn == o.vectors && a.uses == 1
}

func (v *value) merge(f *Function, a, b *value) {
	v.fn, v.args = f, []*value{a.args[0], a.args[1], b.args[0], b.args[1]}
	v.absorb(b)
	v.absorb(a)
}

var (
	quotientDifference = four("a ÷ b - c ÷ d", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = a[i]/b[i] - c[i]/d[i]
		}
	})
	quotientSum = four("a ÷ b + c ÷ d", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = a[i]/b[i] + c[i]/d[i]
		}
	})
	productDifference = four("a ⊙ b - c ⊙ d", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = float64(a[i]*b[i]) - float64(c[i]*d[i])
		}
	})
	productSum = four("a ⊙ b + c ⊙ d", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = float64(a[i]*b[i]) + float64(c[i]*d[i])
		}
	})
	productOfThree = &Function{"a ⊙ b ⊙ c", func(dst []float64, args [][]float64) {
		a, b, c := args[0][:len(dst)], args[1][:len(dst)], args[2][:len(dst)]
		for i := range dst {
			dst[i] = a[i] * b[i] * c[i]
		}
	}}
	quotientProduct = &Function{"a ÷ b ⊙ c", func(dst []float64, args [][]float64) {
		a, b, c := args[0][:len(dst)], args[1][:len(dst)], args[2][:len(dst)]
		for i := range dst {
			dst[i] = a[i] / b[i] * c[i]
		}
	}}
)

// pairs are those above; their names are formulas of their operands.
var pairs = []*Function{quotientDifference, quotientSum, productDifference, productSum, productOfThree, quotientProduct}

// four is the Function of four arguments that f computes for slices of one length.
func four(name string, f func(dst, a, b, c, d []float64)) *Function {
	return &Function{name, func(dst []float64, args [][]float64) {
		n := len(dst)
		f(dst, args[0][:n], args[1][:n], args[2][:n], args[3][:n])
	}}
}
