package study

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// allocated is how many bytes a function makes room for.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// archive is an .npz file of arrays, each a text or zeros.
func archive(t *testing.T, arrays ...any) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for i := 0; i < len(arrays); i += 2 {
		w, err := z.Create(arrays[i].(string) + ".npy")
		require.NoError(t, err)
		switch of := arrays[i+1].(type) {
		case string:
			_, err = io.WriteString(w, of)
		case int:
			_, err = io.CopyN(w, zeros{}, int64(of))
		}
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return file.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// npy is an array's header with a shape, and some zeros.
func npy(descr, shape string, data string) string {
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n", descr, shape)
	return "\x93NUMPY\x01\x00" + string([]byte{byte(len(header)), byte(len(header) >> 8)}) + header + data
}

// What a file says of itself makes no room: it is refused by a few MB, whatever it claims.
func TestAFileThatClaimsMuchIsGivenLittle(t *testing.T) {
	const config = `{"layers":[2,1],"engines":[{}]}`
	text := npy("|u1", fmt.Sprint(len(config), ","), config)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a shape of 64 million numbers, and none": {archive(t, "config", text, "inputs", npy("<f8", "33554432,2", "")),
			"inputs has the shape [33554432 2], and fewer bytes"},
		"a shape of 64 million numbers, and an eighth": {
			archive(t, "config", text, "inputs", npy("<f8", "1048576,2", strings.Repeat("\x00", 1<<21))),
			"inputs has the shape [1048576 2], and fewer bytes"},
		"a shape that overflows": {archive(t, "config", text, "inputs", npy("<f8", "9223372036854775807,2", "")),
			"inputs has the shape"},
		"a header of 4 GB": {archive(t, "config", "\x93NUMPY\x02\x00\xff\xff\xff\xff{}\n"),
			`config.npy": its header says that it is longer than the file`},
		"a header cut short": {archive(t, "config", "\x93NUMPY\x02"), "config"},
		"64 MB of zeros":     {archive(t, "config", text, "inputs", 1<<26), `inputs.npy": more than`},
		"a few times 8 MB of zeros": {archive(t, "config", text, "inputs", 1<<23, "labels", 1<<23, "losses", 1<<23),
			`losses.npy": more than`},
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			room := allocated(func() { _, err = ReadNPZ(c.file) })
			require.ErrorContains(t, err, c.want)
			assert.Less(t, room, uint64(8<<20+2*len(c.file)), "bytes, for a file of %d", len(c.file))
		})
	}
}

// A device has no end.
func TestAnEndlessRunIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zero")
	require.NoError(t, os.Symlink("/dev/zero", path))
	if _, err := os.Stat(path); err != nil {
		t.Skip("there is no /dev/zero")
	}
	_, err := ReadRun(path, "")
	assert.EqualError(t, err, path+" is neither JSON nor an .npz file")
}

// Twice the JSON takes twice the room, whatever it says.
func TestTheRoomForJSONIsThatOfTheFile(t *testing.T) {
	for name, text := range map[string]func(n int) string{
		"rows of nothing": func(n int) string { return `{"runs":[{"inputs":[` + strings.Repeat("[],", n) + `[]]}]}` },
		"runs of nothing": func(n int) string { return `{"runs":[` + strings.Repeat("{},", n/64) + `{}]}` },
		"numbers":         func(n int) string { return `{"runs":[{"labels":[` + strings.Repeat("0,", n) + `0]}]}` },
		"a deep nest":     func(n int) string { return `{"runs":` + strings.Repeat(`[`, n) },
		"a long name":     func(n int) string { return `{"` + strings.Repeat("x", n) + `":1}` },
	} {
		t.Run(name, func(t *testing.T) {
			room := func(n int) float64 {
				path := filepath.Join(t.TempDir(), "run.json")
				require.NoError(t, os.WriteFile(path, []byte(text(n)), 0o666))
				return float64(allocated(func() {
					_, err := ReadRun(path, "")
					assert.Error(t, err)
				}))
			}
			once, twice := room(1<<16), room(1<<17)
			t.Logf("%.1f bytes a byte", twice/float64(len(text(1<<17))))
			assert.Less(t, twice, 3*once+1<<20)
		})
	}
}
