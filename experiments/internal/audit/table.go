package audit

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// Table collects the records of an audit: about 1.5 kB a seed, if all is asked.
type Table struct {
	plan    *plan
	records []Record // by seed, from 1; that of a seed which is missing has none
	count   int      // of the seeds that are not missing
}

// NewTable returns an empty table, and the errors of [Settings.Validate].
func NewTable(settings Settings) (*Table, error) {
	p, err := newPlan(settings)
	if err != nil {
		return nil, err
	}
	return &Table{plan: p, records: make([]Record, p.settings.Seeds)}, nil
}

// Append adds the record of a seed. One that is there already stays.
func (t *Table) Append(r Record) error {
	if r.Seed < 1 || r.Seed > len(t.records) {
		return fmt.Errorf("audit: the record of seed %d, want 1 to %d", r.Seed, len(t.records))
	}
	runs, rates := len(t.plan.configurations), len(t.plan.sweepRates())
	if len(r.Runs) != runs || len(r.Sweep) != rates {
		return fmt.Errorf("audit: the record of seed %d has %d runs and %d of the sweep, want %d and %d",
			r.Seed, len(r.Runs), len(r.Sweep), runs, rates)
	}
	if !t.has(r.Seed) {
		t.records[r.Seed-1] = r
		t.count++
	}
	return nil
}

func (t *Table) has(seed int) bool { return t.records[seed-1].Seed != 0 }

// Len returns how many seeds have a record.
func (t *Table) Len() int { return t.count }

// Missing returns the seeds of the settings' shard that have none.
func (t *Table) Missing() []int {
	var seeds []int
	first, last := t.plan.settings.Range()
	for seed := first; seed <= last; seed++ {
		if !t.has(seed) {
			seeds = append(seeds, seed)
		}
	}
	return seeds
}

// Values returns the recorded numbers of a statistic of a run, one per seed, NaN
// where it diverged; nil if the run is not among those that were asked for. It
// panics unless every seed has a record.
func (t *Table) Values(run RunID, statistic Statistic) []float64 {
	i := slices.IndexFunc(t.plan.configurations, func(c configuration) bool { return c.RunID == run })
	if i < 0 {
		return nil
	}
	return t.numbers(i, statistic)
}

// numbers is Values of a configuration.
func (t *Table) numbers(configuration int, statistic Statistic) []float64 {
	values := make([]float64, len(t.records))
	for i, r := range t.records {
		values[i] = statistic.of(r.Runs[configuration])
	}
	return values
}

// complete returns an error unless every seed has a record.
func (t *Table) complete() error {
	for seed := 1; seed <= len(t.records); seed++ {
		if !t.has(seed) {
			last := seed
			for last < len(t.records) && !t.has(last+1) {
				last++
			}
			return fmt.Errorf("audit: no record of seeds %d to %d of %d", seed, last, len(t.records))
		}
	}
	return nil
}

// Report judges the claims by the records. It returns an error unless there is
// one of every seed.
func (t *Table) Report() (*Report, error) {
	if err := t.complete(); err != nil {
		return nil, err
	}
	r := &Report{Method: Method, Seeds: len(t.records), Level: Level, Findings: []string{}}
	var err error
	if r.Runs, err = t.runs(); err != nil {
		return nil, err
	}
	r.Claims = t.judge()
	for _, c := range r.Claims {
		for _, j := range c.Judgements {
			r.Findings = append(r.Findings, fmt.Sprintf("Claim %d, %s, %s: %s", c.Number, j.Part, j.Task, j.Finding))
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

// WriteCSV writes a header and a row per seed. A column is called after the run, its
// bias and the number, "xor/full-batch/row/final-loss"; that of the sweep, which
// has epochs, 0 for never, after the learning rate. NaN stands for a run that
// diverged. It returns an error unless there is a record of every seed.
func (t *Table) WriteCSV(w io.Writer) error {
	if err := t.complete(); err != nil {
		return err
	}
	buffered := bufio.NewWriter(w)
	buffered.WriteString("seed")
	for _, c := range t.plan.configurations {
		for _, s := range c.statistics {
			fmt.Fprintf(buffered, ",%s/%v/%s", c.Run, c.Bias, s)
		}
	}
	for _, rate := range t.plan.sweepRates() {
		fmt.Fprintf(buffered, ",sweep/%v", rate)
	}
	number := func(v float64) { buffered.WriteString("," + strconv.FormatFloat(v, 'g', -1, 64)) }
	for _, r := range t.records {
		fmt.Fprintf(buffered, "\n%d", r.Seed)
		for i, c := range t.plan.configurations {
			for _, s := range c.statistics {
				number(s.of(r.Runs[i]))
			}
		}
		for _, epoch := range r.Sweep {
			if epoch == diverged {
				number(math.NaN())
			} else {
				number(float64(epoch))
			}
		}
	}
	buffered.WriteString("\n")
	return buffered.Flush()
}
