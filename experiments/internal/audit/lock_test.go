package audit

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/output"
)

// While one audit writes, no other touches its file; when it has ended, and be it
// that it was killed, the next goes on.
func TestOneAuditAtATimeHasTheFile(t *testing.T) {
	path := recorded(t, quick)
	first, err := OpenFile(t.Context(), path, tableOf(t, quick), true)
	require.NoError(t, err)
	before := read(t, path)
	for _, resume := range []bool{false, true} {
		_, err := OpenFile(t.Context(), path, tableOf(t, quick), resume)
		assert.ErrorIs(t, err, output.ErrBusy)
		assert.ErrorContains(t, err, path)
	}
	assert.Equal(t, before, read(t, path))
	require.NoError(t, first.Close())

	held := exec.Command(os.Args[0], "-test.run=^TestHold$")
	held.Env = append(os.Environ(), "AUDIT_HOLD="+path)
	out, err := held.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, held.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "held\n", line)
	_, err = OpenFile(t.Context(), path, tableOf(t, quick), true)
	assert.ErrorIs(t, err, output.ErrBusy)
	require.NoError(t, held.Process.Kill())
	assert.Error(t, held.Wait())
	next, err := OpenFile(t.Context(), path, tableOf(t, quick), true)
	require.NoError(t, err)
	require.NoError(t, next.Close())
	assert.Equal(t, strings.TrimSpace(before), strings.TrimSpace(read(t, path)))
}

// holding keeps the file of TestHold from being collected, which would close it.
var holding *File

// TestHold is the other process of the test above: it holds a file until it is
// killed.
func TestHold(t *testing.T) {
	path := os.Getenv("AUDIT_HOLD")
	if path == "" {
		t.Skip("is run by TestOneAuditAtATimeHasTheFile")
	}
	var err error
	holding, err = OpenFile(t.Context(), path, tableOf(t, quick), true)
	require.NoError(t, err)
	_, _ = os.Stdout.WriteString("held\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	select {}
}

func TestAFileThatIsRemovedIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.jsonl")
	f, err := OpenFile(t.Context(), path, tableOf(t, quick), false)
	require.NoError(t, err)
	require.NoError(t, f.Remove())
	assert.NoFileExists(t, path)

	f, err = OpenFile(t.Context(), path, tableOf(t, quick), false)
	require.NoError(t, err)
	require.NoError(t, os.Remove(path))
	require.NoError(t, f.Remove(), "somebody else removed it")

	_, err = OpenFile(t.Context(), os.DevNull, tableOf(t, quick), true)
	assert.ErrorContains(t, err, "is no regular file")
}
