package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Where a file cannot be written or read, one line names the flag and the file, before
// any work; and nothing is left behind.
func TestAPlaceThatIsNoneIsNamedBeforeTheWork(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("file", []byte("mine"), 0o666))
	require.NoError(t, os.Mkdir("directory", 0o777))
	require.NoError(t, os.Mkdir("closed", 0o555))
	require.NoError(t, os.Symlink("nowhere", "link"))
	require.NoError(t, os.Symlink("round", "round"))
	long := strings.Repeat("long", 100)
	places := map[string]string{"directory": "is a directory", "file/x": "not a directory", "none/x": "no such",
		long: "file name too long", "link": "a link to a file that is not there",
		"round": "too many levels of symbolic links"}
	if os.Geteuid() != 0 { // whom no mode keeps out
		places["closed/x"] = "permission denied"
	}
	before := files(t)
	for _, command := range []string{"train --json", "train --npz", "reproduce --csv", "check --json", "compare --csv",
		"audit --csv", "audit --records", "audit --json", "merge file --csv", "tournament --json", "bench --json",
		"ops --json", "train --from", "train --task", "merge", "--out", "report --out"} {
		words := strings.Fields(command)
		flag := words[len(words)-1]
		for place, why := range places {
			switch {
			case flag == "--out" && place != long && place != "round", flag == "--records" && place == "link":
				continue // it can be made, or is seen in TestWhereResultsMayGo
			case place == "link" && strings.Contains("--from --task merge", flag):
				why = "no such"
			}
			code, stdout, stderr := execute(t, append(words[:len(words):len(words)], place)...)
			what := command + " " + place
			assert.Equal(t, exitUsage, code, what)
			assert.Empty(t, stdout, what)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
			for _, want := range []string{place, why, strings.TrimPrefix(flag, "merge")} {
				assert.Contains(t, stderr, want, what)
			}
		}
	}
	assert.Equal(t, before, files(t))
}

// A name may be as long as the file system allows, though a temporary one is longer.
func TestANameMayBeAsLongAsTheFileSystemAllows(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("ä", 125)+".json")
	code, _, stderr := execute(t, "train", "--epochs", "1", "--json", path)
	require.Equal(t, exitOK, code, stderr)
	assert.NotEmpty(t, readFile(t, path))
}
