package mutation

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// trial is one test of a planted package.
type trial struct {
	program, dir string
	args         []string
	name         string
	reached      map[int]bool // the places that it comes by
	used         time.Duration
}

// compile compiles the tests of a package, all of which the trial stands for.
func compile(t *testing.T, overlay, dir string, args []string) trial {
	t.Helper()
	program := filepath.Join(t.TempDir(), "tests")
	goCommand(t, "test", "-c", "-ldflags", "-s -w", "-overlay", overlay, "-o", program, "./"+dir)
	if exec.Command(program, "-rapid.nofailfile", "-test.run", "^$").Run() == nil {
		args = append(args, "-rapid.nofailfile") // of failures that are wanted
	}
	return trial{program: program, dir: filepath.Join(root, dir), args: args}
}

// trials compiles the tests of a package, and runs each by itself without a mistake, to
// see which places it reaches.
func trials(t *testing.T, overlay, dir string, args []string) (all []trial) {
	t.Helper()
	compiled := compile(t, overlay, dir, args)
	list, err := exec.Command(compiled.program, "-test.list", "^(Test|Example|Fuzz)").Output()
	require.NoError(t, err)
	for name := range strings.FieldsSeq(string(list)) {
		x := compiled
		x.name, x.reached = name, map[int]bool{}
		places := filepath.Join(filepath.Dir(x.program), name)
		failed, used, said := run([]trial{x}, 600, "MUTANT_PLACES="+places)
		require.False(t, failed, "without a mistake: %s", said)
		x.used = used
		text, err := os.ReadFile(places)
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			var place int
			if _, err := fmt.Sscan(line, &place); err == nil {
				x.reached[place] = true
			}
		}
		all = append(all, x)
	}
	return all
}

// run runs tests of one program, and reports whether one fails, which it does also if
// they do not end in so many seconds of processor time.
func run(of []trial, seconds int, environment ...string) (failed bool, used time.Duration, said string) {
	var names []string
	for _, x := range of {
		names = append(names, x.name)
	}
	limited := fmt.Sprintf(`ulimit -t %d -v 8000000; exec "$@"`, seconds)
	args := append([]string{"-c", limited, "bash", of[0].program, "-test.failfast",
		"-test.run", "^(" + strings.Join(names, "|") + ")$"}, of[0].args...)
	command := exec.Command("bash", args...)
	command.Dir = of[0].dir
	command.Env = append(os.Environ(), environment...)
	out, err := command.CombinedOutput()
	return err != nil, command.ProcessState.UserTime() + command.ProcessState.SystemTime(), string(out)
}

// killer returns a test that finds a mutant, or several of which one does, or none, and
// whether any reaches its place. Quick tests go first, some together.
func killer(all []trial, mutant, place int) (name string, reached bool) {
	var left []trial
	for _, x := range all {
		if x.reached[place] {
			left = append(left, x)
		}
	}
	slices.SortStableFunc(left, func(a, b trial) int { return int(a.used - b.used) })
	reached = len(left) > 0
	for budget := time.Second / 2; len(left) > 0; budget *= 4 {
		var together []trial
		sum := time.Duration(0)
		left = slices.DeleteFunc(left, func(x trial) bool {
			if len(together) > 0 && (x.program != together[0].program || sum+x.used > budget) {
				return false
			}
			together, sum = append(together, x), sum+x.used
			return true
		})
		if failed, _, said := run(together, 4+int(5*sum.Seconds()), fmt.Sprintf("MUTANT=%d", mutant)); failed {
			for line := range strings.Lines(said) {
				if rest, ok := strings.CutPrefix(line, "--- FAIL: "); ok {
					return strings.Fields(rest)[0], true
				}
			}
			return "one of " + strings.TrimSpace(together[0].name), true
		}
	}
	return "", reached
}
