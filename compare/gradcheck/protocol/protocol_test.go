//go:build unix

package protocol_test

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/gradcheck"
	"backprop/compare/gradcheck/protocol"
)

// client is a program of the page in one of its languages.
var client = regexp.MustCompile("(?s)```(python|c|javascript)\n(.*?)```\n")

// The page's clients, of at most twenty lines, pass, and fail when a 2 of the gradient
// is forgotten.
func TestThePagesClients(t *testing.T) {
	page, err := os.ReadFile("PROTOCOL.md")
	require.NoError(t, err)
	found := client.FindAllStringSubmatch(string(page), -1)
	require.Len(t, found, 3)
	for _, c := range found {
		t.Run(c[1], func(t *testing.T) {
			t.Parallel()
			assert.LessOrEqual(t, strings.Count(c[2], "\n"), 20)
			report, err := protocol.Check(t.Context(), install(t, c[1], c[2]), nil)
			require.NoError(t, err)
			assert.Equal(t, gradcheck.Pass, report.Verdict(), "%v", report)
			assert.InDelta(t, 24.2, report.Value, 1e-14)

			wrong := strings.Replace(c[2], "200 * ", "100 * ", 1)
			require.NotEqual(t, c[2], wrong)
			report, err = protocol.Check(t.Context(), install(t, c[1], wrong), nil)
			require.NoError(t, err)
			require.NotEmpty(t, report.Failures())
			assert.Equal(t, "x[1]", report.Failures()[0].Name)
		})
	}
}

// install writes a client, compiles it if need be, and returns the command.
func install(t *testing.T, language, code string) string {
	t.Helper()
	dir := t.TempDir()
	file := func(name string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(code), 0o666))
		return path
	}
	needs := func(program string) string {
		path, err := exec.LookPath(program)
		if err != nil {
			t.Skipf("%s is not installed", program)
		}
		return path
	}
	switch language {
	case "python":
		if _, err := os.Stat("/usr/bin/python3"); err == nil { // a wrapper on the path may be slow
			return "/usr/bin/python3 " + file("client.py")
		}
		return needs("python3") + " " + file("client.py")
	case "javascript":
		return needs("node") + " " + file("client.js")
	}
	program := filepath.Join(dir, "client")
	out, err := exec.Command(needs("gcc"), "-O2", "-o", program, file("client.c")).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

// A program that does not answer as it should ends the check with one line that says
// when, and the last lines of what it wrote.
func TestFaultsOfAProgram(t *testing.T) {
	point := `read q; echo '{"x": [1, 2]}'; `
	value := `read q; echo '{"value": 5}'; `
	for _, c := range []struct{ name, program, first, last string }{
		{"is nothing", " ", "no command", ""},
		{"is not there", "nonesuch", "ended (exit status 127) when asked for the point", "nonesuch: not found"},
		{"ends", point + "exit 3", "ended (exit status 3) when asked for the value", ""},
		{"ends well", point + value, "ended (exit status 0) when asked for the gradient", ""},
		{"crashes, having said why", point + "echo one >&2; echo two >&2; kill -SEGV $$",
			"ended (signal: segmentation fault", "two"},
		{"stops in the middle of an answer", point + `read q; printf '{"val'; exit 1`, "asked for the value", `{"val`},
		{"hangs", point + "echo thinking >&2; sleep 100", "no answer within 300ms when asked for the ", "thinking"},
		{"hangs later", point + value + `read q; echo '{"gradient": [1, 2]}'; sleep 100`,
			"no answer within 300ms when asked for the ", ""},
		{"floods", point + "exec cat /dev/zero", "when asked for the value", ""},
		{"prints nonsense", "echo Hello, world; sleep 100", "no JSON of the right form when asked for the point", "Hello"},
		{"prints what a terminal obeys", `printf '\033[2J\n'`, "no JSON of the right form", "\ufffd[2J"},
		{"answers words", point + `read q; echo '{"value": "many"}'; sleep 100`, `"many" is not a number`, "many"},
		{"answers another question", point + `read q; echo '{"x": [1]}'; sleep 100`, "answered no value", `{"x": [1]}`},
		{"has no point", `read q; echo '{"x": []}'; sleep 100`, "answered no point", `{"x": []}`},
		{"has a point at infinity", `read q; echo '{"x": [0, -inf]}'; sleep 100`, "x[1] is -Inf", "-inf"},
		{"has no value at x", point + `read q; echo '{"value": NaN}'; sleep 100`, "its value at the point x is NaN", "NaN"},
		{"has an infinite value at x", point + `read q; echo '{"value": 1e999}'; sleep 100`, "is +Inf", "1e999"},
		{"has too short a gradient", point + value + `read q; echo '{"gradient": [1]}'; sleep 100`,
			"answered a gradient of 1 numbers: want", "[1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			settings := protocol.Settings{Timeout: 10 * time.Second}
			if strings.Contains(c.name, "hangs") || c.name == "floods" {
				settings.Timeout = 300 * time.Millisecond
			}
			_, err := protocol.Check(t.Context(), c.program, &settings)
			require.Error(t, err)
			lines := strings.Split(err.Error(), "\n")
			assert.Contains(t, lines[0], c.first)
			assert.Contains(t, lines[len(lines)-1], c.last)
			assert.LessOrEqual(t, len(lines), 6)
			assert.NotContains(t, err.Error(), "\x1b")
		})
	}
}

// What a program has started is ended with it, whether it answers, hangs or the check
// is given up.
func TestNothingGoesOnRunning(t *testing.T) {
	for _, c := range []struct{ name, then string }{
		{"answers nonsense", "echo no"},
		{"is given up", "sleep 1000"},
		{"hangs, or what it has started does", "exit 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "pid")
			program := fmt.Sprintf("sleep 1000 & echo $! >%s; %s", file, c.then)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.name == "is given up" {
				go func() {
					for read(file) == "" {
						time.Sleep(time.Millisecond)
					}
					cancel()
				}()
			}
			_, err := protocol.Check(ctx, program, &protocol.Settings{Timeout: 2 * time.Second})
			require.Error(t, err)
			if c.name == "is given up" {
				require.ErrorIs(t, err, context.Canceled)
			}
			pid, err := strconv.Atoi(read(file))
			require.NoError(t, err)
			assert.Eventually(t, func() bool { return !runs(pid) }, 10*time.Second, time.Millisecond)
		})
	}
}

func read(file string) string {
	text, _ := os.ReadFile(file)
	return strings.TrimSpace(string(text))
}

// runs reports whether a process is there and no zombie, whose parent has yet to ask.
func runs(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

const echoing = "GRADCHECK_TEST_ECHO"

// TestMain is also a client: f(x) = x at the point that it is given, by the very
// characters of the question.
func TestMain(m *testing.M) {
	point := os.Getenv(echoing)
	if point == "" {
		os.Exit(m.Run())
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		_, x, _ := strings.Cut(strings.Trim(in.Text(), "{}]"), "[")
		switch {
		case strings.Contains(in.Text(), `"point"`):
			fmt.Printf("{\"x\": [%s]}\n", point)
		case strings.Contains(in.Text(), `"value"`):
			fmt.Printf("{\"value\": %s}\n", x)
		default:
			fmt.Println(`{"gradient": [1]}`)
		}
	}
}

// Numbers come back to the last bit, however large or small.
func TestNumbersComeBackExactly(t *testing.T) {
	for _, v := range []float64{0.1, 1, -3, 1.0 / 3, math.Pi * 1e300, 5e-324, math.MaxFloat64, 1 << 53, 1e21, -1e-7} {
		t.Setenv(echoing, strconv.FormatFloat(v, 'g', 17, 64))
		self, err := os.Executable()
		require.NoError(t, err)
		report, err := protocol.Check(t.Context(), "'"+self+"'", nil)
		require.NoError(t, err)
		assert.Equal(t, v, report.Value)
	}
}

// What is not finite may be written as every language does.
func TestWordsForWhatIsNotFinite(t *testing.T) {
	for _, word := range []string{"NaN", "nan", "-nan", `"NaN"`, "null", "Infinity", "-Infinity", "inf", `"-inf"`,
		"1e999"} {
		program := fmt.Sprintf(`read q; echo '{"x": [1], "blocks": [{"name": "nan", "rows": 1, "cols": 1}]}'
			while read q; do echo '{"value": 1, "gradient": [%s]}'; done`, word)
		report, err := protocol.Check(t.Context(), program, nil)
		require.NoError(t, err, word)
		require.NotEmpty(t, report.Failures(), word)
		assert.Equal(t, gradcheck.NotFinite, report.Hints[0].Kind)
		assert.Equal(t, "nan[0,0]", report.Failures()[0].Name, "the name in quotes is left alone")
	}
}

func ExampleCheck() {
	program := `read q; echo '{"x": [3]}'; while read q; do echo '{"value": 7, "gradient": [0]}'; done`
	report, err := protocol.Check(context.Background(), program, nil)
	fmt.Println(report.Verdict(), err)
	// Output: pass <nil>
}

// A program may bound x, and is not asked outside of the bounds.
func TestBoundsOfAProgram(t *testing.T) {
	report, err := protocol.Check(t.Context(), install(t, "python", `import json, math, sys
for line in sys.stdin:
    q = json.loads(line)
    if q["ask"] == "point":
        answer = {"x": [0, 0.5], "low": [0, 0], "high": [1, math.inf]}
    elif q["ask"] == "value":
        answer = {"value": math.sqrt(1 + q["x"][0]) + math.sqrt(q["x"][1]) if min(q["x"]) >= 0 else 1 / 0}
    else:
        answer = {"gradient": [0.5, 0.5 / math.sqrt(0.5)]}
    print(json.dumps(answer), flush=True)
`), nil)
	require.NoError(t, err)
	assert.Equal(t, gradcheck.Pass, report.Verdict(), "%v", report)
	assert.Equal(t, 1, report.Methods[0].Comparisons[0].Side)
}

// A program may say how exact its f is; the report says what that leaves to be seen.
func TestTheAccuracyOfAProgram(t *testing.T) {
	verdict := func(accuracy string) (gradcheck.Verdict, string) {
		report, err := protocol.Check(t.Context(), install(t, "python", `import json, math, sys
def f(x):
    y = x
    while abs(y * y - x) > 1e-6:
        y = (y + x / y) / 2
    return y
for line in sys.stdin:
    q = json.loads(line)
    if q["ask"] == "point":
        answer = {"x": [0.57]`+accuracy+`}
    elif q["ask"] == "value":
        answer = {"value": f(q["x"][0])}
    else:
        answer = {"gradient": [0.5 / math.sqrt(0.57)]}
    print(json.dumps(answer), flush=True)
`), nil)
		require.NoError(t, err)
		return report.Verdict(), report.String()
	}
	got, text := verdict(`, "accuracy": 1e-6`)
	assert.Equal(t, gradcheck.Pass, got, text)
	assert.Contains(t, text, "no better is")
	got, text = verdict("")
	assert.NotEqual(t, gradcheck.Pass, got, text)
}
