package schema_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"backprop/experiments/internal/schema"
)

type sheet struct {
	size
	Word     string          `json:"word" in:"yes|no"`
	Name     string          `json:"name" len:"1.."`
	Share    float64         `json:"share" in:"0..1"`
	Labels   []float64       `json:"labels" in:"0|1" len:"rows"`
	Matrix   [][]int         `json:"matrix" in:"0..<rows" len:"rows,2*labels"`
	Optional *inner          `json:"optional,omitempty"`
	By       map[string]*int `json:"by" in:"1.."`
	Ignored  chan int
}

type size struct {
	Rows int `json:"rows" in:"1.."`
}

type inner struct {
	Few []inner2 `json:"few" len:"0|rows"`
}

type inner2 struct {
	Low  int `json:"low"`
	High int `json:"high" in:"low.."`
}

func (i *inner2) Validate() error {
	if i.High == 13 {
		return errors.New("high is unlucky")
	}
	return nil
}

func TestTheFirstFieldThatDoesNotFitIsNamed(t *testing.T) {
	right := func() *sheet {
		three := 3
		return &sheet{size: size{2}, Word: "no", Name: "n", Share: 0.5, Labels: []float64{0, 1},
			Matrix: [][]int{{0, 1, 0, 1}, {1, 1, 1, 1}}, Optional: &inner{Few: []inner2{{1, 2}, {2, 2}}},
			By: map[string]*int{"x": nil, "y": &three}}
	}
	for want, edit := range map[string]func(s *sheet){
		"":                                          func(*sheet) {},
		"rows is 0: want 1 or more":                 func(s *sheet) { s.Rows = 0 },
		`word is "": want one of ["yes" "no"]`:      func(s *sheet) { s.Word = "" },
		"name is empty":                             func(s *sheet) { s.Name = "" },
		"share is 1.5: want 0 to 1":                 func(s *sheet) { s.Share = 1.5 },
		"share is -0.5: want 0 to 1":                func(s *sheet) { s.Share = -0.5 },
		"labels[1] is 2: want 0 or 1":               func(s *sheet) { s.Labels[1] = 2 },
		"labels has 1 elements: want 2":             func(s *sheet) { s.Labels = s.Labels[:1] },
		"matrix has 0 elements: want 2":             func(s *sheet) { s.Matrix = nil },
		"matrix[1] has 3 elements: want 4":          func(s *sheet) { s.Matrix[1] = s.Matrix[1][1:] },
		"matrix[0][3] is 2: want 0 to 1":            func(s *sheet) { s.Matrix[0][3] = 2 },
		"optional.few has 1 elements: want 0 or 2":  func(s *sheet) { s.Optional.Few = s.Optional.Few[:1] },
		"optional.few[1].high is 1: want 2 or more": func(s *sheet) { s.Optional.Few[1].High = 1 },
		"optional.few[0].high is unlucky":           func(s *sheet) { s.Optional.Few[0].High = 13 },
		"by.y is 0: want 1 or more":                 func(s *sheet) { *s.By["y"] = 0 },
	} {
		t.Run(want, func(t *testing.T) {
			s := right()
			edit(s)
			if err := schema.Check(s); want == "" {
				assert.NoError(t, err)
			} else {
				assert.EqualError(t, err, want)
			}
		})
	}
	assert.Panics(t, func() {
		schema.Check(&struct {
			A []int `json:"a" len:"nothing"`
		}{})
	})
}

func ExampleCheck() {
	fmt.Println(schema.Check(&struct {
		Rows   int       `json:"rows"`
		Losses []float64 `json:"losses" len:"rows"`
	}{2, []float64{0.5}}))
	// Output: losses has 1 elements: want 2
}
