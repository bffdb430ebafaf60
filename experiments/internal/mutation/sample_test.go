package mutation

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// notes are the lines of a file by the mistake that each is about.
func notes(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	said := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			name, what, ok := strings.Cut(line, " // ")
			require.True(t, ok, "%s has nothing after // for %s", file, line)
			said[name] = what
		}
	}
	return said
}

// isOf reports whether a mistake is one of a package.
func isOf(name, dir string) bool {
	file, _, _ := strings.Cut(name, " ")
	return filepath.Dir(file) == dir
}

// writeSample puts a package's mistakes into sample.txt, with the tests that found them.
func writeSample(t *testing.T, dir string, finders map[string]string) {
	t.Helper()
	sample := notes(t, "sample.txt")
	maps.DeleteFunc(sample, func(name, _ string) bool { return isOf(name, dir) })
	for name, by := range finders {
		sample[name] = by
	}
	text := "# Mistakes that are tried with every change, each with a test that finds it.\n"
	for _, name := range slices.Sorted(maps.Keys(sample)) {
		text += fmt.Sprintf("%s // %s\n", name, sample[name])
	}
	require.NoError(t, os.WriteFile("sample.txt", []byte(text), 0o666))
}

// always reports whether a test finds a mistake whenever it is asked: a mistake that
// shows by a race, or by how long it takes, it may find by luck.
func always(all []trial, name string, mutant int) bool {
	i := slices.IndexFunc(all, func(x trial) bool { return x.name == name })
	if i < 0 { // several tests, which did not end
		return false
	}
	for n := range 10 {
		environment := []string{fmt.Sprintf("MUTANT=%d", mutant), fmt.Sprintf("GOMAXPROCS=%d", 1+n%3)}
		if failed, _, _ := run(all[i:i+1], 60, environment...); !failed {
			return false
		}
	}
	return true
}

// The tests that found a few mistakes of every package find them still.
func TestASampleOfMistakesIsFound(t *testing.T) {
	if !*sampled {
		t.Skip("half a minute; go test ./experiments/internal/mutation -sampled")
	}
	sample := notes(t, "sample.txt")
	for _, m := range measured {
		t.Run(m.mutated, func(t *testing.T) {
			t.Parallel()
			mutants, overlay := planted(t, m.mutated)
			tests := compile(t, overlay, m.mutated, strings.Fields(m.args))
			tried := 0
			for i, mutant := range mutants {
				name := m.mutated + "/" + mutant.String()
				test, ok := sample[name]
				if !ok {
					continue
				}
				tried++
				tests.name = test
				failed, _, _ := run([]trial{tests}, 60, fmt.Sprintf("MUTANT=%d", i+1))
				assert.True(t, failed, "%s no longer finds this mistake, in line %d: %s", test, mutant.line, name)
			}
			assert.GreaterOrEqual(t, tried, 3, "sample.txt has too few mistakes that the code still has; "+
				"go test ./experiments/internal/mutation -plant -of %s -sample 6 -update finds others", m.mutated)
		})
	}
}
