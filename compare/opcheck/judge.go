package opcheck

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"

	"backprop/compare/gradcheck"
	"backprop/compare/internal/judge"
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
	Verdict Verdict `json:"verdict" in:"right|wrong|inconclusive|unsupported|panics"`
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

// judge runs a stage and judges what it computes.
func (s *sample) judge(stage Stage) (f Finding) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case failure:
			f = Finding{Verdict: Unsupported, Detail: oneLine(p.Error())}
		case disagreement:
			f = Finding{Verdict: Wrong, Detail: oneLine(string(p))}
		default:
			f = Finding{Verdict: Panics, Detail: oneLine(fmt.Sprint(p))}
		}
	}()
	got := s.numbers(stage)
	if stage == Value {
		return s.judgeValue(got)
	}
	if len(got) != len(s.start) {
		return wrong(fmt.Sprintf("%d elements in place of %d", len(got), len(s.start)), got, nil)
	}
	function, size := s.loss, math.Abs(s.loss(s.start))
	if stage == Second { // of the slope v·∇f(x), which is a difference of losses over a step
		function = func(at []float64) float64 { d, _ := judge.Along(s.loss, at, s.v); return d }
		size /= judge.FirstStep(s.start, s.v)
	}
	if f = s.judgeGradient(function, size, got); s.excused && f.Verdict == Wrong {
		f.Verdict, f.Detail = Inconclusive, s.op.Convention
	}
	return f
}

// judgeValue compares values with the oracle's. They may differ by 1e-12, and by what changes
// of the operands in their last digits do to the oracle, eight times over: but not by a jump,
// as of a comparison at a tie.
func (s *sample) judgeValue(got []float64) Finding {
	want := s.want.Data
	if len(got) != len(want) {
		return wrong(fmt.Sprintf("%d elements in place of %d", len(got), len(want)), got, want)
	}
	slack := make([]float64, len(want))
	r := rand.New(rand.NewPCG(Seed, 0))
	for range 4 {
		at := make([]float64, len(s.start))
		for k, x := range s.start {
			at[k] = x * (1 + float64((2*r.Float64()-1)*4*s.unit()))
		}
		for k, y := range s.oracle(at).Data {
			slack[k] = max(slack[k], 8*math.Abs(y-want[k]))
		}
	}
	relative := 1e-12
	if s.single {
		relative = 0x1p-20
	}
	jump := float64(0x1p13 * s.unit() * floats.Norm(s.start, 1))
	for k, y := range want {
		slack[k] = min(slack[k], jump+float64(0x1p20*s.unit()*math.Abs(y)))
		if got[k] != y && !(math.IsNaN(got[k]) && math.IsNaN(y)) &&
			!(math.Abs(got[k]-y) <= slack[k]+float64(relative*math.Abs(y))) {
			return wrong(judge.InPlace(s.want.names("y")[k], got[k], y), got, want)
		}
	}
	return Finding{Verdict: Right}
}

// judgeGradient judges a gradient of f.
func (s *sample) judgeGradient(f func([]float64) float64, size float64, claimed []float64) Finding {
	settings := gradcheck.Settings{Element: func(i int) string { return s.elements[i] }}
	if s.single {
		settings.ClaimRounding = 0x1p-18
	}
	o, err := judge.Gradient(f, s.start, claimed, size, s.unit(), settings)
	if err != nil {
		return Finding{Verdict: Inconclusive, Detail: oneLine(err.Error())}
	}
	switch {
	case o.Wrong != "":
		var want []float64
		for _, c := range o.Methods[0].Comparisons {
			want = append(want, c.Numerical)
		}
		return wrong(o.Wrong, claimed, want)
	case o.Doubt != "":
		return Finding{Verdict: Inconclusive, Detail: o.Doubt}
	case o.Certified() == 0:
		return Finding{Verdict: Inconclusive, Detail: "below the rounding of the function"}
	}
	return Finding{Verdict: Right}
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
