package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/output"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/results"
)

// faulty is a command that is run with a fault at every point at which it changes a file.
type faulty struct {
	command string
	before  map[string]string // files that are there
	outputs []string          // each of which is as before, or as it should be, and nothing else
	records string            // the audit's
	again   string            // the command by which the next run gets all of it
	timed   []string          // outputs that are not the same again
	// seen is a further look at what a fault has left.
	seen func(t *testing.T, dir string)
}

// Whenever a program is killed, or cannot write, each file is as before or as it should
// be; a finished seed is not lost; an error is one line; and the next run succeeds.
// All of it, with the main job and report, takes some forty minutes:
//
//	go test ./experiments -run FaultOfAWrite -whole -timeout 0
func TestNoFaultOfAWriteLosesAnything(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("-seed %d", seed)
	const auditFour = "audit --seeds 4 --claims memory "
	records := (&faulty{command: "backprop " + auditFour + "--records r.jsonl"}).leaves(t)["r.jsonl"]
	const old = "what was there before\n"
	earlier := map[string]string{results.Page: old, page.AuditFile: old, page.BenchFile: old,
		"manifest.json": `{"program":"backprop experiments","format":3,"files":[]}`}
	cases := map[string]faulty{
		"train": {command: "backprop train --epochs 3 --json a.json --npz a.npz",
			before: map[string]string{"a.json": old}, outputs: []string{"a.json", "a.npz"}},
		"audit": {command: "backprop " + auditFour + "--workers 2 --json a.json --csv a.csv",
			before: map[string]string{"a.csv": old}, outputs: []string{"a.json", "a.csv"}, records: "audit-records.jsonl",
			again: "--resume"},
		"audit that goes on": {command: "backprop " + auditFour + "--records r.jsonl --resume --csv a.csv",
			before: map[string]string{"r.jsonl": records[:3*len(records)/4]}, outputs: []string{"a.csv"}, records: "r.jsonl"},
		"audit of a part": {command: "backprop " + auditFour + "--shard 1/2 --records r.jsonl", records: "r.jsonl",
			again: "--resume"},
		"merge": {command: "backprop merge r.jsonl --json a.json --csv a.csv",
			before: map[string]string{"r.jsonl": records}, outputs: []string{"a.json", "a.csv", "r.jsonl"}},
		"reproduce": {command: "backprop reproduce --engine manual --json a.json --csv a.csv",
			outputs: []string{"a.json", "a.csv"}},
		"results": {command: resultsWriter + " new .", before: earlier, outputs: writtenNames, seen: areOfOneRun},
		"results that are the first": {command: resultsWriter + " new a/b",
			outputs: []string{"a/b/" + results.Page, "a/b/" + page.AuditFile, "a/b/" + page.BenchFile}},
	}
	if *whole { // a second for each
		job := faulty{command: briefProgram + " --seeds 1 --out .", before: earlier, seen: reportIsSame,
			timed: []string{page.BenchFile, page.ProvenanceFile, results.Page}}
		saved := job.leaves(t)
		all := slices.Collect(maps.Keys(saved))
		saved[results.Page] = old
		cases["report"] = faulty{command: "backprop report --out .", before: saved, outputs: all, seen: reportIsSame}
		job.outputs = slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == manifest })
		cases["main job"] = job
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := fnv.New64a()
			of.Write([]byte(name))
			c.everyPoint(t, rand.New(rand.NewPCG(seed, of.Sum64())))
		})
	}
}

// sampled is the share of the faults that are tried without -whole: one in so many.
const sampled = 40

func (c *faulty) everyPoint(t *testing.T, random *rand.Rand) {
	dir := c.place(t)
	ran := c.run(t, dir, 0, none)
	require.True(t, ran.status.Exited() && ran.status.ExitStatus() == exitOK, "%v\n%s", ran.status, ran.stderr)
	want := c.contents(t, dir)
	for at := range len(ran.points) + 1 { // one call more, since workers may write in another order
		for f := killed; f <= readOnly; f++ {
			if !*whole && random.IntN(sampled) > 0 {
				continue
			}
			p := "none"
			if at < len(ran.points) {
				p = ran.points[at].String()
			}
			t.Run(fmt.Sprintf("%v at %d, %s", f, at+1, p), func(t *testing.T) { c.oneFault(t, at+1, f, want) })
		}
	}
}

// run is what came of a command.
type ran struct {
	points []point
	status syscall.WaitStatus
	stderr string
}

// place is a new directory with what is there before.
func (c *faulty) place(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for name, text := range c.before {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	return dir
}

// cmd is the command in a directory.
func (c *faulty) cmd(t *testing.T, dir string, more ...string) *exec.Cmd {
	t.Helper()
	own, err := os.Executable()
	require.NoError(t, err)
	words := strings.Fields(c.command)
	link := filepath.Join(t.TempDir(), words[0])
	require.NoError(t, os.Symlink(own, link))
	cmd := exec.Command(link, append(words[1:], more...)...)
	cmd.Dir = dir
	return cmd
}

func (c *faulty) run(t *testing.T, dir string, at int, f fault) ran {
	t.Helper()
	cmd := c.cmd(t, dir)
	stderr, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	require.NoError(t, err)
	defer stderr.Close()
	cmd.Stderr = stderr
	points, status, err := runTraced(cmd, at, f)
	if len(points) == 0 && err != nil {
		t.Skipf("no program can be traced here: %v", err)
	}
	require.NoError(t, err)
	return ran{points, status, meanwhile.ReplaceAllString(readFile(t, stderr.Name()), "")}
}

// meanwhile matches what a command that takes long says at its work.
var meanwhile = regexp.MustCompile(`(?m)^(epochs|networks|seeds): .*\n`)

// kept matches what an audit that did not end well says.
var kept = regexp.MustCompile(`(?m)^(\d+) of \d+ seeds are kept in .*\nthe same command with --resume goes on\n`)

func (c *faulty) oneFault(t *testing.T, at int, f fault, want map[string]string) {
	dir := c.place(t)
	got := c.run(t, dir, at, f)
	files := c.contents(t, dir)
	for _, name := range c.outputs {
		old, was := c.before[name]
		text, is := files[name]
		assert.True(t, is == was && text == old || is && text == want[name], "%s is whole:\n%s", name, text)
	}
	ended := got.status.Exited()
	assert.Equal(t, ended, f == fails || f == full || f == readOnly || at > len(got.points), "%v", got.status)
	seeds := 0
	switch {
	case !ended:
		for _, p := range got.points[:at-1] {
			if p == (point{"write", "/" + c.records}) {
				seeds++
			}
		}
		seeds-- // the first line has the settings, or ends a line that was cut
	case got.status.ExitStatus() == exitOK:
		c.assertAll(t, want, files)
		assert.Empty(t, got.stderr)
	default:
		message := kept.ReplaceAllString(got.stderr, "")
		assert.Regexp(t, `^(backprop|results-writer): [^\n]*`+
			`(no space left on device|input/output error|read-only file system)[^\n]*\n$`, message)
		for name := range files {
			isLeft := f == readOnly || f == fails && strings.Contains(message, "remove")
			assert.True(t, isLeft && output.IsTemporary(filepath.Base(name)) || slices.Contains(c.outputs, name) ||
				name == c.records || filepath.Base(name) == manifest, "%s is left behind", name)
		}
		if said := kept.FindStringSubmatch(got.stderr); said != nil {
			fmt.Sscan(said[1], &seeds)
		}
	}
	_, there := files[c.records]
	switch {
	case seeds > 0 && !there: // an audit without --records removes the file when all is written
		c.assertAll(t, want, files)
	case seeds > 0 && c.records != "":
		path := filepath.Join(t.TempDir(), "copy")
		require.NoError(t, os.WriteFile(path, []byte(files[c.records]), 0o666))
		table, err := audit.NewTable(audit.Settings{Seeds: 4, Claims: []string{audit.MemoryID}})
		require.NoError(t, err)
		copied, err := audit.OpenFile(t.Context(), path, table, true)
		require.NoError(t, err)
		require.NoError(t, copied.Close())
		assert.GreaterOrEqual(t, table.Len(), seeds, "no finished seed is lost")
	}
	if c.seen != nil {
		c.seen(t, dir)
	}

	next, err := c.cmd(t, dir, strings.Fields(c.again)...).CombinedOutput()
	assert.NoError(t, err, string(next))
	c.assertAll(t, want, c.contents(t, dir))
}

// contents are the files that are there. Of one that is not the same again, it is said
// that it is whole.
func (c *faulty) contents(t *testing.T, dir string) map[string]string {
	files := contentsOf(t, dir)
	for _, name := range c.timed {
		if json.Valid([]byte(files[name])) || strings.HasSuffix(files[name], "</html>\n") {
			files[name] = "whole"
		}
	}
	return files
}

// assertAll has all files that are wanted. Those of records may have their lines in
// another order.
func (c *faulty) assertAll(t *testing.T, want, got map[string]string) {
	t.Helper()
	for name, text := range want {
		if name == c.records {
			assert.Equal(t, sortedLines(text), sortedLines(got[name]))
		} else {
			assert.True(t, text == got[name], "%s is written", name)
		}
	}
}

// sortedLines are the lines that are not empty, nor cut short.
func sortedLines(text string) []string {
	lines := slices.Sorted(strings.Lines(text))
	return slices.DeleteFunc(lines, func(l string) bool { return !strings.HasSuffix(l, "}}\n") })
}

// leaves are the files that a command leaves where nothing was before.
func (c *faulty) leaves(t *testing.T) map[string]string {
	dir := t.TempDir()
	out, err := c.cmd(t, dir).CombinedOutput()
	require.NoError(t, err, string(out))
	return contentsOf(t, dir)
}

// opened returns how to read results, nil if their writing was cut short. Another run
// can write there.
func opened(t *testing.T, dir string) func(name string) ([]byte, error) {
	release, err := results.Hold(dir, false)
	require.NoError(t, err)
	require.NoError(t, release())
	read, err := results.Open(dir)
	if err != nil {
		require.ErrorContains(t, err, "whose writing was cut short")
	}
	return read
}

// areOfOneRun looks at what results-writer has left.
func areOfOneRun(t *testing.T, dir string) {
	read := opened(t, dir)
	if read == nil {
		return
	}
	html, err := read(results.Page)
	require.NoError(t, err)
	for _, name := range writtenNames {
		text, err := read(name)
		require.NoError(t, err)
		assert.Equal(t, string(html), string(text), "all of one run")
	}
}

// reportIsSame looks at what a main job or a report has left: the page, if it is the new
// one, is that of the data.
func reportIsSame(t *testing.T, dir string) {
	before := contentsOf(t, dir)
	if opened(t, dir) == nil || !strings.HasSuffix(before[results.Page], "</html>\n") {
		return
	}
	code, _, stderr := execute(t, "report", "--out", dir)
	require.Equal(t, exitOK, code, stderr)
	assert.True(t, before[results.Page] == contentsOf(t, dir)[results.Page], "the page is that of the data")
}
