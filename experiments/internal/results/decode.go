package results

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"backprop/experiments/internal/schema"
)

// Decode reads a data file into what v points to. The file must be as the program
// writes it, though its lines and the order of its fields may be others: every field
// there, none that v does not have, every number within ±1e100, which no run leaves
// and no figure holds, and all that [schema.Check] asks. Errors name the file and the field.
func Decode(name string, text []byte, v any) error {
	err := decode(text, v)
	if err == nil {
		err = schema.Check(v)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func decode(text []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(v)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the file ends too early")
	case errors.As(err, &wrong):
		return fmt.Errorf("%s: %s in place of %v", cmp.Or(wrong.Field, "all of it"), wrong.Value, wrong.Type)
	case err != nil:
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows what should be all")
	}
	again, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var lean bytes.Buffer
	if err := json.Compact(&lean, text); err != nil {
		return err
	}
	if bytes.Equal(lean.Bytes(), again) && !hundreds.Match(again) {
		return nil // as the program wrote it, and no number is large
	}
	var read, written any
	if err := errors.Join(json.Unmarshal(text, &read), json.Unmarshal(again, &written)); err != nil {
		return err
	}
	return same("", read, written)
}

// largest is beyond every number that a run leaves, and within what can be drawn.
const largest = 1e100

// hundreds is in every JSON of the program that has a number from 1e100 on.
var hundreds = regexp.MustCompile(`e\+\d{3}`)

// same reports the first field in which a file differs from what was read from it,
// written again: one that is missing or null, where a zero was read, or too many
// elements of a list.
func same(path string, read, written any) error {
	switch w := written.(type) {
	case map[string]any:
		r, ok := read.(map[string]any)
		if !ok {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(w)) {
			at := strings.TrimPrefix(path+"."+name, ".")
			value, there := r[name]
			if !there {
				return fmt.Errorf("%s is missing", at)
			}
			if err := same(at, value, w[name]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		r, ok := read.([]any)
		if !ok {
			break
		}
		if len(r) != len(w) {
			return fmt.Errorf("%s has %d elements: want %d", path, len(r), len(w))
		}
		for i := range w {
			if err := same(fmt.Sprintf("%s[%d]", path, i), r[i], w[i]); err != nil {
				return err
			}
		}
		return nil
	case float64:
		if math.Abs(w) > largest {
			return fmt.Errorf("%s is %v: want a number from %v to %v", path, w, -largest, largest)
		}
	}
	if read != written {
		return fmt.Errorf("%s: %s in place of %s", cmp.Or(path, "all of it"), brief(read), brief(written))
	}
	return nil
}

// brief is a JSON value in a few words.
func brief(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}
