package opcheck

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strings"

	"backprop/compare/gradcheck"
)

// Verdict is the outcome of one stage of one case.
type Verdict string

// The verdicts.
const (
	Right Verdict = "right"
	// Wrong: both oracles say so. A value has one oracle only.
	Wrong Verdict = "wrong"
	// Inconclusive: at a kink, where a derivative is a convention; where the function is
	// not finite around; or where the oracles do not agree.
	Inconclusive Verdict = "inconclusive"
	// Unsupported: Gorgonia, or the compiler, returns an error.
	Unsupported Verdict = "unsupported"
	// Panics: it panics, in some goroutine, or does not return.
	Panics Verdict = "panics"
)

// Finding is a verdict with its reason.
type Finding struct {
	Verdict Verdict `json:"verdict"`
	Detail  string  `json:"detail,omitempty"` // empty where all is right
	// Got and Want are the numbers of a wrong case: elements of the value or of all
	// gradients, row-major. Where a derivative is not known, Want has NaN.
	Got  []number `json:"got,omitempty"`
	Want []number `json:"want,omitempty"`
}

// number is a float64 that marshals also where JSON has no word for it.
type number float64

func (n number) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%.7g", float64(n)), nil }

func (n *number) UnmarshalText(text []byte) error {
	_, err := fmt.Sscan(string(text), (*float64)(n))
	return err
}

// trial is a sample of an operation with what is needed to judge it.
type trial struct {
	op    *Op
	s     *sample
	x     []Array
	names scope     // of the oracles, and the operands
	wrt   []int     // the operands that are differentiated
	start []float64 // their elements
	want  Array
	w, v  []float64
}

func newTrial(op *Op, s *sample) *trial {
	t := &trial{op: op, s: s, x: s.values(), names: maps.Clone(op.oracle)}
	if s.eval {
		maps.Copy(t.names, evaluating)
	}
	for k, x := range s.operands {
		if !x.ints {
			t.wrt = append(t.wrt, k)
			t.start = append(t.start, t.x[k].Data...)
		}
	}
	t.want = t.value(t.start)
	t.w = s.cotangents(len(t.want.Data), "w")
	t.v = s.cotangents(len(t.start), "v")
	return t
}

// value is the oracle at other operands.
func (t *trial) value(at []float64) Array {
	for k, x := range t.x {
		if !t.s.operands[k].ints {
			n := len(x.Data)
			x.Data, at = at[:n], at[n:]
		}
		t.names[t.s.operands[k].name] = x
	}
	y, err := t.names.run(t.s.body)
	if err != nil {
		panic(err)
	}
	return y.(Array)
}

// loss is f(x) = Σ w⊙oracle(x).
func (t *trial) loss(at []float64) (f float64) {
	for k, y := range t.value(at).Data {
		f += float64(t.w[k] * y)
	}
	return f
}

// slope is v·∇f(x), by Ridders' method.
func (t *trial) slope(at []float64) float64 {
	d, _ := slopeAlong(t.loss, at, t.v)
	return d
}

// judge runs a stage and judges what it computes.
func (t *trial) judge(stage Stage) (f Finding) {
	defer func() {
		if p := recover(); p != nil {
			f = Finding{Verdict: Panics, Detail: oneLine(fmt.Sprint(p))}
		}
	}()
	got, err := t.op.numbers(t.s, stage, t.w, t.v)
	switch {
	case err != nil:
		return Finding{Verdict: Unsupported, Detail: oneLine(err.Error())}
	case stage == Value:
		return t.judgeValue(got)
	case len(got) != len(t.start):
		return wrong(fmt.Sprintf("%d elements in place of %d", len(got), len(t.start)), got, nil)
	}
	function, size := t.loss, math.Abs(t.loss(t.start))
	if stage == Second {
		function = t.slope
		size /= firstStep(t.start, t.v) // it is a difference of losses over a step
	}
	f, err = t.judgeGradient(function, size, got)
	if err != nil {
		return Finding{Verdict: Inconclusive, Detail: oneLine(err.Error())}
	}
	if t.s.excused && f.Verdict == Wrong {
		f.Verdict, f.Detail = Inconclusive, t.op.Convention
	}
	return f
}

// judgeValue compares values with the oracle's. They may differ by 1e-12, and by what changes
// of the operands in their last digits do to the oracle, eight times over: but not by a jump,
// as of a comparison at a tie.
func (t *trial) judgeValue(got []float64) Finding {
	want := t.want.Data
	if len(got) != len(want) {
		return wrong(fmt.Sprintf("%d elements in place of %d", len(got), len(want)), got, want)
	}
	slack := make([]float64, len(want))
	r := rand.New(rand.NewPCG(Seed, 0))
	for range 4 {
		at := make([]float64, len(t.start))
		for k, x := range t.start {
			at[k] = x * (1 + float64((2*r.Float64()-1)*0x1p-51))
		}
		for k, y := range t.value(at).Data {
			slack[k] = max(slack[k], 8*math.Abs(y-want[k]))
		}
	}
	jump := float64(0x1p-40 * norm(1)(t.start))
	for k, y := range want {
		slack[k] = min(slack[k], jump+float64(0x1p-33*math.Abs(y)))
		if got[k] != y && !(math.IsNaN(got[k]) && math.IsNaN(y)) &&
			!(math.Abs(got[k]-y) <= slack[k]+float64(1e-12*math.Abs(y))) {
			return wrong(inPlace(name("y", t.want.Shape, k), got[k], y), got, want)
		}
	}
	return Finding{Verdict: Right}
}

// elementwise is a check by central differences.
var elementwise = &gradcheck.Settings{Methods: []gradcheck.Method{gradcheck.Central}}

// judgeGradient judges a gradient of f by the checker. What it calls wrong must also be
// outside of the error bar of Ridders' method; else the oracles do not agree.
func (t *trial) judgeGradient(f func([]float64) float64, size float64, claimed []float64) (Finding, error) {
	report, err := gradcheck.Check(f, t.start, claimed, elementwise)
	if err != nil {
		return Finding{}, err
	}
	want := make([]float64, len(claimed))
	var passed, kinks int
	var refuted, doubt string
	for k, c := range report.Methods[0].Comparisons {
		want[k] = c.Numerical
		switch {
		case c.Verdict == gradcheck.Pass:
			passed++
		case c.Verdict == gradcheck.Fail:
			if direction := unit(len(claimed), k); !refutes(f, t.start, direction, claimed[k], size) {
				doubt = t.element(k) + ": one oracle alone calls it wrong"
			} else if refuted == "" {
				refuted = inPlace(t.element(k), c.Claimed, c.Numerical)
			}
		case c.Reason == gradcheck.Kink:
			kinks++
			doubt = fmt.Sprintf("%s: %.3g at a kink between slopes %.3g and %.3g",
				t.element(k), c.Claimed, c.SlopeLeft, c.SlopeRight)
		case c.Reason != gradcheck.NoiseFloor && doubt == "":
			doubt = fmt.Sprintf("%s: %v", t.element(k), c.Reason)
		}
	}
	if kinks > 0 && refuted == "" {
		refuted, err = t.disowned(f, size, claimed)
	}
	switch {
	case refuted != "":
		return wrong(refuted, claimed, want), err
	case doubt != "":
		return Finding{Verdict: Inconclusive, Detail: doubt}, err
	case passed == 0:
		return Finding{Verdict: Inconclusive, Detail: "below the rounding of the function"}, err
	}
	return Finding{Verdict: Right}, err
}

// disowned says what no convention at a kink excuses: where f is smooth along (1,…,1), as
// the maximum is at a tie, the elements must add up to its slope.
func (t *trial) disowned(f func([]float64) float64, size float64, claimed []float64) (string, error) {
	ones := make([]float64, len(claimed))
	total := 0.0
	for k, c := range claimed {
		ones[k] = 1
		total += c
	}
	line := func(h []float64) float64 { return f(step(t.start, h[0], ones)) }
	report, err := gradcheck.Check(line, []float64{0}, []float64{total}, elementwise)
	if err != nil || report.Verdict() != gradcheck.Fail || !refutes(f, t.start, ones, total, size) {
		return "", err
	}
	return inPlace("the sum of all elements", total, report.Methods[0].Comparisons[0].Numerical), nil
}

// element returns the name of element k of the concatenated operands.
func (t *trial) element(k int) string {
	for _, j := range t.wrt {
		if n := len(t.x[j].Data); k >= n {
			k -= n
			continue
		}
		return name(t.s.operands[j].name, t.x[j].Shape, k)
	}
	panic("no such element")
}

func name(array string, shape []int, k int) string {
	index := make([]string, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		index[d] = fmt.Sprint(k % shape[d])
		k /= shape[d]
	}
	if len(index) == 0 {
		return array
	}
	return array + "[" + strings.Join(index, ",") + "]"
}

func inPlace(what string, got, want float64) string {
	digits := 4
	for ; digits < 17 && fmt.Sprintf("%.*g", digits, got) == fmt.Sprintf("%.*g", digits, want); digits++ {
	}
	return fmt.Sprintf("%s is %.*g in place of %.*g", what, digits, got, digits, want)
}

func wrong(detail string, got, want []float64) Finding {
	return Finding{Verdict: Wrong, Detail: detail, Got: numbers(got), Want: numbers(want)}
}

func numbers(v []float64) []number {
	n := make([]number, len(v))
	for k, x := range v {
		n[k] = number(x)
	}
	return n
}
