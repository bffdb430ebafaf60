package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The documents' commands are run as they stand there, by sh, in a directory of their own. Two names mean
// something else there: backprop is this test binary, which is the program too, and go is a stand-in, which
// is that program for "go run ./experiments" and builds nothing.

// fence is a block of a document: its language and its text.
var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// blocksOf are the blocks of a document that have the language.
func blocksOf(t *testing.T, document, language string) []string {
	t.Helper()
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	var found []string
	for _, b := range fence.FindAllStringSubmatch(string(text), -1) {
		if b[1] == language {
			found = append(found, b[2])
		}
	}
	require.NotEmpty(t, found, "%s has no block of %s", document, language)
	return found
}

// place is a directory in which commands of documents are run.
type place struct {
	dir string
	env []string // beside the test's own
}

func newPlace(t *testing.T) *place {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	realGo, err := exec.LookPath("go")
	require.NoError(t, err)
	own, err := os.Executable()
	require.NoError(t, err)
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	bin := t.TempDir()
	for _, name := range []string{"go", programName} {
		require.NoError(t, os.Symlink(own, filepath.Join(bin, name)))
	}
	return &place{t.TempDir(), []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"DOCUMENTS_ROOT=" + root, "DOCUMENTS_GO=" + realGo}}
}

// sh is a script of a document, and what comes before it in the environment.
func (p *place) sh(script string, env ...string) *exec.Cmd {
	cmd := exec.Command("sh", "-e", "-c", script)
	cmd.Dir = p.dir
	cmd.Env = slices.Concat(os.Environ(), p.env, env)
	return cmd
}

// standIn is what this test binary does under another name.
func standIn() {
	switch filepath.Base(os.Args[0]) {
	case programName:
		main()
	case "go":
		if err := standInForGo(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "stand-in for go:", err)
			os.Exit(exitFailed)
		}
		os.Exit(exitOK)
	}
}

// standInForGo does what a command of go's in a document is for.
func standInForGo(args []string) error {
	own, err := os.Executable()
	if err != nil {
		return err
	}
	switch {
	case slices.Equal(args[:min(2, len(args))], []string{"run", "./experiments"}):
		os.Args = append([]string{programName}, args[2:]...)
		main()
	case args[0] == "build" && args[len(args)-1] == "./experiments":
		flags := flag.NewFlagSet("build", flag.ContinueOnError)
		output := flags.String("o", "", "")
		flags.Bool("trimpath", false, "")
		if err := flags.Parse(args[1 : len(args)-1]); err != nil {
			return err
		}
		if err := os.Remove(*output); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return os.Symlink(own, *output)
	}
	return fmt.Errorf("%q: want run or build of ./experiments", args)
}
