package gradcheck

import (
	"encoding/json"
	"math"
	"strconv"
)

// number is a float64 that JSON can carry: what is not finite is one of the
// strings "NaN", "+Inf" and "-Inf".
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return json.Marshal(strconv.FormatFloat(v, 'g', -1, 64))
	}
	return json.Marshal(v)
}

// MarshalJSON encodes the report, including its verdict.
func (r Report) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name        string         `json:"name"`
		Of          string         `json:"of,omitempty"`
		Verdict     Verdict        `json:"verdict"`
		Elements    int            `json:"elements"`
		Value       number         `json:"value"`
		Noise       number         `json:"noise"`
		Evaluations int            `json:"evaluations"`
		Hints       []Hint         `json:"hints,omitempty"`
		Methods     []MethodReport `json:"methods"`
	}{r.Name, r.Of, r.verdict, r.Elements, number(r.Value), number(r.Noise), r.Evaluations, r.Hints, r.Methods})
}

// MarshalJSON encodes the part of one method.
func (m MethodReport) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Method       Method       `json:"method"`
		Verdict      Verdict      `json:"verdict"`
		Reason       Reason       `json:"reason"`
		Evaluations  int          `json:"evaluations"`
		Passed       int          `json:"passed"`
		Failed       int          `json:"failed"`
		Inconclusive int          `json:"inconclusive"`
		Directional  bool         `json:"directional"`
		Missed       number       `json:"missed"`
		Comparisons  []Comparison `json:"comparisons"`
	}{m.Method, m.Verdict, m.Reason, m.Evaluations, m.Passed, m.Failed, m.Inconclusive, m.Directional,
		number(m.Missed), m.Comparisons})
}

// MarshalJSON encodes one comparison; the numbers of differences are left out
// where none were taken.
func (c Comparison) MarshalJSON() ([]byte, error) {
	type differences struct {
		Noise      number      `json:"noise"`
		Step       number      `json:"step"`
		F          number      `json:"f"`
		FPlus      number      `json:"f_plus"`
		FMinus     number      `json:"f_minus"`
		SlopeLeft  number      `json:"slope_left"`
		SlopeRight number      `json:"slope_right"`
		Side       int         `json:"side,omitempty"`
		Order      *number     `json:"order,omitempty"`
		Remainders []Remainder `json:"remainders,omitempty"`
	}
	var d *differences
	if c.Step != 0 {
		d = &differences{Noise: number(c.Noise), Step: number(c.Step), F: number(c.F), FPlus: number(c.FPlus),
			FMinus: number(c.FMinus), SlopeLeft: number(c.SlopeLeft),
			SlopeRight: number(c.SlopeRight), Side: c.Side, Remainders: c.Remainders}
		if len(c.Remainders) > 0 {
			d.Order = (*number)(&c.Order)
		}
	}
	return json.Marshal(struct {
		Name      string  `json:"name"`
		Block     string  `json:"block,omitempty"`
		Index     int     `json:"index"`
		Claimed   number  `json:"claimed"`
		Numerical number  `json:"numerical"`
		Bar       number  `json:"bar"`
		AbsDiff   number  `json:"abs_diff"`
		RelDiff   number  `json:"rel_diff"`
		Verdict   Verdict `json:"verdict"`
		Reason    Reason  `json:"reason"`
		Missed    number  `json:"missed"`
		Limit     Limit   `json:"limit,omitempty"`
		*differences
	}{c.Name, c.Block, c.Index, number(c.Claimed), number(c.Numerical), number(c.Bar), number(c.AbsDiff),
		number(c.RelDiff),
		c.Verdict, c.Reason, number(c.Missed), c.Limit, d})
}

// MarshalJSON encodes one remainder.
func (r Remainder) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Step  number `json:"step"`
		Value number `json:"value"`
		Order number `json:"order"`
	}{number(r.Step), number(r.Value), number(r.Order)})
}
