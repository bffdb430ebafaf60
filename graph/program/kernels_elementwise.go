package program

func add(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i, v := range a {
		dst[i] = v + b[i]
	}
}

func subtract(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i, v := range a {
		dst[i] = v - b[i]
	}
}

func multiply(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i, v := range a {
		dst[i] = v * b[i]
	}
}

func divide(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i, v := range a {
		dst[i] = v / b[i]
	}
}

func addNumber(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i, v := range a {
		dst[i] = v + s
	}
}

func subtractFrom(dst []float64, s float64, b []float64) {
	b = b[:len(dst)]
	for i, v := range b {
		dst[i] = s - v
	}
}

func scale(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i, v := range a {
		dst[i] = v * s
	}
}

func divideBy(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i, v := range a {
		dst[i] = v / s
	}
}

func divideNumber(dst []float64, s float64, b []float64) {
	b = b[:len(dst)]
	for i, v := range b {
		dst[i] = s / v
	}
}

// Two operations in one loop, named by what they compute.
var (
	quotientDifference = four("%s ÷ %s - %s ÷ %s", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = a[i]/b[i] - c[i]/d[i]
		}
	}, func(a, b, c, d float64) float64 { return a/b - c/d })
	quotientSum = four("%s ÷ %s + %s ÷ %s", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = a[i]/b[i] + c[i]/d[i]
		}
	}, func(a, b, c, d float64) float64 { return a/b + c/d })
	productDifference = four("%s ⊙ %s - %s ⊙ %s", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = float64(a[i]*b[i]) - float64(c[i]*d[i])
		}
	}, func(a, b, c, d float64) float64 { return float64(a*b) - float64(c*d) })
	productSum = four("%s ⊙ %s + %s ⊙ %s", func(dst, a, b, c, d []float64) {
		for i := range dst {
			dst[i] = float64(a[i]*b[i]) + float64(c[i]*d[i])
		}
	}, func(a, b, c, d float64) float64 { return float64(a*b) + float64(c*d) })
	productOfThree = four("%s ⊙ %s ⊙ %s", func(dst, a, b, c, _ []float64) {
		for i := range dst {
			dst[i] = a[i] * b[i] * c[i]
		}
	}, func(a, b, c, _ float64) float64 { return a * b * c })
	quotientProduct = four("%s ÷ %s ⊙ %s", func(dst, a, b, c, _ []float64) {
		for i := range dst {
			dst[i] = a[i] / b[i] * c[i]
		}
	}, func(a, b, c, _ float64) float64 { return a / b * c })
)

// four is the Function that f computes for slices of one length. With three operands
// the last is given twice.
func four(infix string, f func(dst, a, b, c, d []float64), numbers func(a, b, c, d float64) float64) *Function {
	return &Function{Name: infix, infix: infix, Number: numbers, Apply: func(dst []float64, args [][]float64) {
		n := len(dst)
		f(dst, args[0][:n], args[1][:n], args[2][:n], args[len(args)-1][:n])
	}}
}

func fill(dst []float64, number float64) {
	for i := range dst {
		dst[i] = number
	}
}

// gather copies every step-th element of src.
func gather(dst, src []float64, step int) {
	at := 0
	for i := range dst {
		dst[i] = src[at]
		at += step
	}
}

// scatter copies src to every step-th element of dst.
func scatter(dst []float64, step int, src []float64) {
	at := 0
	for _, v := range src {
		dst[at] = v
		at += step
	}
}
