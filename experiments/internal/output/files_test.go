package output

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// contents returns the files of a directory by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	files := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		files[e.Name()] = string(data)
	}
	return files
}

// patientContext is done when it has been asked so often.
type patientContext struct {
	context.Context
	left int
}

func (c *patientContext) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestFilesAreWrittenTogetherOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	old := []File{{"a", []byte("old a")}, {"b", []byte("old b")}}
	require.NoError(t, WriteFiles(t.Context(), dir, old))
	before := contents(t, dir)
	assert.Equal(t, map[string]string{"a": "old a", "b": "old b"}, before)

	update := []File{{"a", []byte("new a")}, {"b", []byte("new b")}, {"c", []byte("new c")}}
	t.Run("the context is done", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		assert.ErrorIs(t, WriteFiles(ctx, dir, update), context.Canceled)
		assert.Equal(t, before, contents(t, dir))
	})
	t.Run("the context is done after the last", func(t *testing.T) {
		ctx := &patientContext{Context: t.Context(), left: len(update)}
		assert.ErrorIs(t, WriteFiles(ctx, dir, update), context.Canceled)
		assert.Equal(t, before, contents(t, dir))
	})
	t.Run("the last cannot be written", func(t *testing.T) {
		assert.Error(t, WriteFiles(t.Context(), dir, append(update[:2:2], File{"none/c", nil})))
		assert.Equal(t, before, contents(t, dir))
	})
	t.Run("all is well", func(t *testing.T) {
		require.NoError(t, WriteFiles(t.Context(), dir, update))
		assert.Equal(t, map[string]string{"a": "new a", "b": "new b", "c": "new c"}, contents(t, dir))
	})
}
