package output

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever goes wrong with the temporary file, the error has the name that the user gave.
func TestErrorsNameTheFileAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(f *pending) error
		why   error
	}{
		"write": {func(f *pending) error {
			f.file.Close()
			_, err := f.Write([]byte("x"))
			return err
		}, fs.ErrClosed},
		"sync":         {func(f *pending) error { f.file.Close(); return f.sync() }, fs.ErrClosed},
		"close":        {func(f *pending) error { f.file.Close(); return f.discard() }, fs.ErrClosed},
		"rename":       {func(f *pending) error { os.Mkdir(f.target, 0o777); return f.commit() }, fs.ErrExist},
		"remove":       {func(f *pending) error { os.Remove(f.file.Name()); return f.discard() }, fs.ErrNotExist},
		"cannot begin": {func(f *pending) error { _, err := create(f.path + "/none"); return err }, fs.ErrNotExist},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "result.json")
			f, err := create(path)
			require.NoError(t, err)
			err = c.fault(f)
			require.ErrorIs(t, err, c.why)
			assert.Contains(t, err.Error(), path)
			assert.NotContains(t, err.Error(), temporaryEnd)
		})
	}
}
