package schema

import (
	"reflect"
	"strings"
)

// Field is a field of a JSON file.
type Field struct {
	Path   string // "runs[].start.weights[][][]": [] for each list around or in it, {} for each map
	Owner  string // the type of struct that has it, and its name there: "study.Layers weights"
	Kind   string // "number", "integer", "word", "true or false", or "" of what has fields itself
	Shape  string // the tag len
	Values string // the tag in
}

var kinds = map[reflect.Kind]string{reflect.String: "word", reflect.Int: "integer", reflect.Int64: "integer",
	reflect.Float64: "number", reflect.Bool: "true or false"}

// Fields returns the fields of a struct as it is written to a file, in the order there.
func Fields(data any) []Field { return fields("", reflect.TypeOf(data)) }

func fields(path string, t reflect.Type) (all []Field) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, ok := nameOf(f)
		if f.Anonymous && !ok {
			all = append(all, fields(path, f.Type)...)
		}
		if !ok {
			continue
		}
		at, inner := strings.TrimPrefix(path+"."+name, "."), f.Type
		for done := false; !done; {
			if matrix, ok := reflect.Zero(inner).Interface().(interface{ Rows() [][]float64 }); ok { // written as its rows
				inner = reflect.TypeOf(matrix.Rows())
			}
			switch inner.Kind() {
			case reflect.Slice, reflect.Array:
				at += "[]"
			case reflect.Map:
				at += "{}"
			}
			switch inner.Kind() {
			case reflect.Slice, reflect.Array, reflect.Map, reflect.Pointer:
				inner = inner.Elem()
			default:
				done = true
			}
		}
		all = append(all, Field{at, t.String() + " " + name, kinds[inner.Kind()], f.Tag.Get("len"), f.Tag.Get("in")})
		if inner.Kind() == reflect.Struct && inner.String() != "time.Time" {
			all = append(all, fields(at, inner)...)
		}
	}
	return all
}
