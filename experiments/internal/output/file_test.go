package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func writeFile(ctx context.Context, path string, write func(io.Writer) error) error {
	target, err := Open(path)
	if err != nil {
		return err
	}
	return target.Write(ctx, write)
}

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

func names(t *testing.T, dir string) (names []string) {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "result.json")
	require.NoError(t, CheckWritable(path))
	assert.Empty(t, names(t, dir), "the check leaves nothing behind")

	require.NoError(t, writeFile(t.Context(), path, write("first")))
	fails := errors.New("no more")
	err := writeFile(t.Context(), path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of the sec")
		return fails
	})
	assert.ErrorIs(t, err, fails)

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, writeFile(cancelled, path, write("third")), context.Canceled)

	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "first", string(got))
	assert.Equal(t, []string{"result.json"}, names(t, dir))
}

func TestAPathThatCannotBeWrittenIsNamed(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o666))
	for name, path := range map[string]string{
		"a directory":              dir,
		"in a directory not there": filepath.Join(dir, "none", "x.json"),
		"in a file":                filepath.Join(file, "x.json"),
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckWritable(path)
			require.ErrorContains(t, err, path)
			assert.ErrorContains(t, writeFile(t.Context(), path, write("x")), path)
		})
	}
}

func TestADeviceIsWrittenDirectly(t *testing.T) {
	require.NoError(t, writeFile(t.Context(), os.DevNull, write("x")))
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	assert.False(t, info.Mode().IsRegular(), "the device is still one")
}

func TestALinkSurvives(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(target, []byte("old"), 0o666))
	require.NoError(t, os.Symlink(target, link))
	require.NoError(t, writeFile(t.Context(), link, write("new")))
	got, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, "new", string(got))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&os.ModeSymlink)
}

func ExampleTarget_Write() {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("backprop-example-%d.txt", os.Getpid()))
	defer os.Remove(path)
	err := writeFile(context.Background(), path, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, "whole or not at all")
		return err
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(path)
	fmt.Print(string(text), err)
	// Output:
	// whole or not at all
	// <nil>
}

func ExampleCheckWritable() {
	fmt.Println(CheckWritable(os.TempDir()) != nil) // a directory
	// Output: true
}

func ExampleIsTemporary() {
	fmt.Println(IsTemporary(".index.html.4711-0.tmp"), IsTemporary("index.html"))
	// Output: true false
}

func ExampleOpen() {
	_, err := Open(os.DevNull + "/result.json")
	fmt.Println(err != nil)
	// Output: true
}

// A file that exists keeps its mode, whatever the umask takes from a new one.
func TestAFileKeepsItsMode(t *testing.T) {
	for _, mode := range []os.FileMode{0o666, 0o600, 0o664, 0o777} {
		path := filepath.Join(t.TempDir(), "result.json")
		require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
		require.NoError(t, os.Chmod(path, mode))
		require.NoError(t, writeFile(t.Context(), path, write("new")))
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm())
	}
}

// Where the file cannot take its name, nothing of it is left.
func TestAFileThatCannotTakeItsNameIsGone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "result.json")
	assert.Error(t, writeFile(t.Context(), path, func(w io.Writer) error {
		return errors.Join(write("x")(w), os.Mkdir(path, 0o777)) // somebody takes it first
	}))
	assert.Equal(t, []string{"result.json"}, names(t, dir))
}

func TestALinkToNothingIsNamed(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink("nowhere", link))
	assert.EqualError(t, CheckWritable(link), link+" is a link to a file that is not there")
}

func ExampleOpenLocked() {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("backprop-example-%d.lock", os.Getpid()))
	mine, err := OpenLocked(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = OpenLocked(path)
	fmt.Println(errors.Is(err, ErrBusy), mine.Remove())
	// Output: true <nil>
}
