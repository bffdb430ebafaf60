package audit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quick is an audit whose seeds take milliseconds.
var quick = Settings{Seeds: 12, Claims: []string{MemoryID}}

// recorded runs an audit into a file and returns its bytes.
func recorded(t *testing.T, settings Settings, workers int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.csv")
	r, err := Create(path, settings)
	require.NoError(t, err)
	require.NoError(t, Run(t.Context(), settings, workers, 0, r.Write))
	require.NoError(t, r.Close())
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return raw
}

func TestTheRecordsAreTheSameForAnyNumberOfWorkers(t *testing.T) {
	want := recorded(t, quick, 1)
	assert.Equal(t, 2+12, bytes.Count(want, []byte("\n")))
	for _, workers := range []int{0, 2, 5, 40} {
		assert.Equal(t, string(want), string(recorded(t, quick, workers)), workers)
	}
}

// Wherever a file was cut, going on from it makes it whole again.
func TestAnAuditGoesOnFromWhereItWasCut(t *testing.T) {
	want := recorded(t, quick, 2)
	preamble := bytes.IndexByte(want, '\n') + 1
	preamble += bytes.IndexByte(want[preamble:], '\n') + 1
	for _, cut := range []int{0, 5, preamble - 1, preamble, preamble + 3, len(want) / 2, len(want) - 1, len(want)} {
		path := filepath.Join(t.TempDir(), "records.csv")
		require.NoError(t, os.WriteFile(path, want[:cut], 0o666))
		done := 0
		r, err := Resume(t.Context(), path, quick, func(record Record) error {
			done++
			assert.Equal(t, done, record.Seed)
			return nil
		})
		require.NoError(t, err, cut)
		assert.Equal(t, max(0, bytes.Count(want[:cut], []byte("\n"))-2), done)
		require.NoError(t, Run(t.Context(), quick, 2, done, r.Write))
		require.NoError(t, r.Close())
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "cut after %d bytes", cut)
	}
}

func TestAnInterruptKeepsTheSeedsBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	many := quick
	many.Seeds = 10_000
	var seeds []int
	err := Run(ctx, many, 3, 0, func(r Record) error {
		if seeds = append(seeds, r.Seed); len(seeds) == 4 {
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.GreaterOrEqual(t, len(seeds), 4)
	assert.Less(t, len(seeds), many.Seeds)
	for i, seed := range seeds {
		assert.Equal(t, i+1, seed)
	}
}

func TestAFaultOfTheReceiverEndsTheRun(t *testing.T) {
	full := errors.New("disk full")
	calls := 0
	err := Run(t.Context(), quick, 3, 0, func(Record) error { calls++; return full })
	assert.ErrorIs(t, err, full)
	assert.Equal(t, 1, calls)
}

func TestAFileOfOtherRecordsIsRefused(t *testing.T) {
	good := string(recorded(t, quick, 2))
	lines := strings.SplitAfter(good, "\n")
	edit := func(line int, old, new string) string {
		changed := append([]string(nil), lines...)
		require.Contains(t, changed[line], old)
		changed[line] = strings.Replace(changed[line], old, new, 1)
		return strings.Join(changed, "")
	}
	cases := map[string]struct{ file, want string }{
		"another text":    {"seed,loss\n1,2\n", "is no file of an audit's records"},
		"more seeds":      {edit(0, `"seeds":12`, `"seeds":13`), "holds seeds 1 to 13 of 13, claims memory, want seeds 1 to 12 of 12, claims memory"},
		"another shard":   {edit(0, `"shard":"1/1"`, `"shard":"1/2"`), "holds seeds 1 to 6 of 12"},
		"another method":  {edit(0, `"audit_method":1`, `"audit_method":7`), "its method has version 7, this program's has 1"},
		"other claims":    {edit(0, `["memory"]`, `["luck"]`), `claims has no "luck"`},
		"other columns":   {edit(1, "final-loss", "final-gain"), "its columns are not this program's"},
		"a seed missing":  {strings.Join(append(lines[:4:4], lines[5:]...), ""), "line 5 is damaged: seed 4, want 3 of 12"},
		"a number broken": {edit(5, ",", ",x"), "line 6 is damaged:"},
		"a number lost":   {edit(5, ",", ""), "line 6 is damaged: "},
		"another program": {edit(2, ",0.", ",0.9"), "seed 1 does not come out as recorded"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "records.csv")
			require.NoError(t, os.WriteFile(path, []byte(c.file), 0o666))
			_, err := Resume(t.Context(), path, quick, func(Record) error { return nil })
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n")
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, c.file, string(after), "it is left as it was")
		})
	}
	path := filepath.Join(t.TempDir(), "records.csv")
	require.NoError(t, os.WriteFile(path, nil, 0o666))
	_, err := Create(path, quick)
	assert.ErrorIs(t, err, fs.ErrExist)
	_, err = Resume(t.Context(), path+"-none", quick, nil)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// zeros is a device that gives zeros without end, and counts them.
type zeros int

func (z *zeros) Read(p []byte) (int, error) {
	clear(p)
	*z += zeros(len(p))
	return len(p), nil
}

// What has no lines is refused before memory is full of it.
func TestWhatHasNoLinesIsNotReadToItsEnd(t *testing.T) {
	good := recorded(t, quick, 2)
	names := bytes.IndexByte(good, '\n') + 1
	rows := names + bytes.IndexByte(good[names:], '\n') + 1
	for _, c := range []struct {
		after int // so many bytes of a file of records the zeros begin
		want  string
	}{
		{0, "is no file of an audit's records"},
		{names, "its columns are not this program's"},
		{rows, "line 3 is damaged: it is longer than any record"},
	} {
		var device zeros
		r, err := NewReader(io.MultiReader(bytes.NewReader(good[:c.after]), &device))
		if err == nil {
			_, err = r.Read()
		}
		require.ErrorContains(t, err, c.want)
		assert.LessOrEqual(t, int(device), longestLine)
	}
}

// Numbers of every kind are read back as they were written.
func TestARecordIsReadBack(t *testing.T) {
	want := Record{7, []float64{0, 1. / 3, -1e-300, 5e-324, math.MaxFloat64, math.Inf(-1), math.NaN()}}
	got, err := parseRow(appendRow(nil, want), len(want.Values))
	require.NoError(t, err)
	assert.True(t, math.IsNaN(got.Values[6]))
	want.Values[6], got.Values[6] = 0, 0
	assert.Equal(t, want, got)
}

// shards returns the records of an audit in parts.
func shards(t *testing.T, settings Settings, count int) []string {
	t.Helper()
	files := make([]string, count)
	for i := range files {
		settings.Shard = Shard{i + 1, count}
		files[i] = string(recorded(t, settings, 2))
	}
	return files
}

// merged merges files of records, each named by its place.
func merged(t *testing.T, files ...string) (*Table, error) {
	t.Helper()
	var readers []*Reader
	for _, file := range files {
		r, err := NewReader(strings.NewReader(file))
		require.NoError(t, err)
		readers = append(readers, r)
	}
	return Merge(readers, func(i int) string { return string(rune('A' + i)) })
}

func TestPartsMakeTheWhole(t *testing.T) {
	want := table(t, quick.Seeds, quick.Claims...)
	var wantCSV, gotCSV bytes.Buffer
	require.NoError(t, want.WriteCSV(&wantCSV))
	for _, count := range []int{1, 2, 5, 12} {
		files := shards(t, quick, count)
		files = append(files[1:], files[0]) // in any order
		got, err := merged(t, files...)
		require.NoError(t, err)
		gotCSV.Reset()
		require.NoError(t, got.WriteCSV(&gotCSV))
		assert.Equal(t, wantCSV.String(), gotCSV.String())
		wantReport, err := want.Report()
		require.NoError(t, err)
		gotReport, err := got.Report()
		require.NoError(t, err)
		assert.Equal(t, wantReport, gotReport)
	}
	// The records are the CSV below their settings.
	_, table, _ := strings.Cut(string(recorded(t, quick, 2)), "\n")
	assert.Equal(t, wantCSV.String(), table)
}

func TestPartsThatAreNoWholeAreRefused(t *testing.T) {
	p := shards(t, quick, 3)
	other := quick
	other.Seeds = 13
	halves := shards(t, quick, 2)
	cases := map[string]struct {
		files []string
		want  string
	}{
		"none":            {nil, "audit: no records to merge"},
		"one missing":     {[]string{p[0], p[2]}, "part 2/3 is missing: want all"},
		"one twice":       {[]string{p[0], p[1], p[1], p[2]}, "B and C are both part 2/3: want each once"},
		"one cut":         {[]string{p[0], p[1][:len(p[1])-9], p[2]}, "B ends before seed 8 of 8: want it completed with audit --resume"},
		"of more seeds":   {[]string{p[0], shards(t, other, 3)[1], p[2]}, "A holds seeds 1 to 4 of 12, claims memory, in 3 parts, and B holds seeds 5 to 8 of 13"},
		"of larger parts": {[]string{p[0], halves[1]}, "in 3 parts, and B holds seeds 7 to 12 of 12, claims memory, in 2: want parts of one audit"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := merged(t, c.files...)
			assert.ErrorContains(t, err, c.want)
		})
	}
	r, err := NewReader(strings.NewReader(p[0]))
	require.NoError(t, err)
	for range 4 {
		assert.False(t, r.Complete())
		_, err := r.Read()
		require.NoError(t, err)
	}
	assert.True(t, r.Complete())
	_, err = r.Read()
	assert.ErrorIs(t, err, io.EOF)
}
