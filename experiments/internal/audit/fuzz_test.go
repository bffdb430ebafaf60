package audit

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// judged merges a file of records. Either every figure can be made of it, or one line
// names the file.
func judged(t *testing.T, text []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.jsonl")
	require.NoError(t, os.WriteFile(path, text, 0o666))
	table, err := Merge(path)
	if err != nil {
		assert.NotContains(t, err.Error(), "\n")
		return
	}
	require.NoError(t, table.WriteCSV(io.Discard))
	report, err := table.Report()
	require.NoError(t, err)
	_, err = json.Marshal(report)
	require.NoError(t, err)
}

// Bytes that are no file of records, or a damaged one.
func FuzzRecords(f *testing.F) {
	var whole []byte
	for _, settings := range []Settings{quick, {Seeds: 1, Claims: []string{"layout"}}} {
		path := filepath.Join(f.TempDir(), "records.jsonl")
		table, err := NewTable(settings)
		require.NoError(f, err)
		file, err := OpenFile(f.Context(), path, table, false)
		require.NoError(f, err)
		require.NoError(f, table.Run(f.Context(), 1, file.Append))
		require.NoError(f, file.Close())
		whole, err = os.ReadFile(path)
		require.NoError(f, err)
		f.Add(whole)
		f.Add(whole[:len(whole)/2])
		f.Add(bytes.ReplaceAll(whole, []byte("\n"), []byte("\n\n")))
	}
	f.Fuzz(judged)
}

// Records whose checksum is right, of what no program has written.
func FuzzRecord(f *testing.F) {
	one := Settings{Seeds: 1, Claims: []string{"layout", "memory"}}
	table, err := NewTable(one)
	require.NoError(f, err)
	require.NoError(f, table.Run(f.Context(), 1, func(r Record) error {
		data, err := json.Marshal(r)
		f.Add(string(data))
		f.Add(strings.ReplaceAll(string(data), "null", "1e308"))
		f.Add(strings.ReplaceAll(string(data), "[", "[null,"))
		return err
	}))
	f.Fuzz(func(t *testing.T, data string) {
		settings, err := encode(head{Method, one.Seeds, one.Claims})
		require.NoError(t, err)
		if !json.Valid([]byte(data)) {
			return
		}
		text, err := json.Marshal(line{Data: json.RawMessage(data)})
		require.NoError(t, err)
		var compact line
		require.NoError(t, json.Unmarshal(text, &compact))
		text, err = json.Marshal(line{checksum(compact.Data), compact.Data})
		require.NoError(t, err)
		judged(t, append(append(settings, text...), '\n'))
	})
}
