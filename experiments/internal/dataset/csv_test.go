package dataset

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRowsAreReadWithOrWithoutAHeader(t *testing.T) {
	for name, text := range map[string]string{
		"plain":                 "0.5,1,0\n-2,3e2,1\n",
		"header":                "height,width,label\n0.5,1,0\n-2,3e2,1\n",
		"no newline at the end": "0.5,1,0\n-2,3e2,1",
		"blank lines, CRLF":     "0.5,1,0\r\n\r\n-2,3e2,1\r\n",
		"spaces and quotes":     " 0.5, \"1\",0\n-2,3e2, 1 \n",
		"byte order mark":       "\ufeff0.5,1,0\n-2,3e2,1\n",
		"mark and header":       "\ufeffheight,width,label\n0.5,1,0\n-2,3e2,1\n",
		"label written as 1.0":  "0.5,1,0.0\n-2,3e2,1.0\n",
	} {
		t.Run(name, func(t *testing.T) {
			task, err := Read("data.csv", strings.NewReader(text))
			require.NoError(t, err)
			batch := task.Draw(nil)
			assert.Equal(t, []float64{0.5, 1, -2, 300}, batch.X)
			assert.Equal(t, []float64{0, 1}, batch.Y)
			assert.Equal(t, [2]int{2, 2}, [2]int{task.Rows, task.Cols})
		})
	}
}

func TestAFileThatIsNoDataIsNamedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"ragged row":            {"1,2,0\n1,0\n", "data.csv:2: a row of width 2, want 3 as in the first"},
		"row wider than header": {"a,b\n1,2,0\n", "data.csv:2: a row of width 3, want 2 as in the first"},
		"text":                  {"1,2,0\n\n1,two,0\n", `data.csv:3: column 2 is "two", want a finite number`},
		"half a header":         {"a,2,label\n1,2,0\n", `data.csv:1: column 1 is "a", want a finite number`},
		"empty field":           {"1,,0\n", `data.csv:1: column 2 is "", want a finite number`},
		"NaN":                   {"1,2,0\nNaN,2,0\n", `data.csv:2: column 1 is "NaN", want a finite number`},
		"overflow":              {"1e999,2,0\n", `data.csv:1: column 1 is "1e999", want a finite number`},
		"infinity":              {"1,2,0\n1,-Inf,0\n", `data.csv:2: column 2 is "-Inf", want a finite number`},
		"another label":         {"1,2,0\n1,2,2\n", "data.csv:2: the label in column 3 is 2, want 0 or 1"},
		"labels of -1 and 1":    {"1,2,-1\n", "data.csv:1: the label in column 3 is -1, want 0 or 1"},
		"nothing":               {"", "data.csv: no rows of data, want at least one"},
		"a header alone":        {"a,b,label\n", "data.csv: no rows of data, want at least one"},
		"a label alone":         {"1\n0\n", "data.csv:1: one column, want at least two"},
		"an open quote":         {"1,2,0\n1,\"2,0\n", "data.csv:2: extraneous or missing \" in quoted-field"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read("data.csv", strings.NewReader(c.text))
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// endless is a file that never ends.
type endless string

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e[i%len(e)]
	}
	return len(p) / len(e) * len(e), nil
}

// What has no rows, and no end, is refused before it fills the memory.
func TestAnEndlessFileIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text io.Reader
		want string
	}{
		"zeros": {endless("\x00"), "data.csv:1: no end of the row in 16777216 bytes: want rows of numbers"},
		"an open quote": {io.MultiReader(strings.NewReader("1,2,0\n\""), endless("1\n")),
			"data.csv:2: no end of the row"},
		"blank lines": {endless("\n"), "data.csv:1: no end of the row"},
		"a row of numbers": {io.MultiReader(strings.NewReader("1,2,0\n"), endless("1,")),
			"data.csv:2: no end of the row"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read("data.csv", c.text)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// The bound is on a row, not on the file.
func TestALongFileOfShortRowsIsRead(t *testing.T) {
	const row = "1,0\n"
	task, err := Read("data.csv", strings.NewReader(strings.Repeat(row, longestRow/len(row)+10_000)))
	require.NoError(t, err)
	assert.Equal(t, longestRow/len(row)+10_000, task.Rows)
}

// Room for the lines of a file is made at once, and none for what they say.
func TestTheDataAreAllThatIsKeptOfAFile(t *testing.T) {
	const rows = 200_000
	path := filepath.Join(t.TempDir(), "data.csv")
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("0.123456,0.654321,0\n", rows)), 0o600))
	task, err := Open(path)
	require.NoError(t, err)
	batch := task.Draw(nil)
	assert.Equal(t, []int{2 * rows, rows}, []int{len(batch.X), len(batch.Y)})
	assert.LessOrEqual(t, cap(batch.X)+cap(batch.Y), 3*(rows+1), "one line more, for a last one without an end")
}

func TestAFileThatIsNotThereIsNamed(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "none.csv"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func ExampleRead() {
	task, err := Read("corners.csv", strings.NewReader("x0,x1,label\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := task.Draw(nil)
	fmt.Println(task.Name, batch.Rows, batch.Cols, batch.Y)
	// Output: corners.csv 4 2 [0 1 1 0]
}

func ExampleOpen() {
	_, err := Open("no such file.csv")
	fmt.Println(os.IsNotExist(err))
	// Output: true
}
