package study

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npz"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/experiments/internal/results"
	"backprop/network"
)

// shortRun is the record of a short run, with parameters kept on the way.
func shortRun(f *testing.F) *Run {
	f.Helper()
	training := compare.Training{Task: compare.XOR(), Spec: network.Spec{Layers: []int{2, 2, 1},
		Activations: network.DefaultActivations([]int{2, 2, 1})}, Epochs: 2, LearningRate: 0.1, Seed: 1}
	r, err := NewRun("xor", training, []compare.Backend{compare.Manual()})
	require.NoError(f, err)
	require.NoError(f, r.Keep(1, training.Epochs))
	require.NoError(f, r.Train(f.Context(), training, []compare.Backend{compare.Manual()}, func() {}))
	return r
}

// A record that is read can be trained on, and written and read again; else one line says
// what is wrong with it.
func readNPZ(t *testing.T, data []byte) {
	t.Helper()
	r, err := ReadNPZ(data)
	if err != nil {
		assert.NotContains(t, err.Error(), "\n")
		return
	}
	_, err = r.Training()
	require.NoError(t, err)
	var written bytes.Buffer
	require.NoError(t, r.WriteNPZ(&written))
	again, err := ReadNPZ(written.Bytes())
	require.NoError(t, err)
	assert.Equal(t, r, again)
}

func FuzzNPZ(f *testing.F) {
	var file bytes.Buffer
	require.NoError(f, shortRun(f).WriteNPZ(&file))
	f.Add(file.Bytes())
	f.Add(file.Bytes()[:file.Len()/2])
	f.Add(append(bytes.Clone(file.Bytes()), file.Bytes()...))
	f.Fuzz(readNPZ)
}

// Archives whose checksums are right, of arrays and settings that no program has written.
func FuzzNPZArrays(f *testing.F) {
	r := shortRun(f)
	var file bytes.Buffer
	require.NoError(f, r.WriteNPZ(&file))
	z, err := npz.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	require.NoError(f, err)
	var config []byte
	require.NoError(f, z.Read("config.npy", &config))
	f.Add(string(config), uint8(4), uint8(2), uint8(1))
	for _, change := range []string{`"keep_every":1|"keep_every":0`, `"epochs":2|"epochs":4611686018427387904`,
		`"epochs":2|"epochs":-3`, `"layers":[2,2,1]|"layers":[2,1073741824,1]`, `"layers":[2,2,1]|"layers":[]`,
		`"rows":4|"rows":0`, `"fresh_data":false|"fresh_data":true`} {
		old, new, _ := strings.Cut(change, "|")
		f.Add(strings.Replace(string(config), old, new, 1), uint8(4), uint8(2), uint8(1))
	}
	f.Fuzz(func(t *testing.T, config string, rows, width, kept uint8) {
		var file bytes.Buffer
		z := npz.NewWriter(&file)
		write := func(name string, v any) { require.NoError(t, z.Write(name+".npy", v)) }
		write("config", []byte(config))
		matrix := func(rows, cols int) [][]float64 {
			m := make([][]float64, max(rows, 1))
			for i := range m {
				m[i] = make([]float64, max(cols, 1))
			}
			return m
		}
		write("inputs", matrix(int(rows), int(width)))
		for _, name := range []string{"labels", "logits", "probabilities"} {
			write(name, make([]float64, rows))
		}
		write("losses", make([]float64, kept))
		for l, shape := range [][2]int{{2, int(width)}, {int(width), 1}} {
			for _, prefix := range []string{"", "start_"} {
				write(prefix+"W"+string(rune('1'+l)), matrix(shape[0], shape[1]))
				write(prefix+"b"+string(rune('1'+l)), matrix(1, shape[1]))
			}
		}
		require.NoError(t, z.Close())
		readNPZ(t, file.Bytes())
	})
}

// The JSON files that the program reads.
func FuzzRecords(f *testing.F) {
	data, err := json.Marshal(Reproduction{Runs: []Run{*shortRun(f)}})
	require.NoError(f, err)
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Fuzz(func(t *testing.T, text []byte) {
		var r Reproduction
		if err := results.Decode("run.json", text, &r); err != nil {
			assert.Regexp(t, `^run\.json: `, err.Error())
			return
		}
		again, err := json.Marshal(r)
		require.NoError(t, err)
		var same Reproduction
		require.NoError(t, results.Decode("run.json", again, &same))
		assert.Equal(t, r, same)
	})
}
