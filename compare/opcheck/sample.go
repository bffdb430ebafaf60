package opcheck

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"hash/fnv"
	"maps"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// sample is one application of an operation, with what is needed to judge it.
type sample struct {
	op   *Op
	text string // as written
	code string // Go, with a dot import of Gorgonia; its last statement is the result
	body []ast.Stmt
	eval bool // the machine is in evaluation mode
	// single: operands, weights and results are float32. The oracle remains in float64.
	single bool
	// excused: the gradient may differ by the operation's convention.
	excused bool
	// cost: the operation itself is the loss, as its result cannot be multiplied.
	cost bool

	operands []operand
	start    []float64 // the elements of those that are differentiated, and their names
	elements []string
	names    scope     // of the oracles
	want     Array     // the oracle's value
	w, v     []float64 // cotangents of the value and of the gradient
}

type operand struct {
	Array
	name string
	ints bool // integers, such as labels, which are not differentiated
}

// An operand is x[2 3], drawn from the operation's domain; x[2]=0,1.5, given; or i[2]#2,0,
// given integers. Blanks between brackets belong to the operand.
var (
	operandOrWord = regexp.MustCompile(`\S+\[[^\]]*\]\S*|\S+`)
	operandWord   = regexp.MustCompile(`^([A-Za-z]+)\[([0-9 ]*)\](?:=(\S+)|#(\S+))?$`)
)

// parse reads operands, two spaces and code: "x[2 3]  Sum(x, 0)". Statements of code
// are divided by semicolons. The words eval, cost, convention and float32 may precede the operands.
func (op *Op) parse(text string) (s *sample, err error) {
	words, code, found := strings.Cut(text, "  ")
	if !found {
		return nil, errors.New("want operands, two spaces and code")
	}
	s = &sample{op: op, text: text, code: strings.TrimSpace(code)}
	function, err := parser.ParseExpr("func() {" + s.code + "}")
	if err != nil {
		return nil, err
	}
	s.body = function.(*ast.FuncLit).Body.List
	flags := map[string]*bool{"eval": &s.eval, "cost": &s.cost, "convention": &s.excused, "float32": &s.single}
	for _, word := range operandOrWord.FindAllString(words, -1) {
		if flag, found := flags[word]; found {
			*flag = true
			continue
		}
		x, err := s.operand(word)
		if err != nil {
			return nil, err
		}
		s.operands = append(s.operands, x)
		s.round(x.Data)
		if !x.ints {
			s.start = append(s.start, x.Data...)
			s.elements = append(s.elements, x.names(x.name)...)
		}
	}
	if s.names = maps.Clone(op.oracle); s.eval {
		maps.Copy(s.names, evaluating)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the oracle panics: %v", p)
		}
	}()
	s.want = s.oracle(s.start)
	s.w, s.v = s.cotangents(len(s.want.Data), "w"), s.cotangents(len(s.start), "v")
	return s, nil
}

// round makes numbers those that the operation sees.
func (s *sample) round(v []float64) {
	for k, x := range v {
		if s.single {
			v[k] = float64(float32(x))
		}
	}
}

// unit is the unit roundoff of the operation.
func (s *sample) unit() float64 {
	if s.single {
		return 0x1p-24
	}
	return 0x1p-53
}

func (s *sample) operand(word string) (x operand, err error) {
	m := operandWord.FindStringSubmatch(word)
	if m == nil {
		return x, fmt.Errorf("%q is no operand: want such as x[2 3], x[2]=0,1 or i[2]#0,1", word)
	}
	x = operand{name: m[1], ints: m[4] != ""}
	for d := range strings.FieldsSeq(m[2]) {
		n, _ := strconv.Atoi(d)
		x.Shape = append(x.Shape, n)
	}
	given := m[3] + m[4]
	if given == "" {
		x.Data = s.drawn(x.name, size(x.Shape))
		return x, nil
	}
	for v := range strings.SplitSeq(given, ",") {
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return x, err
		}
		x.Data = append(x.Data, f)
	}
	if len(x.Data) != size(x.Shape) {
		err = fmt.Errorf("%d values for shape %v", len(x.Data), x.Shape)
	}
	return x, err
}

// Seed is that of all that is drawn: operands and cotangents.
const Seed = 1

// stream returns the random stream of one purpose in a sample, whatever its place.
func (s *sample) stream(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(s.text + "/" + purpose))
	return rand.New(rand.NewPCG(Seed, h.Sum64()))
}

// drawn returns n elements of the next operand, one in each of n equal parts of the domain, in random
// order. They have three decimals, so that a reproduction is short; no two are equal in all operands.
func (s *sample) drawn(name string, n int) []float64 {
	low, high := s.op.Low, s.op.High
	if low == high {
		low, high = -2, 2
	}
	r := s.stream(name)
	x := make([]float64, n)
	for i, part := range r.Perm(n) {
		at := (float64(part) + 0.25 + float64(r.Float64()/2)) / float64(n)
		x[i] = rounded(rounded(low+float64(at*(high-low)), 100)+float64(len(s.operands))/1000, 1000)
	}
	return x
}

// cotangents returns n numbers from 0.5 to 1.5 with random signs: a gradient that
// is right for ones alone does not pass.
func (s *sample) cotangents(n int, purpose string) []float64 {
	r := s.stream(purpose)
	w := make([]float64, n)
	for k := range w {
		w[k] = rounded((0.5+r.Float64())*float64(1-2*r.IntN(2)), 100)
		if s.cost && purpose == "w" {
			w[k] = 1
		}
	}
	s.round(w)
	return w
}

func rounded(v, parts float64) float64 { return math.Round(v*parts) / parts }

// oracle is the oracle's value at other operands.
func (s *sample) oracle(at []float64) Array {
	for _, x := range s.operands {
		if n := len(x.Data); !x.ints {
			x.Data, at = at[:n], at[n:]
		}
		s.names[x.name] = x.Array
	}
	return s.names.run(s.body).(Array)
}

// loss is f(x) = Σ w⊙oracle(x).
func (s *sample) loss(at []float64) (f float64) {
	for k, y := range s.oracle(at).Data {
		f += float64(s.w[k] * y)
	}
	return f
}
