package opcheck

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// runAll compiles the programs of faults as one, in which each is a function, and returns what
// each prints in a process of its own, and whether that ended well.
func runAll(t *testing.T, faults []Fault) (outputs []string, ended []bool) {
	var functions, cases strings.Builder
	for k, f := range faults {
		_, body, _ := strings.Cut(f.Program, "func main() {\n")
		fmt.Fprintf(&functions, "func f%d() {\n%s\n", k, body)
		fmt.Fprintf(&cases, "\tcase \"%d\":\n\t\tf%d()\n", k, k)
	}
	source := filepath.Join(t.TempDir(), "main.go")
	binary := filepath.Join(t.TempDir(), "faults")
	program := `package main

import (
	"fmt"
	"os"

	. "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var _ tensor.Tensor

` + functions.String() + "func main() {\n\tswitch os.Args[1] {\n" + cases.String() + "\t}\n}\n"
	require.NoError(t, os.WriteFile(source, []byte(program), 0o644))
	said, err := exec.Command("go", "build", "-o", binary, source).CombinedOutput()
	require.NoError(t, err, "%s", said)
	for k := range faults {
		cmd := exec.Command(binary, strconv.Itoa(k))
		cmd.Dir = t.TempDir() // Gorgonia writes err.dot
		out, err := cmd.Output()
		outputs, ended = append(outputs, string(out)), append(ended, err == nil)
	}
	return outputs, ended
}

var printedNumber = regexp.MustCompile(`[-+]?Inf|NaN|[-+]?[0-9.]+(e[-+][0-9]+)?`)

// A reproduction is a program that a stranger can run: it must print the very numbers that were
// called wrong, or end in the panic.
func TestReproductions(t *testing.T) {
	if !*whole {
		t.Skip("they are compiled with -whole")
	}
	var faults []Fault
	var names []string
	for _, r := range results(t) {
		for _, f := range r.Faults {
			faults, names = append(faults, f), append(names, fmt.Sprintf("%s, %s", r.Op, f.Stage))
		}
	}
	require.NotEmpty(t, faults)
	outputs, ended := runAll(t, faults)
	for k, f := range faults {
		t.Run(names[k], func(t *testing.T) {
			_, body, _ := strings.Cut(f.Program, "func main() {\n")
			require.LessOrEqual(t, strings.Count(body, "\n")-1, 15, "lines of main")
			if f.Prints == nil {
				require.False(t, ended[k], "it was to panic, and prints\n%s", outputs[k])
				return
			}
			require.True(t, ended[k], "%s", f.Program)
			lines := strings.Split(strings.TrimSpace(outputs[k]), "\n")
			words := printedNumber.FindAllString(lines[len(lines)-1], -1)
			require.Len(t, words, len(f.Prints), "%s\n%s", f.Program, outputs[k])
			for i, word := range words {
				v, err := strconv.ParseFloat(word, 64)
				require.NoError(t, err)
				want := float64(f.Prints[i])
				if math.IsNaN(want) {
					require.True(t, math.IsNaN(v), "%s\n%s", f.Program, outputs[k])
				} else if v != want {
					require.InEpsilon(t, want, v, 1e-6, "%s\n%s", f.Program, outputs[k])
				}
			}
		})
	}
}
