package main

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/study"
)

var python = flag.String("numpy", "", "a Python interpreter that has numpy, for the tests that need one")

// saved trains, writes the record to a file, and returns its bytes.
func saved(t *testing.T, file, args string) string {
	t.Helper()
	end := strings.TrimPrefix(filepath.Ext(file), ".")
	code, _, stderr := execute(t, append(strings.Fields("train --"+end+" "+file), strings.Fields(args)...)...)
	require.Equal(t, exitOK, code, stderr)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}

// A training that is left and gone on with leaves the bytes of one that was not.
func TestATrainingGoesOnAsIfItHadNotBeenLeft(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("some.csv", []byte("0.5,1,0\n-1,0.25,1\n2,2,1\n"), 0o666))
	for _, args := range []string{
		"", "--engine graph --bias row --learning-rate 0.1",
		"--task linear --samples 7 --batch 3 --layers 2,3,1 --seed 5 --keep-every 4",
		"--task linear --samples 7 --batch 1 --bias row --engine graph",
		"--task some.csv --layers 2,1 --keep-every 30",
	} {
		t.Run(args, func(t *testing.T) {
			engine := "manual"
			if strings.Contains(args, "graph") {
				engine = "graph"
			}
			for _, file := range []string{"run.json", "run.npz"} {
				long := saved(t, file, args+" --epochs 30")
				saved(t, file, args+" --epochs 11")
				other := "on" + strings.Replace(file, "run.", ".", 1)
				on := saved(t, other, "--epochs 30 --engine "+engine+" --from "+file)
				assert.True(t, long == on, "from %s", file)
				assert.True(t, long == saved(t, other, "--epochs 30 --engine "+engine+" --from "+other), "nothing more")
			}
		})
	}
}

// The files of the report's runs are gone on from as any other.
func TestTheReportsRunsGoOn(t *testing.T) {
	t.Chdir(t.TempDir())
	code, _, stderr := execute(t, "reproduce", "--json", "reproduction.json")
	require.Equal(t, exitOK, code, stderr)
	saved(t, "on.json", "--from reproduction.json --run linear/per-sample --engine both --epochs 702")
	on, err := study.ReadRun("on.json", "")
	require.NoError(t, err)
	assert.Equal(t, "linear/per-sample", on.Run)
	assert.Len(t, on.Engines[1].Losses, 702)
	saved(t, "long.json", "--task linear --batch 1 --bias shared --epochs 702")
	long, err := study.ReadRun("long.json", "")
	require.NoError(t, err)
	assert.Equal(t, long.Engines[0].Weights, on.Engines[0].Weights)

	for args, want := range map[string]string{
		"--from reproduction.json":                         `--from: reproduction.json has no run "": want --run with one`,
		"--from reproduction.json --run nope":              `has no run "nope": want --run with one of`,
		"--from none.json":                                 "--from: open none.json: no such file or directory",
		"--from on.json --epochs 700":                      "--epochs 700: want 702, which are done, or more",
		"--from on.json --seed 2":                          "--seed with --from: want it left out",
		"--from long.json --engine graph":                  "--from: has no run by graph",
		"--engine both --npz a.npz":                        "--npz has the run of one engine: want --engine manual or graph",
		"--keep-every -1":                                  "--keep-every -1: want 0 (never) or so many",
		"--keep-every 1 --epochs 10000000":                 "--keep-every 1: want 0 (never) or so many",
		"--from on.json --run linear/full-batch":           "--from: on.json has no run",
		"--run xor/full-batch":                             "--run without --from: want both",
		"--from long.json --epochs 800 --keep-every 1":     "--keep-every with --from: want it left out",
		"--from long.json --epochs 800 --npz x/none/a.npz": "--npz: cannot write x/none/a.npz",
	} {
		code, _, stderr := execute(t, append([]string{"train"}, strings.Fields(args)...)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Contains(t, stderr, want)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	}
}

// A run that was saved, read by numpy and trained on there comes out as here.
func TestNumpyGoesOnFromASavedRun(t *testing.T) {
	if *python == "" {
		t.Skip("needs numpy: go test ./experiments -run Numpy -numpy /usr/bin/python3")
	}
	program, err := filepath.Abs("testdata/go_on.py")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	for _, args := range []string{
		"", "--bias row", "--batch 1 --bias row", "--batch 5 --activations tanh,sigmoid,sigmoid",
	} {
		t.Run(args, func(t *testing.T) {
			saved(t, "run.npz", args+" --epochs 700")
			saved(t, "on.json", "--from run.npz --epochs 1400")
			here, err := study.ReadRun("on.json", "")
			require.NoError(t, err)
			out, err := exec.Command(*python, program, "run.npz", "700").Output()
			require.NoError(t, err)
			var there struct {
				Losses, Probabilities []float64
				Weights, Biases       [][][]float64
			}
			require.NoError(t, json.Unmarshal(out, &there))
			e, worst := here.Engines[0], 0.0
			flat := func(m [][][]float64) []float64 { return slices.Concat(slices.Concat(m...)...) }
			for what, pair := range map[string][2][]float64{"losses": {e.Losses[700:], there.Losses},
				"probabilities": {e.Probabilities, there.Probabilities},
				"weights":       {flat(e.Weights), flat(there.Weights)}, "biases": {flat(e.Biases), flat(there.Biases)}} {
				require.Len(t, pair[1], len(pair[0]), what)
				for i, v := range pair[0] {
					worst = max(worst, math.Abs(v-pair[1][i])/max(1, math.Abs(v)))
				}
			}
			t.Logf("worst difference %.1e", worst)
			assert.LessOrEqual(t, worst, 1e-12)
		})
	}
}
