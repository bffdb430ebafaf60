package tournament

import (
	_ "embed"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"

	"backprop/compare/internal/exact"
)

// Family is a kind of function, of which members are drawn at random.
type Family struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Source string `json:"source,omitempty"` // of the function, or of the mistake
	draw   func(r *rand.Rand) (sample, error)
}

// sample is one function at one point.
type sample struct {
	f func(x []float64) float64
	x []float64
	// truth is the gradient, derived in 106 bits and rounded once.
	truth []float64
	// right is a gradient by a formula that people use; nil is the truth.
	right []float64
	// mistake is a wrong claim that belongs to the family, if it has values; slip makes
	// one in a step of the derivation.
	mistake claim
	slip    func(r *rand.Rand) claim
	// accuracy is how exactly f is computed, where its user has said so.
	accuracy float64
	// kinked and random say that f has kinks, and that it does not repeat itself.
	kinked, random bool
	text           string // of f, if it was drawn with the sample
}

//go:embed corpus.txt
var corpus string

// Families returns the corpus, with families that are drawn from the seed: one in ten.
func Families(seed uint64) ([]Family, error) {
	all := models()
	for line := range strings.Lines(corpus) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f, err := readFamily(line)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range (len(all) + 8) / 9 {
		f, err := readFamily(drawnFamily(r, i+1))
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// distribution is what one name of a line is drawn from: x[3]=N(0,1).
var distribution = regexp.MustCompile(`^([a-z])(?:\[(\d)\])?=([NUDS])\(([^,]+),([^)]+)\)$`)

// readFamily reads a line of the corpus.
func readFamily(line string) (Family, error) {
	columns := strings.Split(line, "|")
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	f := Family{Kind: columns[0], Name: columns[1], Source: strings.Join(columns[4:min(5, len(columns))], "")}
	elements, constants, _ := strings.Cut(columns[2], ";")
	var mistake []string
	if len(columns) > 5 {
		mistake = strings.Split(columns[5], ";")
	}
	f.draw = func(r *rand.Rand) (sample, error) {
		names, x, err := draw(r, elements)
		if err != nil {
			return sample{}, fmt.Errorf("%s: %w", f.Name, err)
		}
		fixed, values, err := draw(r, constants)
		if err != nil {
			return sample{}, fmt.Errorf("%s: %w", f.Name, err)
		}
		read := formula{elements: make(map[string]int), constants: make(map[string]float64)}
		for i, name := range names {
			read.elements[name] = i
		}
		for i, name := range fixed {
			read.constants[name] = values[i]
		}
		tree, err := read.parse(columns[3])
		if err != nil {
			return sample{}, fmt.Errorf("%s: %w", f.Name, err)
		}
		s := ofFormula(f.Kind, tree, read.operations, x)
		if f.Kind == "gonum" {
			s.f, s.right = library(f.Name, x)
		}
		if program, ok := programs[f.Name]; ok {
			s.f, s.accuracy = func(x []float64) float64 { return program.f(x[0]) }, program.accuracy
		}
		for i, text := range mistake {
			wrong, err := read.parse(text)
			if err != nil {
				return sample{}, fmt.Errorf("%s, mistake: %w", f.Name, err)
			}
			s.mistake.values = append(s.mistake.values, float64(eval(wrong, plain(x), nil)))
			if i == 0 {
				s.mistake.mistake = f.Source
			}
		}
		s.text = columns[3]
		for i, name := range fixed {
			s.text += fmt.Sprintf(", %s = %v", name, values[i])
		}
		return s, nil
	}
	return f, nil
}

func plain(x []float64) []exact.Plain {
	p := make([]exact.Plain, len(x))
	for i, v := range x {
		p[i] = exact.Plain(v)
	}
	return p
}

func ofFormula(kind string, tree *node, operations int, x []float64) sample {
	rough := roughen(kind)
	s := over(func(x []exact.Plain) exact.Plain { return eval(tree, x, rough) },
		func(x []exact.Jet) exact.Jet { return eval(tree, x, nil) }, x)
	s.kinked = tree.has("abs", "relu", "max", "min")
	s.random = tree.has("random")
	s.slip = func(r *rand.Rand) claim { return slip(r, tree, operations, x) }
	return s
}

// draw draws the names of a column.
func draw(r *rand.Rand, column string) (names []string, values []float64, err error) {
	for word := range strings.FieldsSeq(column) {
		d := distribution.FindStringSubmatch(word)
		if d == nil {
			return nil, nil, fmt.Errorf("%q is no distribution", word)
		}
		a, _ := strconv.ParseFloat(d[4], 64)
		b, _ := strconv.ParseFloat(d[5], 64)
		one := func() float64 {
			switch d[3] {
			case "N":
				return a + float64(b*r.NormFloat64())
			case "U":
				return a + float64((b-a)*r.Float64())
			}
			v := math.Pow(10, a+float64((b-a)*r.Float64()))
			if d[3] == "S" && r.IntN(2) == 0 {
				return -v
			}
			return v
		}
		if d[2] == "" {
			names, values = append(names, d[1]), append(values, one())
			continue
		}
		n, _ := strconv.Atoi(d[2])
		for i := range n {
			names, values = append(names, d[1]+strconv.Itoa(i+1)), append(values, one())
		}
	}
	return names, values, nil
}

// drawnFamily is a line that nobody wrote: a random formula of two to four elements,
// and of what follows they add up to no more than kinks and ripples.
func drawnFamily(r *rand.Rand, number int) string {
	n := 2 + r.IntN(3)
	var part func(depth int) string
	part = func(depth int) string {
		if depth == 0 || r.IntN(6) == 0 {
			if r.IntN(4) == 0 {
				return fmt.Sprintf("%.2g", 0.2+2*r.Float64())
			}
			return fmt.Sprintf("x%d", 1+r.IntN(n))
		}
		shapes := []string{"(%s + %s)", "(%s - %s)", "(%s * %s)", "(%s * %s)", "%s/(1 + sq(%s))", "sin(%s)", "tanh(%s)",
			"exp(-sq(%s))", "log(1 + sq(%s))", "sqrt(1 + sq(%s))", "sigmoid(%s)", "atan(%s)", "cos(2*%s)", "abs(%s)",
			"max(%s, %s)"}
		shape := shapes[r.IntN(len(shapes))]
		args := []any{part(depth - 1)}
		if strings.Count(shape, "%s") == 2 {
			args = append(args, part(depth-1))
		}
		return fmt.Sprintf(shape, args...)
	}
	text := part(4)
	for i := range n {
		text += fmt.Sprintf(" + %.2g*sq(x%d)", r.Float64(), i+1)
	}
	return fmt.Sprintf("drawn | drawn %d | x[%d]=N(0,1) | %s | the seed", number, n, text)
}
