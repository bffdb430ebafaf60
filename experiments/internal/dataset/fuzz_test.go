package dataset

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever a file holds, it is a task of finite numbers, which written again is read as
// the same, or one line says where it is none; from a file as from a stream.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"0.5,1,0\n-2,3e2,1\n", "a,b,label\r\n0x1p-3,1_0,0\r\n", "\ufeff1,\"0\"\n\n 2,1",
		"1,\"2,0\n",
		"1,2,0\n1,0\n", "9,9,9,9,1\n\n\n\n\n\n", "\x00\x00,1\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		task, err := Read("data.csv", bytes.NewReader(text))
		path := filepath.Join(t.TempDir(), "data.csv")
		require.NoError(t, os.WriteFile(path, text, 0o666))
		opened, errOpened := Open(path)
		if err != nil {
			assert.Regexp(t, `^data\.csv:`, err.Error())
			assert.NotContains(t, err.Error(), "\n")
			require.Error(t, errOpened)
			assert.Equal(t, err.Error(), strings.ReplaceAll(errOpened.Error(), path, "data.csv"))
			return
		}
		require.NoError(t, errOpened)
		batch := task.Draw(nil)
		assert.Equal(t, batch, opened.Draw(nil))
		require.Len(t, batch.X, task.Rows*task.Cols)
		require.Len(t, batch.Y, task.Rows)
		var again strings.Builder
		for i, y := range batch.Y {
			for _, x := range batch.X[i*task.Cols : (i+1)*task.Cols] {
				require.False(t, math.IsNaN(x) || math.IsInf(x, 0))
				fmt.Fprintf(&again, "%v,", x)
			}
			require.True(t, y == 0 || y == 1)
			fmt.Fprintln(&again, y)
		}
		same, err := Read("data.csv", strings.NewReader(again.String()))
		require.NoError(t, err)
		assert.Equal(t, batch, same.Draw(nil))
	})
}
