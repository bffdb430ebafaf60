package audit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"backprop/network"
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

// complete returns an error unless every seed has a record, and the first, which is the
// report's own, one that the claims can be judged by.
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
	for _, claim := range t.plan.claims {
		for _, part := range claim.Parts {
			for _, task := range tasks {
				if !part.measured(task) {
					continue
				}
				if v := t.own(claim, part, task); v-v != 0 {
					return fmt.Errorf("audit: the %s of seed 1, claim %s, is %v on %s: want a number, as the report's own run has",
						part.Statistic, claim.ID, v, task)
				}
			}
		}
	}
	return nil
}

// own is what the report's own run, of seed 1 with private biases, has of a part.
func (t *Table) own(claim Claim, part Part, task string) float64 {
	number := func(variant string) float64 {
		i := configurationOf(t.plan.configurations, task, variant, network.Row)
		return part.Statistic.of(t.records[0].Runs[i])
	}
	return part.Measure.of(number(claim.Variant), number(baseline))
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

// WriteCSV writes a row for each seed, run and form of bias: the statistics of the
// run, empty where they are not recorded, and NaN if it diverged. The rows of the sweep,
// whose run is "sweep/" and the learning rate, have the epoch after which all was right
// instead, 0 for never. It returns an error unless there is a record of every seed.
func (t *Table) WriteCSV(w io.Writer) error {
	if err := t.complete(); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	header := []string{"seed", "run", "bias"}
	for _, s := range columns {
		header = append(header, strings.ReplaceAll(string(s), "-", "_"))
	}
	table.Write(append(header, "solved_epoch"))
	digits := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for _, r := range t.records {
		for i, c := range t.plan.configurations {
			row := []string{strconv.Itoa(r.Seed), c.Run, c.Bias.String()}
			for _, s := range columns {
				cell := ""
				if c.records(s) {
					cell = digits(s.of(r.Runs[i]))
				}
				row = append(row, cell)
			}
			table.Write(append(row, ""))
		}
		for i, epoch := range r.Sweep {
			row := make([]string, len(header)+1)
			copy(row, []string{strconv.Itoa(r.Seed), "sweep/" + digits(sweepRates[i]), network.Shared.String()})
			if row[len(header)] = strconv.Itoa(epoch); epoch == diverged {
				row[len(header)] = "NaN"
			}
			table.Write(row)
		}
	}
	table.Flush()
	return table.Error()
}

// FinalLosses reads a table that WriteCSV wrote, and returns the final losses of each
// run by seed.
func FinalLosses(text []byte) (map[RunID][]float64, error) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	losses := map[RunID][]float64{}
	for i, row := range rows {
		if i == 0 && (len(row) < 4 || row[3] != "final_loss") {
			return nil, errors.New("has no column final_loss after seed, run and bias: want the table of an audit")
		}
		if i == 0 || row[3] == "" {
			continue
		}
		loss, err := strconv.ParseFloat(row[3], 64)
		if err != nil {
			return nil, fmt.Errorf("row %d: final_loss is %q: want a number", i, row[3])
		}
		id := RunID{row[1], network.Bias(row[2])}
		losses[id] = append(losses[id], loss)
	}
	return losses, nil
}

// IsOf returns an error unless a table that WriteCSV wrote is of the report's audit.
func (r *Report) IsOf(table []byte) error {
	losses, err := FinalLosses(table)
	if err != nil {
		return err
	}
	for _, run := range r.Runs {
		if got := losses[run.RunID]; len(got) != r.Seeds {
			return fmt.Errorf("has %d seeds of %v: want %d, both of one audit", len(got), run.RunID, r.Seeds)
		} else if distributionOf(got) != run.FinalLoss {
			return fmt.Errorf("has other losses of %v: want both of one audit", run.RunID)
		}
	}
	return nil
}
