package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ownBlocks are the pages whose blocks have a test of their own: they are no script from top to bottom.
var ownBlocks = map[string]string{"large-audits.md": "TestLargeAudits"}

// What the pages tell a reader to type does what they say, from top to bottom.
func TestThePagesCommandsRun(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for _, page := range pages {
		if text := readFile(t, page); ownBlocks[filepath.Base(page)] != "" || !strings.Contains(text, "```sh\n") {
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			if testing.Short() {
				t.Skip("some seconds")
			}
			out, err := newPlace(t).sh(strings.Join(blocksOf(t, page, "sh"), "")).CombinedOutput()
			require.NoError(t, err, "%s", out)
		})
	}
}

// inline is a command within a line of a document.
var inline = regexp.MustCompile("`((?:go (?:run|test|build|generate)|(?:\\./)?backprop)\\s[^`]+|\\.ci/run)`")

// commandsOf are the commands of a document, within lines and in blocks.
func commandsOf(t *testing.T, document string) []string {
	t.Helper()
	text := readFile(t, document)
	var commands []string
	for _, b := range fence.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(strings.ReplaceAll(b[2], "\\\n", " ")) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "$ ")
			if strings.HasPrefix(line, "go ") && b[1] != "go" {
				command, _, _ := strings.Cut(line, "  #")
				commands = append(commands, command)
			}
		}
	}
	for line := range strings.Lines(text) { // an indented block
		if command, ok := strings.CutPrefix(line, "    go "); ok {
			commands = append(commands, "go "+command)
		}
	}
	for _, c := range inline.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		commands = append(commands, c[1])
	}
	return slices.DeleteFunc(commands, func(c string) bool {
		return strings.Contains(c, "…") || slices.Contains([]string{"go run", "go test", "backprop"}, strings.TrimSpace(c))
	})
}

// elsewhere are the commands that TestTheDocumentsCommandsExist does not run: .ci/run and what it runs, those that
// write into the repository, and those in another module, which have a test of their own.
var elsewhere = regexp.MustCompile(`^\.ci/run$|^go test \./\.\.\.$| -whole| -update|^go generate |^go mod `)

// shortened are the commands that take hours, or that measure: so many places, numbers or repetitions show as well
// that they do what the document says.
var shortened = strings.NewReplacer(" -bench ", " -benchtime 1x -bench ", "backprop bench", "backprop bench --quick",
	" -plant", " -plant -of network/matmul -sample 3", " -points 1000000", " -points 1000",
	" -stride 1", " -stride 1000003")

// findsMistake is the command that finds what the documents say is wrong with the report's gradient.
const findsMistake = "backprop check --mistake 'db not summed'"

// Every command that a document names exists: the program has the command and its flags, the packages have the
// tests and the flags of theirs. With -whole it is also run, once.
func TestTheDocumentsCommandsExist(t *testing.T) {
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	own, err := os.Executable()
	require.NoError(t, err)
	client := blocksOf(t, "../compare/gradcheck/protocol/PROTOCOL.md", "python")[0]
	ran := map[string]bool{}
	for _, document := range documents(t) {
		for _, command := range commandsOf(t, document) {
			command = strings.Join(strings.Fields(command), " ")
			words, err := split(command)
			require.NoError(t, err, "%s: %s", document, command)
			assert.NoError(t, checkCommand(root, words), "%s: %s", document, command)
			if !*whole || ran[command] || elsewhere.MatchString(command) {
				continue
			}
			ran[command] = true
			t.Run(command, func(t *testing.T) {
				p := newPlace(t)
				p.env = append(p.env, "DOCUMENTS_WHOLE=1")
				require.NoError(t, os.WriteFile(filepath.Join(p.dir, "mine.py"), []byte(client), 0o666))
				if strings.HasPrefix(command, "./"+programName) { // as a command before it built
					require.NoError(t, os.Symlink(own, filepath.Join(p.dir, programName)))
				}
				cmd := p.sh(shortened.Replace(command))
				out, _ := cmd.CombinedOutput()
				want := exitOK
				if command == findsMistake {
					want = exitFailed
				}
				assert.Equal(t, want, cmd.ProcessState.ExitCode(), "%s", out)
			})
		}
	}
}

// split is the first command of a line, in words.
func split(command string) (words []string, err error) {
	first, _, _ := strings.Cut(command, " | ")
	for i, part := range strings.Split(first, "'") {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	if strings.Count(first, "'")%2 == 1 {
		return nil, fmt.Errorf("%q: a quotation mark is not closed", command)
	}
	return words, nil
}

// checkCommand returns an error if there is no such command.
func checkCommand(root string, words []string) error {
	switch name := filepath.Base(words[0]); {
	case words[0] == ".ci/run":
		_, err := os.Stat(filepath.Join(root, words[0]))
		return err
	case name == programName:
		return checkProgram(words[1:])
	case len(words) < 3:
		return fmt.Errorf("%q: want run, test, build or generate, and of what", words)
	case words[1] == "run" && words[2] == "./experiments":
		return checkProgram(words[3:])
	case strings.Contains(words[2], "@"): // another module's program, which .ci/run runs
		ci, err := os.ReadFile(filepath.Join(root, ".ci/run"))
		if err == nil && !strings.Contains(string(ci), words[2]) {
			err = fmt.Errorf("%s is not run by .ci/run", words[2])
		}
		return err
	case words[1] == "test":
		return checkTests(root, words[2:])
	case words[1] == "run":
		_, err := goFiles(root, words[2], "*.go")
		return err
	case words[1] == "build", words[1] == "generate":
		_, err := goFiles(root, words[len(words)-1], "*.go")
		return err
	case words[1] == "doc", words[1] == "list", words[1] == "vet":
		return nil // they change nothing, and say what is wrong
	case words[1] == "mod":
		return nil // TestTheREADMEsModuleOfYourOwn
	default:
		return fmt.Errorf("%q: want run, test, build, generate, doc, list or vet", words)
	}
}

// checkProgram returns an error if the program has no such command, or the command no such flag.
func checkProgram(args []string) error {
	root := newRoot()
	for _, cmd := range append(root.Commands(), root) {
		cmd.RunE = func(*cobra.Command, []string) error { return nil }
	}
	root.SetArgs(args)
	root.SetOut(io.Discard)
	root.SetErr(io.Discard)
	return root.Execute()
}

// goFiles are the files of a package, or of a tree of packages, that match.
func goFiles(root, pattern, match string) (files []string, err error) {
	dir, tree := strings.CutSuffix(pattern, "/...")
	err = filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch matches, _ := filepath.Match(match, d.Name()); {
		case d.IsDir() && path != filepath.Join(root, dir) && !tree:
			return filepath.SkipDir
		case !d.IsDir() && matches:
			files = append(files, path)
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s has no file %s", pattern, match)
	}
	return files, err
}

// checkTests returns an error if a command "go test" names a package, a test or a flag that is not there.
func checkTests(root string, args []string) error {
	var packages, patterns, flags []string
	for i := 0; i < len(args); i++ {
		switch name, isFlag := strings.CutPrefix(args[i], "-"); {
		case !isFlag:
			packages = append(packages, args[i])
		case i+1 < len(args) && (name == "run" || name == "bench" || name == "fuzz"):
			i++
			patterns = append(patterns, args[i])
		case slices.Contains([]string{"count", "tags", "benchtime", "fuzztime", "fuzzminimizetime", "timeout", "exec"}, name):
			i++
		case name != "short" && name != "v" && name != "race":
			flags = append(flags, name)
			if i+1 < len(args) && !strings.HasPrefix(args[i+1], "-") && !strings.HasPrefix(args[i+1], ".") {
				i++
			}
		}
	}
	var names []string
	var text strings.Builder
	for _, pattern := range packages {
		files, err := goFiles(root, pattern, "*_test.go")
		if err != nil {
			return err
		}
		for _, path := range files {
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text.Write(source)
			file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok {
					names = append(names, f.Name.Name)
				}
			}
		}
	}
	for _, f := range flags {
		if !regexp.MustCompile(`flag\.\w+\("` + f + `"`).MatchString(text.String()) {
			return fmt.Errorf("-%s is no flag of the tests of %q", f, packages)
		}
	}
	for _, pattern := range patterns {
		top, _, _ := strings.Cut(pattern, "/")
		for one := range strings.SplitSeq(strings.Trim(top, "()"), "|") {
			if one != "^$" && one != "xxx" && !slices.ContainsFunc(names, regexp.MustCompile(one).MatchString) {
				return fmt.Errorf("%q has no test or benchmark %s", packages, one)
			}
		}
	}
	return nil
}
