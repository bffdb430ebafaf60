package opcheck

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// scope holds the values of names: operands, and functions of Gorgonia's or the
// oracles in their place. The same code is evaluated in both.
type scope map[string]any

// common are the names that mean the same in both, and the types of lists.
var common = scope{
	"S": gorgonia.S, "ReductionMean": gorgonia.ReductionMean, "ReductionSum": gorgonia.ReductionSum,
	"true": true, "false": false, "[]int": []int(nil), "[]byte": []byte(nil), "tensor.Shape": tensor.Shape(nil),
}

// failure is an error that Gorgonia, or the compiler, returned. It travels as a panic, which judge
// recovers, since calls are nested in expressions.
type failure struct{ error }

func check(err error) {
	if err != nil {
		panic(failure{err})
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

// run evaluates statements and returns the value of the last. It panics with a failure if a
// call returns an error, and if the code is no Go or not among the little that samples need.
func (s scope) run(body []ast.Stmt) any {
	last := len(body) - 1
	for _, statement := range body[:last] {
		switch statement := statement.(type) {
		case *ast.ExprStmt:
			s.call(statement.X.(*ast.CallExpr))
		case *ast.AssignStmt:
			for k, result := range s.call(statement.Rhs[0].(*ast.CallExpr)) {
				s[statement.Lhs[k].(*ast.Ident).Name] = result.Interface()
			}
		}
	}
	return s.value(body[last].(*ast.ExprStmt).X, reflect.TypeFor[any]()).Interface()
}

func (s scope) named(name string) reflect.Value {
	v, known := s[name]
	if !known {
		panic("unknown name " + name)
	}
	return reflect.ValueOf(v)
}

// value evaluates an expression that is to become the given type.
func (s scope) value(e ast.Expr, as reflect.Type) reflect.Value {
	switch e := e.(type) {
	case *ast.BasicLit:
		return reflect.ValueOf(must(strconv.ParseFloat(e.Value, 64))).Convert(as)
	case *ast.Ident:
		if e.Name == "nil" {
			return reflect.Zero(as)
		}
		return s.named(e.Name)
	case *ast.CompositeLit:
		list := reflect.MakeSlice(s.named(types.ExprString(e.Type)).Type(), len(e.Elts), len(e.Elts))
		for k, element := range e.Elts {
			list.Index(k).Set(s.value(element, list.Type().Elem()))
		}
		return list
	case *ast.IndexExpr:
		return s.value(e.X, as).Index(int(s.value(e.Index, reflect.TypeFor[int]()).Int()))
	case *ast.UnaryExpr:
		if e.Op == token.SUB {
			return reflect.ValueOf(-s.value(e.X, reflect.TypeFor[float64]()).Float()).Convert(as)
		}
	case *ast.CallExpr:
		return s.call(e)[0]
	}
	panic(fmt.Sprintf("%s is not among the little Go that samples may have", types.ExprString(e)))
}

// call calls a function or a method, and returns its results but for the error.
func (s scope) call(e *ast.CallExpr) []reflect.Value {
	if types.ExprString(e.Fun) == "Must" {
		return s.call(e.Args[0].(*ast.CallExpr))
	}
	var f reflect.Value
	if method, ok := e.Fun.(*ast.SelectorExpr); ok {
		f = s.value(method.X, nil).MethodByName(method.Sel.Name)
	} else {
		f = s.value(e.Fun, nil)
	}
	var arguments []reflect.Value
	t := f.Type()
	for k, argument := range e.Args {
		as := t.In(min(k, t.NumIn()-1))
		if t.IsVariadic() && k >= t.NumIn()-1 {
			as = as.Elem()
		}
		arguments = append(arguments, s.value(argument, as))
	}
	results := f.Call(arguments)
	if n := len(results) - 1; n >= 0 && results[n].Type() == reflect.TypeFor[error]() {
		err, _ := results[n].Interface().(error)
		check(err)
		results = results[:n]
	}
	return results
}
