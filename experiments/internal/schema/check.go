// Package schema says by the tags of its fields what data from a file are like, and
// checks that they are.
package schema

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Check reports the first field of data whose tags it does not fit, or to which the
// Validate method of its struct objects. The tags are
//
//	in:"0..1"       a number, or every number of a list, from 0 to 1
//	in:"1.."        one from 1 on; in:"0..<rows" is one from 0 to rows less 1
//	in:"0|1"        one of these numbers
//	in:"pass|FAIL"  one of these words
//	len:"1.."       a list, or a word, that is not empty
//	len:"rows,4"    a list of rows lists of four
//
// In the place of a number may stand a field of the struct or of one around it, by its
// name in the file, which stands for its length if it is a list, and a product:
// len:"2*rows". Data are a pointer to a struct.
func Check(data any) error { return check("", reflect.ValueOf(data), "", nil) }

// scope are the structs around a field, the outermost first.
type scope []reflect.Value

func check(path string, v reflect.Value, tag reflect.StructTag, around scope) error {
	in := tag.Get("in")
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return check(path, v.Elem(), tag, around)
	case reflect.Struct:
		return checkStruct(path, v, append(around[:len(around):len(around)], v))
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if err := check(path+"."+key.String(), v.MapIndex(key), tag, around); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		outer, inner, _ := strings.Cut(tag.Get("len"), ",")
		if want := around.limits(outer); !want.hold(float64(v.Len())) {
			return fmt.Errorf("%s has %d elements: want %s", path, v.Len(), want)
		}
		from := 0
		if isNumber(v.Type().Elem().Kind()) { // their limits are read once, and a path written for the first that is wrong
			for want := around.limits(in); from < v.Len() && want.hold(number(v.Index(from))); {
				from++
			}
		}
		tag = reflect.StructTag(fmt.Sprintf("in:%q len:%q", in, inner))
		for i := from; i < v.Len(); i++ {
			if err := check(fmt.Sprintf("%s[%d]", path, i), v.Index(i), tag, around); err != nil {
				return err
			}
		}
	case reflect.String:
		if words := strings.Split(in, "|"); in != "" && !slices.Contains(words, v.String()) {
			return fmt.Errorf("%s is %q: want one of %q", path, v.String(), words)
		}
		if !around.limits(tag.Get("len")).hold(float64(v.Len())) {
			return fmt.Errorf("%s is empty", path)
		}
	}
	if isNumber(v.Kind()) {
		if want := around.limits(in); !want.hold(number(v)) {
			return fmt.Errorf("%s is %v: want %s", path, v, want)
		}
	}
	return nil
}

func checkStruct(path string, v reflect.Value, around scope) error {
	for _, f := range reflect.VisibleFields(v.Type()) {
		if name, ok := nameOf(f); ok {
			err := check(strings.TrimPrefix(path+"."+name, "."), v.FieldByIndex(f.Index), f.Tag, around)
			if err != nil {
				return err
			}
		}
	}
	if !v.CanAddr() {
		return nil
	}
	if own, ok := v.Addr().Interface().(interface{ Validate() error }); ok {
		if err := own.Validate(); err != nil {
			return fmt.Errorf("%s%w", strings.TrimPrefix(path+".", "."), err)
		}
	}
	return nil
}

// nameOf is what a field is called in a file; false if it is not there by itself.
func nameOf(f reflect.StructField) (string, bool) {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, name != "" && f.IsExported()
}

// limits are what a tag allows a number to be: one of some, or if there are none one
// from low to high. The zero value of an empty tag has neither.
type limits struct {
	low, high float64
	some      []float64
	bounded   bool
}

func (s scope) limits(tag string) (l limits) {
	if tag == "" {
		return l
	}
	if low, high, isRange := strings.Cut(tag, ".."); isRange {
		l = limits{low: s.value(low), high: math.Inf(1), bounded: true}
		if high != "" {
			high, less := strings.CutPrefix(high, "<")
			if l.high = s.value(high); less {
				l.high--
			}
		}
		return l
	}
	for one := range strings.SplitSeq(tag, "|") {
		l.some = append(l.some, s.value(one))
	}
	return l
}

func (l limits) hold(v float64) bool {
	if l.bounded {
		return l.low <= v && v <= l.high
	}
	return len(l.some) == 0 || slices.Contains(l.some, v)
}

// String is what is wanted, in words.
func (l limits) String() string {
	switch {
	case l.bounded && math.IsInf(l.high, 1):
		return digits(l.low) + " or more"
	case l.bounded:
		return digits(l.low) + " to " + digits(l.high)
	}
	words := make([]string, len(l.some))
	for i, v := range l.some {
		words[i] = digits(v)
	}
	return strings.Join(words, " or ")
}

// value is that of a product in a tag. It panics for a name that no struct around has.
func (s scope) value(product string) float64 {
	value := 1.0
	for factor := range strings.SplitSeq(product, "*") {
		constant, err := strconv.ParseFloat(factor, 64)
		if err != nil {
			constant = number(s.field(factor))
		}
		value *= constant
	}
	return value
}

// field is the nearest one of a name.
func (s scope) field(name string) reflect.Value {
	for i := len(s) - 1; i >= 0; i-- {
		for _, f := range reflect.VisibleFields(s[i].Type()) {
			if its, ok := nameOf(f); ok && its == name {
				return s[i].FieldByIndex(f.Index)
			}
		}
	}
	panic("schema: a tag has an unknown field " + name)
}

func isNumber(k reflect.Kind) bool {
	return k == reflect.Int || k == reflect.Int64 || k == reflect.Float64
}

// number is a number, or the length of a list.
func number(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanFloat():
		return v.Float()
	}
	return float64(v.Len())
}

func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
