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

// A conclusion that holds on one of two tasks is neither counted nor passed over.
func TestConclusionsThatHold(t *testing.T) {
	for name, c := range map[string]struct {
		holds []string // claim and task
		want  []string
		not   string
	}{
		"none": {nil, []string{"None of the 5 conclusions tested holds throughout"},
			"of one task and not of the other"},
		"one on one task": {[]string{"relu linear"},
			[]string{"None of the 5 conclusions tested holds throughout",
				"True with shared bias of one task and not of the other: relu (linear task)."}, ""},
		"one on both": {[]string{"relu linear", "relu xor"},
			[]string{"1 of the 5 conclusions tested holds throughout"}, "of one task and not of the other"},
		"one that claims one": {[]string{"no-activation xor"},
			[]string{"1 of the 5 conclusions tested holds throughout"}, "of one task and not of the other"},
		"two": {[]string{"relu linear", "relu xor", "no-activation xor"},
			[]string{"2 of the 5 conclusions tested hold throughout"}, "of one task and not of the other"},
	} {
		t.Run(name, func(t *testing.T) {
			text := judged(t, func(claim string, j *audit.Judgement) {
				j.Shared.Verdict, j.Shared.Clear = audit.DoesNotHold, true
				if slices.Contains(c.holds, claim+" "+j.Task) {
					j.Shared.Verdict = audit.Holds
				}
			})
			for _, want := range c.want {
				says(t, text, want)
			}
			if c.not != "" {
				saysNot(t, text, c.not)
			}
		})
	}
}

// A claim of two parts may be an artefact in one of them.
func TestAnArtefactNamesThePartThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		worse audit.Verdict // of the other part with shared bias
		want  string
	}{
		"one part": {audit.Holds, "An artefact of the private biases, " +
			"in this part: at 0.0001 the loss is still falling when training ends."},
		"both parts": {audit.DoesNotHold, "An artefact of the private biases."},
	} {
		t.Run(name, func(t *testing.T) {
			text := judged(t, func(claim string, j *audit.Judgement) {
				j.Agreement = audit.Agree
				if claim != "learning-rate" || j.Task != "xor" {
					return
				}
				j.Agreement, j.Row.Verdict, j.Shared.Verdict = audit.Artefact, audit.Holds, audit.DoesNotHold
				for i := range j.Row.Parts {
					j.Row.Parts[i].Verdict, j.Shared.Parts[i].Verdict = audit.Holds, c.worse
				}
				j.Shared.Parts[0].Verdict = audit.DoesNotHold
				j.Row.Parts[1].True.Share, j.Shared.Parts[1].True.Share = 1, 0.92
			})
			says(t, text, c.want)
			says(t, text, "after training the loss is higher at 0.0001 than at 0.001: 100% and 92%.")
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
