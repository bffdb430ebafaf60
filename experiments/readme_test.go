package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
	"backprop/experiments/internal/audit"
)

var update = flag.Bool("update", false, "write what the commands print into ../README.md")

// consoleBlock is a block of commands, each with what it prints.
var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```\n")

// lastDigits are the deviations in a table: the rounding of the machine's own
// exp and log, which differs from one architecture to another.
var lastDigits = regexp.MustCompile(`\d\.\de-\d\d`)

// The README's commands print what the README says they print.
func TestTheREADMEShowsWhatItsCommandsPrint(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	commands := 0
	printed := consoleBlock.ReplaceAllStringFunc(string(text), func(block string) string {
		var b strings.Builder
		b.WriteString("```console\n")
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands++
				b.WriteString(line + shell(t, strings.TrimSpace(command)))
			}
		}
		b.WriteString("```\n")
		return b.String()
	})
	require.Positive(t, commands)
	if *update {
		require.NoError(t, os.WriteFile("../README.md", []byte(printed), 0o666))
		return
	}
	want := string(text)
	if runtime.GOARCH != "amd64" {
		printed, want = lastDigits.ReplaceAllString(printed, "…"), lastDigits.ReplaceAllString(want, "…")
	}
	assert.Equal(t, want, printed, "go test ./experiments -run README -update writes it anew")
}

// shell runs a command of the README: the program, or its last line.
func shell(t *testing.T, command string) string {
	t.Helper()
	words, tail := strings.CutSuffix(command, " | tail -n 1")
	args, ok := strings.CutPrefix(words, "go run ./experiments ")
	require.True(t, ok, command)
	code, stdout, stderr := execute(t, strings.Fields(args)...)
	require.Equal(t, exitOK, code, stderr)
	if tail {
		lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
		return lines[len(lines)-1] + "\n"
	}
	return stdout
}

// The rest of its numbers, and its code, are those of the project.
func TestTheREADMEsWordsAreTrue(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	words := strings.Join(strings.Fields(string(readme)), " ")
	assert.Contains(t, words, fmt.Sprintf("makes %d mistakes on purpose in each of %s random networks",
		len(mutant.All()), newPower().Flag("networks").DefValue))
	for _, command := range newRoot().Commands() {
		if command.Name() != "help" {
			assert.Contains(t, words, "| `"+command.Name()+"` |")
		}
	}

	_, rest, _ := strings.Cut(string(readme), "```go\n")
	code, _, _ := strings.Cut(rest, "```")
	example, err := os.ReadFile("../compare/gradcheck/example_test.go")
	require.NoError(t, err)
	require.Contains(t, code, "gradcheck.Check(")
	for line := range strings.Lines(code) {
		assert.Contains(t, string(example), strings.TrimSpace(line))
	}
	f := func(x []float64) float64 { return x[0]*x[0]*x[1] + x[1] }
	report, err := gradcheck.Check(f, []float64{3, 2}, []float64{12, 9}, nil)
	require.NoError(t, err)
	finding := regexp.MustCompile(`x\[1\]: claimed .* ± \d+e-\d+`).FindString(report.Err().Error())
	require.NotEmpty(t, finding)
	assert.Contains(t, words, "`"+finding+"`")
	for line := range strings.Lines(string(readme)) {
		assert.LessOrEqual(t, len([]rune(line)), 110, line)
	}
}

// auditRow is a row of the README's table of conclusions: the number of the
// conclusion and the cells.
var auditRow = regexp.MustCompile(`(?m)^\| (\d)\. [^|]*\|(.*)\|$`)

// The table of the conclusions is that of the audit over 1000 seeds.
func TestTheREADMEsAuditIsTheAudits(t *testing.T) {
	if !*whole {
		t.Skip("most of a minute; go test ./experiments -run README -whole")
	}
	table, err := audit.NewTable(audit.Settings{Seeds: 1000,
		Claims: []string{"learning-rate", "layout", "no-activation", "per-sample", "relu"}})
	require.NoError(t, err)
	require.NoError(t, table.Run(t.Context(), runtime.GOMAXPROCS(0), nil))
	r, err := table.Report()
	require.NoError(t, err)
	verdicts := map[audit.Verdict]string{
		audit.Most: "majority", audit.FewerThanHalf: "minority", audit.Undecided: "undecided"}
	labels := map[audit.Label]string{audit.Artefact: " †", audit.Hidden: " ‡"}
	var want []string
	for _, claim := range r.Claims {
		for _, part := range claim.Parts {
			cells := []string{fmt.Sprint(claim.Number), "", "", "", "", "", ""}
			for _, j := range claim.Judgements {
				if j.Part != part.ID || !j.Claimed {
					continue
				}
				at := map[string]int{"xor": 1, "linear": 4}[j.Task]
				cells[at] = map[bool]string{true: "yes", false: "no"}[j.OwnTrue]
				cells[at+1] = fmt.Sprintf("%s, %.0f %%%s", verdicts[j.Row.Verdict], 100*j.Row.True.Share, labels[j.Label])
				cells[at+2] = fmt.Sprintf("%s, %.0f %%", verdicts[j.Shared.Verdict], 100*j.Shared.True.Share)
			}
			want = append(want, strings.Join(cells, "|"))
		}
	}
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	var got []string
	for _, row := range auditRow.FindAllStringSubmatch(string(readme), -1) {
		cells := []string{row[1]}
		for cell := range strings.SplitSeq(row[2], "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		got = append(got, strings.Join(cells, "|"))
	}
	assert.Equal(t, want, got)
}
