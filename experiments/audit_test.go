package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/audit"
)

// auditQuick is an audit whose seeds take milliseconds.
const auditQuick = "audit --seeds 12 --claims memory "

func files(t *testing.T) []string {
	t.Helper()
	var names []string
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(raw)
}

func TestAuditSaysItsVerdictsFirst(t *testing.T) {
	t.Chdir(t.TempDir())
	code, stdout, stderr := execute(t, strings.Fields("audit --seeds 12 --all --json audit.json --csv audit.csv")...)
	require.Equal(t, exitOK, code, stderr)
	assertWidth(t, stdout)
	assert.Equal(t, []string{"audit.csv", "audit.json"}, files(t), "the records are gone")
	assert.True(t, strings.HasPrefix(stdout, "Audit over 12 seeds: of how many each conclusion is true, part by part\n "))
	assert.Regexp(t, `\n3  solved +xor +yes +majority +100% +minority +0% +artefact\n`, stdout)
	assert.Regexp(t, `(?s)all that was found\.\n\nBounds: .*\n\n1. With a learning rate of 0.0001`, stdout)
	assert.Regexp(t, `\n2  smoother +xor +no `, stdout, "and what is not true of the report's own run")
	assert.Contains(t, stdout, "an artefact of")
	for _, part := range []string{"The figures.", "4. per-sample: after", "true in %, if <=", "[0.750]",
		"Runs on xor", "Runs on linear", "at most 16 of the 21", "Sweep:", "Memory:"} {
		assert.Contains(t, stdout, part)
	}

	decoder := json.NewDecoder(strings.NewReader(readFile(t, "audit.json")))
	decoder.DisallowUnknownFields()
	var report audit.Report
	require.NoError(t, decoder.Decode(&report))
	require.NoError(t, report.Validate())
	assert.Len(t, report.Claims, 5)
	assert.Len(t, report.Findings, 17+1+1+3)
	assert.Len(t, report.Runs, 18)
	assert.Equal(t, audit.FewerThanHalf, report.Claims[2].Judgements[0].Shared.Verdict)
	assert.Equal(t, 1+12*(18+5), strings.Count(readFile(t, "audit.csv"), "\n"), "runs and rates of the sweep")

	again, err := json.Marshal(&report)
	require.NoError(t, err)
	assert.JSONEq(t, readFile(t, "audit.json"), string(again), "it is read back as it was written")
}

// The result is the same however many workers, in one or in parts, and after an
// interrupt.
func TestAuditsInPartsMergeToTheSameBytes(t *testing.T) {
	t.Chdir(t.TempDir())
	code, want, stderr := execute(t, strings.Fields(auditQuick+"--workers 1 --json want.json --csv want.csv")...)
	require.Equal(t, exitOK, code, stderr)
	same := func(stdout string) {
		t.Helper()
		assert.Equal(t, want, stdout)
		assert.Equal(t, readFile(t, "want.json"), readFile(t, "got.json"))
		assert.Equal(t, readFile(t, "want.csv"), readFile(t, "got.csv"))
		require.NoError(t, os.Remove("got.json"))
		require.NoError(t, os.Remove("got.csv"))
	}
	code, stdout, stderr := execute(t, strings.Fields(auditQuick+"--workers 3 --json got.json --csv got.csv")...)
	require.Equal(t, exitOK, code, stderr)
	same(stdout)

	for _, shard := range []string{"2/3", "1/3", "3/3"} {
		code, stdout, stderr := execute(t, strings.Fields(auditQuick+"--shard "+shard)...)
		require.Equal(t, exitOK, code, stderr)
		assert.Contains(t, stdout, "part "+shard+" is done")
	}
	parts, err := filepath.Glob("audit-records-*-of-3.jsonl")
	require.NoError(t, err)
	require.Len(t, parts, 3)
	code, stdout, stderr = execute(t, append(strings.Fields("merge --json got.json --csv got.csv"), parts...)...)
	require.Equal(t, exitOK, code, stderr)
	same(stdout)

	// A file that lost its end.
	code, _, stderr = execute(t, strings.Fields(auditQuick+"--records r.jsonl")...)
	require.Equal(t, exitOK, code, stderr)
	whole := readFile(t, "r.jsonl")
	require.NoError(t, os.WriteFile("r.jsonl", []byte(whole[:2*len(whole)/3]), 0o666))
	code, _, stderr = execute(t, strings.Fields(auditQuick+"--records r.jsonl")...)
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, "backprop: --records: r.jsonl exists: want --resume, which goes on from it, or another name\n",
		stderr)
	code, stdout, stderr = execute(t, strings.Fields(auditQuick+
		"--records r.jsonl --resume --json got.json --csv got.csv")...)
	require.Equal(t, exitOK, code, stderr)
	same(stdout)
	whole = readFile(t, "r.jsonl")

	require.NoError(t, os.Symlink("r.jsonl", "link.jsonl"))
	code, _, stderr = execute(t, strings.Fields("audit --seeds 13 --claims memory --records other.jsonl")...)
	require.Equal(t, exitOK, code, stderr)
	for args, message := range map[string]string{
		"merge":                              "merge of no files",
		"merge none.jsonl":                   "open none.jsonl: no such file or directory",
		"merge .":                            "backprop: read .: is a directory",
		"merge want.csv":                     "want.csv is no file of an audit's records",
		"merge r.jsonl other.jsonl":          "other.jsonl holds an audit of 13 seeds, claims memory, want a part",
		"merge " + parts[0]:                  "no record of seeds 5 to 12 of 12",
		"merge " + parts[0] + " " + parts[0]: "no record of seeds 5 to 12 of 12",
		"audit --seeds 13 --claims memory --records r.jsonl --resume": "r.jsonl holds an audit of 12 seeds",
		"audit --records want.csv --resume":                           "--resume: want.csv is no file of an audit's records",
		"audit --records no/r.jsonl":                                  "--records: cannot write no/r.jsonl",
		"audit --records /dev/null":                                   "--records: /dev/null is no regular file",
		"audit --json audit-records.jsonl":                            "--json is audit-records.jsonl, a file of records",
		"audit --records new.csv --csv ./new.csv":                     "--csv is ./new.csv, a file of records",
		"audit --json link.jsonl --records r.jsonl":                   "--json is link.jsonl, a file of records",
		"audit --csv new --json ./new":                                "want different files",
		"merge --csv " + parts[1] + " " + strings.Join(parts, " "):    "--csv is " + parts[1] + ", a file of records",
	} {
		code, stdout, stderr := execute(t, strings.Fields(args)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Contains(t, stderr, message)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
		assert.Empty(t, stdout)
	}
	assert.Equal(t, whole, readFile(t, "r.jsonl"), "nothing was overwritten")
}

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// A result that reaches nobody costs no seeds.
func TestAnAuditThatCannotBePrintedKeepsItsSeeds(t *testing.T) {
	for name, output := range map[string]string{"the verdicts": "", "the JSON": "--json -", "the CSV": "--csv -"} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			var stderr bytes.Buffer
			assert.Equal(t, exitFailed, run(t.Context(), strings.Fields(auditQuick+output), fullDisk{}, &stderr))
			assert.Contains(t, stderr.String(), "12 of 12 seeds are kept in audit-records.jsonl")
			assert.Contains(t, stderr.String(), "no space left on device")
			assert.Equal(t, []string{"audit-records.jsonl"}, files(t))
		})
	}
}

// interrupter cancels when something is written to it.
type interrupter struct {
	cancel context.CancelFunc
	bytes.Buffer
}

func (i *interrupter) Write(p []byte) (int, error) {
	i.cancel()
	return i.Buffer.Write(p)
}

func TestAnInterruptedAuditKeepsWhatIsDone(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr bytes.Buffer
	assert.Equal(t, exitInterrupted, run(ctx, strings.Fields(auditQuick), io.Discard, &stderr))
	assert.Equal(t, "backprop: interrupted\n", stderr.String())
	assert.Empty(t, files(t), "nothing is done, nothing is left")

	// An interrupt while the result is written: every seed is kept.
	ctx, cancel = context.WithCancel(t.Context())
	stderr.Reset()
	args := strings.Fields(auditQuick + "--json audit.json")
	assert.Equal(t, exitInterrupted, run(ctx, args, &interrupter{cancel: cancel}, &stderr))
	assert.Equal(t, "12 of 12 seeds are kept in audit-records.jsonl\nthe same command with --resume goes on\n"+
		"backprop: interrupted\n", stderr.String())
	assert.Equal(t, []string{"audit-records.jsonl"}, files(t))
	code, _, message := execute(t, append(args, "--resume")...)
	require.Equal(t, exitOK, code, message)
	assert.Equal(t, []string{"audit.json"}, files(t))
}

// An audit on the file of one that runs is refused, and harms nothing; so is one
// without a file of its own.
func TestTwoAuditsDoNotShareAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	table, err := audit.NewTable(audit.Settings{Seeds: 12, Claims: []string{"memory"}})
	require.NoError(t, err)
	file, err := audit.OpenFile(t.Context(), "audit-records.jsonl", table, false)
	require.NoError(t, err)
	require.NoError(t, table.Run(t.Context(), 2, func(r audit.Record) error {
		if r.Seed == 4 {
			for _, args := range []string{auditQuick, auditQuick + "--resume"} {
				code, stdout, stderr := execute(t, strings.Fields(args)...)
				assert.Equal(t, exitUsage, code)
				assert.Equal(t, "backprop: --records: audit-records.jsonl is being written by another run: "+
					"want to wait for it, or another name\n", stderr)
				assert.Empty(t, stdout)
			}
		}
		return file.Append(r)
	}))
	require.NoError(t, file.Close())
	merged, err := audit.Merge("audit-records.jsonl")
	require.NoError(t, err)
	assert.Equal(t, 12, merged.Len())
}

// What matters is on one screen.
func TestAnAuditFitsAScreen(t *testing.T) {
	t.Chdir(t.TempDir())
	code, stdout, stderr := execute(t, "audit", "--seeds", "2")
	require.Equal(t, exitOK, code, stderr)
	assertWidth(t, stdout)
	assert.Less(t, strings.Count(stdout, "\n"), 24)
	assert.NotContains(t, stdout, "The figures.")

	code, stdout, stderr = execute(t, "audit", "--seeds", "2", "--claims", "sweep,memory")
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "Sweep: ")
	assert.Contains(t, stdout, "Memory, ")
}
