package gradcheck

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// vector is f: Rⁿ → Rᵐ around one x. Each component is checked as a scalar function; they look at the
// same steps, and f is called at each once.
type vector struct {
	f        func(y, x []float64)
	m        int
	x        []float64
	settings Settings
	seeds    [2]uint64 // of the directions, which are the same for every component
	calls    int       // of f
	asked    int       // how often f(x) itself was asked for
	known    map[argument][]float64
	// What the components checked so far say; f(x), and of which elements f is still.
	report Report
	value  []float64
	still  []bool
}

// argument tells arguments of f apart: by the one element in which it differs from x and its bits,
// or by the bits of all. x itself is two of them, so that f is asked again there.
type argument struct {
	index int
	bits  uint64
	all   string
}

// newVector returns f as a vector of m components, whose Jacobian, or what of says, is claimed.
func newVector(of string, f func(y, x []float64), m int, x []float64, settings *Settings) (*vector, error) {
	v := &vector{f: f, m: m, x: slices.Clone(x), seeds: [2]uint64{1, 2}}
	if settings != nil {
		v.settings = *settings
	}
	switch {
	case f == nil:
		return nil, fmt.Errorf("gradcheck: f is nil; it must be the function whose %s is claimed", of)
	case m == 0:
		return nil, fmt.Errorf("gradcheck: the claimed %s is empty; it must have a row for each component of f", of)
	case v.settings.Dual != nil:
		return nil, errors.New("gradcheck: Settings.Dual is set; it is for the gradient of a scalar function")
	}
	if rnd := v.settings.Rand; rnd != nil {
		v.seeds = [2]uint64{rnd.Uint64(), rnd.Uint64()}
	}
	v.report = Report{Name: v.settings.Name, Of: of, columns: len(x)}
	return v, nil
}

// at returns f(x), of which NaN is all where f panics, and what f does not write.
func (v *vector) at(x []float64) []float64 {
	return recall(&v.known, v.argument(x), func() []float64 {
		v.calls++
		return valuesOf(v.f, v.m, x)
	})
}

// valuesOf returns f(x) of m elements, of which NaN is all where f panics, and what f does not write.
func valuesOf(f func(y, x []float64), m int, x []float64) (y []float64) {
	defer func() {
		if recover() != nil {
			y = slices.Repeat([]float64{math.NaN()}, m)
		}
	}()
	y = slices.Repeat([]float64{math.NaN()}, m)
	f(y, x)
	return y
}

func (v *vector) argument(x []float64) argument {
	differs := func(i int) bool { return x[i] != v.x[i] }
	first := 0
	for first < len(x) && !differs(first) {
		first++
	}
	if first == len(x) {
		v.asked++
		return argument{index: -1, bits: uint64(v.asked % 2)}
	}
	for i := first + 1; i < len(x); i++ {
		if differs(i) {
			all := make([]byte, 0, 8*len(x))
			for _, e := range x {
				all = binary.LittleEndian.AppendUint64(all, math.Float64bits(e))
			}
			return argument{index: -1, all: string(all)}
		}
	}
	return argument{index: first, bits: math.Float64bits(x[first])}
}

// checker returns a checker of component i, with some of the settings.
func (v *vector) checker(i int, s Settings) (*Checker, error) {
	s.Workers = 0 // as they share the calls of f
	s.Rand = rand.New(rand.NewPCG(v.seeds[0], v.seeds[1]))
	c, err := newChecker(func(x []float64) float64 { return v.at(x)[i] }, v.x, &s)
	if err != nil {
		return nil, err
	}
	v.value = append(v.value, c.problem.f0)
	v.report.Noise = max(v.report.Noise, c.problem.noise)
	return c, nil
}

// method returns the part of the report that is by a method.
func (v *vector) method(m Method) *MethodReport {
	for i := range v.report.Methods {
		if v.report.Methods[i].Method == m {
			return &v.report.Methods[i]
		}
	}
	v.report.Methods = append(v.report.Methods, MethodReport{Method: m})
	return &v.report.Methods[len(v.report.Methods)-1]
}

// add adds what the checker of row i of the matrix called letter says by a method, under the name of as.
func (v *vector) add(letter string, i int, c *Checker, m, as Method) (failed bool) {
	before := v.calls
	part := c.compare(m)
	whole, still := v.method(as), c.problem.still()
	for _, e := range part.Comparisons {
		failed = failed || e.Verdict == Fail
		if part.Directional {
			e.Name = fmt.Sprintf("%s[%d,·], %s", letter, i, e.Name)
			e.Index += i * len(part.Comparisons)
		} else {
			v.still = append(v.still, still[e.Index])
			e.Index += i * len(v.x)
		}
		e.Block = v.report.Of
		whole.Comparisons = append(whole.Comparisons, e)
	}
	whole.Directional, whole.Missed = part.Directional, max(whole.Missed, part.Missed)
	whole.Evaluations += v.calls - before
	return failed
}

// conclude returns the report on a claim of rows × cols elements.
func (v *vector) conclude(rows, cols int) Report {
	r := v.report
	r.Elements, r.Value, r.Evaluations = rows*cols, norm(v.value), r.Evaluations+v.calls
	r.spans = []span{{Block: Block{Name: r.Of, Rows: rows, Cols: cols}, end: rows * cols}}
	if n := len(v.still); n < rows*cols { // no whole matrix in which to look for patterns
		r.spans = []span{{Block: Block{Name: r.Of}, end: n}}
	}
	r.conclude(make([]float64, len(v.still)), v.still, v.settings.Rows)
	return r
}
