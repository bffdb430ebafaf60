package provenance_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/provenance"
)

func ExampleThis() {
	m := provenance.This()
	fmt.Println(m.Cores == runtime.GOMAXPROCS(0), m.Go == runtime.Version())
	// Output: true true
}

func TestAMachineIsALineAndItsSoftwareAnother(t *testing.T) {
	m := provenance.Machine{CPU: "Z80", Cores: 1, System: "cpm/z80", Versions: provenance.Versions{Go: "go1",
		Commit: "0123456789abcdef", Modules: map[string]string{"gorgonia.org/gorgonia": "v1", "gonum.org/v1/gonum": "v2"}}}
	assert.Equal(t, "Z80, 1 cores, cpm/z80", m.String())
	assert.Equal(t, "go1, gorgonia v1, gonum v2, commit 0123456789ab", m.Software())
	m.Commit = "unknown"
	assert.Equal(t, "go1, gorgonia v1, gonum v2, unknown commit", m.Software())
}

// A program that is run inside of somebody else's repository is not of its commit.
func TestTheCommitIsOfNoOtherRepository(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"init", "-q"},
		{"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "a"}} {
		out, err := exec.Command("git", args...).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	assert.Equal(t, "unknown", provenance.This().Commit)
	require.NoError(t, os.WriteFile("go.mod", []byte("module another\n"), 0o666))
	assert.Equal(t, "unknown", provenance.This().Commit)
	require.NoError(t, os.WriteFile("go.mod", []byte("module backprop\n"), 0o666))
	assert.Regexp(t, "^[0-9a-f]{40}$", provenance.This().Commit)
}
