package main

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/schema"
	"backprop/experiments/internal/study"
)

// beside has what goes beside the results for who takes them elsewhere: programs that
// load them, and meanings.csv, which says what fields mean.
//
//go:embed beside
var beside embed.FS

// jsonFiles are the results in JSON, and of what type.
var jsonFiles = []struct {
	name string
	data any
}{
	{page.ReproductionFile, study.Reproduction{}}, {page.PairsFile, study.Pairs{}},
	{page.ExplanationFile, study.Explanation{}}, {page.ChecksFile, study.Checks{}}, {page.AuditFile, audit.Report{}},
	{page.BenchFile, study.Benchmarks{}}, {page.ProvenanceFile, provenance.Record{}},
}

// writeDictionary writes a row for every field of the results. It returns an error for
// a field without a meaning, and for a meaning without a field.
func writeDictionary(w io.Writer) error {
	text, err := beside.ReadFile("beside/meanings.csv")
	if err != nil {
		return err
	}
	meanings, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return err
	}
	of, used := map[string][]string{}, map[string]bool{}
	for _, row := range meanings[1:] {
		of[row[0]] = row[1:]
	}
	table := csv.NewWriter(w)
	table.Write([]string{"file", "field", "type", "shape", "values", "unit", "meaning"})
	for _, file := range jsonFiles {
		for _, f := range schema.Fields(file.data) {
			means, ok := of[f.Owner]
			if !ok {
				return fmt.Errorf("meanings.csv has no %s", f.Owner)
			}
			used[f.Owner] = true
			table.Write(append([]string{file.name, f.Path, f.Kind, f.Shape, f.Values}, means...))
		}
	}
	for _, row := range meanings[1:] { // the columns of tables, and arrays
		file, field, _ := cutLast(row[0])
		switch {
		case strings.HasSuffix(file, ".csv"), strings.Contains(file, "--"):
			table.Write(append([]string{file, field, "", "", ""}, row[1:]...))
		case !used[row[0]]:
			return fmt.Errorf("meanings.csv has %s, which no file has", row[0])
		}
	}
	table.Flush()
	return table.Error()
}

// cutLast cuts a text at its last blank.
func cutLast(text string) (before, after string, found bool) {
	i := strings.LastIndex(text, " ")
	return text[:max(i, 0)], text[i+1:], i >= 0
}
