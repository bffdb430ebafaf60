package tournament

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"math"
	"strconv"

	"backprop/compare/internal/exact"
)

// node is a formula: a number, an element of x, or an operation on one or two nodes.
type node struct {
	op     string // "", "x" or that of the operation
	value  float64
	index  int // of the element
	a, b   *node
	number int // of the operation, from 1
}

// formula reads Go's syntax of an expression over names.
type formula struct {
	elements   map[string]int
	constants  map[string]float64
	operations int
}

// parse returns the formula of an expression. Constants are folded.
func (f *formula) parse(text string) (*node, error) {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return nil, err
	}
	return f.node(e)
}

func (f *formula) node(e ast.Expr) (*node, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return f.node(e.X)
	case *ast.BasicLit:
		v, err := strconv.ParseFloat(e.Value, 64)
		return &node{value: v}, err
	case *ast.Ident:
		if i, ok := f.elements[e.Name]; ok {
			return &node{op: "x", index: i}, nil
		}
		if v, ok := f.constants[e.Name]; ok {
			return &node{value: v}, nil
		}
		return nil, fmt.Errorf("%s is not defined", e.Name)
	case *ast.UnaryExpr:
		return f.operation("neg", e.X)
	case *ast.BinaryExpr:
		return f.operation(e.Op.String(), e.X, e.Y)
	case *ast.CallExpr:
		name := e.Fun.(*ast.Ident).Name
		switch name {
		case "sum":
			return f.sum(e.Args)
		case "pow":
			power, err := strconv.Atoi(e.Args[1].(*ast.BasicLit).Value)
			if err != nil {
				return nil, err
			}
			all := e.Args[0]
			for range power - 1 {
				all = &ast.BinaryExpr{X: all, Op: token.MUL, Y: e.Args[0]}
			}
			return f.node(all)
		}
		return f.operation(name, e.Args...)
	}
	return nil, fmt.Errorf("%T is not of a formula", e)
}

func (f *formula) operation(op string, args ...ast.Expr) (*node, error) {
	a, err := f.node(args[0])
	if err != nil {
		return nil, err
	}
	n := &node{op: op, a: a}
	if len(args) == 2 {
		if n.b, err = f.node(args[1]); err != nil {
			return nil, err
		}
	}
	if n.a.op == "" && (n.b == nil || n.b.op == "") {
		return &node{value: float64(eval[exact.Plain](n, nil, nil))}, nil
	}
	f.operations++
	n.number = f.operations
	return n, nil
}

// sum spells out sum(i, from, to, e).
func (f *formula) sum(args []ast.Expr) (*node, error) {
	var all *node
	i := args[0].(*ast.Ident).Name
	from, _ := strconv.Atoi(args[1].(*ast.BasicLit).Value)
	to, err := strconv.Atoi(args[2].(*ast.BasicLit).Value)
	if err != nil {
		return nil, err
	}
	for k := from; k <= to; k++ {
		f.constants[i] = float64(k)
		term, err := f.node(args[3])
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = term
			continue
		}
		f.operations++
		all = &node{op: "+", a: all, b: term, number: f.operations}
	}
	return all, nil
}

// hook may change the value of an operation, given its arguments.
type hook[T any] func(n *node, a, b, value T) T

// eval is the formula at x; a hook of nil changes nothing.
func eval[T exact.Scalar[T]](n *node, x []T, change hook[T]) T {
	switch n.op {
	case "":
		var zero T
		return zero.Plus(n.value)
	case "x":
		v := x[n.index]
		if change != nil {
			v = change(n, v, v, v)
		}
		return v
	}
	a := eval(n.a, x, change)
	var b T
	if n.b != nil {
		b = eval(n.b, x, change)
	}
	v := apply(n.op, a, b)
	if change != nil {
		v = change(n, a, b, v)
	}
	return v
}

// apply is one operation.
func apply[T exact.Scalar[T]](op string, a, b T) T {
	pick := func(first bool) T {
		if first {
			return a
		}
		return b
	}
	switch op {
	case "+":
		return a.Add(b)
	case "-":
		return a.Sub(b)
	case "*":
		return a.Mul(b)
	case "/":
		return a.Div(b)
	case "neg":
		return a.Times(-1)
	case "sq":
		return a.Mul(a)
	case "cube":
		return a.Mul(a).Mul(a)
	case "exp":
		return a.Exp()
	case "log":
		return a.Log()
	case "sqrt":
		return a.Sqrt()
	case "sin":
		return a.Sin()
	case "cos":
		return a.Cos()
	case "tanh":
		return a.Tanh()
	case "atan":
		return a.Atan()
	case "sigmoid":
		return exact.Lit(a, 1).Div(a.Times(-1).Exp().Plus(1))
	case "softplus":
		return a.Exp().Log1p()
	case "abs":
		b = a.Times(-1)
		return pick(a.Val() >= 0)
	case "relu":
		b = exact.Lit(a, 0)
		return pick(a.Val() > 0)
	case "max":
		return pick(a.Val() >= b.Val())
	case "min":
		return pick(a.Val() <= b.Val())
	case "noise", "steps", "random": // of the values only; roughen has them
		return a
	}
	panic("tournament: no operation " + op)
}

// roughen gives the values of f what its formula does not have: rounding to float32,
// noise, steps. Noise is the same whenever x is, but for random.
func roughen(kind string) hook[exact.Plain] {
	calls := uint64(0)
	noise := func(v float64, of uint64) float64 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%x %d", math.Float64bits(v), of)
		return float64(h.Sum64()>>11)/(1<<52) - 1
	}
	return func(n *node, a, b, value exact.Plain) exact.Plain {
		switch {
		case kind == "float32":
			return exact.Plain(float32(value))
		case n.op == "noise":
			return a + exact.Plain(float64(b)*noise(float64(a), 0))
		case n.op == "random":
			calls++
			return a + exact.Plain(float64(b)*noise(float64(a), calls))
		case n.op == "steps":
			return exact.Plain(math.Round(float64(a/b)) * float64(b))
		}
		return value
	}
}

// walk visits the operations of a formula.
func (n *node) walk(visit func(*node)) {
	if n.a != nil {
		n.a.walk(visit)
	}
	if n.b != nil {
		n.b.walk(visit)
	}
	visit(n)
}

// has reports whether one of the operations is in the formula.
func (n *node) has(ops ...string) bool {
	found := false
	n.walk(func(n *node) {
		for _, op := range ops {
			found = found || n.op == op
		}
	})
	return found
}
