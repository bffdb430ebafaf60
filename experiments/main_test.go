package main

import (
	"backprop/experiments/internal/schema"
	"backprop/experiments/internal/study"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// execute runs the program as a user would and returns what it prints.
func execute(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, &out, &err)
	return code, out.String(), err.String()
}

func TestBadInputIsOneLineThatNamesTheFlag(t *testing.T) {
	dir := t.TempDir()
	csv := filepath.Join(dir, "data.csv")
	require.NoError(t, os.WriteFile(csv, []byte("a,b,c,label\n1,2,3,0\n4,5,6,2\n"), 0o666))
	for args, want := range map[string]string{
		"fly":                       `unknown command "fly"`,
		"help fly":                  `unknown command "fly"`,
		"train xor":                 `unexpected argument "xor"`,
		"train --speed 3":           "unknown flag: --speed",
		"train --task nor":          "--task nor: no such task or file: want xor, linear or a CSV file",
		"train --task " + dir:       "is a directory: want xor, linear or a CSV file",
		"train --task " + csv:       "data.csv:3: the label in column 4 is 2, want 0 or 1",
		"train --engine both,graph": `"--engine" flag: want manual, graph or both`,
		"train --activations identity,softmax": `"--activations" flag: unknown activation "softmax": ` +
			`want identity`,
		"train --activations relu,sigmoid":   "--activations relu,sigmoid: 2 for layers 2,4,4,1, want 3",
		"train --activations tanh,relu,relu": "--activations tanh,relu,relu: the last is relu, want sigmoid",
		"train --layers 2,x,1":               `"--layers" flag: "x" is not a width`,
		"train --layers 2":                   "--layers 2: want at least two widths",
		"train --layers 2,4,2":               "--layers 2,4,2: the last width is 2, want 1",
		"train --layers 3,4,1": "--layers begin with width 3: " +
			"want 2, the input columns of task xor",
		"train --layers 2,100000,100000,1": "--layers 2,100000,100000,1: 1e+10 parameters, want at most",
		"train --bias none":                `"--bias" flag: want shared or row`,
		"train --batch 22": "--batch 22 is larger than the data: " +
			"want 0 (the full batch) or 1 to 21 rows",
		"train --batch -1": "--batch -1: want 0",
		"train --batch 5 --bias row": "--batch 5 with row bias, which has one bias per training row: " +
			"want 0 (the full batch) or 1",
		"train --learning-rate NaN":                 "--learning-rate NaN: want a positive number",
		"train --learning-rate 0":                   "--learning-rate 0: want a positive number",
		"train --learning-rate -0.1":                "--learning-rate -0.1: want a positive number",
		"train --learning-rate Inf":                 "--learning-rate +Inf: want a positive number",
		"train --epochs 0":                          "--epochs 0: want 1 to",
		"train --epochs 1000000000000000000":        "--epochs 1000000000000000000: want 1 to",
		"train --seed 4294967296":                   "--seed 4294967296: want 0 to 4294967295",
		"train --task linear --samples 0":           "--samples 0: want 1 to",
		"train --json " + dir:                       "--json: " + dir + " is a directory",
		"train --json " + dir + "/none/result.json": "--json: cannot write",
		"train --json=":                             "--json is empty: want a file or -",
		"check --method guess":                      `"--method" flag: want central, dual, taylor or all`,
		"check --directions -1":                     "--directions -1: want 0 (every element) to",
		"check --epochs -1":                         "--epochs -1: want 0 (fresh weights) to",
		"check --layers 3,1":                        "--layers begin with width 3: want 2",
		"power --networks 0":                        "--networks 0: want 1 to 1000000",
		"bench --json " + dir:                       "--json: " + dir + " is a directory",
		"compare --csv=":                            "--csv is empty: want a file or -",
		"compare --csv - --json -":                  "--csv and --json are both -: want different files",
		"audit --seeds 0":                           "--seeds 0: want 1 to 1000000",
		"audit --seeds many":                        `"--seeds" flag: want a whole number`,
		"audit --claims nonsense": `--claims has no "nonsense": ` +
			`want learning-rate, layout, no-activation, per-sample, relu, sweep, memory`,
		"audit --claims=":             "--claims is empty: want some of learning-rate",
		"audit --workers -1":          "--workers -1: want 0 (one per core) or more",
		"audit --shard 3/2":           `"--shard" flag: shard 3 of 2: want 1 to the number of parts`,
		"audit --shard 1":             `"--shard" flag: "1" is no shard: want one such as 2/8`,
		"audit --shard 1/3 --seeds 2": "--shard 1/3 of 2 seeds: want at most one part per seed",
		"audit --shard 1/2 --json -":  "--shard with --csv or --json: a part has no result",
		"audit --csv - --json -":      "--csv and --json are both -: want different files",
		"audit --csv " + dir:          "--csv: " + dir + " is a directory",
		"audit --records=":            "--records is empty: want a file",
		"audit --records a.csv --csv a.csv": "--csv is a.csv, a file of records, which it would overwrite: " +
			"want another",
		"merge --fast a.csv":      "unknown flag: --fast",
		"reproduce --engine none": `"--engine" flag: want manual, graph or both`,
	} {
		t.Run(args, func(t *testing.T) {
			code, stdout, stderr := execute(t, strings.Fields(args)...)
			assert.Equal(t, exitUsage, code)
			assert.Contains(t, stderr, want)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
			assert.Empty(t, stdout)
		})
	}
}

func TestTrainWritesOneJSONObjectAndNothingElse(t *testing.T) {
	code, stdout, stderr := execute(t, "train", "--engine", "both", "--epochs", "5", "--bias", "row", "--json", "-")
	require.Equal(t, exitOK, code, stderr)
	assert.Empty(t, stderr)
	decoder := json.NewDecoder(strings.NewReader(stdout))
	decoder.DisallowUnknownFields()
	var got study.Reproduction
	require.NoError(t, decoder.Decode(&got))
	assert.False(t, decoder.More())
	require.Len(t, got.Runs, 1)
	require.NoError(t, schema.Check(&got))
	for i, engine := range []string{"manual", "graph"} {
		r := got.Runs[0].Engines[i]
		assert.Equal(t, engine, r.Engine)
		assert.Len(t, r.Losses, 5)
		assert.Len(t, r.Logits, 21)
		assert.Len(t, r.Probabilities, 21)
		assert.Equal(t, []int{2, 4, 4}, []int{len(r.Weights[0]), len(r.Weights[1]), len(r.Weights[2])})
		assert.Equal(t, []int{4, 4, 1}, []int{len(r.Weights[0][0]), len(r.Weights[1][0]), len(r.Weights[2][0])})
		assert.Equal(t, []int{21, 21, 21}, []int{len(r.Biases[0]), len(r.Biases[1]), len(r.Biases[2])})
		assert.InEpsilon(t, 3.9212312609056372, r.Losses[0], 1e-14) // the report's run, epoch 0
	}
}

func TestTrainWritesTheSameToAFileAndKeepsTheOldOneOnAFault(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.json")
	code, summary, stderr := execute(t, "train", "--epochs", "3", "--json", path)
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, summary, "manual: accuracy")
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	_, stdout, _ := execute(t, "train", "--epochs", "3", "--json", "-")
	assert.Equal(t, stdout, string(file))

	code, _, stderr = execute(t, "train", "--learning-rate", "1e300", "--json", path)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, stderr, "epoch 1: manual: ")
	assert.Equal(t, 1, strings.Count(stderr, "\n"))
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, file, after)
}

func TestTrainReadsACSVFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "and.csv")
	require.NoError(t, os.WriteFile(path, []byte("p,q,and\n0,0,0\n0,1,0\n1,0,0\n1,1,1\n"), 0o666))
	code, stdout, stderr := execute(t, "train", "--task", path, "--layers", "2,1", "--learning-rate", "1", "--epochs",
		"200", "--batch", "3")
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "accuracy 100.00 % on 4 rows")
}

func TestAnInterruptEndsWith130AndLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"train", "--json", filepath.Join(dir, "result.json")},
		{"reproduce", "--engine", "manual"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var stdout, stderr bytes.Buffer
		assert.Equal(t, exitInterrupted, run(ctx, args, &stdout, &stderr))
		assert.Equal(t, "backprop: interrupted\n", stderr.String())
		assert.Empty(t, stdout.String())
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestReproduceFindsEveryFigure(t *testing.T) {
	code, stdout, stderr := execute(t, "reproduce")
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "manual: 191 of 191 losses, 355 of 355 predictions, 2 of 2 accuracies reproduced")
	assert.Contains(t, stdout, "graph: 191 of 191 losses, 355 of 355 predictions, 2 of 2 accuracies reproduced")
	assertWidth(t, stdout)
}

func TestHelpFitsTheTerminalAndHasAnExample(t *testing.T) {
	_, general, _ := execute(t, "--help")
	assertWidth(t, general)
	for _, command := range newRoot().Commands() {
		if command.Name() == "help" {
			continue
		}
		code, stdout, _ := execute(t, command.Name(), "--help")
		assert.Equal(t, exitOK, code)
		assert.Contains(t, stdout, "backprop "+command.Name())
		assertWidth(t, stdout)
	}
}

func TestTheSameCommandPrintsTheSameBytesOnAnyNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, args := range []string{
		"train --task linear --batch 7 --epochs 20 --engine both --json -",
		"train --layers 2,80,80,1 --task linear --epochs 2 --json -",
		"check --json -", "power --networks 4", "tournament --draws 1",
		"audit --seeds 3 --claims layout,sweep --json -",
	} {
		var outputs []string
		for _, cores := range []int{1, 4} {
			runtime.GOMAXPROCS(cores)
			code, stdout, stderr := execute(t, strings.Fields(args)...)
			require.Equal(t, exitOK, code, stderr)
			if strings.HasPrefix(args, "power") {
				assertWidth(t, stdout)
				assert.Regexp(t, "right gradients of 4 networks, .* 0 FAIL", stdout)
			}
			if strings.HasPrefix(args, "tournament") {
				assertWidth(t, stdout)
			}
			require.NotEmpty(t, stdout)
			outputs = append(outputs, stdout)
		}
		assert.Equal(t, outputs[0], outputs[1], args)
	}
}

func assertWidth(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		assert.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), 80, line)
	}
}

// A file's name may have in it what a terminal obeys: it is shown, not obeyed.
func TestNamesReachTheTerminalEscaped(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	const name = "we\x1b[31mi\nrd"
	require.NoError(t, os.WriteFile(name, []byte("0,1\n1,0\n"), 0o666))
	require.NoError(t, os.WriteFile(name+"ragged", []byte("0,1\n1\n"), 0o666))
	require.NoError(t, os.Mkdir(name+"dir", 0o777))
	for _, args := range [][]string{
		{"train", "--task", name, "--layers", "1,1", "--epochs", "1"},
		{"check", "--task", name, "--layers", "1,1", "--method", "dual"},
		{"train", "--task", name + "ragged"},
		{"train", "--task", name + "none"},
		{"train", "--task", name + "dir"},
		{"train", "--json", name + "dir"},
		{"train", "--json", name + "none/x.json"},
		{"compare", "--json", name, "--csv", name},
		{"--out", name},
		{"report", "--out", name + "dir"},
		{"report", "--out", name + "none"},
		{"merge", name},
		{"audit", "--records", name},
		{name},
		{"train", "--" + name},
		{"train", "--layers", name},
	} {
		_, stdout, stderr := execute(t, args...)
		assert.NotContains(t, stdout+stderr, "\x1b", args)
		assert.NotContains(t, stdout+stderr, "i\nrd", args)
		assert.Contains(t, stdout+stderr, `[31mi\nrd`, args)
	}
}

func TestTheProgramHelpsWithItsName(t *testing.T) {
	for args, want := range map[string]string{
		"trai":     "unknown command \"trai\"; did you mean train?; see 'backprop --help'\n",
		"reprodce": "did you mean reproduce?",
	} {
		code, _, stderr := execute(t, args)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, stderr, want)
	}
	code, stdout, _ := execute(t, "--version")
	assert.Equal(t, exitOK, code)
	assert.Regexp(t, `^backprop: go1\S+, gorgonia v\S+, gonum v\S+, (commit [0-9a-f]{12}|unknown commit)\n$`, stdout)
	code, stdout, _ = execute(t, "completion", "bash")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, stdout, "backprop")
}

// onPaper is a screen that is no terminal.
func onPaper(w io.Writer) *screen { return newScreen(w, nil) }
