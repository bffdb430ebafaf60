package tournament

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"

	"backprop/compare/gradcheck"
	"backprop/network"
)

// Rule is how a checker comes to its verdict, at its defaults.
type Rule struct {
	Name string `json:"name"`
	// Source is where its constants are from: file and commit, or documentation.
	Source string `json:"source"`
	judge  judgement
}

// judgement is a verdict on a claim, with our report on it.
type judgement func(f func([]float64) float64, x, claim []float64, r *rand.Rand) (gradcheck.Verdict, *gradcheck.Report)

// Ours is the name of gradcheck's rule.
const Ours = "backprop gradcheck"

// sqrtEpsilon is the square root of the spacing of float64 at 1, the step of forward
// differences in SciPy and MATLAB.
const sqrtEpsilon = 1.4901161193847656e-08

// Rules returns the rules, ours last.
func Rules() []Rule {
	return []Rule{
		elementwise("PyTorch gradcheck (slow)", "torch/autograd/gradcheck.py, 0189069d: eps 1e-6, atol 1e-5, rtol 1e-3",
			central(1e-6), func(claim, numerical float64) bool {
				return math.Abs(claim-numerical) <= 1e-5+1e-3*math.Abs(numerical)
			}),
		{"JAX check_grads", "jax/_src/public_test_util.py, 055a8834, order 1: EPS 1e-4, float64 1e-5, one direction", jax},
		{"SciPy check_grad", "scipy.optimize.check_grad 1.16: a norm by forward steps of 1.49e-8; read here as wrong " +
			"from 1e-5, as most of its users do", scipy},
		elementwise("MATLAB checkGradients", "Optimization Toolbox R2023b: forward, √ε max(1,|x|), Tolerance 1e-6, "+
			"relative from 1 on", forward(matlabStep), func(claim, numerical float64) bool {
			return math.Abs(claim-numerical) <= 1e-6*max(1, math.Abs(claim))
		}),
		elementwise("Stan diagnose", "stan/model/test_gradients.hpp, 5fd895fc; CmdStan's epsilon 1e-6, error 1e-6",
			central(1e-6), func(claim, numerical float64) bool { return math.Abs(claim-numerical) <= 1e-6 }),
		{"autograd check_grads", "autograd/test_util.py, 03b7ac8e, order 1: EPS, TOL and RTOL 1e-6, two directions",
			autograd},
		elementwise("Caffe GradientChecker", "test_gradient_check_util.hpp, 03488948: no defaults; 1e-2 and 1e-3 as in "+
			"most of its own tests", central(1e-2), func(claim, numerical float64) bool {
			return math.Abs(claim-numerical) <= 1e-3*max(math.Abs(claim), math.Abs(numerical), 1)
		}),
		elementwise("gonum fd, 1e-6", "gonum v0.17.0, optimize/functions/validate.go: Central, Step 1e-6, 1e-5 absolute "+
			"or relative", gonum, func(claim, numerical float64) bool {
			return floats.EqualApprox([]float64{claim}, []float64{numerical}, 1e-5)
		}),
		{Ours, "compare/gradcheck, no settings", exactTo(0)},
	}
}

// elementwise is a rule that compares element by element with a numerical gradient.
// NaN agrees with nothing.
func elementwise(name, source string, numerical func(f func([]float64) float64, x []float64) []float64,
	agrees func(claim, numerical float64) bool) Rule {
	return Rule{name, source, func(f func([]float64) float64, x, claim []float64, _ *rand.Rand) (gradcheck.Verdict,
		*gradcheck.Report) {
		for i, n := range numerical(f, x) {
			if !agrees(claim[i], n) {
				return gradcheck.Fail, nil
			}
		}
		return gradcheck.Pass, nil
	}}
}

// passes is the verdict of a rule that gives no other.
func passes(ok bool) (gradcheck.Verdict, *gradcheck.Report) {
	if ok {
		return gradcheck.Pass, nil
	}
	return gradcheck.Fail, nil
}

// central is (f(x+h) - f(x-h)) / 2h.
func central(h float64) func(f func([]float64) float64, x []float64) []float64 {
	return func(f func([]float64) float64, x []float64) []float64 {
		g := make([]float64, len(x))
		e := make([]float64, len(x))
		for i := range x {
			e[i] = 1
			g[i] = along(f, x, e, h)
			e[i] = 0
		}
		return g
	}
}

// along is the central difference along u.
func along(f func([]float64) float64, x, u []float64, h float64) float64 {
	y := make([]float64, len(x))
	floats.AddScaledTo(y, x, h, u)
	up := f(y)
	floats.AddScaledTo(y, x, -h, u)
	return (up - f(y)) / (2 * h)
}

// forward is (f(x+h) - f(x)) / h, by the h that x really moves.
func forward(step func(x float64) float64) func(f func([]float64) float64, x []float64) []float64 {
	return func(f func([]float64) float64, x []float64) []float64 {
		g, y, f0 := make([]float64, len(x)), append([]float64(nil), x...), f(x)
		for i, v := range x {
			y[i] = v + step(v)
			g[i] = (f(y) - f0) / (y[i] - v)
			y[i] = v
		}
		return g
	}
}

func matlabStep(x float64) float64 {
	return math.Copysign(sqrtEpsilon*max(1, math.Abs(x)), x)
}

// scipyStep is √ε, and where that moves x by nothing √ε |x|, as approx_derivative has
// it.
func scipyStep(x float64) float64 {
	if x+sqrtEpsilon == x {
		return math.Copysign(sqrtEpsilon*max(1, math.Abs(x)), x)
	}
	return sqrtEpsilon
}

func scipy(f func([]float64) float64, x, claim []float64, _ *rand.Rand) (gradcheck.Verdict, *gradcheck.Report) {
	return passes(floats.Distance(forward(scipyStep)(f, x), claim, 2) <= 1e-5)
}

func gonum(f func([]float64) float64, x []float64) []float64 {
	return fd.Gradient(nil, f, x, &fd.Settings{Formula: fd.Central, Step: 1e-6})
}

// jax compares one directional derivative forward, and times a random cotangent in
// reverse; the direction is that of numpy.random.RandomState(0). It calls f three
// times for each.
func jax(f func([]float64) float64, x, claim []float64, _ *rand.Rand) (gradcheck.Verdict, *gradcheck.Report) {
	stream, err := network.NewStream(0)
	if err != nil {
		panic(err) // 0 is a seed
	}
	tangent := make([]float64, len(x))
	for i := range tangent {
		tangent[i] = stream.Normal()
	}
	cotangent := stream.Normal()
	f(x)
	f(x)
	forward, numerical := floats.Dot(claim, tangent), along(f, x, tangent, 1e-4)
	again := along(f, x, tangent, 1e-4)
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-5+1e-5*math.Abs(b) }
	return passes(near(forward, numerical) && near(forward*cotangent, again*cotangent))
}

// autograd compares along a random direction forward and along another in reverse,
// times random numbers.
func autograd(f func([]float64) float64, x, claim []float64, r *rand.Rand) (gradcheck.Verdict, *gradcheck.Report) {
	for range 2 {
		u := normals(r, len(x), 1)
		times := r.NormFloat64()
		f(x)
		a, b := times*floats.Dot(claim, u), times*along(f, x, u, 0.5e-6)
		if !(math.Abs(a-b) < 1e-6 || math.Abs(a-b)/math.Abs(a+b) < 1e-6) {
			return gradcheck.Fail, nil
		}
	}
	return gradcheck.Pass, nil
}

// exactTo is our rule, told how exactly f is computed; 0 is told nothing.
func exactTo(accuracy float64) judgement {
	return func(f func([]float64) float64, x, claim []float64, _ *rand.Rand) (gradcheck.Verdict, *gradcheck.Report) {
		report, err := gradcheck.Check(f, x, claim, &gradcheck.Settings{Accuracy: accuracy})
		if err != nil {
			return gradcheck.Fail, nil // a caller would see an error
		}
		return report.Verdict(), &report
	}
}
