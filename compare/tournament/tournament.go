// Package tournament lets gradient checkers judge right and wrong gradients of one
// corpus, and counts what each gets wrong. The rules are those of the checkers at
// their documented defaults, over one f: Rⁿ → R in float64; what is right is derived
// in 106 bits. A claim counts as wrong only if it is off by more than a thousandth in
// an element in which differences of f itself could tell.
package tournament

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"backprop/compare/gradcheck"
	"backprop/network"
)

// Tally counts verdicts on claims.
type Tally struct {
	// Right claims: FalseAlarms failed, Abstained were left open.
	Right       int `json:"right"`
	FalseAlarms int `json:"false_alarms"`
	Abstained   int `json:"abstained"`
	// Wrong claims: Missed passed, Open were left open.
	Wrong  int `json:"wrong"`
	Missed int `json:"missed"`
	Open   int `json:"open"`
	// Needless counts the verdicts of Abstained and Open that differences could have
	// given, or whose reason is not there.
	Needless int `json:"needless"`
	// Beyond counts those of Missed that are off by more than the checker says it would
	// have caught.
	Beyond int `json:"beyond"`
	// Evaluations are calls of f, for the right claims of Elements elements.
	Evaluations int `json:"evaluations"`
	Elements    int `json:"elements"`
}

// Faults are the verdicts that are not right ones.
func (t Tally) Faults() int { return t.FalseAlarms + t.Missed }

func (t *Tally) add(o Tally) {
	t.Right += o.Right
	t.FalseAlarms += o.FalseAlarms
	t.Abstained += o.Abstained
	t.Wrong += o.Wrong
	t.Missed += o.Missed
	t.Open += o.Open
	t.Needless += o.Needless
	t.Beyond += o.Beyond
	t.Evaluations += o.Evaluations
	t.Elements += o.Elements
}

// Result is a tournament. Its fields are tagged with what they must be like when they are read from a file.
type Result struct {
	Seed     uint64         `json:"seed"`
	Draws    int            `json:"draws"`
	Rules    []RuleResult   `json:"rules" len:"1.."`
	Families []FamilyResult `json:"families" len:"1.."`
	// Told is what our rule did in the families that say how exactly f is computed, had it been told. It is
	// no part of the comparison: the others have no such setting.
	Told Tally `json:"told,omitzero"`
	// Findings are the false alarms and misses of our own rule, with what it takes to
	// have them again.
	Findings []string `json:"findings"`
}

// RuleResult is what one rule did in all families together.
type RuleResult struct {
	Rule
	Tally
	// Better, Equal and Worse count the families in which the rule had fewer wrong
	// verdicts than ours or, with as many, left fewer open; as many of both; more.
	Better int `json:"better"`
	Equal  int `json:"equal"`
	Worse  int `json:"worse"`
}

// FamilyResult is what all rules did in one family, in their order.
type FamilyResult struct {
	Family
	Tallies []Tally `json:"tallies" len:"rules"`
}

// Ours is the result of gradcheck's rule.
func (result *Result) Ours() RuleResult { return result.Rules[len(result.Rules)-1] }

// Err is an error if gradcheck passed a claim that is off by more than it says it would
// have caught.
func (result *Result) Err() error {
	if n := result.Ours().Beyond; n > 0 {
		return fmt.Errorf("%d wrong gradients passed that should have been caught, the first: %s", n, result.Findings[0])
	}
	return nil
}

// Kinds adds up the families of each kind, in the order of the kinds' first families.
func (result *Result) Kinds() []FamilyResult {
	var kinds []FamilyResult
	for _, f := range result.Families {
		i := slices.IndexFunc(kinds, func(k FamilyResult) bool { return k.Kind == f.Kind })
		if i < 0 {
			i = len(kinds)
			kinds = append(kinds, FamilyResult{Family{Kind: f.Kind}, make([]Tally, len(f.Tallies))})
		}
		for k, t := range f.Tallies {
			kinds[i].Tallies[k].add(t)
		}
	}
	return kinds
}

const (
	// wrongClaims are made of each sample.
	wrongClaims = 3
	// mostDraws bounds the work to some hours.
	mostDraws = 10_000
)

// Validate returns an error unless there are from one to ten thousand draws.
func Validate(draws int) error {
	if draws < 1 || draws > mostDraws {
		return network.Invalid("draws", "%d: want 1 to %d", draws, mostDraws)
	}
	return nil
}

// Run draws so many samples of each family from the seed, has every rule judge a right
// and three wrong gradients of each, and counts. It calls progress, unless it is nil,
// after each family, from several goroutines. The result does not depend on how many.
// The errors are those of Validate and the context's.
func Run(ctx context.Context, seed uint64, draws int, progress func()) (*Result, error) {
	if err := Validate(draws); err != nil {
		return nil, err
	}
	families, err := Families(seed)
	if err != nil {
		return nil, err
	}
	rules := Rules()
	result := &Result{Seed: seed, Draws: draws, Families: make([]FamilyResult, len(families))}
	findings, told := make([][]string, len(families)), make([]Tally, len(families))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range families {
		group.Go(func() error {
			m := match{rules: rules, FamilyResult: FamilyResult{Family: f, Tallies: make([]Tally, len(rules))}}
			for d := range draws {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := m.play(seed, uint64(d)); err != nil {
					return err
				}
			}
			result.Families[i], findings[i], told[i] = m.FamilyResult, m.findings, m.told
			if progress != nil {
				progress()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i, found := range findings {
		result.Findings = append(result.Findings, found...)
		result.Told.add(told[i])
	}
	result.sum(rules)
	return result, nil
}

// sum adds the families up, and compares each rule with ours.
func (result *Result) sum(rules []Rule) {
	our := len(rules) - 1
	for k, rule := range rules {
		r := RuleResult{Rule: rule}
		for _, f := range result.Families {
			theirs, ours := f.Tallies[k], f.Tallies[our]
			r.add(theirs)
			difference := theirs.Faults() - ours.Faults()
			if difference == 0 {
				difference = theirs.Abstained + theirs.Open - ours.Abstained - ours.Open
			}
			switch {
			case difference < 0:
				r.Better++
			case difference == 0:
				r.Equal++
			default:
				r.Worse++
			}
		}
		result.Rules = append(result.Rules, r)
	}
}

// match is one family before all rules.
type match struct {
	FamilyResult
	rules    []Rule
	told     Tally
	findings []string
}

// play draws one sample and has its gradients judged.
func (m *match) play(seed, draw uint64) error {
	h := fnv.New64a()
	h.Write([]byte(m.Name))
	r := rand.New(rand.NewPCG(seed, h.Sum64()^(draw*0x9e3779b97f4a7c15)))
	s, err := m.draw(r)
	if err != nil {
		return err
	}
	t := newTrial(s)
	where := fmt.Sprintf("%s, draw %d of seed %d", m.Name, draw, seed)
	right := s.right
	if right == nil {
		right = s.truth
	}
	m.judge(t, claim{"", right}, false, where, r)
	for k := range wrongClaims {
		var c claim
		switch {
		case k == 0 && s.mistake.values != nil:
			c = s.mistake
		case s.slip != nil && r.IntN(2) == 0:
			c = s.slip(r)
		default:
			c = slipOfElements(r, right)
		}
		if t.wrong(c.values) {
			m.judge(t, c, true, where, r)
		}
	}
	return nil
}

// judge has one claim judged by every rule, and by ours told how exactly f is computed.
func (m *match) judge(t trial, c claim, wrong bool, where string, r *rand.Rand) {
	for k, rule := range m.rules {
		m.hear(&m.Tallies[k], rule.judge, t, c, wrong, where, r)
	}
	if t.accuracy > 0 {
		m.hear(&m.told, exactTo(t.accuracy), t, c, wrong, where+", told the accuracy", r)
	}
}

// hear counts one verdict on a claim.
func (m *match) hear(tally *Tally, judge judgement, t trial, c claim, wrong bool, where string, r *rand.Rand) {
	calls := 0
	f := func(x []float64) float64 { calls++; return t.f(x) }
	verdict, report := judge(f, t.x, c.values, r)
	switch {
	case wrong:
		tally.Wrong++
		switch verdict {
		case gradcheck.Pass:
			tally.Missed++
			if report != nil && t.beyond(*report) {
				tally.Beyond++
			}
		case gradcheck.Inconclusive:
			tally.Open++
		}
	default:
		tally.Right++
		tally.Evaluations += calls
		tally.Elements += len(t.x)
		switch verdict {
		case gradcheck.Fail:
			tally.FalseAlarms++
		case gradcheck.Inconclusive:
			tally.Abstained++
		}
	}
	if verdict == gradcheck.Inconclusive && t.leftNeedlessly(*report) {
		tally.Needless++
		m.find(t, c, where, "left open needlessly", report)
	}
	if report != nil && (wrong && verdict == gradcheck.Pass || !wrong && verdict == gradcheck.Fail) {
		m.find(t, c, where, map[bool]string{true: "missed", false: "false alarm"}[wrong], report)
	}
}

// find notes a fault of ours.
func (m *match) find(t trial, c claim, where, what string, report *gradcheck.Report) {
	text := fmt.Sprintf("%s: %s: %s; x = %v, claimed %v, truth %v, differences reach %.1e", where, what, t.text, t.x,
		c.values, t.truth, t.reach)
	if c.mistake != "" {
		text += "; " + c.mistake
	}
	for _, method := range report.Methods {
		for _, c := range method.Comparisons {
			if c.Verdict != gradcheck.Pass {
				text += fmt.Sprintf("; %s: %v (%v), claimed %v, numerical %v ± %.2g", c.Name, c.Verdict, c.Reason, c.Claimed,
					c.Numerical, c.Bar)
				break
			}
		}
	}
	m.findings = append(m.findings, text)
}
