package compare

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"

	"golang.org/x/sync/errgroup"

	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
	"backprop/network"
)

// Power is what the checker did over many random networks: whether it caught
// wrong gradients and whether it let right ones pass.
type Power struct {
	Networks int // of RandomNetwork
	Elements int // parameters of all of them
	// Right are the verdicts on the right gradient of every network.
	Right map[gradcheck.Verdict]int
	// Mutants are the wrong gradients of [mutant.All], in that order.
	Mutants []MutantPower
	// Faults has a line for every false failure, mistake not caught and failure
	// of an element that is right.
	Faults []string
}

// MutantPower is the part of one mistake.
type MutantPower struct {
	Name string
	// Differs counts the networks in which the wrong gradient lies, in any
	// element, outside the error bars of all numerical values that were not
	// inconclusive; Caught those of them that failed; Hinted those whose first
	// hint was one of the mistake's.
	Differs, Caught, Hinted int
}

// maxNetworks bounds the work to some hours, and the memory to what is there.
const maxNetworks = 1_000_000

// MeasurePower checks the right gradient and every wrong one of [mutant.All] on
// random networks, drawn one by one from seed, and calls progress, unless it is
// nil, after each, from several goroutines. The result does not depend on how
// many there are. It returns an error for fewer than one network or more than a
// million, and the context's.
func MeasurePower(ctx context.Context, networks int, seed uint64, progress func()) (*Power, error) {
	if networks < 1 || networks > maxNetworks {
		return nil, network.Invalid("networks", "%d: want 1 to %d", networks, maxNetworks)
	}
	outcomes := make([]powerOutcome, networks)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range networks {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			outcome, err := measureNetwork(rand.New(rand.NewPCG(seed, uint64(i))))
			if err != nil {
				return fmt.Errorf("random network %d of seed %d: %w", i, seed, err)
			}
			outcomes[i] = outcome
			if progress != nil {
				progress()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	power := &Power{Networks: networks, Right: make(map[gradcheck.Verdict]int)}
	for _, m := range mutant.All() {
		power.Mutants = append(power.Mutants, MutantPower{Name: m.Name})
	}
	for i, o := range outcomes {
		power.Elements += o.elements
		power.Right[o.right]++
		for m, c := range o.mutants {
			power.Mutants[m].Differs += c.Differs
			power.Mutants[m].Caught += c.Caught
			power.Mutants[m].Hinted += c.Hinted
		}
		for _, fault := range o.faults {
			power.Faults = append(power.Faults, fmt.Sprintf("random network %d of seed %d: %s", i, seed, fault))
		}
	}
	return power, nil
}

// powerOutcome is what one network adds.
type powerOutcome struct {
	elements int
	right    gradcheck.Verdict
	mutants  []MutantPower
	faults   []string
}

func measureNetwork(random *rand.Rand) (powerOutcome, error) {
	spec, parameters, batch := RandomNetwork(random)
	checker, err := NewChecker(spec, parameters, batch, nil)
	if err != nil {
		return powerOutcome{}, err
	}
	right := mutant.Right(spec, parameters.Layout, parameters.Values, batch)
	truth, err := checker.Claim("right", right)
	if err != nil {
		return powerOutcome{}, err
	}
	o := powerOutcome{elements: len(right), right: truth.Verdict()}
	fault := func(format string, args ...any) {
		o.faults = append(o.faults, fmt.Sprintf("%v, %d rows: ", spec, batch.Rows)+fmt.Sprintf(format, args...))
	}
	if truth.Verdict() == gradcheck.Fail {
		fault("the right gradient fails: %v", truth.Err())
	}
	for _, m := range mutant.All() {
		wrong := m.Gradient(spec, parameters.Layout, parameters.Values, batch)
		report, err := checker.Claim(m.Name, wrong)
		if err != nil {
			return powerOutcome{}, err
		}
		power := MutantPower{}
		if differs(wrong, truth) {
			power.Differs = 1
			if report.Verdict() == gradcheck.Fail {
				power.Caught = 1
			} else {
				fault("%q is not caught", m.Name)
			}
			if m.Explains(report.Hints) {
				power.Hinted = 1
			}
		}
		elementFailures(report, func(c gradcheck.Comparison) {
			if wrong[c.Index] == right[c.Index] {
				fault("%q fails in %s, which is right", m.Name, c.Name)
			}
		})
		o.mutants = append(o.mutants, power)
	}
	return o, nil
}

// differs reports whether a wrong gradient lies, in any element, outside the error
// bars of all numerical values that settled it for the right one: one of them may
// be narrower than what rounding does to a right gradient. One that can
// certify only, as it is from far out, has no say.
func differs(wrong []float64, truth gradcheck.Report) bool {
	for i, claimed := range wrong {
		settled, inside := false, false
		for _, m := range truth.Methods {
			if m.Directional {
				continue
			}
			if c := m.Comparisons[i]; c.Verdict == gradcheck.Pass && !math.IsInf(c.Missed, 1) {
				settled, inside = true, inside || !(math.Abs(claimed-c.Numerical) > c.Bar)
			}
		}
		if settled && !inside {
			return true
		}
	}
	return false
}

// elementFailures calls each with the failures of elements, those of directions
// left out.
func elementFailures(report gradcheck.Report, each func(gradcheck.Comparison)) {
	for _, m := range report.Methods {
		if m.Directional {
			continue
		}
		for _, c := range m.Comparisons {
			if c.Verdict == gradcheck.Fail {
				each(c)
			}
		}
	}
}
