package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/page"
	"backprop/experiments/internal/results"
)

// The documents' commands are run as they stand there, by sh, in a directory of their own. Two names mean
// something else there: backprop is this test binary, which is the program too, and go is a stand-in, for which
// see standInForGo. A command that ends with "# tested with FLAGS" is given these too, which make it shorter.

// documents are all that have commands, but for the changelog: what it names may be gone.
func documents(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("../docs/*.md")
	require.NoError(t, err)
	return append(pages, "../README.md", "../CONTRIBUTING.md", "internal/audit/METHOD.md",
		"../compare/gradcheck/protocol/PROTOCOL.md")
}

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
		"DOCUMENTS_ROOT=" + root, "DOCUMENTS_GO=" + realGo, "DOCUMENTS_PATH=" + os.Getenv("PATH")}}
}

// shorter are the flags with which a command is tested.
var shorter = regexp.MustCompile(`(?m) +# tested with (.*)$`)

// sh is a script of a document, and what comes before it in the environment.
func (p *place) sh(script string, env ...string) *exec.Cmd {
	cmd := exec.Command("sh", "-e", "-c", shorter.ReplaceAllString(script, " $1"))
	cmd.Dir = p.dir
	cmd.Env = slices.Concat(os.Environ(), p.env, env)
	return cmd
}

// resultsWriter is the name under which this binary writes results that have the text of
// its first argument in every file, into the directory of its second.
const resultsWriter = "results-writer"

var writtenNames = []string{results.Page, page.AuditFile, page.BenchFile}

func writeResults(text, dir string) (err error) {
	release, err := results.Hold(dir, false)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, release()) }()
	var files results.Results
	for _, name := range writtenNames {
		files.Add(name, []byte(text))
	}
	return files.Write(context.Background(), dir)
}

// briefProgram is the name under which this binary is the program, with short timings.
const briefProgram = "brief-" + programName

// standIn is what this test binary does under another name.
func standIn() {
	switch filepath.Base(os.Args[0]) {
	case briefProgram:
		timings = briefTimings
		fallthrough
	case programName:
		if records := os.Getenv("DOCUMENTS_KILLED"); records != "" && slices.Contains(os.Args, records) {
			go dieOnce(records)
		}
		main()
	case resultsWriter:
		if err := writeResults(os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", resultsWriter, err)
			os.Exit(exitFailed)
		}
		os.Exit(exitOK)
	case "go":
		if err := standInForGo(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "stand-in for go:", err)
			os.Exit(exitFailed)
		}
		os.Exit(exitOK)
	}
}

// whenKilled is the end of the name of a copy of records when their writer was killed.
const whenKilled = ".when-killed"

// dieOnce kills this process when it has finished a seed of the records, unless that was done before.
func dieOnce(records string) {
	for finishedSeeds(records) < 1 {
		time.Sleep(time.Millisecond)
	}
	text, err := os.ReadFile(records)
	if err != nil {
		panic(err)
	}
	switch copied, err := os.OpenFile(records+whenKilled, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666); {
	case errors.Is(err, os.ErrExist):
		return
	case err != nil:
		panic(err)
	default:
		if _, err := copied.Write(text); err != nil {
			panic(err)
		}
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(err)
}

// finishedSeeds are those of a file of records, of which the first line has the settings.
func finishedSeeds(records string) int {
	text, err := os.ReadFile(records)
	if err != nil {
		return 0
	}
	return bytes.Count(text, []byte("\n")) - 1
}

// standInForGo does what a command of go's in a document is for: it runs and builds what is here, the program being
// this binary, and of tests it sees to it that there are such; unless DOCUMENTS_WHOLE is set, which runs them.
func standInForGo(args []string) error {
	own, err := os.Executable()
	if err != nil {
		return err
	}
	root, whole := os.Getenv("DOCUMENTS_ROOT"), os.Getenv("DOCUMENTS_WHOLE") != ""
	// In what is run go is go, and a test that is run so has commands of its own.
	if err := errors.Join(os.Setenv("PATH", os.Getenv("DOCUMENTS_PATH")), os.Unsetenv("DOCUMENTS_WHOLE")); err != nil {
		return err
	}
	really := func(dir string, args ...string) error {
		cmd := exec.Command(os.Getenv("DOCUMENTS_GO"), args...)
		cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, os.Stdin, os.Stdout, os.Stderr
		return cmd.Run()
	}
	switch of := args[len(args)-1]; {
	case slices.Equal(args[:min(2, len(args))], []string{"run", "./experiments"}):
		os.Args = append([]string{programName}, args[2:]...)
		main()
	case args[0] == "build" && of == "./experiments" && slices.Contains(args, os.DevNull):
		return really(root, args...)
	case args[0] == "build" && of == "./experiments" && !whole:
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
	case args[0] == "build" && of == "./experiments":
		here, err := os.Getwd()
		if err != nil {
			return err
		}
		args[slices.Index(args, "-o")+1] = filepath.Join(here, args[slices.Index(args, "-o")+1])
		return really(root, args...)
	case args[0] == "run" && strings.HasPrefix(args[1], "./"):
		built, err := os.MkdirTemp("", "documents")
		if err != nil {
			return err
		}
		defer os.RemoveAll(built)
		program := filepath.Join(built, "program")
		if err := really(root, "build", "-o", program, args[1]); err != nil {
			return err
		}
		cmd := exec.Command(program, args[2:]...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		return cmd.Run()
	case args[0] == "test" && whole, args[0] == "run" && whole:
		return really(root, args...)
	case args[0] == "run": // another module's program
		return checkCommand(root, append([]string{"go"}, args...))
	case args[0] == "test":
		return checkTests(root, args[1:])
	case slices.Contains([]string{"doc", "generate", "list", "vet"}, args[0]):
		return really(root, args...)
	}
	return checkCommand(root, append([]string{"go"}, args...))
}
