package mutation

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	only   = flag.String("of", "", "plant mistakes in this package alone, such as network/portable")
	sample = flag.Int("sample", 0, "plant so many mistakes in each package; 0 is every one")
	seed   = flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the sample")
	plant  = flag.Bool("plant", false, "plant mistakes in the packages of the project")
)

// measured are the packages in which mistakes are planted, with the tests of which one
// must fail, the quickest first.
var measured = []struct {
	mutated string
	tests   []string
	args    string // of the tests
}{
	{"network/portable", []string{"network/portable"}, "-points=20"},
	{"network/matmul", []string{"network/matmul"}, ""},
	{"network", []string{"network", "manual"}, "-test.short"},
	{"manual", []string{"manual"}, "-test.short"},
	{"manual/internal/fast", []string{"manual/internal/fast", "manual"}, "-test.short"},
	{"graph", []string{"graph"}, "-test.short"},
	{"graph/program", []string{"graph/program", "graph"}, "-test.short"},
	{"compare/gradcheck", []string{"compare/gradcheck"}, "-test.short"},
	{"experiments/internal/audit", []string{"experiments/internal/audit"}, "-test.short"},
}

// root is the module's directory, from that of this package.
const root = "../.."

func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command("go", args...)
	command.Dir = root
	var faults bytes.Buffer
	command.Stderr = &faults
	out, err := command.Output()
	require.NoError(t, err, "go %s: %s", strings.Join(args, " "), faults.String())
	return string(out)
}

// planted are the mutants of a package, and the go command's overlay with its planted
// files.
func planted(t *testing.T, dir string) (mutants []mutant, overlay string) {
	t.Helper()
	exports := map[string]string{}
	list := goCommand(t, "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./"+dir)
	for line := range strings.Lines(list) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = file
	}
	p := planter{positions: token.NewFileSet(), info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}}
	var files []*ast.File
	var names []string
	for name := range strings.FieldsSeq(goCommand(t, "list", "-f", `{{join .GoFiles " "}}`, "./"+dir)) {
		path, err := filepath.Abs(filepath.Join(root, dir, name))
		require.NoError(t, err)
		file, err := parser.ParseFile(p.positions, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files, names = append(files, file), append(names, path)
	}
	config := types.Config{Importer: importer.ForCompiler(p.positions, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})}
	_, err := config.Check(dir, p.positions, files, p.info)
	require.NoError(t, err)

	out := t.TempDir()
	replaced := map[string]string{}
	write := func(name, text string) {
		replaced[name] = filepath.Join(out, filepath.Base(name))
		require.NoError(t, os.WriteFile(replaced[name], []byte(text), 0o666))
	}
	for i, file := range files {
		source, err := os.ReadFile(names[i])
		require.NoError(t, err)
		write(names[i], p.plant(file, source))
	}
	here, err := filepath.Abs(filepath.Join(root, dir))
	require.NoError(t, err)
	write(filepath.Join(here, "planted.go"), "package "+files[0].Name.Name+"\n"+support)
	overlay = filepath.Join(out, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replaced})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, text, 0o666))
	return p.mutants, overlay
}

// suite is a compiled test of a package.
type suite struct {
	dir, program string
	args         []string
	seconds      int // of processor time that it may take
}

// fails runs the tests with a mutant, 0 for none, and reports whether they fail, which
// they do also if they do not end in their processor time.
func (s *suite) fails(mutant int) (failed bool, used time.Duration, said string) {
	limited := fmt.Sprintf(`ulimit -t %d -v 8000000; exec "$@"`, s.seconds)
	command := exec.Command("bash", append([]string{"-c", limited, "bash", s.program}, s.args...)...)
	command.Dir = s.dir
	command.Env = append(os.Environ(), fmt.Sprintf("MUTANT=%d", mutant))
	out, err := command.CombinedOutput()
	return err != nil, command.ProcessState.UserTime() + command.ProcessState.SystemTime(), string(out)
}

// known are the mutants that no test can tell from the code, with the reason.
func known(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("equivalent.txt")
	require.NoError(t, err)
	reasons := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			name, reason, ok := strings.Cut(line, " // ")
			require.True(t, ok, "a reason for %s", line)
			reasons[name] = reason
		}
	}
	return reasons
}

// Every mistake is found by a test, or cannot be told from the code.
func TestEveryMistakeIsFound(t *testing.T) {
	if !*plant {
		t.Skip("hours; go test ./internal/mutation -plant -v -timeout 0, with -of PACKAGE or -sample N for less")
	}
	t.Logf("-seed %d", *seed)
	equivalent := known(t)
	for _, m := range measured {
		if *only != "" && *only != m.mutated {
			continue
		}
		t.Run(m.mutated, func(t *testing.T) {
			mutants, overlay := planted(t, m.mutated)
			var suites []suite
			for i, dir := range m.tests {
				program := filepath.Join(t.TempDir(), fmt.Sprint(i))
				goCommand(t, "test", "-c", "-overlay", overlay, "-o", program, "./"+dir)
				s := suite{filepath.Join(root, dir), program, []string{"-test.failfast"}, 600}
				if dir == m.mutated || m.args == "-test.short" {
					s.args = append(s.args, strings.Fields(m.args)...)
				}
				failed, used, said := s.fails(0)
				require.False(t, failed, "without a mistake: %s", said)
				s.seconds = 5 + int(5*used.Seconds())
				suites = append(suites, s)
			}
			chosen := rand.New(rand.NewPCG(*seed, 1)).Perm(len(mutants))
			if *sample > 0 {
				chosen = chosen[:min(*sample, len(chosen))]
			}
			found, cannot := 0, 0
			for _, i := range chosen {
				killed := false
				for _, s := range suites {
					if killed, _, _ = s.fails(i + 1); killed {
						break
					}
				}
				name := m.mutated + "/" + mutants[i].String()
				_, excused := equivalent[name]
				switch {
				case killed:
					found++
				case excused:
					cannot++
				default:
					t.Logf("survivor %d: %s (line %d)", i+1, name, mutants[i].line)
				}
			}
			t.Logf("%d mistakes planted of %d: %d found, %d cannot be told from the code, %d not found", len(chosen),
				len(mutants), found, cannot, len(chosen)-found-cannot)
			assert.Equal(t, len(chosen), found+cannot)
		})
	}
}
