package results

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/output"
)

func sample(page string) *Results {
	r := new(Results)
	r.Add(Page, []byte(page))
	r.Add("a.json", []byte("{}\n"))
	return r
}

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestWhereResultsMayGo(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(t *testing.T, dir string)
		refused string // without force
		forced  string // with it
	}{
		"nothing is there":   {func(*testing.T, string) {}, "", ""},
		"an empty directory": {func(t *testing.T, dir string) { require.NoError(t, os.Mkdir(dir, 0o777)) }, "", ""},
		"earlier results": {func(t *testing.T, dir string) {
			require.NoError(t, sample("old").Write(t.Context(), dir))
			write(t, filepath.Join(dir, "notes.txt"), "mine") // does not make them anybody else's
		}, "", ""},
		"what a killed write left": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".index.html.4711-0.tmp"), "<!doc")
			write(t, filepath.Join(dir, ".manifest.json.4711-0.tmp"), "")
			write(t, filepath.Join(dir, lockName), "")
		}, "", ""},
		"a photograph beside it": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".index.html.4711-0.tmp"), "<!doc")
			write(t, filepath.Join(dir, "1.jpg"), "")
		}, "holds something else (1.jpg); want", ""},
		"somebody's photographs": {func(t *testing.T, dir string) {
			for _, photo := range []string{"1.jpg", "2.jpg", "3.jpg", "4.jpg"} {
				write(t, filepath.Join(dir, photo), "")
			}
		}, "holds something else (1.jpg, 2.jpg, 3.jpg, …); want an empty directory or earlier results, or --force", ""},
		"another program's manifest": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "manifest.json"), `{"name": "app"}`)
		}, "its manifest.json is not of these experiments", ""},
		"a later version": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "manifest.json"), fmt.Sprintf(`{"program": "backprop experiments", "format": %d}`,
				format+1))
		}, "holds results of a later version, in format 4; this program has format 3", ""},
		"an earlier version": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "manifest.json"), `{"program": "backprop experiments", "format": 1}`)
		}, "", ""},
		"a file": {func(t *testing.T, dir string) { write(t, dir, "") }, "is a file, want a directory",
			"is a file, want a directory"},
		"below a file": {func(t *testing.T, dir string) { write(t, filepath.Dir(dir), "") },
			"is a file, want a directory", "is a file, want a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, "out", "results")
			if name != "below a file" && name != "nothing is there" {
				require.NoError(t, os.Mkdir(filepath.Dir(dir), 0o777))
			}
			c.prepare(t, dir)
			before := names(t, root)
			for force, want := range map[bool]string{false: c.refused, true: c.forced} {
				release, err := Hold(dir, force)
				if want == "" {
					require.NoError(t, err)
					assert.NoError(t, release())
				} else {
					assert.ErrorContains(t, err, want)
				}
			}
			assert.Equal(t, before, names(t, root), "checking leaves nothing behind")
		})
	}
}

// While one run is at work, no other writes there; it leaves what there was before it.
func TestOneRunAtATimeHasTheDirectory(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "out", "results")
	release, err := Hold(dir, false)
	require.NoError(t, err)
	for _, force := range []bool{false, true} {
		_, err := Hold(dir, force)
		require.ErrorIs(t, err, output.ErrBusy)
		assert.EqualError(t, err, dir+" is being written by another run")
	}
	require.NoError(t, release())
	assert.Empty(t, names(t, root))

	release, err = Hold(dir, false)
	require.NoError(t, err)
	require.NoError(t, sample("new").Write(t.Context(), dir))
	require.NoError(t, release())
	assert.Equal(t, []string{"a.json", "index.html", "manifest.json"}, names(t, dir))
}

// Files that are not of the results stay, whatever happens.
func TestNothingIsDeleted(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "notes.txt"), "mine")
	require.NoError(t, sample("new").Write(t.Context(), dir))
	assert.Equal(t, []string{"a.json", "index.html", "manifest.json", "notes.txt"}, names(t, dir))
	read, err := Open(dir)
	require.NoError(t, err)
	text, err := read("notes.txt")
	require.NoError(t, err)
	assert.Equal(t, "mine", string(text))
}

func TestAnInterruptedWriteLeavesTheOldResults(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, sample("old").Write(t.Context(), dir))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, sample("new").Write(ctx, dir), context.Canceled)
	read, err := Open(dir)
	require.NoError(t, err)
	page, err := read(Page)
	require.NoError(t, err)
	assert.Equal(t, "old", string(page))
	assert.Equal(t, []string{"a.json", "index.html", "manifest.json"}, names(t, dir))
}

// A program that is killed between two files leaves a directory that the next run
// knows again, that is not taken for the results of one run, and in which the old page
// stands until all its data are there.
func TestAWriteThatWasCutShortIsSeen(t *testing.T) {
	files, err := sample("new").withManifest()
	require.NoError(t, err)
	var order []string
	for _, f := range files {
		order = append(order, f.Name)
	}
	assert.Equal(t, []string{"manifest.json", "a.json", "index.html", "manifest.json"}, order)
	for killed := range len(files) + 1 {
		dir := t.TempDir()
		require.NoError(t, sample("old").Write(t.Context(), dir))
		for _, f := range files[:killed] {
			write(t, filepath.Join(dir, f.Name), string(f.Data))
		}
		for i, f := range files[killed:] {
			write(t, filepath.Join(dir, fmt.Sprintf(".%s.4711-%d.tmp", f.Name, i)), "")
		}
		release, err := Hold(dir, false)
		require.NoError(t, err, "after %d files", killed)
		_, err = Open(dir)
		if killed == 0 || killed == len(files) {
			assert.NoError(t, err, "after %d files", killed)
		} else {
			assert.EqualError(t, err, dir+" holds results whose writing was cut short: some may be of the run before")
		}
		require.NoError(t, sample("newer").Write(t.Context(), dir))
		require.NoError(t, release())
		_, err = Open(dir)
		assert.NoError(t, err)
	}
}

// As long as the old page is there, it is whole, and the data are no older than it:
// the page takes its place last.
func TestAFaultInTheDataKeepsThePage(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, sample("old").Write(t.Context(), dir))
	require.NoError(t, os.Remove(filepath.Join(dir, "a.json")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "a.json"), 0o777)) // no file can be put there
	assert.Error(t, sample("new").Write(t.Context(), dir))
	page, err := os.ReadFile(filepath.Join(dir, Page))
	require.NoError(t, err)
	assert.Equal(t, "old", string(page))
}

func TestOnlyResultsAreOpened(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(filepath.Join(dir, "none"))
	assert.ErrorContains(t, err, "no such directory")
	_, err = Open(dir)
	assert.ErrorContains(t, err, "holds no results")
	write(t, filepath.Join(dir, "notes.txt"), "mine")
	_, err = Open(dir)
	assert.ErrorContains(t, err, "holds something else (notes.txt)")
	write(t, filepath.Join(dir, "manifest.json"), `{"program": "backprop experiments", "format": 1}`)
	_, err = Open(dir)
	assert.ErrorContains(t, err, "holds results of an earlier version, in format 1: want format 3")
	write(t, filepath.Join(dir, "manifest.json"),
		`{"program": "backprop experiments", "format": 3, "files": [], "unfinishef": true}`) // a bit was flipped
	_, err = Open(dir)
	assert.EqualError(t, err, filepath.Join(dir, "manifest.json")+`: json: unknown field "unfinishef"`)
}

func TestAResultIsReadByItsName(t *testing.T) {
	r := sample("first")
	r.Add(Page, []byte("second"))
	page, err := r.Read(Page)
	require.NoError(t, err)
	assert.Equal(t, "second", string(page))
	_, err = r.Read("none")
	assert.True(t, errors.Is(err, fs.ErrNotExist))
}
