package graphcheck_test

import (
	"flag"
	"math"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"

	"backprop/compare/gradcheck"
	"backprop/compare/graphcheck"
)

var whole = flag.Bool("whole", false, "1000 random graphs in place of 20")

// claims are the elements of the gradient, and their norm.
func claims(r graphcheck.Report) (all []float64, norm float64) {
	for _, c := range r.Gradient.Methods[0].Comparisons {
		all = append(all, c.Claimed)
		norm = math.Hypot(norm, c.Claimed)
	}
	return all, norm
}

// graphs calls f with the seeds of random graphs until it has said so many times that one counts.
func graphs(t *testing.T, most int, f func(seed uint64) bool) {
	if !*whole {
		most /= 50
	}
	if testing.Short() { // under the race detector
		most = min(most, 2)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	counted := 0
	for seed := uint64(1); counted < most; seed++ {
		require.Less(t, seed, uint64(10*most), "seeds for %d graphs", most)
		if f(seed) {
			counted++
		}
	}
}

// A fault that makes a difference to the gradient is seen, and the operation that has it is named and no other. In
// the same graph without the fault none is.
func TestTheGuiltyOperationIsNamed(t *testing.T) {
	named, right, refused, counted := 0, 0, 0, map[string]int{}
	graphs(t, 1000, func(seed uint64) bool {
		without := draw(seed, none)
		if without == nil {
			refused++
			return false
		}
		before, err := graphcheck.Check(without.loss, without.parameters...)
		if err != nil { // Gorgonia cannot run it, as a sum of one element along an axis
			refused++
			return false
		}
		assert.NoError(t, before.Err(), "seed %d: a right graph", seed)
		if before.Verdict() == gradcheck.Pass {
			right++
		}
		f := faults[seed%uint64(len(faults))]
		with := draw(seed, f)
		after, err := graphcheck.Check(with.loss, with.parameters...)
		if err != nil && strings.Contains(err.Error(), errUnfit.Error()) {
			return false
		}
		require.NoError(t, err, "seed %d", seed)
		a, size := claims(before)
		b, _ := claims(after)
		change := 0.0
		for i := range a {
			change = math.Hypot(change, a[i]-b[i])
		}
		if change <= 1e-3*size {
			return false
		}
		counted[f.name]++
		for _, o := range after.Operations {
			assert.Equal(t, with.planted.ID(), o.Node.ID(), "seed %d, %s: an innocent: %v", seed, f.name, o)
		}
		if len(after.Operations) == 1 {
			named++
		} else {
			t.Logf("seed %d, %s: not named: %v", seed, f.name, after)
		}
		return true
	})
	all := 0
	for _, f := range faults {
		all += counted[f.name]
		if *whole {
			assert.Positive(t, counted[f.name], f.name)
		}
	}
	t.Logf("%d of %d named, %d right graphs passed, %d refused: %v", named, all, right, refused, counted)
	assert.Equal(t, all, named)
	assert.Less(t, refused, all/5+1)
}

// So is an operation whose DoDiff is wrong, of which the LispMachine makes its gradients.
func TestTheGuiltyOperationIsNamedForTheLispMachine(t *testing.T) {
	graphs(t, 100, func(seed uint64) bool {
		without, with := draw(2*seed, none), draw(2*seed, faults[0])
		if without == nil {
			return false
		}
		before, err := graphcheck.CheckLisp(without.loss, without.parameters...)
		// As Gorgonia's own DoDiff of Concat is wrong, and of HadamardDiv of one element.
		if err != nil || before.Verdict() != gradcheck.Pass || slices.ContainsFunc(without.graph.AllNodes(), dividesOne) {
			return false
		}
		after, err := graphcheck.CheckLisp(with.loss, with.parameters...)
		require.NoError(t, err, "seed %d", 2*seed)
		if after.Verdict() == gradcheck.Pass {
			a, size := claims(before)
			b, _ := claims(after)
			assert.InDeltaSlice(t, a, b, 1e-3*size, "seed %d", 2*seed)
			return false
		}
		require.Len(t, after.Operations, 1, "seed %d: %v", 2*seed, after)
		assert.Equal(t, with.planted, after.Operations[0].Node, "seed %d", 2*seed)
		return true
	})
}

func dividesOne(n *gorgonia.Node) bool {
	return n.Op() != nil && strings.HasPrefix(n.Op().String(), "÷") && n.Shape().TotalSize() == 1
}
