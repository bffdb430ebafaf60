package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/results"
	"backprop/experiments/internal/study"
)

var whole = flag.Bool("whole", false, "run the main job as a user would, and time it")

// mainJobLimit is what the main job may take on two cores.
const mainJobLimit = 60 * time.Second

func TestTheWholeMainJob(t *testing.T) {
	if !*whole {
		t.Skip("most of a minute; go test ./experiments -run Whole -whole")
	}
	dir := filepath.Join(t.TempDir(), "results")
	start := time.Now()
	code, stdout, stderr := execute(t, "--out", dir)
	took := time.Since(start)
	assert.Equal(t, exitOK, code, stderr)
	assertWidth(t, stdout)
	t.Logf("%.1f s\n%s", took.Seconds(), stdout)
	assert.Less(t, took, mainJobLimit)
}

// briefly makes the timings of a test short; they are not looked at.
func briefly(t *testing.T) {
	usual := timings
	timings = briefTimings
	t.Cleanup(func() { timings = usual })
}

func briefTimings(ctx context.Context, _ io.Writer) (*study.Benchmarks, error) {
	workloads, err := bench.Workloads(true)
	if err != nil {
		return nil, err
	}
	measured, err := bench.Measure(ctx, workloads[1], compare.Backends(),
		bench.Settings{Rounds: 6, Sample: time.Microsecond})
	return &study.Benchmarks{Machine: provenance.This(), Rounds: 6, Measurements: measured,
		Setups: []bench.Setup{}}, err
}

// manifest is the name of a file beside results.
const manifest = "manifest.json"

// contentsOf are the files below a directory by name.
func contentsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(dir)+"/")] = string(text)
		return err
	}))
	return files
}

// The main job, with a small audit: what it leaves, that it leaves the same again,
// that report draws the same page, and that a command writes the same data.
func TestTheMainJobLeavesAPageAndItsData(t *testing.T) {
	briefly(t)
	dir := filepath.Join(t.TempDir(), "out", "results")
	code, stdout, stderr := execute(t, "--out", dir, "--seeds", "3")
	require.Equal(t, exitOK, code, stderr)
	assertWidth(t, strings.ReplaceAll(stdout, filepath.Join(dir, results.Page), "results/index.html"))
	assert.True(t, strings.HasSuffix(stdout, "The page is "+filepath.Join(dir, results.Page)+"\n"), stdout)
	for _, part := range []string{"Reproduce\n", "Check\n", "Compare\n", "Audit over 3 seeds", "Bench\n"} {
		assert.Contains(t, stdout, part)
	}
	first := contentsOf(t, dir)
	assert.Len(t, first, 17)
	assertDocumented(t, first)
	assertLoads(t, dir)
	assertDamageIsSeen(t, savedResults(first))

	code, _, stderr = execute(t, "report", "--out", dir)
	require.Equal(t, exitOK, code, stderr)
	assert.True(t, first[results.Page] == contentsOf(t, dir)[results.Page], "report draws the page of the run")

	for name, change := range map[string]func(text string) string{
		page.PrintedFile: func(text string) string { return strings.Replace(text, "true", "false", 1) },
		page.PairsTable:  func(text string) string { return text + "x" },
		page.AuditTable:  func(text string) string { return text[:strings.LastIndex(text, "\n3,xor/full")] + "\n" },
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(change(first[name])), 0o666))
		code, _, stderr = execute(t, "report", "--out", dir)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, stderr, name+" is not of ")
		require.NoError(t, os.Remove(filepath.Join(dir, name)))
		code, _, stderr = execute(t, "report", "--out", dir)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, stderr, name+": no such file")
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(first[name]), 0o666))
	}

	other := t.TempDir() // among what is there
	require.NoError(t, os.WriteFile(filepath.Join(other, "notes.txt"), []byte("mine"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(other, results.Page), []byte("mine too"), 0o666))
	code, _, stderr = execute(t, "--out", other, "--seeds", "3", "--force")
	require.Equal(t, exitOK, code, stderr)
	again := contentsOf(t, other)
	assert.Equal(t, "mine", again["notes.txt"])
	assert.Contains(t, again[results.Page], "<!doctype html>")
	require.Len(t, again, len(first)+1)
	for name, text := range first {
		if name != page.BenchFile && name != page.ProvenanceFile && name != results.Page {
			assert.True(t, text == again[name], "%s is the same again", name)
		}
	}

	alone := t.TempDir()
	for command, files := range map[string][2]string{
		"reproduce": {page.ReproductionFile, page.PrintedFile}, "compare": {page.PairsFile, page.PairsTable},
	} {
		code, _, stderr := execute(t, command, "--json", filepath.Join(alone, files[0]), "--csv",
			filepath.Join(alone, files[1]))
		require.Equal(t, exitOK, code, stderr)
		for _, name := range files {
			assert.True(t, contentsOf(t, alone)[name] == first[name], "%s writes %s", command, name)
		}
	}

	// An interrupted run leaves the old results.
	for _, after := range []time.Duration{0, 100 * time.Millisecond, 400 * time.Millisecond, 900 * time.Millisecond} {
		ctx, cancel := context.WithCancel(t.Context())
		timer := time.AfterFunc(after, cancel)
		var out, log bytes.Buffer
		code := run(ctx, []string{"--out", dir, "--seeds", "5000"}, &out, &log)
		timer.Stop()
		assert.Equal(t, exitInterrupted, code, log.String())
		assert.True(t, maps.Equal(first, contentsOf(t, dir)), "after %v", after)
	}
}

func TestResultsOverwriteNothingElse(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "index.html"), []byte("mine"), 0o666))
	file := filepath.Join(dir, "index.html")
	for args, want := range map[string]string{
		"--out " + dir: "backprop: --out: " + dir +
			" holds something else (index.html); want an empty directory or earlier results, or --force",
		"--out " + file:                "--out: " + file + " is a file, want a directory",
		"--out=":                       "--out is empty: want a directory",
		"--out " + dir + "x --seeds 0": "--seeds 0: want 1 to 1000000",
		"report --out " + dir:          "holds something else (index.html)",
		"report --out " + dir + "x":    "no such directory; 'backprop' without a command makes some",
		"report --out=":                "--out is empty: want a directory",
	} {
		code, stdout, stderr := execute(t, strings.Fields(args)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Contains(t, stderr, want)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
		assert.Empty(t, stdout)
	}
	assert.Equal(t, map[string]string{"index.html": "mine"}, contentsOf(t, dir))
}

// Two main jobs at once would mix their files, as would a page that is drawn meanwhile.
func TestOneMainJobAtATimeWritesADirectory(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, new(results.Results).Write(t.Context(), dir))
	release, err := results.Hold(dir, false)
	require.NoError(t, err)
	for _, args := range []string{"--out " + dir, "--force --out " + dir, "report --out " + dir} {
		code, stdout, stderr := execute(t, strings.Fields(args)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Equal(t, "backprop: --out: "+dir+" is being written by another run: want to wait for it, or another "+
			"directory\n", stderr)
		assert.Empty(t, stdout)
	}
	require.NoError(t, release())
	_, _, stderr := execute(t, "report", "--out", dir)
	assert.Contains(t, stderr, "dictionary.csv: no such file", "it is free")
}
