package graphcheck

import (
	"reflect"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// state is what operations keep from run to run, such as the running mean of a BatchNorm.
type state []func()

// stateOf returns the state of operations and of the tensors they point to.
func stateOf(order []program.Operation) (s state) {
	for _, o := range order {
		if o.Op() != nil {
			s.keep(reflect.ValueOf(o.Op()), 0)
		}
	}
	return s
}

// restore makes the state what it was.
func (s state) restore() {
	for _, put := range s {
		put()
	}
}

func (s *state) keep(v reflect.Value, depth int) {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		switch {
		case v.Type() == reflect.TypeFor[*tensor.Dense]():
			t := (*tensor.Dense)(v.UnsafePointer())
			was := t.Clone().(*tensor.Dense)
			*s = append(*s, func() { tensor.Copy(t, was) })
			return
		case !v.Type().Implements(reflect.TypeFor[gorgonia.Op]()):
			return
		}
		v = reflect.NewAt(v.Type().Elem(), v.UnsafePointer()).Elem()
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		*s = append(*s, func() { v.Set(was) })
	}
	if v.Kind() == reflect.Struct && depth < 3 {
		for i := range v.NumField() {
			s.keep(v.Field(i), depth+1)
		}
	}
}
