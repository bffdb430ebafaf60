package program

// arithmetic is an operation on two operands: element by element, or one of them a
// single number.
type arithmetic struct {
	vectors, right, left *Function // both vectors; the right, or the left, a number
	numbers              func(a, b float64) float64
}

// binary are Gorgonia's operations on two elements that have kernels, by the names
// that it prints. The flag after a comparison says that it gives 1 and 0.
var binary = map[string]*arithmetic{
	"+ false": {
		two("+", add),
		two("+", func(dst, a, s []float64) { addNumber(dst, a, s[0]) }),
		two("+", func(dst, s, b []float64) { addNumber(dst, b, s[0]) }),
		func(a, b float64) float64 { return a + b },
	},
	"- false": {
		two("-", subtract),
		two("-", func(dst, a, s []float64) { addNumber(dst, a, -s[0]) }),
		two("-", func(dst, s, b []float64) { subtractFrom(dst, s[0], b) }),
		func(a, b float64) float64 { return a - b },
	},
	"⊙ false": {
		two("⊙", multiply),
		two("⊙", func(dst, a, s []float64) { scale(dst, a, s[0]) }),
		two("⊙", func(dst, s, b []float64) { scale(dst, b, s[0]) }),
		func(a, b float64) float64 { return a * b },
	},
	"÷ false": {
		two("÷", divide),
		two("÷", func(dst, a, s []float64) { divideBy(dst, a, s[0]) }),
		two("÷", func(dst, s, b []float64) { divideNumber(dst, s[0], b) }),
		func(a, b float64) float64 { return a / b },
	},
	"< true":  comparison("<", func(a, b float64) bool { return a < b }),
	"> true":  comparison(">", func(a, b float64) bool { return a > b }),
	"<= true": comparison("<=", func(a, b float64) bool { return a <= b }),
	">= true": comparison(">=", func(a, b float64) bool { return a >= b }),
	"== true": comparison("==", func(a, b float64) bool { return a == b }),
	"!= true": comparison("!=", func(a, b float64) bool { return a != b }),
}

var plus, minus, times, quotient = binary["+ false"], binary["- false"], binary["⊙ false"], binary["÷ false"]

// two is the Function of two arguments that f computes for slices.
func two(name string, f func(dst, a, b []float64)) *Function {
	return &Function{name, func(dst []float64, args [][]float64) { f(dst, args[0], args[1]) }}
}

func comparison(name string, holds func(a, b float64) bool) *arithmetic {
	number := func(a, b float64) float64 {
		if holds(a, b) {
			return 1
		}
		return 0
	}
	compare := func(rightStep, leftStep int) *Function {
		return two(name, func(dst, a, b []float64) {
			for i := range dst {
				dst[i] = number(a[i*leftStep], b[i*rightStep])
			}
		})
	}
	return &arithmetic{compare(1, 1), compare(0, 1), compare(1, 0), number}
}

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
