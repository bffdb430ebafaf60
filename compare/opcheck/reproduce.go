package opcheck

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Fault is what is wrong with an operation in one stage, as a program.
type Fault struct {
	Stage   Stage  `json:"stage"`
	Sample  string `json:"sample"` // the smallest that shows it
	Detail  string `json:"detail"`
	Program string `json:"program"`
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
		smallest := -1
		for i := range cases {
			if v := cases[i].Findings[stage].Verdict; v != Wrong && v != Panics {
				continue
			}
			if smallest < 0 || op.samples[i].weight() < op.samples[smallest].weight() {
				smallest = i
			}
		}
		if smallest < 0 {
			continue
		}
		f, t := cases[smallest].Findings[stage], newTrial(op, &op.samples[smallest])
		of := t.wrt[0]
		if stage != Value && f.Want != nil {
			var from, to int
			of, from, to = t.firstWrong(f)
			f.Got, f.Want = f.Got[from:to], f.Want[from:to]
		}
		faults = append(faults, Fault{Stage: stage, Sample: t.s.text, Detail: f.Detail, Prints: f.Got, Want: f.Want,
			Program: t.program(stage, of), Unseen: op.Unseen[stage]})
	}
	return faults
}

// firstWrong returns the operand with the first wrong element of a gradient, and where in the
// gradient its elements are.
func (t *trial) firstWrong(f Finding) (operand, from, to int) {
	for _, k := range t.wrt {
		from, to = to, to+len(t.x[k].Data)
		for i := from; i < to; i++ {
			if d := float64(f.Got[i] - f.Want[i]); !(math.Abs(d) <= 1e-6*math.Abs(float64(f.Want[i]))) {
				return k, from, to
			}
		}
	}
	return t.wrt[0], 0, len(t.x[t.wrt[0]].Data)
}

// weight is the length of what has to be read to understand a sample.
func (s *sample) weight() int {
	n := len(s.code)
	for _, x := range s.operands {
		n += 10 * size(x.shape)
	}
	return n
}

// program returns a Go program that prints what a stage computes: the value, or the gradient of
// one operand. Its main has at most 15 lines.
func (t *trial) program(stage Stage, of int) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, "\t"+format+"\n", args...) }
	line("g := NewGraph()")
	for k, x := range t.s.operands {
		line("%s := %s", x.name, leafCode(x, t.x[k]))
	}
	statements := strings.Split(t.s.code, "; ")
	for _, statement := range statements[:len(statements)-1] {
		line("%s", statement)
	}
	y := statements[len(statements)-1]
	if strings.HasSuffix(y, ")") {
		y = "Must(" + y + ")"
	}
	loss := y
	if stage != Value && !t.s.cost {
		line("w := %s", leafCode(operand{name: "w"}, Array{Shape: t.want.Shape, Data: t.w}))
		loss = "Must(Sum(Must(HadamardProd(" + y + ", w))))"
	}
	x, machine := t.s.operands[of].name, "g"
	if t.s.eval {
		machine = "g, EvalMode()"
	}
	switch stage {
	case Lisp:
		line("%s", loss)
		line("fmt.Println(NewLispMachine(%s).RunAll())", machine)
		line("d, err := %s.Grad()", x)
		line("fmt.Println(d.Data(), err)")
	case Value:
		line("var value Value")
		line("Read(%s, &value)", y)
		line("fmt.Println(NewTapeMachine(%s).RunAll())", machine)
		line("fmt.Println(value.Data())")
	default:
		line("gradients, err := Grad(%s, %s)", loss, x)
		line("var d Value")
		line("Read(gradients[0], &d)")
		line("fmt.Println(err, NewTapeMachine(%s).RunAll())", machine)
		line("fmt.Println(d.Data())")
	}
	imports := "\n\t. \"gorgonia.org/gorgonia\"\n"
	if strings.Contains(b.String(), "tensor.") {
		imports += "\t\"gorgonia.org/tensor\"\n"
	}
	return "package main\n\nimport (\n\t\"fmt\"\n" + imports + ")\n\nfunc main() {\n" + b.String() + "}\n"
}

// leafCode is leaf as Go.
func leafCode(x operand, a Array) string {
	numbers := make([]string, len(a.Data))
	for k, v := range a.Data {
		numbers[k] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	if len(a.Shape) == 0 {
		return fmt.Sprintf("NewScalar(g, Float64, WithName(%q), WithValue(float64(%s)))", x.name, numbers[0])
	}
	kind := "float64"
	if x.ints {
		kind = "int"
	}
	shape := strings.Trim(strings.ReplaceAll(fmt.Sprint(a.Shape), " ", ", "), "[]")
	return fmt.Sprintf("NodeFromAny(g, tensor.New(tensor.WithShape(%s), tensor.WithBacking([]%s{%s})), WithName(%q))",
		shape, kind, strings.Join(numbers, ", "), x.name)
}
