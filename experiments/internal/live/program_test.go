package live

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "compile the program anew, into program.wasm.gz")

const compiled = "program.wasm.gz"

// The program in the page is made of today's sources: the same compiler makes the same
// bytes of them, wherever they lie.
func TestProgramIsMadeOfTheseSources(t *testing.T) {
	if testing.Short() {
		t.Skip("a compiler takes seconds")
	}
	path := filepath.Join(t.TempDir(), "program.wasm")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w",
		"-o", path, "./program")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWASM=", "GOFLAGS=", "GOEXPERIMENT=")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	support, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	wasmExec, err := os.ReadFile(filepath.Join(string(bytes.TrimSpace(support)), "lib", "wasm", "wasm_exec.js"))
	require.NoError(t, err)
	if *update {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		require.NoError(t, err)
		_, err = w.Write(want)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.NoError(t, os.WriteFile(compiled, b.Bytes(), 0o666))
		require.NoError(t, os.WriteFile("wasm_exec.js", wasmExec, 0o666))
		return
	}
	r, err := gzip.NewReader(bytes.NewReader(program))
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	if !bytes.Contains(got, []byte(runtime.Version())) {
		t.Skipf("another Go than %s has compiled the program; its bytes are not compared", runtime.Version())
	}
	again := "go generate ./experiments/internal/live writes it anew"
	assert.True(t, bytes.Equal(want, got), "%s: %s", compiled, again)
	assert.Equal(t, string(wasmExec), read(t, "wasm_exec.js"), again)
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}
