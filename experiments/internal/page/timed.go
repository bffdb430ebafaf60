package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backprop/compare/bench"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/table"
)

// timedView is the fourth part of the page.
type timedView struct {
	Machine string
	Plates  []plate
	Times   sourced
	Setups  sourced
}

// theoryBound is the most that a gradient costs in objectives, by the cheap gradient
// principle of Baur and Strassen: about 5, for arithmetic operations.
const theoryBound = 5

func (d *data) fromBench() source {
	quick := ""
	if d.bench.Quick {
		quick = "--quick "
	}
	return source{[]string{BenchFile}, "go run ./experiments bench " + quick + "--json " + BenchFile}
}

func (d *data) timed() (v timedView, err error) {
	m := d.bench.Machine
	v.Machine = fmt.Sprintf("%v; %v; %d interleaved rounds.", m, m.Go, d.bench.Rounds)
	sized, err := d.sizes()
	if err != nil {
		return v, err
	}
	for _, f := range []struct {
		title, y, caption string
		rules             []figure.Rule
		of                func(bench.Measurement) bench.Estimate
	}{
		{"time of a gradient", "time per gradient (µs)",
			"Time of a loss and its gradient, medians with 95% intervals. Left, on the report's network, the engines differ by what they spend " +
				"around the arithmetic; right, on wide networks, by their matrix products.",
			nil, func(m bench.Measurement) bench.Estimate { return scaled(m.Time, 1e-3) }},
		{"against the gradient by hand", "time / time by hand", d.ratioCaption(),
			[]figure.Rule{{Name: "as fast", Coefficient: 1}}, func(m bench.Measurement) bench.Estimate { return m.ToFirst }},
		{"against the same engine's loss", "time / time of the loss",
			"What a gradient costs in losses of the same engine. Reverse differentiation needs at most about five times the operations of the function, whatever the number of parameters.",
			[]figure.Rule{{Name: "theory, at most about 5", Coefficient: theoryBound}}, func(m bench.Measurement) bench.Estimate { return m.ToObjective }},
	} {
		if len(sized) == 0 {
			break // every engine is wrong
		}
		panel := logLog("multiply-adds of a forward pass", f.y, seriesOf(sized, f.of)...)
		panel.Rules = f.rules
		p, err := plateOf(f.caption, d.fromBench(), lines(f.title, panel))
		if err != nil {
			return v, err
		}
		v.Plates = append(v.Plates, p)
	}
	v.Times, v.Setups = sourced{table.Times(d.bench.Measurements), d.fromBench()}, sourced{table.Setups(d.bench.Setups), d.fromBench()}
	return v, nil
}

// sized is the measurements of one engine's gradient by the work of a forward pass.
type sized struct {
	engine string
	work   []float64 // multiply-adds
	of     []bench.Measurement
}

// sizes sorts what was measured of gradients by engine and size.
func (d *data) sizes() ([]sized, error) {
	var all []sized
	for _, m := range d.bench.Measurements {
		if m.Operation != bench.Gradient || m.Wrong != "" || !(m.Time.Median > 0) {
			continue
		}
		work, err := workOf(m.Net, m.Rows)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(s sized) bool { return s.engine == m.Engine })
		if i < 0 {
			all, i = append(all, sized{engine: m.Engine}), len(all)
		}
		at, _ := slices.BinarySearch(all[i].work, work)
		all[i].work, all[i].of = slices.Insert(all[i].work, at, work), slices.Insert(all[i].of, at, m)
	}
	return all, nil
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

func scaled(e bench.Estimate, by float64) bench.Estimate {
	return bench.Estimate{Median: e.Median * by, Low: e.Low * by, High: e.High * by}
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

// ratioCaption says what autodiff costs on the report's network.
func (d *data) ratioCaption() string {
	caption := "The same times as ratios to the gradient by hand."
	var words []string
	for _, m := range d.bench.Measurements {
		if reports(m) && m.Engine != "manual" {
			words = append(words, fmt.Sprintf("%s times %s", notation.Short(m.ToFirst.Median), notation.Engine(m.Engine)))
		}
	}
	if len(words) > 0 {
		caption += " On the report's network with 21 rows: " + strings.Join(words, "; ") + "."
	}
	return caption
}

// reports is true of the gradient of the report's network on the XOR rows.
func reports(m bench.Measurement) bool {
	return m.Net == "2-4-4-1" && m.Rows == 21 && m.Operation == bench.Gradient && m.Wrong == ""
}
