// Package protocol checks the gradient of a program in any language. The program
// answers questions, lines of JSON on its standard input, with lines of JSON on its
// standard output; PROTOCOL.md describes them, with clients in Python, C and
// JavaScript.
package protocol

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"backprop/compare/gradcheck"
)

// Settings adjust a check. The zero value, or a nil pointer, is a sensible default.
type Settings struct {
	// Timeout is how long the program may take over one answer; 0 means 10 s.
	Timeout time.Duration
	// Check adjusts what gradcheck does. Its blocks, bounds and accuracy are those that the program
	// names, if it names any.
	Check gradcheck.Settings
}

// question is a line to the program.
type question struct {
	Ask string   `json:"ask"` // "point", "value" or "gradient"
	X   []number `json:"x,omitempty"`
}

// answer is a line from it. Of each question one field is asked for.
type answer struct {
	X        []number          `json:"x"`
	Blocks   []gradcheck.Block `json:"blocks"`
	Low      []number          `json:"low"`
	High     []number          `json:"high"`
	Accuracy *number           `json:"accuracy"`
	Value    *number           `json:"value"`
	Gradient []number          `json:"gradient"`
}

// Check runs a command, by the shell, asks it for a point x, the function's values
// around it and the gradient there, and compares them; see gradcheck.Check. The
// command and what it has started are ended before Check returns.
//
// A program that ends, is silent for longer than the timeout, or answers anything
// but what it was asked for is an error of one line, followed by the last lines of
// its output. So is a value at x that is not finite. The error wraps that of ctx if
// this ended it.
func Check(ctx context.Context, command string, settings *Settings) (report gradcheck.Report, err error) {
	var s Settings
	if settings != nil {
		s = *settings
	}
	if strings.TrimSpace(command) == "" {
		return gradcheck.Report{}, errors.New("no command: want that of a program, such as python3 mine.py")
	}
	if s.Timeout == 0 {
		s.Timeout = 10 * time.Second
	}
	p, err := start(ctx, command, s.Timeout)
	if err != nil {
		return gradcheck.Report{}, err
	}
	defer p.end()

	var at answer
	if err := p.ask(question{Ask: "point"}, &at); err != nil {
		return gradcheck.Report{}, err
	}
	x := floats(at.X)
	if len(x) == 0 {
		return gradcheck.Report{}, p.fault(`answered no point: want {"x": [numbers]}`)
	}
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return gradcheck.Report{}, p.fault(fmt.Sprintf("x[%d] is %v: want a finite point", i, v))
		}
	}
	if at.Blocks != nil {
		s.Check.Blocks = at.Blocks
	}
	if at.Low != nil {
		s.Check.Low = floats(at.Low)
	}
	if at.High != nil {
		s.Check.High = floats(at.High)
	}
	if at.Accuracy != nil {
		s.Check.Accuracy = float64(*at.Accuracy)
	}
	value, err := p.value(x)
	if err == nil && (math.IsNaN(value) || math.IsInf(value, 0)) {
		err = p.fault(fmt.Sprintf("its value at the point x is %v, where nothing can be checked", value))
	}
	if err != nil {
		return gradcheck.Report{}, err
	}
	gradient, err := p.gradient(x)
	if err != nil {
		return gradcheck.Report{}, err
	}

	var fault error
	f := func(x []float64) float64 {
		if fault != nil { // the check is over, and only has to end
			return math.NaN()
		}
		var v float64
		v, fault = p.value(x)
		return v
	}
	report, err = gradcheck.Check(f, x, gradient, &s.Check)
	return report, errors.Join(fault, err)
}

// value is f(x). A step beyond the range of float64 is none of the program's.
func (p *program) value(x []float64) (float64, error) {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return math.NaN(), nil
		}
	}
	var a answer
	if err := p.ask(question{"value", numbers(x)}, &a); err != nil {
		return math.NaN(), err
	}
	if a.Value == nil {
		return math.NaN(), p.fault(`answered no value: want {"value": number}`)
	}
	return float64(*a.Value), nil
}

func (p *program) gradient(x []float64) ([]float64, error) {
	var a answer
	if err := p.ask(question{"gradient", numbers(x)}, &a); err != nil {
		return nil, err
	}
	if len(a.Gradient) != len(x) {
		return nil, p.fault(fmt.Sprintf(`answered a gradient of %d numbers: want {"gradient": [%d numbers]}`,
			len(a.Gradient), len(x)))
	}
	return floats(a.Gradient), nil
}
