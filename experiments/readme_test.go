package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
	"backprop/compare/tournament"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/study"
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
	args, ok := strings.CutPrefix(words, "./backprop ")
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

	rest := string(readme)
	for _, name := range []string{"gradcheck", "gradcheck", "graphcheck", "graphcheck"} {
		var code string
		_, rest, _ = strings.Cut(rest, "```go\n")
		code, rest, _ = strings.Cut(rest, "```")
		example, err := os.ReadFile("../compare/" + name + "/example_test.go")
		require.NoError(t, err)
		require.Contains(t, code, name+".Check(")
		for line := range strings.Lines(code) {
			line, _, _ = strings.Cut(line, " // p.Output")
			assert.Contains(t, string(example), strings.TrimSpace(line))
		}
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

// What came out, as the README's first screen has it, is what comes out.
func TestTheREADMEsFindingsAreFound(t *testing.T) {
	says := readmeWords(t)
	reproduction, err := study.Reproduce(t.Context(), compare.Backends(), nil)
	require.NoError(t, err)
	worst := 0.0
	for i := range compare.Backends() {
		v := reproduction.Verdict(i)
		worst = max(worst, v.WorstDeviation)
		assert.Contains(t, says, of(v.LossesReproduced, v.Losses)+" losses to ")
		assert.Contains(t, says, of(v.PredictionsReproduced, v.Predictions)+" predictions, ")
		assert.Contains(t, says, of(v.AccuraciesReproduced, v.Accuracies)+" accuracies")
	}
	if runtime.GOARCH == "amd64" {
		assert.Contains(t, says, fmt.Sprintf("losses to %.1e at worst", worst))
	}

	checks, err := study.Check(t.Context(), nil)
	require.NoError(t, err)
	verdicts := map[string]string{}
	for _, c := range checks.Finding {
		verdicts[c.Who+", "+c.Bias] = c.Verdict
	}
	assert.Equal(t, map[string]string{"db = dZ, row": "pass", "db = dZ, shared": "FAIL", "db = Σ dZ, shared": "pass"},
		verdicts)
	assert.Contains(t, says, fmt.Sprintf("with the hint %q", string(gradcheck.BiasNotSummed)))

	t.Chdir(t.TempDir()) // the audit has a file of records
	code, stdout, stderr := execute(t, strings.Fields("audit --seeds 1 --claims no-activation --json -")...)
	require.Equal(t, exitOK, code, stderr)
	var audited struct {
		Bounds audit.Bounds
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &audited))
	assert.Contains(t, says, fmt.Sprintf("gets more than %d of the %d points", audited.Bounds.BestRight,
		audited.Bounds.Points))
	explained, err := study.Explain(t.Context(), nil)
	require.NoError(t, err)
	for _, r := range explained.Runs {
		if r.Run == "xor/no-activation" && r.Bias == "shared" {
			right := math.Round(r.Accuracy / 100 * float64(audited.Bounds.Points))
			assert.Contains(t, says, fmt.Sprintf("which is what the report describes, it gets %.0f.", right))
		}
	}
}

// The commands by which the checker comes into another module work as they stand.
func TestTheREADMEsModuleOfYourOwn(t *testing.T) {
	if !*whole {
		t.Skip("asks for modules; go test ./experiments -run READMEs -whole")
	}
	checkout, err := filepath.Abs("..")
	require.NoError(t, err)
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, commands, _ := strings.Cut(string(readme), "In a module of your own")
	_, commands, _ = strings.Cut(commands, "```sh\n")
	commands, _, _ = strings.Cut(commands, "```")
	require.Contains(t, commands, "-replace backprop=../backprop")
	beside := t.TempDir()
	require.NoError(t, os.Symlink(checkout, filepath.Join(beside, "backprop")))
	mine := filepath.Join(beside, "mine")
	require.NoError(t, os.Mkdir(mine, 0o777))
	for name, text := range map[string]string{
		"go.mod": "module example.com/mine\n\ngo 1.26.0\n", "mine_test.go": `package mine

import (
	"testing"

	"gorgonia.org/gorgonia"

	"backprop/compare/gradcheck"
	"backprop/compare/graphcheck"
)

func TestMine(t *testing.T) {
	f := func(x []float64) float64 { return x[0] * x[0] }
	gradcheck.Assert(t, f, []float64{3}, []float64{6}, nil)
	x := gorgonia.NodeFromAny(gorgonia.NewGraph(), 2.0)
	graphcheck.Assert(t, gorgonia.Must(gorgonia.Tanh(x)), x)
}
`} {
		require.NoError(t, os.WriteFile(filepath.Join(mine, name), []byte(text), 0o666))
	}
	sh := exec.Command("sh", "-ec", commands)
	sh.Dir = mine
	out, err := sh.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "ok  \texample.com/mine")
}

// Those that take long.
func TestTheREADMEsMeasurements(t *testing.T) {
	if !*whole {
		t.Skip("half a minute; go test ./experiments -run READMEsMeasurements -whole")
	}
	says := readmeWords(t)
	const networks = 1000
	power, err := measurePower(t.Context(), networks, 1, func() {})
	require.NoError(t, err)
	differ, caught := 0, 0
	for _, m := range power.Mutants {
		differ, caught = differ+m.Differs, caught+m.Caught
	}
	assert.Empty(t, power.Faults)
	assert.Zero(t, power.Right[gradcheck.Fail])
	assert.Contains(t, says, fmt.Sprintf("Of %d mistakes made on purpose in %d random networks it catches "+
		"%d of the %d that make a difference, "+
		"and accuses none of the %[2]d right gradients", len(power.Mutants), networks, caught, differ))
}

// tournamentTable is what the README says of the tournament: how many gradients, and a
// row for each rule.
var tournamentTable = regexp.MustCompile(
	"(?s)(at their documented defaults judge ).*?(\\.\n`backprop .*?\\|---\\|\n).*?(\n\n)")

func TestTheREADMEsMeasurementsOfCheckers(t *testing.T) {
	if !*whole && !*update || runtime.GOARCH != "amd64" { // elsewhere exp has other last bits
		t.Skip("some seconds; go test ./experiments -run READMEsMeasurements -whole")
	}
	flags := newTournament().Flags()
	draws, err := flags.GetInt("draws")
	require.NoError(t, err)
	seed, err := flags.GetUint64("seed")
	require.NoError(t, err)
	r, err := tournament.Run(t.Context(), seed, draws, nil)
	require.NoError(t, err)
	var rows []string
	for _, u := range r.Rules {
		name := u.Name
		if name == tournament.Ours {
			name = "**" + name + "**"
		}
		rows = append(rows, fmt.Sprintf("| %s | %d | %d | %d | %.0f |", name, u.FalseAlarms, u.Missed, u.Abstained+u.Open,
			float64(u.Evaluations)/float64(u.Elements)))
	}
	summary := fmt.Sprintf("%d right\nand %d wrong gradients of %d families of functions", r.Ours().Right, r.Ours().Wrong,
		len(r.Families))
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	require.Regexp(t, tournamentTable, string(readme))
	measured := tournamentTable.ReplaceAllString(string(readme), "${1}"+summary+"${2}"+strings.Join(rows, "\n")+"${3}")
	if *update {
		require.NoError(t, os.WriteFile("../README.md", []byte(measured), 0o666))
		return
	}
	assert.Equal(t, string(readme), measured, "go test ./experiments -run READMEsMeasurements -update writes it anew")
}

// readmeWords is the README in one line.
func readmeWords(t *testing.T) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	return strings.Join(strings.Fields(string(readme)), " ")
}

// auditRow is a row of the README's table of conclusions: the number of the
// conclusion and the cells.
var auditRow = regexp.MustCompile(`(?m)^\| (\d)\. [^|]*\|(.*)\|$`)

// The table of the conclusions is that of the audit over 1000 seeds, and fewer seeds
// give the same labels and no verdict that more of them turn round.
func TestTheREADMEsAuditIsTheAudits(t *testing.T) {
	if !*whole {
		t.Skip("most of a minute; go test ./experiments -run README -whole")
	}
	reports := map[int]*audit.Report{}
	tables := map[int]*audit.Table{}
	for _, seeds := range []int{100, 200, 1000} {
		var err error
		tables[seeds], err = audit.NewTable(audit.Settings{Seeds: seeds,
			Claims: []string{"learning-rate", "layout", "no-activation", "per-sample", "relu"}})
		require.NoError(t, err)
	}
	require.NoError(t, tables[1000].Run(t.Context(), runtime.GOMAXPROCS(0), func(r audit.Record) error {
		for seeds, table := range tables {
			if r.Seed <= seeds && seeds < 1000 {
				require.NoError(t, table.Append(r))
			}
		}
		return nil
	}))
	for seeds, table := range tables {
		var err error
		reports[seeds], err = table.Report()
		require.NoError(t, err)
	}
	r := reports[1000]
	for _, few := range []*audit.Report{reports[100], reports[200]} {
		for i, claim := range few.Claims {
			for k, j := range claim.Judgements {
				more := r.Claims[i].Judgements[k]
				assert.Equal(t, more.Label, j.Label, "%s, %s, %d seeds", j.Part, j.Task, few.Seeds)
				for _, verdicts := range [][2]audit.Verdict{{j.Row.Verdict, more.Row.Verdict},
					{j.Shared.Verdict, more.Shared.Verdict}} {
					turned := verdicts[0] != verdicts[1] && verdicts[0] != audit.Undecided && verdicts[1] != audit.Undecided
					assert.False(t, turned, "%s, %s, %d seeds: %q", j.Part, j.Task, few.Seeds, verdicts)
				}
			}
		}
	}
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
				cells[at+1] = fmt.Sprintf("%s, %.0f %%%s", verdicts[j.Row.Verdict], 100*j.Row.True.Share,
					labels[j.Label])
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
