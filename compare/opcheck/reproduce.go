package opcheck

import (
	_ "embed"
	"fmt"
	"math"
	"strings"
	"text/template"
)

// Fault is what is wrong with an operation in one stage, as a program.
type Fault struct {
	Stage   Stage  `json:"stage" in:"value|tape|lisp"`
	Sample  string `json:"sample" len:"1.."` // the smallest that shows it
	Detail  string `json:"detail"`
	Program string `json:"program" len:"1.."`
	// Prints are the numbers that the program prints; none if it panics. Want are those
	// that would be right, as far as they are known.
	Prints []number `json:"prints,omitempty"`
	Want   []number `json:"want,omitempty"`
	// Unseen says why Gorgonia's own tests do not see it.
	Unseen string `json:"unseen,omitempty"`
}

// faults returns, of each stage in which Gorgonia itself computes, the smallest case that is wrong,
// or panics.
func (op *Op) faults(cases []Case) (faults []Fault) {
	for _, stage := range []Stage{Value, Tape, Lisp} {
		var smallest *sample
		var f Finding
		for k, s := range op.samples {
			found := cases[k].Findings[stage]
			if v := found.Verdict; (v == Wrong || v == Panics) && (smallest == nil || s.weight() < smallest.weight()) {
				smallest, f = s, found
			}
		}
		if smallest == nil {
			continue
		}
		of := ""
		if stage != Value {
			of, f = smallest.firstWrong(f)
		}
		faults = append(faults, Fault{Stage: stage, Sample: smallest.text, Detail: f.Detail, Prints: f.Got, Want: f.Want,
			Program: smallest.program(stage, of), Unseen: whyUnseen(op.Name, stage)})
	}
	return faults
}

// weight is the length of what has to be read to understand a sample.
func (s *sample) weight() int {
	n := len(s.code)
	for _, x := range s.operands {
		n += 10 * len(x.Data)
	}
	return n
}

// firstWrong returns the name of the operand with the first wrong element of a gradient, or of the
// first of all, and the finding for that operand alone.
func (s *sample) firstWrong(f Finding) (string, Finding) {
	k, from := 0, 0
	for k < len(f.Want) && math.Abs(float64(f.Got[k]-f.Want[k])) <= 1e-6*math.Abs(float64(f.Want[k])) {
		k++
	}
	k %= max(len(f.Want), 1)
	for _, x := range s.operands {
		to := from + len(x.Data)
		switch {
		case x.ints:
			continue
		case k >= to:
			from = to
			continue
		case f.Want != nil:
			f.Got, f.Want = f.Got[from:to], f.Want[from:to]
		}
		return x.name, f
	}
	panic("a sample of no operand that is differentiated")
}

//go:embed reproduce.tmpl
var reproduction string

var programs = template.Must(template.New("").Parse(reproduction))

// program returns a Go program that prints what a stage computes: the value, or the gradient of
// the operand x. Its main has at most 15 lines.
func (s *sample) program(stage Stage, x string) string {
	var lines []string
	for _, x := range s.operands {
		lines = append(lines, x.name+" := "+s.operandCode(x))
	}
	lines = append(lines, strings.Split(s.code, "; ")...)
	last := len(lines) - 1
	y := lines[last]
	if lines = lines[:last]; strings.HasSuffix(y, ")") {
		y = "Must(" + y + ")"
	}
	loss := y
	if stage != Value && !s.cost {
		lines = append(lines, "w := "+s.operandCode(operand{name: "w", Array: Array{Shape: s.want.Shape, Data: s.w}}))
		loss = "Must(Sum(Must(HadamardProd(" + y + ", w))))"
	}
	machine := "g"
	if s.eval {
		machine = "g, EvalMode()"
	}
	var program strings.Builder
	check(programs.Execute(&program, map[string]any{"Stage": string(stage), "Lines": lines, "Y": y, "Loss": loss,
		"X": x, "Machine": machine, "Tensor": strings.Contains(strings.Join(lines, "")+y, "tensor.")}))
	return program.String()
}

// operandCode is leaf as Go.
func (s *sample) operandCode(x operand) string {
	kind, data := "float64", any(x.Data)
	switch {
	case x.ints:
		kind = "int"
	case s.single: // in as few digits as float32 needs
		kind, data = "float32", converted[float32](x.Data)
	}
	list := func(numbers any) string {
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ", "), "[]")
	}
	if len(x.Shape) == 0 {
		return fmt.Sprintf("NewScalar(g, %s, WithName(%q), WithValue(%s(%s)))",
			map[string]string{"float64": "Float64", "float32": "Float32"}[kind], x.name, kind, list(data))
	}
	return fmt.Sprintf("NodeFromAny(g, tensor.New(tensor.WithShape(%s), tensor.WithBacking([]%s{%s})), WithName(%q))",
		list(x.Shape), kind, list(data), x.name)
}
