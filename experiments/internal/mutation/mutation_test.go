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
	"slices"
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

	sampled     = flag.Bool("sampled", false, "plant those of sample.txt, each of which its test must find")
	update      = flag.Bool("update", false, "write the mistakes that are found into sample.txt")
	equivalents = flag.Bool("equivalents", false, "plant those of equivalent.txt, which no test may find")
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
const root = "../../.."

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
	write(filepath.Join(here, "planted.go"),
		fmt.Sprintf("package %s\n%s\nconst µMutants = %d\n", files[0].Name.Name, support, len(p.mutants)))
	overlay = filepath.Join(out, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replaced})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, text, 0o666))
	return p.mutants, overlay
}

// Every mistake is found by a test, or cannot be told from the code.
func TestEveryMistakeIsFound(t *testing.T) {
	if !*plant {
		t.Skip("hours; go test ./experiments/internal/mutation -plant -v -timeout 0, with -of PACKAGE or -sample N for less")
	}
	t.Logf("-seed %d", *seed)
	listed := notes(t, "equivalent.txt")
	for _, m := range measured {
		if *only != "" && *only != m.mutated {
			continue
		}
		t.Run(m.mutated, func(t *testing.T) {
			mutants, overlay := planted(t, m.mutated)
			var all []trial
			tests := m.tests
			if *update {
				tests = tests[:1] // the package's own
			}
			for _, dir := range tests {
				args := m.args
				if dir != m.mutated && args != "-test.short" {
					args = ""
				}
				all = append(all, trials(t, overlay, dir, strings.Fields(args))...)
			}
			chosen := rand.New(rand.NewPCG(*seed, 1)).Perm(len(mutants))
			if *sample > 0 {
				chosen = chosen[:min(*sample, len(chosen))]
			}
			found, excused, unreached := 0, 0, 0
			finders := map[string]string{}
			for _, i := range chosen {
				name := m.mutated + "/" + mutants[i].String()
				reason, isListed := listed[name]
				if isListed != *equivalents {
					if isListed {
						excused++
					}
					continue
				}
				by, reached := killer(all, i+1, mutants[i].place)
				switch {
				case isListed && by != "":
					t.Errorf("%s stands in equivalent.txt (%s), and %s finds it", name, reason, by)
				case by != "":
					found++
					if *update && always(all, by, i+1) {
						finders[name] = by
					}
				case isListed:
				case reached:
					t.Errorf("survivor %d: %s (line %d)", i+1, name, mutants[i].line)
				default:
					unreached++
					t.Errorf("not reached, %d: %s (line %d)", i+1, name, mutants[i].line)
				}
			}
			if !*equivalents {
				t.Logf("%d mistakes planted of %d: %d found, %d cannot be told from the code, %d not found, "+
					"of them %d in code that no test reaches", len(chosen), len(mutants), found, excused,
					len(chosen)-found-excused, unreached)
			}
			if *update {
				writeSample(t, m.mutated, finders)
			}
			for name := range listed {
				if isOf(name, m.mutated) {
					assert.True(t, slices.ContainsFunc(mutants, func(x mutant) bool {
						return m.mutated+"/"+x.String() == name
					}), "equivalent.txt has a mistake that the code no longer has: %s", name)
				}
			}
		})
	}
}
