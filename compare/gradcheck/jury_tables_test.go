package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// tables are functions that are interpolated between nodes.
func tables() []family {
	var all []family
	for k := 3; k <= 7; k++ {
		n := math.Pow(10, float64(k))
		f := family{name: fmt.Sprintf("table, linear, step 1e-%d", k), draw: func(r *rand.Rand) sample {
			return table(uniform(r, 0.1, 2), n, math.Sin)
		}}
		switch k {
		case 4:
			f.examples = []sample{table(0.52545443084285159, n, math.Sin)}
		case 7:
			f.examples = []sample{table(0.44513993532053353, n, math.Sin), table(1.0785947297113807, n, math.Sin)}
		}
		all = append(all, f)
	}
	return append(all,
		family{name: "table, linear, float32 nodes", draw: func(r *rand.Rand) sample {
			return table(uniform(r, 0.1, 2), math.Round(decades(r, 1.5, 4)), sin32)
		}, examples: []sample{table(1.2632893899885296, 1000, sin32)}},
		family{name: "table, cubic", draw: cubicTable},
		family{name: "table, nearest node", draw: func(r *rand.Rand) sample {
			n, x := math.Round(decades(r, 0.5, 6)), uniform(r, 0.1, 2)
			f := func(v float64) float64 { return math.Sin(math.Round(v*n) / n) }
			return staircase(curve(f, x, 0), math.Cos(x))
		}},
		family{name: "table, linear, uneven nodes", draw: unevenTable},
	)
}

func sin32(v float64) float64 { return float64(float32(math.Sin(v))) }

// table interpolates g linearly between the nodes i/n.
func table(x, n float64, g func(float64) float64) sample {
	f := func(v float64) float64 {
		i := math.Floor(v * n)
		left, right := g(i/n), g((i+1)/n)
		return left + float64((v*n-i)*(right-left))
	}
	i := math.Floor(x * n)
	s := curve(f, x, n*(g((i+1)/n)-g(i/n)))
	s.kinked = true
	return s
}

// cubicTable interpolates sin between the nodes i/n by cubic Hermite polynomials with
// central slopes (Catmull and Rom): its first derivative is continuous.
func cubicTable(r *rand.Rand) sample {
	n := math.Round(decades(r, 0.5, 3))
	coefficients := func(v float64) (t, a, b, c, d float64) {
		i := math.Floor(v * n)
		p, q, u, w := math.Sin((i-1)/n), math.Sin(i/n), math.Sin((i+1)/n), math.Sin((i+2)/n)
		return v*n - i, q, (u - p) / 2, p - 2.5*q + 2*u - w/2, (3*(q-u) + w - p) / 2
	}
	f := func(v float64) float64 {
		t, a, b, c, d := coefficients(v)
		return a + float64(t*(b+float64(t*(c+float64(t*d)))))
	}
	x := uniform(r, 0.1, 2)
	t, _, b, c, d := coefficients(x)
	return curve(f, x, n*(b+float64(t*(2*c+float64(3*t*d)))))
}

// unevenTable has nodes at random places, as of a calibration curve.
func unevenTable(r *rand.Rand) sample {
	nodes, values := []float64{-10}, []float64{0}
	for nodes[len(nodes)-1] < 10 {
		nodes = append(nodes, nodes[len(nodes)-1]+decades(r, -2, 0))
		values = append(values, r.NormFloat64())
	}
	segment := func(v float64) int {
		i := 0
		for i+2 < len(nodes) && nodes[i+1] <= v {
			i++
		}
		return i
	}
	f := func(v float64) float64 {
		i := segment(v)
		return values[i] + float64((v-nodes[i])/(nodes[i+1]-nodes[i])*(values[i+1]-values[i]))
	}
	x := uniform(r, -5, 5)
	i := segment(x)
	s := curve(f, x, (values[i+1]-values[i])/(nodes[i+1]-nodes[i]))
	s.kinked = true
	return s
}
