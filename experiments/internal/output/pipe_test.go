//go:build unix

package output

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A pipe is open from before the work to its end: its reader, who came first, sees
// one stream and no end before what is written.
func TestAPipeIsHeldOpenUntilItIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	got := make(chan string)
	go func() {
		f, err := os.Open(path)
		if err != nil {
			got <- err.Error()
			return
		}
		defer f.Close()
		text, _ := io.ReadAll(f)
		got <- string(text)
	}()
	target, err := Open(path)
	require.NoError(t, err)
	select {
	case text := <-got:
		t.Fatalf("the reader has ended, with %q", text)
	case <-time.After(50 * time.Millisecond): // the work
	}
	require.NoError(t, target.Write(t.Context(), write("all")))
	assert.Equal(t, "all", <-got)
	assert.Equal(t, []string{"pipe"}, names(t, filepath.Dir(path)))
}
