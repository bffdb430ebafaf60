package gradcheck

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// HintKind is a kind of mistake, recognised by the pattern it leaves, in a few
// words such as "bias not summed".
type HintKind string

const (
	// Factor: the claim is a constant times the gradient.
	Factor HintKind = "factor"
	// Sign: the claim is minus the gradient.
	Sign HintKind = "sign"
	// Zero: the claim is 0 where the gradient is not.
	Zero HintKind = "zero"
	// Transposed: a block is claimed in the layout of its transpose.
	Transposed HintKind = "transposed"
	// Swapped: a block holds the right numbers in the wrong places.
	Swapped HintKind = "swapped"
	// OneElement: a single element is wrong.
	OneElement HintKind = "one element"
	// Penalty: the claim is off by a multiple of x, the gradient of a penalty λ/2 |x|²
	// that is left out or counted twice.
	Penalty HintKind = "penalty"
	// DataPart: beside a penalty, all else is claimed times a constant.
	DataPart HintKind = "data part"
	// Ignored: f never changed with the elements whose gradient is claimed.
	Ignored HintKind = "ignored"
	// NotFinite: a claim is NaN or infinite.
	NotFinite HintKind = "not finite"
	// LastLayerOnly: only the last layer gets a gradient at all.
	LastLayerOnly HintKind = "last layer only"
	// BiasNotSummed: the bias of a layer is wrong and its weights are right.
	BiasNotSummed HintKind = "bias not summed"
	// LayerInput: the weights of a layer are wrong and its bias is right.
	LayerInput HintKind = "layer input"
	// Upstream: the layers up to some layer are wrong, those after it right.
	Upstream HintKind = "upstream"
	// OneLayer: layers are wrong whose neighbours below are right.
	OneLayer HintKind = "one layer"
	// Output: every layer is wrong, and not by a constant.
	Output HintKind = "output"
)

// Hint is a guess at the mistake behind the failures.
type Hint struct {
	Kind  HintKind `json:"kind"`
	Where string   `json:"where"`           // blocks, layers or the element concerned
	Ratio float64  `json:"ratio,omitempty"` // claimed / numerical, if it is constant
	Text  string   `json:"text"`            // one sentence
}

// pattern is what the hints are read from: every element that was certified
// or refuted. The others are neutral: they neither support nor contradict.
type pattern struct {
	spans []span
	rows  int
	x     []float64
	still []bool       // f has been seen along the element, and never changed
	best  []Comparison // one per element
}

// hints explains the failures, surest first. An explanation that accounts for
// every element by one number comes before one that needs a number per block;
// an exact one before one that only says where the failures lie; and of the
// latter the one that names the fewest places comes first.
func (p pattern) hints() []Hint {
	var failing []span
	var lone Comparison
	failed := 0
	for _, s := range p.spans {
		n := 0
		for _, c := range p.best[s.start:s.end] {
			if c.Verdict == Fail {
				n++
				lone = c
			}
		}
		if n > 0 {
			failing = append(failing, s)
		}
		failed += n
	}
	if failed == 0 {
		return nil
	}
	places := p.layers()
	if h, ok := p.ignored(failing); ok {
		return []Hint{h}
	}
	if h, named, ok := p.proportional(p.spans, "every element"); ok {
		if named {
			return []Hint{h}
		}
		return append([]Hint{h}, places...)
	}
	if h, ok := p.lastLayerOnly(failing); ok {
		return []Hint{h}
	}
	if h, named, ok := p.proportional(failing, spanNames(failing)); ok {
		if !named && len(places) > 0 && places[0].Kind == BiasNotSummed {
			return append(places, h) // one row's share of a sum over rows
		}
		return append([]Hint{h}, places...)
	}
	if h, ok := p.penalty(failing); ok {
		return []Hint{h}
	}
	if h, ok := p.dataPart(failing); ok {
		return []Hint{h}
	}
	var hints []Hint
	for _, s := range failing {
		h, known, ok := p.exact(s)
		if !ok {
			continue
		}
		// A factor that no mistake is known for explains a block less well
		// than the place of the failures does.
		if !known {
			places = append(places, h)
		} else {
			hints = append(hints, h)
		}
	}
	if failed == 1 {
		one := p.element(lone)
		if s := failing[0]; s.end-s.start > 1 {
			return append(append(hints, one), places...)
		}
		return append(append(hints, places...), one)
	}
	return append(hints, places...)
}

// exact explains one block by itself, and reports whether by a known mistake.
func (p pattern) exact(s span) (h Hint, known, ok bool) {
	if h, named, ok := p.proportional([]span{s}, s.Name); ok {
		return h, named, true
	}
	if h, ok := p.penalty([]span{s}); ok {
		return h, true, true
	}
	if h, ok := p.transposed(s); ok {
		return h, true, true
	}
	h, ok = p.swapped(s)
	return h, true, ok
}

// ignored reports whether f never changed with any element that fails.
func (p pattern) ignored(failing []span) (Hint, bool) {
	for _, s := range failing {
		for i := s.start; i < s.end; i++ {
			if p.best[i].Verdict == Fail && !(p.still[i] && finite(p.best[i].Claimed)) {
				return Hint{}, false
			}
		}
	}
	if !slices.Contains(p.still, false) {
		return Hint{Ignored, "every element", 0,
			"f has the same value wherever it was evaluated: it ignores x, as where it reads a copy of it"}, true
	}
	where := p.place(failing)
	return Hint{Ignored, where, 0, fmt.Sprintf(
		"%s: f never changes where a gradient is claimed: what it multiplies is 0, or f reads a copy of x",
		where)}, true
}

// place names the blocks, or the whole of x.
func (p pattern) place(spans []span) string {
	if len(spans) == len(p.spans) {
		return "every element"
	}
	return spanNames(spans)
}

// element describes the only element that fails.
func (p pattern) element(c Comparison) Hint {
	if !finite(c.Claimed) {
		return Hint{NotFinite, c.Name, 0,
			fmt.Sprintf("%s is claimed to be %v where the gradient is finite: look for 0/0, or an overflow",
				c.Name, c.Claimed)}
	}
	if p.equal(c.Claimed, -1, c) {
		return Hint{Sign, c.Name, -1, fmt.Sprintf("only %s is wrong, and by its sign alone", c.Name)}
	}
	return Hint{OneElement, c.Name, 0,
		fmt.Sprintf("only %s is wrong: look for an index, or a write to that one element", c.Name)}
}

// transposed reports whether the data of a block are those of its transpose:
// what is claimed at flat index c·Rows+r belongs at row r, column c.
func (p pattern) transposed(s span) (Hint, bool) {
	if s.Rows < 2 || s.Cols < 2 {
		return Hint{}, false
	}
	for r := range s.Rows {
		for col := range s.Cols {
			c := p.best[s.start+r*s.Cols+col]
			claimed := p.best[s.start+col*s.Rows+r].Claimed
			if c.Verdict != Inconclusive && !p.equal(claimed, 1, c) {
				return Hint{}, false
			}
		}
	}
	return Hint{Transposed, s.Name, 0,
		fmt.Sprintf("%s is claimed transposed: its data are those of a %d×%d matrix", s.Name, s.Cols, s.Rows)}, true
}

// swapped reports whether the failing elements of a block are right but for
// their order.
func (p pattern) swapped(s span) (Hint, bool) {
	var wrong []Comparison
	var claims []float64
	for _, c := range p.best[s.start:s.end] {
		if c.Verdict == Fail {
			wrong = append(wrong, c)
			claims = append(claims, c.Claimed)
		}
	}
	if len(wrong) < 2 {
		return Hint{}, false
	}
	names := make([]string, 0, 2)
	for _, c := range wrong[:2] {
		names = append(names, c.Name)
	}
	slices.Sort(claims)
	slices.SortFunc(wrong, func(a, b Comparison) int { return cmp.Compare(a.Numerical, b.Numerical) })
	for i, c := range wrong {
		if !p.equal(claims[i], 1, c) {
			return Hint{}, false
		}
	}
	where := strings.Join(names, ", ")
	if len(wrong) > 2 {
		where = fmt.Sprintf("%s and %d more", where, len(wrong)-2)
	}
	return Hint{Swapped, s.Name, 0,
		fmt.Sprintf("%s holds the right numbers in the wrong places: %s are interchanged", s.Name, where)}, true
}

func spanNames(spans []span) string {
	names := make([]string, len(spans))
	for i, s := range spans {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}
