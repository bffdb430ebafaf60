package study

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"backprop/compare"
	"backprop/experiments/internal/lab"
)

// Reproduction is the report's ten runs again.
type Reproduction struct {
	Runs []Run `json:"runs" len:"1.."`
}

// Reproduce runs the report's ten runs by each engine. The runs are independent of
// each other and go on all cores, those of single samples first: they take longest, and
// the others fill the cores at the end. Progress counts epochs.
func Reproduce(ctx context.Context, engines []compare.Backend, progress Progress) (*Reproduction, error) {
	runs, err := lab.Runs()
	if err != nil {
		return nil, err
	}
	columns := sync.OnceValues(lab.Columns) // by one core, while others train
	r := &Reproduction{}
	order := make([]int, len(runs))
	for i, run := range runs {
		order[i] = i
		record, err := NewRun(run.Name, run.Training, engines)
		if err != nil {
			return nil, err
		}
		record.Logits = run.Logits
		r.Runs = append(r.Runs, *record)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(runs[b].Training.BatchSize, runs[a].Training.BatchSize) // 0 is the full batch
	})
	step := progress.begin(len(engines) * epochs(runs))
	err = each(ctx, len(runs)*len(engines), func(ctx context.Context, k int) error {
		i, j := order[k/len(engines)], k%len(engines)
		result, err := r.Runs[i].train(ctx, j, runs[i].Training, engines[j], step)
		if err != nil {
			return fmt.Errorf("%s by %s: %w", runs[i].Name, engines[j].Name, err)
		}
		printed, err := columns()
		r.Runs[i].Engines[j].Figures = lab.Compare(runs[i], printed, result)
		return err
	})
	for i := range r.Runs {
		r.Runs[i].Epochs = runs[i].Training.Epochs
	}
	return r, err
}

func epochs(runs []lab.Run) (sum int) {
	for _, run := range runs {
		sum += run.Training.Epochs
	}
	return sum
}

// Verdict counts the printed figures that the engine of the given index
// reproduces, over all runs.
func (r *Reproduction) Verdict(engine int) lab.Verdict {
	var figures []lab.Figure
	for _, run := range r.Runs {
		figures = append(figures, run.Engines[engine].Figures...)
	}
	return lab.Tally(figures)
}

// Err names every printed figure that an engine does not reproduce.
func (r *Reproduction) Err() error {
	var missed []string
	for i, e := range r.Runs[0].Engines {
		for _, figure := range r.Verdict(i).Missed {
			missed = append(missed, e.Engine+": "+figure)
		}
	}
	if len(missed) > 0 {
		return fmt.Errorf("%d printed figures are not reproduced:\n  %s", len(missed), strings.Join(missed, "\n  "))
	}
	return nil
}

// WriteCSV writes every printed figure beside what each engine made of it.
func (r *Reproduction) WriteCSV(w io.Writer) error {
	table := csv.NewWriter(w)
	header := []string{"run", "place", "figure", "epoch_or_row", "printed", "exact", "exact_digits"}
	for _, e := range r.Runs[0].Engines {
		header = append(header, e.Engine, "deviation_"+e.Engine, "reproduced_"+e.Engine)
	}
	table.Write(header)
	for _, run := range r.Runs {
		for k, f := range run.Engines[0].Figures {
			row := []string{f.Run, f.Place, string(f.Kind), "", f.Printed, f.Exact, ""}
			if f.Kind == lab.Loss {
				row[6] = strconv.Itoa(f.ExactDigits)
			}
			if f.At != lab.Nowhere {
				row[3] = strconv.Itoa(f.At)
			}
			for _, e := range run.Engines {
				f := e.Figures[k]
				row = append(row, digitsOr(f.Value), digitsOr(f.Deviation), strconv.FormatBool(f.Reproduced))
			}
			table.Write(row)
		}
	}
	table.Flush()
	return table.Error()
}

// digits writes all of a number's digits.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// digitsOr is digits, or nothing for no number.
func digitsOr(v *float64) string {
	if v == nil {
		return ""
	}
	return digits(*v)
}
