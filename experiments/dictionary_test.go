package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/page"
	"backprop/experiments/internal/results"
)

// assertDocumented compares the dictionary beside results with all that they have.
func assertDocumented(t *testing.T, files map[string]string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(files[page.DictionaryFile])).ReadAll()
	require.NoError(t, err)
	said := map[string]bool{}
	for _, row := range rows[1:] {
		said[row[0]+" "+row[1]] = true
		assert.NotEmpty(t, row[6], row)
		assert.True(t, row[2] != "number" || row[5] != "", "%v has no unit", row)
	}
	for name, text := range files {
		var fields []string
		switch filepath.Ext(name) {
		case ".json":
			var v any
			require.NoError(t, json.Unmarshal([]byte(text), &v))
			fields = pathsOf("", v, nil)
		case ".csv":
			header, err := csv.NewReader(strings.NewReader(text)).Read()
			require.NoError(t, err)
			fields = header
		}
		if name == "manifest.json" {
			continue
		}
		for _, field := range fields {
			assert.True(t, said[name+" "+field], "%s: %s is not in the dictionary", name, field)
		}
	}
}

// pathsOf lists the fields of a JSON value as the dictionary writes them.
func pathsOf(path string, v any, paths []string) []string {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			at := strings.TrimPrefix(path+"."+name, ".")
			if slices.Contains([]string{"modules", "crossings"}, name) {
				return append(paths, at+"{}")
			}
			paths = pathsOf(at, inner, paths)
		}
		return paths
	case []any:
		for _, inner := range v {
			paths = pathsOf(path+"[]", inner, paths)
		}
		return paths
	}
	return append(paths, path)
}

// The programs beside the results read them, where there is an interpreter, unless their
// writing was cut short.
func assertLoads(t *testing.T, dir string) {
	t.Helper()
	for interpreter, program := range map[string]string{*python: "load.py", "Rscript": "load.R"} {
		if path, err := exec.LookPath(interpreter); err == nil {
			load := func() (string, error) {
				cmd := exec.Command(path, program)
				cmd.Dir = dir
				out, err := cmd.CombinedOutput()
				return string(out), err
			}
			out, err := load()
			require.NoError(t, err, out)
			assert.Contains(t, out, "xor/full-batch", program)
			its := filepath.Join(dir, manifest)
			whole := readFile(t, its)
			unfinished := strings.Replace(whole, "\n}", ",\n \"unfinished\": true\n}", 1)
			require.NoError(t, os.WriteFile(its, []byte(unfinished), 0o666))
			_, err = results.Open(dir)
			require.ErrorContains(t, err, "cut short")
			out, err = load()
			assert.Error(t, err, program)
			assert.Contains(t, out, "their writing was cut short", program)
			require.NoError(t, os.WriteFile(its, []byte(whole), 0o666))
		}
	}
}

// A field of a type that nobody uses, or one without a meaning, is an error.
func TestTheDictionaryIsWhole(t *testing.T) {
	assert.NoError(t, writeDictionary(io.Discard))
	all := jsonFiles
	defer func() { jsonFiles = all }()
	jsonFiles = all[1:]
	assert.ErrorContains(t, writeDictionary(io.Discard), "which no file has")
	jsonFiles = append(all[:len(all):len(all)], struct {
		name string
		data any
	}{"more.json", struct {
		More int `json:"more"`
	}{}})
	assert.ErrorContains(t, writeDictionary(io.Discard), "meanings.csv has no struct")
}
