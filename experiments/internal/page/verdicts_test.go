package page_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/bench"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/study"
)

// judged is the fixture's page after change was made to every judgement of its audit.
func judged(t *testing.T, change func(claim string, j *audit.Judgement)) string {
	t.Helper()
	f := fixture(t)
	var a audit.Report
	require.NoError(t, json.Unmarshal(f[page.AuditFile], &a))
	for i, c := range a.Claims {
		for k := range c.Judgements {
			change(c.ID, &a.Claims[i].Judgements[k])
		}
	}
	return words(drawn(t, f.with(page.AuditFile, marshal(t, a))))
}

// What the report concludes is counted part by part, and what is strange about a part
// is named.
func TestTheFindingOfTheClaims(t *testing.T) {
	plain := func(_ string, j *audit.Judgement) {
		j.Shared.Verdict, j.Label, j.OwnTrue = audit.FewerThanHalf, audit.NoLabel, true
	}
	for name, c := range map[string]struct {
		change func(j *audit.Judgement) // of solved on XOR
		want   []string
	}{
		"none": {func(*audit.Judgement) {},
			[]string{"None of the 16 things that the report concludes of a task are true of most seeds"}},
		"one": {func(j *audit.Judgement) { j.Shared.Verdict = audit.Most },
			[]string{"1 of the 16 things that the report concludes of a task is true of most seeds"}},
		"an artefact": {func(j *audit.Judgement) { j.Label = audit.Artefact },
			[]string{"Artefacts of the private biases: the network without ReLU gets every point right (XOR)."}},
		"a hidden one": {func(j *audit.Judgement) { j.Label = audit.Hidden },
			[]string{"Hidden by them: the network without ReLU gets every point right (XOR)."}},
		"not of its own run": {func(j *audit.Judgement) { j.OwnTrue = false },
			[]string{"Not even true of the run that it was drawn from: the network without ReLU gets every point right (XOR)."}},
	} {
		t.Run(name, func(t *testing.T) {
			text := judged(t, func(claim string, j *audit.Judgement) {
				plain(claim, j)
				if j.Part == "solved" && j.Task == "xor" {
					c.change(j)
				}
			})
			text = strings.Join(strings.Fields(text), " ")
			for _, want := range c.want {
				assert.Contains(t, text, want)
			}
			for _, words := range []string{"Artefacts of the private biases:", "Hidden by them:",
				"Not even true of the run"} {
				assert.Equal(t, strings.HasPrefix(c.want[0], words), strings.Contains(text, words), words)
			}
		})
	}
}

// The command beside a file writes that file: as many seeds, and quick or not.
func TestCommandsWriteTheirFiles(t *testing.T) {
	f := fixture(t)
	for quick, want := range map[bool]string{true: "bench --quick --json bench.json",
		false: "bench --json bench.json"} {
		var b map[string]any
		require.NoError(t, json.Unmarshal(f[page.BenchFile], &b))
		b["quick"] = quick
		text := drawn(t, f.with(page.BenchFile, marshal(t, b)))
		says(t, text, fmt.Sprintf("<td><code>go run ./experiments %s</code></td>", want))
		says(t, text, "<td><code>go run ./experiments audit --seeds 4 --json audit.json --csv audit.csv</code></td>")
	}
}

// A reader does not know the names that the program has for runs and networks.
func TestRunsAreNamedInWords(t *testing.T) {
	text := whole(t)
	assert.NotRegexp(t, `<(td|li|p|b)[^>]*>[^<]*(xor/|linear/|identity,relu)`, text)
	says(t, text, "linear task, learning rate 0.0001")
}

// What autodiff costs is said as the ratios have it, to the gradient by hand.
func TestWhatAutodiffCosts(t *testing.T) {
	for name, c := range map[string]struct {
		compiled, interpreted float64
		want                  string
	}{
		"only the interpreter is slow":   {1.5, 100, "Autodiff is not slow; its interpreter is."},
		"the interpreter is much slower": {4, 100, "Most of what autodiff costs is its interpreter."},
		"neither":                        {4, 20, "What autodiff costs."},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture(t)
			times := study.Benchmarks{Machine: provenance.This(), Setups: []bench.Setup{}}
			for engine, ratio := range map[string]float64{"graph": c.compiled, "tape": c.interpreted} {
				e := bench.Estimate{Median: ratio, Low: ratio, High: ratio}
				times.Measurements = append(times.Measurements, bench.Measurement{Net: "2-4-4-1", Rows: 21,
					Operation: bench.Gradient, Engine: engine, Time: e, ToFirst: e, ToObjective: e})
			}
			says(t, words(drawn(t, f.with(page.BenchFile, marshal(t, times)))), "<strong>"+c.want+"</strong>")
		})
	}
}

// Two loss curves side by side are compared by eye, which takes the same axis.
func TestLossesSideBySideHaveTheSameAxis(t *testing.T) {
	var axes []string
	for _, svg := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(whole(t), -1) {
		if !strings.Contains(svg, "Plot of loss (mean") || !strings.Contains(svg, "by hand: from") {
			continue
		}
		var labels []string
		for _, text := range regexp.MustCompile(`<text[^>]*>([^<]*)</text>`).FindAllStringSubmatch(svg, -1) {
			labels = append(labels, text[1])
		}
		from := slices.IndexFunc(labels, func(l string) bool { return strings.HasPrefix(l, "loss (mean") })
		to := slices.IndexFunc(labels, func(l string) bool { return strings.HasPrefix(l, "the same, epochs") })
		if to < 0 {
			to = len(labels)
		}
		axes = append(axes, strings.Join(labels[from:to], " "))
	}
	require.Len(t, axes, 20) // five comparisons, two tasks, left and right
	for pair := range slices.Chunk(axes, 2) {
		assert.Equal(t, pair[0], pair[1])
	}
}
