package tournament

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/internal/exact"
)

// sampled calls check with some samples of every family of the corpus.
func sampled(t *testing.T, check func(t *testing.T, f Family, s sample)) {
	families, err := Families(1)
	require.NoError(t, err)
	for _, f := range families {
		t.Run(f.Name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for range 5 {
				s, err := f.draw(r)
				require.NoError(t, err)
				check(t, f, s)
			}
		})
	}
}

// The corpus has at least sixty families of every kind asked for, with names of their
// own, and as many again as a tenth are the seed's.
func TestTheCorpus(t *testing.T) {
	one, err := Families(1)
	require.NoError(t, err)
	kinds, names, drawn := map[string]int{}, map[string]bool{}, 0
	for _, f := range one {
		assert.False(t, names[f.Name], "two families are called %q", f.Name)
		names[f.Name] = true
		if kinds[f.Kind]++; f.Kind == "drawn" {
			drawn++
		}
		if f.Kind == "tracker" {
			assert.NotEmpty(t, f.Source)
		}
	}
	assert.GreaterOrEqual(t, len(one), 60)
	assert.InDelta(t, 0.1, float64(drawn)/float64(len(one)), 0.01)
	for _, kind := range []string{"model", "smooth", "steep", "oscillating", "scaled", "kinked", "clamped", "noisy",
		"float32", "iterative", "gonum", "tracker"} {
		assert.GreaterOrEqual(t, kinds[kind], 4, kind)
	}
	for seed, same := range map[uint64]bool{1: true, 2: false} {
		assert.Equal(t, same, text(t, one[len(one)-1]) == text(t, last(t, seed)))
	}
}

func last(t *testing.T, seed uint64) Family {
	t.Helper()
	families, err := Families(seed)
	require.NoError(t, err)
	return families[len(families)-1]
}

func text(t *testing.T, f Family) string {
	t.Helper()
	s, err := f.draw(rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	return s.text
}

// Every family is what it says: its truth is the gradient of its own f, as far as f's
// own differences reach, and its right claim is the truth but for rounding.
func TestTheTruthIsThatOfF(t *testing.T) {
	rough := map[string]float64{"noisy": 0.2, "float32": 0.05, "iterative": 1e-5}
	sampled(t, func(t *testing.T, f Family, s sample) {
		norm := 0.0
		for _, g := range s.truth {
			norm = math.Hypot(norm, g)
		}
		if f.Name == "exactly at relu's kink, claimed 0" {
			return // where differences have no one slope
		}
		allowed := max(1e-6, rough[f.Kind])
		for i, g := range s.truth {
			require.False(t, math.IsNaN(g) || math.IsInf(g, 0), "%v", s.truth)
			assert.LessOrEqual(t, s.attainable(i), allowed*max(norm, 1e-3), "%s, x = %v, element %d, truth %v", s.text, s.x,
				i, g)
			if s.right != nil {
				assert.InDelta(t, g, s.right[i], 1e-11*max(norm, math.Abs(s.f(s.x))), "%s, x = %v", s.text, s.x)
			}
		}
	})
}

// The formulas of gonum's functions are those of the library, and in float64 those of
// the truth.
func TestFormulasAgainstTheLibrary(t *testing.T) {
	sampled(t, func(t *testing.T, f Family, s sample) {
		if f.Kind != "gonum" {
			return
		}
		read := formula{elements: map[string]int{}, constants: map[string]float64{}}
		names := map[int][]string{1: {"x"}, 2: {"x", "y"}, 3: {"x", "y", "z"}, 4: {"x", "y", "z", "w"}}
		for i, name := range names[len(s.x)] {
			read.elements[name] = i
			read.elements["x"+string(rune('1'+i))] = i
		}
		tree, err := read.parse(s.text)
		require.NoError(t, err)
		assert.InEpsilon(t, s.f(s.x), float64(eval(tree, plain(s.x), nil)), 1e-9, "x = %v", s.x)
	})
}

// The mistakes are mistakes: each kind of slip, in the derivation of x·sin(2x), is
// told from the truth, and undone is the truth.
func TestSlips(t *testing.T) {
	read := formula{elements: map[string]int{"x": 0}, constants: map[string]float64{}}
	tree, err := read.parse("x * sin(2*x)")
	require.NoError(t, err)
	require.Equal(t, 3, read.operations)
	x := []float64{0.7}
	truth := exact.Gradient(func(x []exact.Jet) exact.Jet { return eval(tree, x, nil) }, x)
	assert.InDelta(t, math.Sin(1.4)+1.4*math.Cos(1.4), truth[0], 1e-15)
	seen := map[string][]float64{}
	for k := range uint64(300) {
		c := slip(rand.New(rand.NewPCG(k, 0)), tree, read.operations, x)
		seen[c.mistake] = append(seen[c.mistake], c.values[0])
	}
	for _, s := range slips {
		assert.NotEmpty(t, seen[s.name], s.name)
	}
	has := func(name string, want float64) {
		for _, got := range seen[name] {
			if math.Abs(got-want) < 1e-15 {
				return
			}
		}
		t.Errorf("%s never gave %v", name, want)
	}
	has("the first of two operands taken for a constant", 1.4*math.Cos(1.4))
	has("the second of two operands taken for a constant", math.Sin(1.4))
	has("the chain rule not used", math.Sin(1.4)+0.7*math.Cos(1.4))
	has("a sign wrong", -truth[0])
	has("a factor 2 left out", truth[0]/2)
	has("the derivative of an operation left out", math.Sin(1.4)+1.4) // of sin
	has("the derivative taken at the value", math.Sin(1.4)+1.4*math.Cos(math.Sin(1.4)))
}

// The wrong gradients of trackers are wrong in every draw in which double precision can
// tell, and it nearly always can.
func TestMistakesOfTrackersAreWrong(t *testing.T) {
	wrong, all := 0, 0
	sampled(t, func(t *testing.T, f Family, s sample) {
		if f.Kind != "tracker" {
			return
		}
		require.Len(t, s.mistake.values, len(s.x))
		if all++; newTrial(s).wrong(s.mistake.values) {
			wrong++
		}
	})
	assert.GreaterOrEqual(t, 10*wrong, 9*all)
}

func TestALineThatIsNoFamily(t *testing.T) {
	for line, want := range map[string]string{
		"smooth | a | x=N(0,1) | x + y |":     "y is not defined",
		"smooth | a | x=M(0,1) | x |":         "no distribution",
		"smooth | a | x=N(0,1) | x + |":       "expected operand",
		"smooth | a | x=N(0,1) | x[1] |":      "not of a formula",
		"tracker | a | x=N(0,1) | x | s | q ": "mistake: q is not defined",
	} {
		f, err := readFamily(line)
		require.NoError(t, err)
		_, err = f.draw(rand.New(rand.NewPCG(1, 1)))
		assert.ErrorContains(t, err, want, line)
	}
}
