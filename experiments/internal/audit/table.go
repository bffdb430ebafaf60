package audit

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Record is what is kept of a seed: one number per column.
type Record struct {
	Seed   int
	Values []float64
}

// Table collects the records of an audit, in 8 bytes a number: 0.8 kB a seed, if all
// is asked.
type Table struct {
	plan    *plan
	next    int // the seed that must come next
	columns [][]float64
}

// NewTable returns an empty table for all seeds of the settings, whatever their
// shard, and the errors of [Settings.Validate].
func NewTable(settings Settings) (*Table, error) {
	settings.Shard = Shard{}
	p, err := newPlan(settings)
	if err != nil {
		return nil, err
	}
	t := &Table{plan: p, next: 1, columns: make([][]float64, len(p.columns))}
	for i := range t.columns {
		t.columns[i] = make([]float64, 0, p.settings.Seeds)
	}
	return t, nil
}

// Append adds the record of the next seed.
func (t *Table) Append(r Record) error {
	if r.Seed != t.next || t.next > t.plan.settings.Seeds {
		return fmt.Errorf("audit: the record of seed %d, want that of %d of %d", r.Seed, t.next, t.plan.settings.Seeds)
	}
	if len(r.Values) != len(t.columns) {
		return fmt.Errorf("audit: the record of seed %d has %d values, want %d", r.Seed, len(r.Values), len(t.columns))
	}
	for i, v := range r.Values {
		t.columns[i] = append(t.columns[i], v)
	}
	t.next++
	return nil
}

// Values returns the recorded numbers of a statistic of a run, one per seed, NaN
// where it diverged; nil if it was not recorded. They must not be changed.
func (t *Table) Values(run RunID, statistic Statistic) []float64 {
	i, ok := t.plan.index[run.column(string(statistic))]
	if !ok {
		return nil
	}
	return t.columns[i]
}

// column returns a column that the plan has.
func (t *Table) column(name string) []float64 { return t.columns[t.plan.index[name]] }

// Report judges the claims by the records. It returns an error unless there is
// one of every seed.
func (t *Table) Report() (*Report, error) {
	if t.next <= t.plan.settings.Seeds {
		return nil, fmt.Errorf("audit: no record of seed %d of %d", t.next, t.plan.settings.Seeds)
	}
	r := &Report{Method: Method, Seeds: t.plan.settings.Seeds, Resamples: Resamples, Level: Level, Findings: []string{}}
	var err error
	if r.Runs, err = t.runs(); err != nil {
		return nil, err
	}
	if r.Claims, err = t.judge(); err != nil {
		return nil, err
	}
	for _, c := range r.Claims {
		for _, j := range c.Judgements {
			r.Findings = append(r.Findings, fmt.Sprintf("Claim %d, %s: %s", c.Number, j.Task, j.Finding))
		}
	}
	if r.Bounds, err = t.bounds(); err != nil {
		return nil, err
	}
	if r.Bounds != nil {
		r.Findings = append(r.Findings, "Bounds: "+r.Bounds.Finding)
	}
	if t.plan.sweep != nil {
		r.Sweep = t.sweepOf()
		r.Findings = append(r.Findings, "Sweep: "+r.Sweep.Finding)
	}
	if slices.Contains(t.plan.settings.Claims, MemoryID) {
		r.Memory = t.memoryOf()
		for _, of := range r.Memory.Networks {
			r.Findings = append(r.Findings, fmt.Sprintf("Memory, %v: %s", of.RunID, of.Finding))
		}
	}
	return r, nil
}

// WriteCSV writes the table: a header and a row per seed.
func (t *Table) WriteCSV(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	fmt.Fprintf(buffered, "seed,%s\n", strings.Join(t.plan.columns, ","))
	r := Record{Values: make([]float64, len(t.columns))}
	var row []byte
	for i := range t.next - 1 {
		r.Seed = i + 1
		for k, column := range t.columns {
			r.Values[k] = column[i]
		}
		row = appendRow(row[:0], r)
		buffered.Write(row)
	}
	return buffered.Flush()
}
