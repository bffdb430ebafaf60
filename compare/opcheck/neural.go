package opcheck

import (
	"fmt"
	"math"
	"slices"

	G "gorgonia.org/gorgonia"
)

// neural are the layers of networks; see also convolutions and normalizations.
func neural() []Op {
	soft, logSoft, sparse := Op{Name: "SoftMax"}, Op{Name: "LogSoftMax"}, Op{Name: "Sparsemax"}
	for _, o := range []struct {
		op    *Op
		apply func(node, ...int) (node, error)
		f     func(v []float64) []float64
	}{{&soft, G.SoftMax, softmax}, {&logSoft, G.LogSoftMax, logSoftmax}, {&sparse, G.Sparsemax, sparsemax}} {
		add := func(x Operand, axes ...int) {
			axis := append(axes, len(x.Shape)-1)[0]
			onAxis(o.op, o.op.Name+"(x"+list(axes)+")", x, axis, func(x node) (node, error) { return o.apply(x, axes...) },
				func(x []Array) Array { return lines(x[0], axis, o.f) })
		}
		add(reals("x", 5))
		add(reals("x", 5), 0)
		for _, shape := range [][]int{{2, 3}, {3, 3}, {1, 4}, {3, 1}, {2, 3, 2}, {2, 1, 2, 3}} {
			add(reals("x", shape...))
			for axis := range shape {
				add(reals("x", shape...), axis)
			}
		}
		add(exactly("x", []int{4}, 0.5, 0.5, 0.5, -1), 0)
		add(exactly("x", []int{3}, 800, 799, -800), 0)
		add(exactly("x", []int{2, 2}, 0.5, 1, -800, -799.5), 1) // the rows far from each other
	}
	// Two operations of one node, which must not become one.
	logSoft.Samples = append(logSoft.Samples, Sample{Call: "Add(Must(SoftMax(x)), Must(LogSoftMax(x)))", Operands: []Operand{reals("x", 2, 3)},
		Build: func(x []node) (node, error) { return G.Add(G.Must(G.SoftMax(x[0])), G.Must(G.LogSoftMax(x[0]))) },
		Oracle: func(x []Array) Array {
			p, l := lines(x[0], 1, softmax), lines(x[0], 1, logSoftmax)
			return fill(p.Shape, func(i []int) float64 { return p.at(i...) + l.at(i...) })
		}})

	// Dropout is random, but not where everything is kept, or as good as, or dropped.
	dropout := Op{Name: "Dropout"}
	keep := func(call string, factor float64, build func(x node) (node, error)) {
		onAxis(&dropout, call, reals("x", 2, 3), 0, build, func(x []Array) Array {
			return fill(x[0].Shape, func(i []int) float64 { return factor * x[0].at(i...) })
		})
	}
	for _, c := range []struct {
		p    string
		drop float64
		keep float64
	}{{"0", 0, 1}, {"1e-12", 1e-12, 1 / (1 - 1e-12)}, {"1", 1, 0}} {
		keep("Dropout(x, "+c.p+")", c.keep, func(x node) (node, error) { return G.Dropout(x, c.drop) })
	}
	keep("Add(Must(Dropout(x, 1e-12)), Must(Dropout(x, 1)))", 1/(1-1e-12), func(x node) (node, error) {
		return G.Add(G.Must(G.Dropout(x, 1e-12)), G.Must(G.Dropout(x, 1)))
	})

	xent := Op{Name: "BinaryXent"}
	for _, shape := range [][]int{{}, {1}, {4}, {2, 3}, {3, 1}, {1, 1}, {2, 3, 2}} {
		xent.Samples = append(xent.Samples, Sample{Call: "BinaryXent(p, y)",
			Operands: []Operand{{Name: "p", Shape: shape, Low: 0.1, High: 0.9}, {Name: "y", Shape: shape, Low: 0, High: 1}},
			Build:    func(x []node) (node, error) { return G.BinaryXent(x[0], x[1]) },
			Oracle: func(x []Array) Array {
				return fill(shape, func(i []int) float64 {
					p, y := x[0].at(i...), x[1].at(i...)
					return -float64(y*math.Log(p)) - float64((1-y)*math.Log1p(-p))
				})
			}})
	}

	// Grad for the second time on a graph, of other outputs.
	again := Op{Name: "Grad"}
	for _, c := range []struct {
		before, call string
		build        func(x node) (node, error)
		f            func(x float64) float64
	}{
		{"Grad(Must(Sum(Must(Square(x)))), x)", "Cube(x)", func(x node) (node, error) {
			G.Grad(G.Must(G.Sum(G.Must(G.Square(x)))), x)
			return G.Cube(x)
		}, func(x float64) float64 { return x * x * x }},
		{"Grad(Must(Sum(Must(Square(x)))), x)", "Add(Must(Cube(x)), Must(Exp(x)))", func(x node) (node, error) {
			G.Grad(G.Must(G.Sum(G.Must(G.Square(x)))), x)
			return G.Add(G.Must(G.Cube(x)), G.Must(G.Exp(x)))
		}, func(x float64) float64 { return float64(x*x*x) + math.Exp(x) }},
		{"h := Must(Square(x))\nGrad(Must(Sum(h)), x)", "Cube(h)", func(x node) (node, error) {
			h := G.Must(G.Square(x))
			G.Grad(G.Must(G.Sum(h)), x)
			return G.Cube(h)
		}, func(x float64) float64 { return math.Pow(x, 6) }},
	} {
		onAxis(&again, c.call, reals("x", 3), 0, c.build, func(x []Array) Array {
			return fill(x[0].Shape, func(i []int) float64 { return c.f(x[0].at(i...)) })
		})
		again.Samples[len(again.Samples)-1].Before = c.before
	}
	return append([]Op{soft, logSoft, sparse, dropout, xent, ctc(), again}, append(convolutions(), normalizations()...)...)
}

func logSoftmax(v []float64) []float64 {
	greatest, s := slices.Max(v), 0.0
	for _, x := range v {
		s += math.Exp(x - greatest)
	}
	l := make([]float64, len(v))
	for k, x := range v {
		l[k] = x - greatest - math.Log(s)
	}
	return l
}

func softmax(v []float64) []float64 {
	p := logSoftmax(v)
	for k, l := range p {
		p[k] = math.Exp(l)
	}
	return p
}

// sparsemax is the point of the simplex nearest to v: max(v-τ, 0), where τ makes the sum 1
// (Martins and Astudillo, 2016).
func sparsemax(v []float64) []float64 {
	sorted := slices.Clone(v)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	tau, s := 0.0, 0.0
	for k, x := range sorted {
		s += x
		if t := (s - 1) / float64(k+1); t < x {
			tau = t
		}
	}
	p := make([]float64, len(v))
	for k, x := range v {
		p[k] = max(x-tau, 0)
	}
	return p
}

// ctc is connectionist temporal classification (Graves et al., 2006). The oracle adds
// up the probabilities of all paths.
func ctc() Op {
	op := Op{Name: "CTCLoss"}
	negLog := func(x Array, b, steps int, target []float64) float64 {
		var total float64
		var walk func(t, last, done int, p float64)
		walk = func(t, last, done int, p float64) {
			if t == steps {
				if done == len(target) {
					total += p
				}
				return
			}
			for k := range x.Shape[2] {
				q := p * math.Exp(x.at(t, b, k))
				switch {
				case k == 0 || k == last:
					walk(t+1, k, done, q)
				case done < len(target) && int(target[done]) == k:
					walk(t+1, k, done+1, q)
				}
			}
		}
		walk(0, 0, 0, 1)
		return -math.Log(total)
	}
	for _, c := range []struct {
		steps, lengths []float64
		raw            bool
	}{{[]float64{4, 4}, []float64{2, 2}, false}, {[]float64{4, 3}, []float64{2, 2}, false}, {[]float64{4, 4}, []float64{2, 1}, false},
		{[]float64{4, 4}, []float64{2, 2}, true}} {
		for reduction, word := range []string{"ReductionMean", "ReductionSum"} {
			s := Sample{Call: "CTCLoss(x, targets, steps, lengths, " + word + ")",
				Operands: []Operand{reals("x", 4, 2, 3), ints("targets", []int{2, 2}, 1, 2, 2, 2), ints("steps", []int{2}, c.steps...),
					ints("lengths", []int{2}, c.lengths...)},
				Build: func(x []node) (node, error) { return G.CTCLoss(x[0], x[1], x[2], x[3], G.Reduction(reduction)) }}
			loss := func(x Array) Array {
				var sum float64
				for b, n := range c.lengths {
					l := negLog(x, b, int(c.steps[b]), []float64{1, 2, 2, 2}[2*b:2*b+int(n)])
					if reduction == int(G.ReductionMean) {
						l /= n * float64(len(c.lengths))
					}
					sum += l
				}
				return Array{Data: []float64{sum}}
			}
			if c.raw {
				s.Convention = "the gradient includes that of the softmax which is expected before, as PyTorch's does"
				s.Oracle = func(x []Array) Array { return loss(x[0]) }
			} else {
				s.Before = "l := Must(BroadcastSub(x, Must(Log(Must(Sum(Must(Exp(x)), 2)))), nil, []byte{2}))"
				s.Call = "CTCLoss(l, targets, steps, lengths, " + word + ")"
				build := s.Build
				s.Build = func(x []node) (node, error) {
					l := G.Must(G.BroadcastSub(x[0], G.Must(G.Log(G.Must(G.Sum(G.Must(G.Exp(x[0])), 2)))), nil, []byte{2}))
					return build([]node{l, x[1], x[2], x[3]})
				}
				s.Oracle = func(x []Array) Array { return loss(lines(x[0], 2, logSoftmax)) }
			}
			op.Samples = append(op.Samples, s)
		}
	}
	return op
}

// normalizations are the layers that standardize groups of elements.
func normalizations() []Op {
	batch, group := Op{Name: "BatchNorm"}, Op{Name: "GroupNorm"}
	// normalized is scale·(x-mean)/√(variance+ε) + bias, over the elements of one key.
	normalized := func(x []Array, eps float64, key func(i []int) int) Array {
		groups := map[int][]float64{}
		fill(x[0].Shape, func(i []int) float64 {
			groups[key(i)] = append(groups[key(i)], x[0].at(i...))
			return 0
		})
		return fill(x[0].Shape, func(i []int) float64 {
			v := groups[key(i)]
			m, variance := mean(v), 0.0
			for _, e := range v {
				variance += float64((e-m)*(e-m)) / float64(len(v))
			}
			return float64(x[1].at(i...)*(x[0].at(i...)-m)/math.Sqrt(variance+eps)) + x[2].at(i...)
		})
	}
	const bn = "y, _, _, %s, _ := BatchNorm(x, scale, bias, 0.9, %g)"
	for _, shape := range [][]int{{4, 2}, {3, 1}, {2, 2, 2, 3}} {
		one := []int{1, shape[1], 1, 1}[:len(shape)]
		operands := []Operand{reals("x", shape...), reals("scale", one...), reals("bias", one...)}
		channel := func(i []int) int { return i[1] }
		batch.Samples = append(batch.Samples, Sample{Before: fmt.Sprintf(bn, "_", 0.001), Call: "y, nil", Operands: operands,
			Build: func(x []node) (node, error) {
				y, _, _, _, err := G.BatchNorm(x[0], x[1], x[2], 0.9, 0.001)
				return y, err
			},
			Oracle: func(x []Array) Array { return normalized(x, 0.001, channel) },
		}, Sample{Before: fmt.Sprintf(bn, "op", 0.001) + "\nop.SetTraining(true)\nop.SetTraining(false)", Call: "y, nil", Operands: operands,
			Build: func(x []node) (node, error) {
				y, _, _, op, err := G.BatchNorm(x[0], x[1], x[2], 0.9, 0.001)
				if err == nil {
					op.SetTraining(true) // running mean 0, variance 1
					op.SetTraining(false)
				}
				return y, err
			},
			Oracle: func(x []Array) Array {
				return fill(shape, func(i []int) float64 {
					return float64(x[1].at(i...)*x[0].at(i...)/math.Sqrt(1.001)) + x[2].at(i...)
				})
			},
		}, Sample{Before: fmt.Sprintf(bn, "_", 0.001) + "\nz, _, _, _, _ := BatchNorm(x, scale, bias, 0.9, 0.04)", Call: "Add(y, z)", Operands: operands,
			Build: func(x []node) (node, error) {
				y, _, _, _, _ := G.BatchNorm(x[0], x[1], x[2], 0.9, 0.001)
				z, _, _, _, _ := G.BatchNorm(x[0], x[1], x[2], 0.9, 0.04)
				return G.Add(y, z)
			},
			Oracle: func(x []Array) Array {
				y, z := normalized(x, 0.001, channel), normalized(x, 0.04, channel)
				return fill(shape, func(i []int) float64 { return y.at(i...) + z.at(i...) })
			}})
	}
	for _, groups := range []int{1, 2, 4} {
		group.Samples = append(group.Samples, Sample{Call: fmt.Sprintf("GroupNorm(x, scale, bias, %d, 4, 0.001)", groups),
			Operands: []Operand{reals("x", 2, 4, 2, 3), reals("scale", 1, 4, 1, 1), reals("bias", 1, 4, 1, 1)},
			Build:    func(x []node) (node, error) { return G.GroupNorm(x[0], x[1], x[2], groups, 4, 0.001) },
			Oracle: func(x []Array) Array {
				return normalized(x, 0.001, func(i []int) int { return i[0]*groups + i[1]*groups/4 })
			}})
	}
	return []Op{batch, group}
}
