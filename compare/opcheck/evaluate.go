package opcheck

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"strconv"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// scope holds the values of names: operands, and functions of Gorgonia's or the
// oracles in their place. The same code is evaluated in both.
type scope map[string]any

// common are the names that mean the same in both.
var common = scope{
	"S": gorgonia.S, "ReductionMean": gorgonia.ReductionMean, "ReductionSum": gorgonia.ReductionSum,
	"true": true, "false": false,
}

// run evaluates statements and returns the value of the last, or the error of a call. It
// panics if the code is no Go or not among the little that samples need.
func (s scope) run(body []ast.Stmt) (any, error) {
	for _, statement := range body[:len(body)-1] {
		switch statement := statement.(type) {
		case *ast.ExprStmt:
			if _, err := s.call(statement.X.(*ast.CallExpr)); err != nil {
				return nil, err
			}
		case *ast.AssignStmt:
			results, err := s.call(statement.Rhs[0].(*ast.CallExpr))
			if err != nil {
				return nil, err
			}
			for k, result := range results {
				s[statement.Lhs[k].(*ast.Ident).Name] = result.Interface()
			}
		}
	}
	v, err := s.value(body[len(body)-1].(*ast.ExprStmt).X, reflect.TypeFor[any]())
	if err != nil {
		return nil, err
	}
	return v.Interface(), nil
}

// value evaluates an expression that is to become the given type.
func (s scope) value(e ast.Expr, as reflect.Type) (reflect.Value, error) {
	switch e := e.(type) {
	case *ast.BasicLit:
		f, err := strconv.ParseFloat(e.Value, 64)
		if err != nil {
			panic(err)
		}
		return reflect.ValueOf(f).Convert(as), nil
	case *ast.Ident:
		if e.Name == "nil" {
			return reflect.Zero(as), nil
		}
		v, known := s[e.Name]
		if !known {
			if v, known = common[e.Name]; !known {
				panic("unknown name " + e.Name)
			}
		}
		return reflect.ValueOf(v), nil
	case *ast.CompositeLit:
		list := reflect.MakeSlice(s.list(e.Type), len(e.Elts), len(e.Elts))
		for k, element := range e.Elts {
			v, err := s.value(element, list.Type().Elem())
			if err != nil {
				return v, err
			}
			list.Index(k).Set(v)
		}
		return list, nil
	case *ast.IndexExpr:
		list, err := s.value(e.X, as)
		if err != nil {
			return list, err
		}
		i, err := s.value(e.Index, reflect.TypeFor[int]())
		return list.Index(int(i.Int())), err
	case *ast.UnaryExpr:
		v, err := s.value(e.X, reflect.TypeFor[float64]())
		if e.Op != token.SUB {
			panic("unknown operator " + e.Op.String())
		}
		return reflect.ValueOf(-v.Float()).Convert(as), err
	case *ast.CallExpr:
		results, err := s.call(e)
		if err != nil {
			return reflect.Value{}, err
		}
		return results[0], nil
	}
	panic(fmt.Sprintf("unknown expression %T", e))
}

// list returns the type of a list: Nodes are arrays to the oracles.
func (s scope) list(e ast.Expr) reflect.Type {
	switch e := e.(type) {
	case *ast.ArrayType:
		if e.Elt.(*ast.Ident).Name == "byte" {
			return reflect.TypeFor[[]byte]()
		}
		return reflect.TypeFor[[]int]()
	case *ast.SelectorExpr:
		return reflect.TypeFor[tensor.Shape]()
	}
	return reflect.TypeOf(s["Nodes"])
}

// call calls a function or a method, and returns its results but for the error.
func (s scope) call(e *ast.CallExpr) ([]reflect.Value, error) {
	if name, ok := e.Fun.(*ast.Ident); ok && name.Name == "Must" {
		return s.call(e.Args[0].(*ast.CallExpr))
	}
	var f reflect.Value
	var err error
	if method, ok := e.Fun.(*ast.SelectorExpr); ok {
		receiver, _ := s.value(method.X, nil)
		f = receiver.MethodByName(method.Sel.Name)
	} else if f, err = s.value(e.Fun, nil); err != nil {
		return nil, err
	}
	var arguments []reflect.Value
	t := f.Type()
	for k, argument := range e.Args {
		as := t.In(min(k, t.NumIn()-1))
		if t.IsVariadic() && k >= t.NumIn()-1 {
			as = as.Elem()
		}
		v, err := s.value(argument, as)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, v)
	}
	results := f.Call(arguments)
	if n := len(results); n > 0 && results[n-1].Type() == reflect.TypeFor[error]() {
		if err, failed := results[n-1].Interface().(error); failed {
			return nil, err
		}
		results = results[:n-1]
	}
	return results, nil
}
