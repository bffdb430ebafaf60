package main

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/dataset"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/results"
	"backprop/experiments/internal/study"
)

// written is a file as it was written, and how it is read again.
type written struct {
	text string
	// read returns an error that has the file's name, or what was read.
	read func(path string) (any, error)
	// checked says that a file has checksums, or another beside it that has its figures: one
	// that is damaged is refused, or nothing else is read.
	checked bool
	// lines says that a file may end after any of its lines.
	lines bool
}

// Of each file so many damages are tried, fewer of one that takes long; with -whole so many
// times as many, of a small file every bit and every length:
//
//	go test ./experiments -run 'Damage|MainJobLeaves' -whole
const damages, fewDamages, manyDamages = 30, 3, 100

// most is how much memory is asked for in all, for a byte of a file: an element of a list
// that is [0,0,0] in JSON takes some 20 bytes for each of its own where it is compared with
// what was understood of it, and twice that while the list grows.
const most = 64

// A file of which a bit was flipped, or the end is lost, is refused in one line that names
// it, or read as what is still valid; in little more memory than the whole file takes.
func TestDamageIsSeenOrHarmless(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, command := range [][]string{
		{"train", "--epochs", "2", "--keep-every", "1", "--json", "run.json", "--npz", "run.npz"},
		{"audit", "--seeds", "3", "--claims", "memory", "--records", "r.jsonl"}} {
		code, _, stderr := execute(t, command...)
		require.Equal(t, exitOK, code, stderr)
	}
	readRun := func(path string) (any, error) {
		r, err := study.ReadRun(path, "")
		if err == nil {
			_, err = r.Training()
		}
		return r, err
	}
	rows := "a,b,label\n0.25,-1e3,1\n17,0x1p-3,0\n1,2,1\n"
	assertDamageIsSeen(t, map[string]written{
		"run.json": {text: readFile(t, "run.json"), read: readRun},
		"run.npz":  {text: readFile(t, "run.npz"), read: readRun, checked: true},
		"r.jsonl":  {text: readFile(t, "r.jsonl"), checked: true, read: mergedAndResumed},
		"rows.csv": {text: rows, lines: true, read: func(path string) (any, error) { return dataset.Open(path) }},
		"manifest.json": {text: `{"program":"backprop experiments","format":3,"files":["index.html"]}` + "\n",
			read: func(path string) (any, error) {
				_, err := results.Open(filepath.Dir(path))
				if err != nil { // which has that of the directory where it is another version
					err = fmt.Errorf("manifest.json: %w", err)
				}
				return nil, err
			}},
	})
}

// mergedAndResumed are the records that a file has, by both ways to read them.
func mergedAndResumed(path string) (any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	table, err := audit.NewTable(audit.Settings{Seeds: 3, Claims: []string{audit.MemoryID}})
	if err != nil {
		return nil, err
	}
	file, errResumed := audit.OpenFile(context.Background(), path, table, true)
	if errResumed == nil {
		errResumed = file.Close()
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		return nil, err
	}
	merged, err := audit.Merge(path)
	if err != nil {
		return nil, err
	}
	if errResumed != nil || table.Len() != merged.Len() {
		return nil, fmt.Errorf("%s: merge takes %d, --resume %d: %w", path, merged.Len(), table.Len(), errResumed)
	}
	return merged.Report()
}

// savedResults are the files of a main job that report reads.
func savedResults(files map[string]string) map[string]written {
	all := map[string]written{}
	for _, file := range jsonFiles {
		all[file.name] = written{text: files[file.name], read: func(path string) (any, error) {
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			into := reflect.New(reflect.TypeOf(file.data)).Interface()
			return into, results.Decode(path, text, into)
		}}
	}
	for _, table := range []string{page.PrintedFile, page.PairsTable, page.AuditTable} {
		all[table] = written{text: files[table], checked: table != page.AuditTable, read: func(path string) (any, error) {
			return nil, together(func(name string) ([]byte, error) {
				if name == table {
					return os.ReadFile(path)
				}
				if text, there := files[name]; there {
					return []byte(text), nil
				}
				return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
			})
		}}
	}
	return all
}

// allocated is how much memory f asks for, what it gives back included.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func assertDamageIsSeen(t *testing.T, files map[string]written) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	dir := t.TempDir()
	for name, file := range files {
		path := filepath.Join(dir, name)
		read := func(text []byte) (v any, took uint64, err error) {
			require.NoError(t, os.WriteFile(path, text, 0o666))
			took = allocated(func() {
				defer func() {
					if p := recover(); p != nil {
						err = fmt.Errorf("panic: %v", p)
						t.Error(err)
					}
				}()
				v, err = file.read(path)
			})
			return v, took, err
		}
		intact, usual, err := read([]byte(file.text))
		require.NoError(t, err, name)
		accepted := 0
		try := func(damaged []byte, what string) {
			v, took, err := read(damaged)
			assert.Less(t, took, 2*usual+most*uint64(len(file.text))+1<<20, "%s, %s", name, what)
			if err == nil {
				accepted++
				if file.checked {
					assert.Equal(t, intact, v, "%s, %s", name, what)
				}
				return
			}
			assert.Contains(t, err.Error(), name, what)
			assert.NotContains(t, err.Error(), "\n", what)
		}
		bits, n := 8*len(file.text), max(fewDamages, min(damages, int(damages<<20/usual)))
		if *whole {
			n *= manyDamages
		}
		flips := 0
		for i := range min(n, bits) {
			if n < bits {
				i = random.IntN(bits)
			}
			damaged := []byte(file.text)
			damaged[i/8] ^= 1 << (i % 8)
			try(damaged, fmt.Sprintf("bit %d of byte %d", i%8, i/8))
			flips++
		}
		flipped := accepted
		for i := range min(n, len(file.text)) {
			if n < len(file.text) {
				i = random.IntN(len(file.text))
			}
			before := accepted
			try([]byte(file.text[:i]), fmt.Sprintf("the first %d bytes", i))
			if !file.lines && !file.checked && i < len(file.text)-1 {
				assert.Equal(t, before, accepted, "%s of %d bytes", name, i)
			}
		}
		t.Logf("%s: %d bytes, %d of %d flips are still valid, in %.1f bytes of memory a byte", name, len(file.text),
			flipped, flips, float64(usual)/float64(len(file.text)))
	}
}
