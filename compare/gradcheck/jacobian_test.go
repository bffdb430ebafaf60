package gradcheck_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	. "backprop/compare/gradcheck"
)

// field is a function Rⁿ → Rᵐ with its Jacobian, row by row, at x.
type field struct {
	name string
	f    func(y, x []float64)
	x    []float64
	j    [][]float64
}

func (c field) matrix() *mat.Dense {
	d := mat.NewDense(len(c.j), len(c.x), nil)
	for i, row := range c.j {
		d.SetRow(i, row)
	}
	return d
}

func softmaxInto(y, x []float64) { copy(y, softmax(x)) }

func fields() []field {
	s := softmax([]float64{0.3, -1, 2})
	e := func(i, j int) float64 {
		if i == j {
			return s[i] * (1 - s[i])
		}
		return -s[i] * s[j]
	}
	return []field{
		{"softmax", softmaxInto, []float64{0.3, -1, 2},
			[][]float64{{e(0, 0), e(0, 1), e(0, 2)}, {e(1, 0), e(1, 1), e(1, 2)}, {e(2, 0), e(2, 1), e(2, 2)}}},
		{"polar coordinates", func(y, x []float64) { y[0], y[1] = x[0]*math.Cos(x[1]), x[0]*math.Sin(x[1]) },
			[]float64{2, 0.7}, [][]float64{{math.Cos(0.7), -2 * math.Sin(0.7)}, {math.Sin(0.7), 2 * math.Cos(0.7)}}},
		{"more rows than columns", func(y, x []float64) { y[0], y[1], y[2] = x[0]*x[1], x[0]/x[1], math.Exp(x[0]) },
			[]float64{0.5, 3}, [][]float64{{3, 0.5}, {1. / 3, -0.5 / 9}, {math.Exp(0.5), 0}}},
		{"one component", func(y, x []float64) { y[0] = x[0] * x[1] * x[2] }, []float64{2, 3, 5},
			[][]float64{{15, 10, 6}}},
		{"one element", func(y, x []float64) { y[0], y[1] = math.Sin(x[0]), 7 }, []float64{1},
			[][]float64{{math.Cos(1)}, {0}}},
		{"components of unlike size", func(y, x []float64) { y[0], y[1] = 1e9*x[0]*x[1], 1e-9*math.Exp(x[0]) },
			[]float64{1, 2}, [][]float64{{2e9, 1e9}, {1e-9 * math.E, 0}}},
	}
}

func TestRightJacobiansPass(t *testing.T) {
	for _, c := range fields() {
		t.Run(c.name, func(t *testing.T) {
			r := AssertReport(t)(CheckJacobian(c.f, c.x, c.matrix(), nil))
			assert.Equal(t, Pass, r.Verdict(), "%v", r)
			assert.Equal(t, len(c.j)*len(c.x), r.Elements)
			assert.Len(t, r.Methods[0].Comparisons, r.Elements)
		})
	}
}

// Whichever element is wrong, and by however little, it is the one that is named.
func TestAWrongElementOfAJacobianIsNamed(t *testing.T) {
	for _, c := range fields() {
		t.Run(c.name, func(t *testing.T) {
			for k := range len(c.j) * len(c.x) {
				m := c.matrix()
				i, j := k/len(c.x), k%len(c.x)
				m.Set(i, j, m.At(i, j)*(1+1e-6)+1e-6*mat.Norm(m.RowView(i), 2)*float64(1-min(1, len(c.j[i])-1)))
				if c.j[i][j] == 0 {
					m.Set(i, j, 1)
				}
				r, err := CheckJacobian(c.f, c.x, m, &Settings{Methods: []Method{Central}})
				require.NoError(t, err)
				require.Len(t, r.Failures(), 1, "%v", r)
				assert.Equal(t, k, r.Failures()[0].Index)
				assert.ErrorContains(t, r.Err(), "the Jacobian is wrong in J[")
			}
		})
	}
}

func TestMistakesInAJacobianAreRecognised(t *testing.T) {
	c := fields()[1]
	for _, m := range []struct {
		name    string
		claimed mat.Matrix
		hint    HintKind
	}{
		{"transposed", c.matrix().T(), Transposed},
		{"sign", timesMatrix(-1, c.matrix()), Sign},
		{"twice", timesMatrix(2, c.matrix()), Factor},
		{"nothing", timesMatrix(0, c.matrix()), Zero},
		{"columns exchanged", mat.NewDense(2, 2, []float64{c.j[0][1], c.j[0][0], c.j[1][1], c.j[1][0]}), Swapped},
	} {
		t.Run(m.name, func(t *testing.T) {
			r, err := CheckJacobian(c.f, c.x, m.claimed, nil)
			require.NoError(t, err)
			assert.Equal(t, Fail, r.Verdict())
			require.NotEmpty(t, r.Hints, "%v", r)
			assert.Equal(t, m.hint, r.Hints[0].Kind, "%v", r)
		})
	}
	r, err := CheckJacobian(func(y, _ []float64) { y[0] = 1 }, []float64{1, 2}, mat.NewDense(1, 2, []float64{1, 2}), nil)
	require.NoError(t, err)
	assert.Equal(t, Ignored, r.Hints[0].Kind, "%v", r)
}

func timesMatrix(factor float64, m *mat.Dense) *mat.Dense {
	m.Scale(factor, m)
	return m
}

// A claim of chance, of a function of chance, at any shape.
func TestJacobiansOfLayers(t *testing.T) {
	const seed = 7
	rnd := rand.New(rand.NewPCG(seed, 0))
	for k := range 20 {
		m, n := 1+rnd.IntN(6), 1+rnd.IntN(6)
		f, x, j := layerOf(rnd, m, n)
		r := AssertReport(t)(CheckJacobian(f, x, j, nil))
		assert.Equal(t, Pass, r.Verdict(), "seed %d, number %d\n%v", seed, k, r)
		at := rnd.IntN(m * n)
		j.Set(at/n, at%n, -j.At(at/n, at%n))
		r, err := CheckJacobian(f, x, j, nil)
		require.NoError(t, err)
		require.NotEmpty(t, r.Failures(), "seed %d, number %d", seed, k)
		assert.Equal(t, at, r.Failures()[0].Index, "seed %d, number %d\n%v", seed, k, r)
	}
}

// layerOf draws y = tanh(W x), at an x, with its Jacobian.
func layerOf(rnd *rand.Rand, m, n int) (f func(y, x []float64), x []float64, j *mat.Dense) {
	w, j := mat.NewDense(m, n, nil), mat.NewDense(m, n, nil)
	w.Apply(func(_, _ int, _ float64) float64 { return rnd.NormFloat64() / math.Sqrt(float64(n)) }, w)
	for range n {
		x = append(x, rnd.NormFloat64())
	}
	f = func(y, x []float64) {
		for i := range y {
			y[i] = math.Tanh(mat.Dot(w.RowView(i), mat.NewVecDense(n, x)))
		}
	}
	y := make([]float64, m)
	f(y, x)
	j.Apply(func(i, _ int, w float64) float64 { return (1 - y[i]*y[i]) * w }, w)
	return f, x, j
}

// One call of f serves all components: 40 cost less than twice what one does.
func TestComponentsShareTheCallsOfF(t *testing.T) {
	const m, n = 40, 100
	calls := func(rows int) int {
		f, x, j := layerOf(rand.New(rand.NewPCG(1, 1)), m, n)
		count := 0
		r, err := CheckJacobian(func(y, x []float64) {
			count++
			all := make([]float64, m)
			f(all, x)
			copy(y, all)
		}, x, j.Slice(0, rows, 0, n), nil)
		require.NoError(t, err)
		assert.Equal(t, Pass, r.Verdict())
		assert.Equal(t, count, r.Evaluations)
		return count
	}
	one, all := calls(1), calls(m)
	t.Logf("n = %d: %d calls for 1 component, %d for %d", n, one, all, m)
	assert.Less(t, all, 2*one)
}

func TestAKinkOfOneComponentIsNobodysFault(t *testing.T) {
	r, err := CheckJacobian(func(y, x []float64) { y[0], y[1] = math.Abs(x[0]), x[0]*x[1] }, []float64{0, 3},
		mat.NewDense(2, 2, []float64{1, 0, 3, 0}), nil)
	require.NoError(t, err)
	assert.Equal(t, Inconclusive, r.Verdict(), "%v", r)
	var reasons []Reason
	for _, c := range r.Methods[0].Comparisons {
		reasons = append(reasons, c.Reason)
	}
	assert.Equal(t, []Reason{Kink, Flat, Agrees, Flat}, reasons)
}

// second is x[i-1] - 2 x[i] + x[i+1] + x[i]³, and beyond the ends 0; and its tridiagonal Jacobian.
func second(n int) (f func(y, x []float64), x []float64, j *mat.Tridiag) {
	f = func(y, x []float64) {
		for i, e := range x {
			y[i] = e*e*e - 2*e
			if i > 0 {
				y[i] += x[i-1]
			}
			if i < n-1 {
				y[i] += x[i+1]
			}
		}
	}
	j = mat.NewTridiag(n, nil, nil, nil)
	for i := range n {
		x = append(x, math.Sin(float64(3*i+1)))
		j.SetBand(i, i, 3*x[i]*x[i]-2)
		if i > 0 {
			j.SetBand(i-1, i, 1)
			j.SetBand(i, i-1, 1)
		}
	}
	return f, x, j
}

func TestSparseJacobians(t *testing.T) {
	const n = 60
	f, x, j := second(n)
	r := AssertReport(t)(CheckJacobian(f, x, j, nil))
	assert.Equal(t, Pass, r.Verdict(), "%v", r)
	assert.Equal(t, []Method{Pattern, Central}, []Method{r.Methods[0].Method, r.Methods[1].Method})
	assert.Len(t, r.Methods[0].Comparisons, n)
	assert.Len(t, r.Methods[1].Comparisons, 3*n-2)

	// An element that the pattern has forgotten.
	off := func(y, x []float64) { f(y, x); y[40] += 1e-4 * x[7] }
	r, err := CheckJacobian(off, x, j, nil)
	require.NoError(t, err)
	require.Len(t, r.Failures(), 2, "%v", r)
	assert.Equal(t, "J[40,·], direction 1", r.Failures()[0].Name)
	assert.Equal(t, "J[40,7]", r.Failures()[1].Name)

	// A stored element, and a row without any.
	j.SetBand(5, 6, 2)
	r, err = CheckJacobian(f, x, j, nil)
	require.NoError(t, err)
	assert.ErrorContains(t, r.Err(), "J[5,6]: claimed 2, numerical 1")
	r, err = CheckJacobian(func(y, _ []float64) { clear(y) }, []float64{1, 2}, mat.NewDiagDense(2, []float64{0, 0}), nil)
	require.NoError(t, err)
	assert.Equal(t, Pass, r.Verdict(), "%v", r)
}

func TestDirectionsOfAJacobian(t *testing.T) {
	c := fields()[0]
	m := c.matrix()
	r := AssertReport(t)(CheckJacobian(c.f, c.x, m, &Settings{Directions: 2, Rand: rand.New(rand.NewPCG(1, 9))}))
	assert.Equal(t, Pass, r.Verdict())
	assert.Len(t, r.Methods[0].Comparisons, 6)
	m.Set(1, 2, 0)
	r, err := CheckJacobian(c.f, c.x, m, &Settings{Directions: 1})
	require.NoError(t, err)
	require.Len(t, r.Failures(), 1)
	assert.Equal(t, "J[1,·], direction 1", r.Failures()[0].Name)
}

func TestElementsOfAJacobianAreCalledAsTheUserDoes(t *testing.T) {
	c := fields()[2]
	for _, s := range []struct {
		want     string
		settings Settings
	}{
		{"J[2,1]", Settings{}},
		{"J[2,b[0,0]]", Settings{Blocks: []Block{{Name: "W", Rows: 1, Cols: 1}, {Name: "b", Rows: 1, Cols: 1}}}},
		{"∂growth/∂rate", Settings{Element: func(k int) string {
			return map[int]string{5: "∂growth/∂rate"}[k]
		}}},
	} {
		r, err := CheckJacobian(c.f, c.x, c.matrix(), &s.settings)
		require.NoError(t, err)
		assert.Equal(t, s.want, r.Methods[0].Comparisons[5].Name)
		assert.Equal(t, 5, r.Methods[0].Comparisons[5].Index)
	}
}

// What f does not write, and all if it panics, has no value; the other components are checked.
func TestFunctionsThatAreNoFunctions(t *testing.T) {
	calls := 0.0
	for _, c := range []struct {
		name   string
		f      func(y, x []float64)
		first  Reason
		second Reason
	}{
		{"it writes too little", func(y, x []float64) { y[0] = x[0] }, Agrees, NonFinite},
		{"it writes too much", func(y, x []float64) { y[0], y[1], y[2] = x[0], x[0], x[0] }, NonFinite, NonFinite},
		{"it panics", func([]float64, []float64) { panic("no") }, NonFinite, NonFinite},
		{"it panics nearby", func(y, x []float64) {
			if y[0], y[1] = x[0], x[0]; x[0] < 1 {
				panic("no")
			}
		}, NonFinite, NonFinite},
		{"it is random", func(y, x []float64) { calls++; y[0], y[1] = x[0], x[0]+1e-3*math.Sin(calls) },
			Agrees, NonDeterministic},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := CheckJacobian(c.f, []float64{1}, mat.NewDense(2, 1, []float64{1, 1}), nil)
			require.NoError(t, err)
			assert.Equal(t, Inconclusive, r.Verdict())
			assert.Equal(t, c.first, r.Methods[0].Comparisons[0].Reason, "%v", r)
			assert.Equal(t, c.second, r.Methods[0].Comparisons[1].Reason, "%v", r)
			_, err = json.Marshal(r)
			assert.NoError(t, err)
		})
	}
}

func TestProductsWithAJacobian(t *testing.T) {
	for _, c := range fields() {
		for _, size := range []float64{1, 1e-7, 1e7} {
			t.Run(c.name, func(t *testing.T) {
				m := c.matrix()
				var v, w []float64
				for j := range c.x {
					v = append(v, size*(1.5-float64(j)))
				}
				for i := range c.j {
					w = append(w, size*(0.5+float64(i)))
				}
				var jv, jw mat.VecDense
				jv.MulVec(m, mat.NewVecDense(len(v), v))
				jw.MulVec(m.T(), mat.NewVecDense(len(w), w))
				r := AssertReport(t)(CheckJVP(c.f, c.x, v, jv.RawVector().Data, nil))
				assert.Equal(t, Pass, r.Verdict(), "%v", r)
				s := AssertReport(t)(CheckVJP(c.f, c.x, w, jw.RawVector().Data, nil))
				assert.Equal(t, Pass, s.Verdict(), "%v", s)

				jv.SetVec(0, jv.AtVec(0)*(1+1e-5))
				r, err := CheckJVP(c.f, c.x, v, jv.RawVector().Data, nil)
				require.NoError(t, err)
				assert.ErrorContains(t, r.Err(), "the J·v is wrong in (J·v)[0]: ")
				jw.SetVec(0, -jw.AtVec(0))
				s, err = CheckVJP(c.f, c.x, w, jw.RawVector().Data, nil)
				require.NoError(t, err)
				assert.ErrorContains(t, s.Err(), "the Jᵀ·w is wrong in x[0]: ")
			})
		}
	}
}

// The slope is along v itself, not along a unit vector: so are the numbers of the report.
func TestAProductIsReportedInItsUnits(t *testing.T) {
	r, err := CheckJVP(func(y, x []float64) { y[0] = x[0] * x[0] }, []float64{3}, []float64{10}, []float64{6},
		&Settings{Element: func(int) string { return "speed" }})
	require.NoError(t, err)
	c := r.Failures()[0]
	assert.Equal(t, "speed", c.Name)
	assert.Equal(t, 6.0, c.Claimed)
	assert.InDelta(t, 60, c.Numerical, 1e-9)
	assert.InDelta(t, 54, c.AbsDiff, 1e-9)
	assert.InDelta(t, 60, (c.FPlus-c.FMinus)/(2*c.Step), 1e-6)
	assert.Equal(t, 9.0, c.F)
}

func TestWrongShapesAreErrors(t *testing.T) {
	f, one := func(y, x []float64) { y[0] = x[0] }, []float64{1}
	matrix := func(m mat.Matrix, f func(y, x []float64), x []float64, s *Settings) error {
		_, err := CheckJacobian(f, x, m, s)
		return err
	}
	ones := mat.NewDense(1, 1, one)
	dual := &Settings{Dual: net{}.dual}
	for want, err := range map[string]error{
		"the claimed Jacobian is nil":               matrix(nil, f, one, nil),
		"the claimed Jacobian is empty":             matrix(&mat.Dense{}, f, nil, nil),
		"claimed Jacobian is 1×2, x has 1 elements": matrix(mat.NewDense(1, 2, nil), f, one, nil),
		"f is nil":                                     matrix(ones, nil, one, nil),
		"x[0] is NaN":                                  matrix(ones, f, []float64{math.NaN()}, nil),
		"Settings.Dual is set":                         matrix(ones, f, one, dual),
		"the blocks cover":                             matrix(mat.NewDense(1, 2, nil), f, []float64{1, 2}, oneBlock),
		"v has 2 elements, x has 1":                    errorOf(CheckJVP(f, one, []float64{1, 2}, one, nil)),
		"v is 0 or not finite":                         errorOf(CheckJVP(f, one, []float64{0}, one, nil)),
		"the claimed J·v is empty":                     errorOf(CheckJVP(f, one, one, nil, nil)),
		"w is 0 or not finite":                         errorOf(CheckVJP(f, one, []float64{0}, one, nil)),
		"the claimed Jᵀ·w is empty":                    errorOf(CheckVJP(f, one, nil, one, nil)),
		"claimed has 2 elements, x has 1":              errorOf(CheckVJP(f, one, one, []float64{1, 2}, nil)),
		"Settings.Directions is -1; it must be 0":      matrix(ones, f, one, &Settings{Directions: -1}),
		"Settings.Methods has \"up\"; have central":    matrix(ones, f, one, &Settings{Methods: []Method{"up"}}),
		"Settings.Methods has \"pattern\"; have":       matrix(ones, f, one, &Settings{Methods: []Method{Pattern}}),
		"x is empty; it must have at least":            errorOf(CheckVJP(f, nil, one, nil, nil)),
		"v has 1 elements, x has 0; they must be equa": errorOf(CheckJVP(f, nil, one, one, nil)),
	} {
		assert.ErrorContains(t, err, want)
	}
}

var oneBlock = &Settings{Blocks: []Block{{Name: "W", Rows: 1, Cols: 1}}}

func errorOf(_ Report, err error) error { return err }
