package page_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/opcheck"
	"backprop/compare/tournament"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/results"
	"backprop/experiments/internal/study"
)

var everyField = flag.Bool("every-field", false, "draw a page for every change of a data file that it may have")

// Otherwise one change in so many is tried, and so many pages are drawn.
const (
	oneChangeIn = 100
	somePages   = 4
)

// field is a place in a JSON value: set puts something else there, or nothing.
type field struct {
	path  string
	value any
	set   func(v any)
	drop  func() // nil for an element of a list
}

// fieldsOf are the fields of a JSON value, of every list one element, drawn.
func fieldsOf(path string, value any, random *rand.Rand) (fields []field) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			at := strings.TrimPrefix(path+"."+name, ".")
			fields = append(fields, field{at, inner, func(x any) { v[name] = x }, func() { delete(v, name) }})
			fields = append(fields, fieldsOf(at, inner, random)...)
		}
	case []any:
		if len(v) > 0 {
			i := random.IntN(len(v))
			at := fmt.Sprintf("%s[%d]", path, i)
			fields = append(fields, field{at, v[i], func(x any) { v[i] = x }, nil})
			fields = append(fields, fieldsOf(at, v[i], random)...)
		}
	}
	return fields
}

// Whatever a field of a data file is changed to, the page is drawn, or one line says
// which file and which field is wrong.
func TestNoChangeOfADataFileIsAPanic(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	f := fixture(t)
	drawn, changed := 0, 0
	type accepted struct {
		what string
		files
	}
	var all []accepted
	for name, into := range map[string]func() any{
		page.ReproductionFile: func() any { return new(study.Reproduction) },
		page.PairsFile:        func() any { return new(study.Pairs) },
		page.ExplanationFile:  func() any { return new(study.Explanation) },
		page.ChecksFile:       func() any { return new(study.Checks) },
		page.BenchFile:        func() any { return new(study.Benchmarks) },
		page.ProvenanceFile:   func() any { return new(provenance.Record) },
		page.AuditFile:        func() any { return new(audit.Report) },
		page.OpsFile:          func() any { return new(opcheck.Report) },
		page.TournamentFile:   func() any { return new(tournament.Result) },
	} {
		var tree any
		decoder := json.NewDecoder(bytes.NewReader(f[name]))
		decoder.UseNumber()
		require.NoError(t, decoder.Decode(&tree))
		for _, field := range fieldsOf("", tree, random) {
			try := func(change string, mustFail bool) {
				if !*everyField && random.IntN(oneChangeIn) > 0 {
					return
				}
				changed++
				what := fmt.Sprintf("%s: %s %s", name, field.path, change)
				text := marshal(t, tree)
				err := results.Decode(name, text, into())
				if err == nil {
					assert.False(t, mustFail, what)
					if _, validated := into().(interface{ Validate() error }); validated {
						all = append(all, accepted{what, f.with(name, text)})
					}
					return
				}
				assertOneLine(t, err, name, what)
				if mustFail { // a wrong type is named without indices and keys
					named := slices.ContainsFunc(regexp.MustCompile(`[a-z_]+`).FindAllString(field.path, -1),
						func(name string) bool { return strings.Contains(err.Error(), name) })
					assert.True(t, named || strings.Contains(err.Error(), "Time"), "%s: %v", what, err)
				}
			}
			for _, v := range []any{nil, "words", -1, 0, 1e300, 1e90, 5e-324, []any{}, map[string]any{}, true, ""} {
				field.set(v)
				wrong := v == true || v == 1e300
				if _, is := field.value.(bool); is {
					wrong = false
				}
				try(fmt.Sprintf("is %#v", v), wrong)
			}
			if field.drop != nil {
				field.drop()
				try("is not there", false)
			}
			field.set(field.value)
		}
		text := f[name]
		for range 3 {
			half := text[:random.IntN(len(text)-2)]
			assertOneLine(t, results.Decode(name, half, into()), name, "half a file")
		}
		assertOneLine(t, results.Decode(name, append(text[:len(text):len(text)], "{}"...), into()), name, "two files")
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, a := range all {
		if drawn == somePages && !*everyField {
			break
		}
		drawn++
		err := page.Write(t.Context(), io.Discard, a.files.read)
		if err != nil {
			assertOneLine(t, err, ".json", a.what)
		}
	}
	t.Logf("%d changes, %d of them may be drawn, %d were", changed, len(all), drawn)
}

func assertOneLine(t *testing.T, err error, file, what string) {
	t.Helper()
	if assert.Error(t, err, what) {
		assert.Regexp(t, regexp.QuoteMeta(file), err.Error(), what)
		assert.NotContains(t, err.Error(), "\n", what)
	}
}
