package audit

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quick is an audit whose seeds take milliseconds.
var quick = Settings{Seeds: 12, Claims: []string{MemoryID}}

func tableOf(t *testing.T, settings Settings) *Table {
	t.Helper()
	table, err := NewTable(settings)
	require.NoError(t, err)
	return table
}

// recorded runs an audit into a file and returns its path.
func recorded(t *testing.T, settings Settings) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.jsonl")
	table := tableOf(t, settings)
	f, err := OpenFile(t.Context(), path, table, false)
	require.NoError(t, err)
	require.NoError(t, table.Run(t.Context(), 2, f.Append))
	require.NoError(t, f.Close())
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(raw)
}

func csvOf(t *testing.T, table *Table) string {
	t.Helper()
	var csv bytes.Buffer
	require.NoError(t, table.WriteCSV(&csv))
	return csv.String()
}

func TestTheResultIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	want := tableOf(t, quick)
	require.NoError(t, want.Run(t.Context(), 1, nil))
	for _, workers := range []int{0, 2, 5, 40} {
		got := tableOf(t, quick)
		require.NoError(t, got.Run(t.Context(), workers, nil))
		assert.Equal(t, csvOf(t, want), csvOf(t, got), workers)
	}
}

func TestAnInterruptKeepsWhatIsFinished(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	many := quick
	many.Seeds = 10_000
	table, kept := tableOf(t, many), 0
	err := table.Run(ctx, 3, func(Record) error {
		if kept++; kept == 4 {
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.GreaterOrEqual(t, kept, 4)
	assert.Less(t, kept, many.Seeds)
	assert.Equal(t, kept, table.Len())
}

func TestAFaultOfTheReceiverEndsTheRun(t *testing.T) {
	full := errors.New("disk full")
	table, calls := tableOf(t, quick), 0
	err := table.Run(t.Context(), 3, func(Record) error { calls++; return full })
	assert.ErrorIs(t, err, full)
	assert.Equal(t, 1, calls)
	assert.Zero(t, table.Len(), "what was not kept does not count")
}

// Wherever a file was cut, and whichever byte of it was damaged, the seeds of the
// whole lines are kept and the others run again.
func TestAnAuditGoesOnFromWhatIsWhole(t *testing.T) {
	whole := read(t, recorded(t, quick))
	want := tableOf(t, quick)
	require.NoError(t, want.Run(t.Context(), 2, nil))
	head := strings.Index(whole, "\n") + 1
	cases := map[string]string{
		"nothing":                      "",
		"cut in the settings":          whole[:5],
		"cut before the settings' end": whole[:head-1],
		"the settings alone":           whole[:head],
		"cut in the first record":      whole[:head+3],
		"cut in the middle":            whole[:len(whole)/2],
		"cut before the end":           whole[:len(whole)-1],
		"whole":                        whole,
		"NUL bytes in the middle":      whole[:len(whole)/2] + strings.Repeat("\x00", 300) + whole[len(whole)/2+300:],
		"NUL bytes at the end":         whole[:len(whole)/2] + strings.Repeat("\x00", 300),
		"another digit":                whole[:len(whole)/2] + strings.Replace(whole[len(whole)/2:], "1", "2", 1),
		"a line twice":                 whole + whole[strings.LastIndex(whole[:len(whole)-1], "\n")+1:],
	}
	for name, file := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "records.jsonl")
			require.NoError(t, os.WriteFile(path, []byte(file), 0o666))
			kept := 0
			for line := range strings.Lines(file) {
				if strings.Contains(line, `"runs"`) && strings.Contains(whole, line) && strings.HasSuffix(line, "\n") {
					kept++
				}
			}
			got := tableOf(t, quick)
			f, err := OpenFile(t.Context(), path, got, true)
			require.NoError(t, err)
			assert.Equal(t, min(kept, quick.Seeds), got.Len())
			require.NoError(t, got.Run(t.Context(), 2, f.Append))
			require.NoError(t, f.Close())
			assert.Equal(t, csvOf(t, want), csvOf(t, got))

			again, err := Merge(path)
			require.NoError(t, err)
			assert.Equal(t, csvOf(t, want), csvOf(t, again), "the file has all of it now")
		})
	}
}

func TestAFileOfOtherRecordsIsRefused(t *testing.T) {
	good := read(t, recorded(t, quick))
	lines := strings.SplitAfter(good, "\n")
	again := func(text []byte, err error) string { require.NoError(t, err); return string(text) }
	cases := map[string]struct{ file, want string }{
		"a record first": {again(encode(Record{Seed: 3})), "is no file of an audit's records"},
		"another text":   {"seed,loss\n1,2\n", "is no file of an audit's records"},
		"more seeds": {again(encode(head{Method, 13, quick.Claims})),
			"holds an audit of 13 seeds, claims memory, want 12 seeds, claims memory"},
		"another method": {again(encode(head{7, 12, quick.Claims})), "its method has version 7, this program's has 2"},
		"other claims": {again(encode(head{Method, 12, []string{"luck"}})),
			`is of another audit: claims has no "luck"`},
		"other runs": {lines[0] + again(encode(Record{Seed: 3})),
			"none of this program's: audit: the record of seed 3 has 0 runs"},
		"another seed": {lines[0] + again(encode(blank(tableOf(t, quick), 13))),
			"the record of seed 13, want 1 to 12"},
		"another program": {lines[0] + again(encode(blank(tableOf(t, quick), 2))),
			"seed 2 does not come out as recorded: it is another program's"},
		"no lines": {lines[0] + strings.Repeat(" ", longestLine), "has a line that is longer than any record"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "records.jsonl")
			require.NoError(t, os.WriteFile(path, []byte(c.file), 0o666))
			_, err := OpenFile(t.Context(), path, tableOf(t, quick), true)
			require.ErrorContains(t, err, c.want)
			assert.ErrorContains(t, err, path)
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, c.file, read(t, path), "it is left as it was")
		})
	}
	path := recorded(t, quick)
	before := read(t, path)
	_, err := OpenFile(t.Context(), path, tableOf(t, quick), false)
	assert.ErrorIs(t, err, fs.ErrExist)
	assert.Equal(t, before, read(t, path))
	_, err = Merge("/dev/zero")
	assert.ErrorContains(t, err, "/dev/zero is no file of an audit's records")
}

// shards returns the files of an audit in parts.
func shards(t *testing.T, settings Settings, count int) []string {
	t.Helper()
	paths := make([]string, count)
	for i := range paths {
		settings.Shard = Shard{i + 1, count}
		paths[i] = recorded(t, settings)
	}
	return paths
}

func TestPartsMakeTheWhole(t *testing.T) {
	want := tableOf(t, quick)
	require.NoError(t, want.Run(t.Context(), 2, nil))
	wantReport, err := want.Report()
	require.NoError(t, err)
	for _, count := range []int{1, 2, 5, 12} {
		paths := shards(t, quick, count)
		paths = append(paths[1:], paths[0]) // in any order
		got, err := Merge(paths...)
		require.NoError(t, err)
		assert.Equal(t, csvOf(t, want), csvOf(t, got))
		gotReport, err := got.Report()
		require.NoError(t, err)
		assert.Equal(t, wantReport, gotReport)
	}
}

func TestPartsThatAreNoWholeAreRefused(t *testing.T) {
	p := shards(t, quick, 3)
	other := quick
	other.Seeds = 13
	cut := filepath.Join(t.TempDir(), "cut.jsonl")
	require.NoError(t, os.WriteFile(cut, []byte(read(t, p[1])[:len(read(t, p[1]))-9]), 0o666))
	cases := map[string]struct {
		paths []string
		want  string
	}{
		"none":        {nil, "audit: no records to merge"},
		"one missing": {[]string{p[0], p[2]}, "audit: no record of seeds 5 to 8 of 12"},
		"one cut":     {[]string{p[0], cut, p[2]}, "audit: no record of seeds "},
		"of more seeds": {[]string{p[0], shards(t, other, 3)[1], p[2]},
			"holds an audit of 13 seeds, claims memory, want a part of one of 12 seeds"},
		"not there": {[]string{p[0], cut + "-none"}, "no such file"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Merge(c.paths...)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// What damage may have cost is said where a seed is missing, and only there: the first
// such line of each file.
func TestAMergeThatLacksSeedsNamesTheDamage(t *testing.T) {
	dir := t.TempDir()
	lines := make([]string, quick.Seeds+1) // the settings, then by seed
	for i := range lines {
		var v any = head{Method, quick.Seeds, quick.Claims}
		if i > 0 {
			v = blank(tableOf(t, quick), i)
		}
		text, err := encode(v)
		require.NoError(t, err)
		lines[i] = string(text)
	}
	file := func(name string, parts ...string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(lines[0]+strings.Join(parts, "")), 0o666))
		return path
	}
	half := func(line string) string { return line[:len(line)/2] + "\n" }
	first, last := strings.Join(lines[1:7], ""), strings.Join(lines[7:], "")
	a := file("a", lines[1], half(lines[2]), half(lines[3]), strings.Join(lines[4:7], ""))
	b := file("b", lines[7], " \n", lines[8], "\n", strings.Join(lines[9:12], ""), strings.TrimSpace(lines[12]))
	for name, c := range map[string]struct {
		paths []string
		want  string
	}{
		"all there":               {[]string{file("first", first), file("last", last)}, ""},
		"all there beside damage": {[]string{a, file("first", first), file("last", last)}, ""},
		"a part missing":          {[]string{file("first", first)}, "audit: no record of seeds 7 to 12 of 12"},
		"empty lines":             {[]string{file("last", last, " \n", "\n")}, "audit: no record of seeds 1 to 6 of 12"},
		"two lines damaged": {[]string{a, file("last", last)},
			"audit: no record of seeds 2 to 3 of 12; damaged or cut short: " + a + ":3; audit --resume runs such seeds again"},
		"cut after empty lines": {[]string{file("first", first), b},
			"audit: no record of seeds 12 to 12 of 12; damaged or cut short: " + b + ":9; audit --resume runs such seeds again"},
		"both": {[]string{a, b}, "audit: no record of seeds 2 to 3 of 12; damaged or cut short: " +
			a + ":3, " + b + ":9; audit --resume runs such seeds again"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Merge(c.paths...)
			if c.want == "" {
				assert.NoError(t, err)
			} else {
				assert.EqualError(t, err, c.want)
			}
		})
	}
}
