package results

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// sheet has every kind of field that data files have.
type sheet struct {
	Word   string          `json:"word"`
	Count  int             `json:"count"`
	Values []float64       `json:"values"`
	Two    [2]float64      `json:"two"`
	Inner  inner           `json:"inner"`
	Maybe  *inner          `json:"maybe,omitempty"`
	By     map[string]*int `json:"by"`
}

type inner struct {
	Held bool `json:"held"`
}

func (s *sheet) Validate() error {
	if s.Count < 0 {
		return errors.New("count is below 0")
	}
	return nil
}

func TestADataFileIsReadAsItIsWritten(t *testing.T) {
	const right = `{"word":"a","count":1,"values":[1,2.5e0],"two":[1,2],"inner":{"held":true},"by":{"x":null,"y":3}}`
	for name, c := range map[string]struct{ text, want string }{
		"as written":            {right, ""},
		"in other lines":        {" \n" + right + "\n\n", ""},
		"with what may be left": {right[:len(right)-1] + `,"maybe":{"held":false}}`, ""},
		"a field is missing": {`{"count":1,"values":[],"two":[1,2],"inner":{"held":true},"by":{}}`,
			"word is missing"},
		"an inner one": {`{"word":"a","count":1,"values":[],"two":[1,2],"inner":{},"by":{}}`,
			"inner.held is missing"},
		"a field is unknown": {`{"wird":"a"}`, `json: unknown field "wird"`},
		"null for a number": {`{"word":"a","count":null,"values":[],"two":[1,2],"inner":{"held":true},"by":{}}`,
			"count: null in place of 0"},
		"words for a number":     {`{"word":"a","count":"1"}`, "count: string in place of int"},
		"words among numbers":    {`{"values":[1,"2"]}`, "values: string in place of float64"},
		"half of a whole number": {`{"count":1.5}`, "count: number 1.5 in place of int"},
		"an object for a list":   {`{"values":{}}`, "values: object in place of []float64"},
		"too short": {`{"word":"a","count":1,"values":[],"two":[1],"inner":{"held":true},"by":{}}`,
			"two has 1 elements: want 2"},
		"too long": {`{"word":"a","count":1,"values":[],"two":[1,2,3],"inner":{"held":true},"by":{}}`,
			"two has 3 elements: want 2"},
		"too large": {`{"word":"a","count":1,"values":[-1e101],"two":[1,2],"inner":{"held":true},"by":{}}`,
			"values[0] is -1e+101: want a number from -1e+100 to 1e+100"},
		"no float64":    {`{"values":[1e999]}`, "values: number 1e999 in place of float64"},
		"half a file":   {right[:40], "the file ends too early"},
		"an empty file": {"", "the file ends too early"},
		"two files":     {right + right, "something follows what should be all"},
		"not an object": {"[]", "all of it: array in place of results.sheet"},
		"null":          {"null", "all of it: null in place of object"},
		"its own objection": {
			`{"word":"a","count":-1,"values":[],"two":[1,2],"inner":{"held":true},"by":{}}`, "count is below 0"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Decode("sheet.json", []byte(c.text), new(sheet))
			if c.want == "" {
				assert.NoError(t, err)
			} else {
				assert.EqualError(t, err, "sheet.json: "+c.want)
			}
		})
	}
}

func ExampleDecode() {
	var s sheet
	fmt.Println(Decode("sheet.json", []byte(`{"word": "a"}`), &s))
	// Output: sheet.json: by is missing
}
