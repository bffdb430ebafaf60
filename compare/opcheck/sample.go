package opcheck

import (
	"fmt"
	"go/ast"
	"go/parser"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// sample is one application of an operation.
type sample struct {
	text     string // as written
	code     string // Go, with a dot import of Gorgonia; its last statement is the result
	body     []ast.Stmt
	operands []operand
	eval     bool // the machine is in evaluation mode
	// excused: the gradient may differ by the operation's convention.
	excused bool
	// cost: the operation itself is the loss, as its result cannot be multiplied.
	cost bool
}

type operand struct {
	name  string
	shape []int
	// low and high bound the elements, which are drawn, unless values holds them.
	low, high float64
	values    []float64
	ints      bool // integers, such as labels, which are not differentiated
}

// An operand is x[2 3], drawn from the operation's domain; x[2]=0,1.5, given; or i[2]#2,0,
// given integers. Blanks between brackets belong to the operand.
var (
	operandOrWord = regexp.MustCompile(`\S+\[[^\]]*\]\S*|\S+`)
	operandWord   = regexp.MustCompile(`^([A-Za-z]+)\[([0-9 ]*)\](?:=(\S+)|#(\S+))?$`)
)

// parse reads operands, two spaces and code: "x[2 3]  Sum(x, 0)". Statements of code
// are divided by semicolons. The words eval, cost and convention may precede the operands.
func (op *Op) parse(text string) (s sample, err error) {
	fail := func(format string, args ...any) (sample, error) {
		return s, fmt.Errorf("sample %q of %s: "+format, append([]any{text, op.Name}, args...)...)
	}
	words, code, found := strings.Cut(text, "  ")
	s.text, s.code = text, strings.TrimSpace(code)
	if !found {
		return fail("want operands, two spaces and code")
	}
	function, err := parser.ParseExpr("func() {" + s.code + "}")
	if err != nil {
		return fail("%w", err)
	}
	s.body = function.(*ast.FuncLit).Body.List
	for _, word := range operandOrWord.FindAllString(words, -1) {
		switch word {
		case "eval":
			s.eval = true
			continue
		case "cost":
			s.cost = true
			continue
		case "convention":
			s.excused = true
			continue
		}
		m := operandWord.FindStringSubmatch(word)
		if m == nil {
			return fail("%q is no operand: want such as x[2 3], x[2]=0,1 or i[2]#0,1", word)
		}
		x := operand{name: m[1], low: op.Low, high: op.High, ints: m[4] != ""}
		if x.low == x.high {
			x.low, x.high = -2, 2
		}
		for d := range strings.FieldsSeq(m[2]) {
			n, _ := strconv.Atoi(d)
			x.shape = append(x.shape, n)
		}
		if given := m[3] + m[4]; given != "" {
			for v := range strings.SplitSeq(given, ",") {
				f, err := strconv.ParseFloat(v, 64)
				if err != nil {
					return fail("%w", err)
				}
				x.values = append(x.values, f)
			}
			if len(x.values) != size(x.shape) {
				return fail("%d values for shape %v", len(x.values), x.shape)
			}
		}
		s.operands = append(s.operands, x)
	}
	return s, nil
}

// Seed is that of all that is drawn: operands and cotangents.
const Seed = 1

// stream returns the random stream of one purpose in a sample, whatever its place.
func (s *sample) stream(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(s.text + "/" + purpose))
	return rand.New(rand.NewPCG(Seed, h.Sum64()))
}

// values returns the operands. What is drawn has three decimals, so that a
// reproduction is short, and no two elements are equal, in all operands.
func (s *sample) values() []Array {
	var all []Array
	for k, x := range s.operands {
		a := Array{Shape: x.shape, Data: x.values}
		if a.Data == nil {
			// One element in each of n equal parts of the range, in random order.
			r := s.stream(x.name)
			n := size(x.shape)
			a.Data = make([]float64, n)
			for i, part := range r.Perm(n) {
				at := (float64(part) + 0.25 + float64(r.Float64()/2)) / float64(n)
				a.Data[i] = rounded(x.low+float64(at*(x.high-x.low)), 100) + float64(k)/1000
				a.Data[i] = rounded(a.Data[i], 1000)
			}
		}
		all = append(all, a)
	}
	return all
}

// cotangents returns n numbers from 0.5 to 1.5 with random signs: a gradient that
// is right for ones alone does not pass.
func (s *sample) cotangents(n int, purpose string) []float64 {
	r := s.stream(purpose)
	w := make([]float64, n)
	for k := range w {
		if s.cost && purpose == "w" {
			w[k] = 1
			continue
		}
		w[k] = rounded((0.5+r.Float64())*float64(1-2*r.IntN(2)), 100)
	}
	return w
}

func rounded(v, parts float64) float64 { return math.Round(v*parts) / parts }
