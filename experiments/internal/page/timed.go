package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backprop/compare/bench"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/table"
)

// timedView is the fourth part of the page.
type timedView struct {
	Machine       provenance.Machine
	Rounds        int
	Open, Folded  []picture
	Times, Setups sourced

	Trainings, Sweep *sourced // nil if they have not been measured
	Repaid, Costless string
}

// theoryBound is the most that a gradient costs in objectives, by the cheap gradient
// principle of Baur and Strassen: about 5, for arithmetic operations.
const theoryBound = 5

func (p *printer) timed() timedView {
	from := source{[]string{BenchFile}}
	v := timedView{
		Machine: p.bench.Machine, Rounds: p.bench.Rounds,
		Times:  p.table("times", nil, from, table.Times(p.bench.Measurements)),
		Setups: p.table("setups", nil, from, table.Setups(p.bench.Setups)),
	}
	if len(p.bench.Trainings) > 0 {
		t := p.table("trainings", nil, from, table.Trainings(p.bench.Trainings))
		v.Trainings, v.Repaid = &t, table.Repaid(p.bench.Trainings)
	}
	if len(p.bench.Sweep) > 0 {
		t := p.table("sweep of sizes", nil, from, table.SweepOfSizes(p.bench.Sweep))
		v.Sweep, v.Costless = &t, table.Costless(p.bench.Sweep)
	}
	sized := p.sizes()
	if len(sized) == 0 {
		return v // every engine is wrong
	}
	for _, f := range []struct {
		title, y string
		rules    []figure.Rule
		of       func(bench.Measurement) bench.Estimate
	}{
		{"time of a gradient", "time per gradient (µs)", nil, func(m bench.Measurement) bench.Estimate {
			return bench.Estimate{Median: m.Time.Median / 1e3, Low: m.Time.Low / 1e3, High: m.Time.High / 1e3}
		}},
		{"against the gradient by hand", "time / time by hand", []figure.Rule{{Name: "as fast", Coefficient: 1}},
			func(m bench.Measurement) bench.Estimate { return m.ToFirst }},
		{"against the same engine's loss", "time / time of the loss",
			[]figure.Rule{{Name: "theory, at most about 5", Coefficient: theoryBound}},
			func(m bench.Measurement) bench.Estimate { return m.ToObjective }},
	} {
		panel := logLog("multiply-adds of a forward pass", f.y, seriesOf(sized, f.of)...)
		panel.Rules = f.rules
		v.Open = append(v.Open, p.picture(f.title, p.ratios(), from, lines("", panel)))
	}
	v.Open, v.Folded = v.Open[:2], v.Open[2:]
	return v
}

// sized is the measurements of one engine's gradient by the work of a forward pass.
type sized struct {
	engine string
	work   []float64 // multiply-adds
	of     []bench.Measurement
}

// sizes sorts what was measured of gradients by engine and size.
func (p *printer) sizes() []sized {
	var all []sized
	for _, m := range p.bench.Measurements {
		if m.Operation != bench.Gradient || m.Wrong != "" || !(m.Time.Median > 0) {
			continue
		}
		work, err := workOf(m.Net, m.Rows)
		if err != nil {
			p.err = err
			return nil
		}
		i := slices.IndexFunc(all, func(s sized) bool { return s.engine == m.Engine })
		if i < 0 {
			all, i = append(all, sized{engine: m.Engine}), len(all)
		}
		at, _ := slices.BinarySearch(all[i].work, work)
		all[i].work, all[i].of = slices.Insert(all[i].work, at, work), slices.Insert(all[i].of, at, m)
	}
	return all
}

// workOf is the number of multiply-adds in the products of a forward pass.
func workOf(net string, rows int) (float64, error) {
	work, last := 0, 0
	for i, word := range strings.Split(net, "-") {
		width, err := strconv.Atoi(word)
		if err != nil {
			return 0, fmt.Errorf("%s: %q is not a network", BenchFile, net)
		}
		if i > 0 {
			work += last * width
		}
		last = width
	}
	return float64(work * rows), nil
}

// seriesOf are estimates by size, a series for each engine.
func seriesOf(all []sized, of func(bench.Measurement) bench.Estimate) (list []figure.Series) {
	for _, s := range all {
		series := figure.Series{Name: notation.Engine(s.engine)}
		for i, m := range s.of {
			if e := of(m); e.Median > 0 {
				series.X, series.Y = append(series.X, s.work[i]), append(series.Y, e.Median)
				series.Low, series.High = append(series.Low, e.Low), append(series.High, e.High)
			}
		}
		if len(series.X) > 0 {
			list = append(list, series)
		}
	}
	return list
}

// ratios are what other engines take of the gradient of the report's network on the
// XOR rows, in times of the one by hand.
func (p *printer) ratios() (of []bench.Measurement) {
	for _, m := range p.bench.Measurements {
		reports := m.Net == "2-4-4-1" && m.Rows == 21 && m.Operation == bench.Gradient
		if reports && m.Wrong == "" && m.Engine != "manual" {
			of = append(of, m)
		}
	}
	return of
}
