package results

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Decode reads a data file into what v points to. Every field of v must be there,
// but those that are left out when they are empty, with a value of its type that is
// not null, and there must be no others; then v's own method Validate, if it has
// one, is asked. Errors name the file and the field.
func Decode(name string, text []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var tree any
	err := decoder.Decode(&tree)
	if err == nil {
		if _, more := decoder.Token(); more != io.EOF {
			err = fmt.Errorf("something follows what should be all")
		}
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = fmt.Errorf("the file ends too early")
	}
	if err == nil {
		err = checkShape("", tree, reflect.TypeOf(v).Elem())
	}
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if validator, ok := v.(interface{ Validate() error }); ok && err == nil {
		err = validator.Validate()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

var (
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonType = reflect.TypeFor[json.Unmarshaler]()
)

// largest is beyond every number that a run leaves, and within what can be drawn.
const largest = 1e100

// checkShape compares a JSON value with the type that it is to be read into.
func checkShape(path string, value any, t reflect.Type) error {
	if t.Kind() == reflect.Pointer {
		if value == nil {
			return nil
		}
		t = t.Elem()
	}
	wrong := func(want string) error { return fmt.Errorf("%s is %s: want %s", orAll(path), kindOf(value), want) }
	switch pointer := reflect.PointerTo(t); {
	case pointer.Implements(textType):
		text, ok := value.(string)
		if !ok {
			return wrong("words")
		}
		if err := reflect.New(t).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	case pointer.Implements(jsonType):
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		object, ok := value.(map[string]any)
		if !ok {
			return wrong("an object")
		}
		return checkFields(path, object, t)
	case reflect.Slice, reflect.Array:
		list, ok := value.([]any)
		if !ok {
			return wrong("a list")
		}
		if t.Kind() == reflect.Array && len(list) != t.Len() {
			return fmt.Errorf("%s has %d elements: want %d", path, len(list), t.Len())
		}
		for i, element := range list {
			if err := checkShape(fmt.Sprintf("%s[%d]", path, i), element, t.Elem()); err != nil {
				return err
			}
		}
	case reflect.Map:
		object, ok := value.(map[string]any)
		if !ok {
			return wrong("an object")
		}
		for key, element := range object {
			if err := checkShape(path+"."+key, element, t.Elem()); err != nil {
				return err
			}
		}
	case reflect.String:
		if _, ok := value.(string); !ok {
			return wrong("words")
		}
	case reflect.Bool:
		if _, ok := value.(bool); !ok {
			return wrong("true or false")
		}
	case reflect.Float64:
		number, ok := value.(json.Number)
		if !ok {
			return wrong("a number")
		}
		if v, err := number.Float64(); err != nil || math.Abs(v) > largest {
			return fmt.Errorf("%s is %.20s: want a number from %v to %v", path, number, -largest, largest)
		}
	case reflect.Int, reflect.Int64:
		number, ok := value.(json.Number)
		if !ok {
			return wrong("a whole number")
		}
		if _, err := number.Int64(); err != nil {
			return fmt.Errorf("%s is %.20s: want a whole number", path, number)
		}
	default:
		panic(fmt.Sprintf("results: %s has a type that no data file has, %v", path, t))
	}
	return nil
}

// checkFields compares a JSON object with a struct.
func checkFields(path string, object map[string]any, t reflect.Type) error {
	var known []string
	for _, field := range fieldsOf(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		known = append(known, name)
		at := strings.TrimPrefix(path+"."+name, ".")
		value, there := object[name]
		switch {
		case !there && strings.Contains(options, "omitempty"):
		case !there:
			return fmt.Errorf("%s is missing", at)
		default:
			if err := checkShape(at, value, field.Type); err != nil {
				return err
			}
		}
	}
	for name := range object {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%s is no field of this file", strings.TrimPrefix(path+"."+name, "."))
		}
	}
	return nil
}

// fieldsOf are the fields of a struct in JSON: those of an embedded one are its own.
func fieldsOf(t reflect.Type) (fields []reflect.StructField) {
	for i := range t.NumField() {
		if field := t.Field(i); field.Anonymous {
			fields = append(fields, fieldsOf(field.Type)...)
		} else {
			fields = append(fields, field)
		}
	}
	return fields
}

// orAll names the field at path, the whole file at "".
func orAll(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// kindOf says what a JSON value is.
func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return "words"
	case json.Number:
		return "the number " + v.String()
	case bool:
		return fmt.Sprint(v)
	case []any:
		return "a list"
	}
	return "an object"
}
