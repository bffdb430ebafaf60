package audit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"backprop/compare"
	"backprop/experiments/internal/audit"
	"backprop/network"
)

func ExampleRegister() {
	claims, err := audit.Register()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range claims {
		fmt.Println(c.Number, c.ID, len(c.Parts))
	}
	// Output:
	// 1 learning-rate 2
	// 2 layout 3
	// 3 no-activation 1
	// 4 per-sample 1
	// 5 relu 2
}

// The claim that its author finds weird, over eight seeds.
func ExampleRun() {
	settings := audit.Settings{Seeds: 8, Claims: []string{"no-activation"}}
	table, err := audit.NewTable(settings)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := audit.Run(context.Background(), settings, 2, 0, table.Append); err != nil {
		fmt.Println(err)
		return
	}
	report, err := table.Report()
	if err != nil {
		fmt.Println(err)
		return
	}
	xor := report.Claims[0].Judgements[0]
	fmt.Println("row:", xor.Row.True.Count, "of", xor.Row.True.Of, xor.Row.Verdict)
	fmt.Println("shared:", xor.Shared.True.Count, "of", xor.Shared.True.Of, xor.Shared.Verdict)
	fmt.Println(xor.Agreement)
	// Output:
	// row: 8 of 8 holds
	// shared: 0 of 8 does not hold
	// artefact
}

func ExampleTable_Values() {
	settings := audit.Settings{Seeds: 2, Claims: []string{audit.MemoryID}}
	table, err := audit.NewTable(settings)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := audit.Run(context.Background(), settings, 1, 0, table.Append); err != nil {
		fmt.Println(err)
		return
	}
	run := audit.RunID{Run: "xor/full-batch", Bias: network.Row}
	fmt.Println(run, table.Values(run, audit.Accuracy)[0])
	fmt.Printf("%.4f\n", table.Values(run, audit.FinalLoss)[0]) // as the report prints it
	// Output:
	// xor/full-batch, row bias 100
	// 0.2359
}

// An audit in two parts, each with a file of records, and the whole of both.
func ExampleMerge() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	var readers []*audit.Reader
	for i := 1; i <= 2; i++ {
		settings := audit.Settings{Seeds: 4, Claims: []string{audit.MemoryID}, Shard: audit.Shard{Index: i, Count: 2}}
		recorder, err := audit.Create(filepath.Join(dir, fmt.Sprint(i)), settings)
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := errors.Join(audit.Run(context.Background(), settings, 1, 0, recorder.Write), recorder.Close()); err != nil {
			fmt.Println(err)
			return
		}
		f, err := os.Open(filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			fmt.Println(err)
			return
		}
		defer f.Close()
		reader, err := audit.NewReader(f)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(reader.Settings)
		readers = append(readers, reader)
	}
	table, err := audit.Merge(readers, func(i int) string { return fmt.Sprint("part ", i+1) })
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := table.Report()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Seeds, "seeds")
	// Output:
	// seeds 1 to 2 of 4, claims memory
	// seeds 3 to 4 of 4, claims memory
	// 4 seeds
}

// A file that an interrupt left is gone on with.
func ExampleResume() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "records.csv")
	settings := audit.Settings{Seeds: 3, Claims: []string{audit.MemoryID}}
	recorder, err := audit.Create(path, settings)
	if err != nil {
		fmt.Println(err)
		return
	}
	stop := errors.New("an interrupt")
	err = audit.Run(context.Background(), settings, 1, 0, func(r audit.Record) error {
		if r.Seed == 3 {
			return stop
		}
		return recorder.Write(r)
	})
	fmt.Println(err, recorder.Close())

	table, err := audit.NewTable(settings)
	if err != nil {
		fmt.Println(err)
		return
	}
	done := 0
	recorder, err = audit.Resume(context.Background(), path, settings, func(r audit.Record) error {
		done++
		return table.Append(r)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(done, "of", settings.Seeds)
	err = audit.Run(context.Background(), settings, 1, done, func(r audit.Record) error {
		return errors.Join(recorder.Write(r), table.Append(r))
	})
	fmt.Println(err, recorder.Close())
	var csv strings.Builder
	fmt.Println(table.WriteCSV(&csv), strings.Count(csv.String(), "\n"), "lines")
	// Output:
	// an interrupt <nil>
	// 2 of 3
	// <nil> <nil>
	// <nil> 4 lines
}

func ExampleReader_Read() {
	_, err := audit.NewReader(strings.NewReader("seed,loss\n"))
	fmt.Println(err, errors.Is(err, io.EOF))
	// Output: is no file of an audit's records false
}

// The report's network got every XOR point right in 305 of 400 seeds, say.
func ExampleWilson() {
	low, high := audit.Wilson(305, 400)
	fmt.Printf("%.1f %% to %.1f %%\n", 100*low, 100*high)
	// Output: 71.8 % to 80.2 %
}

func ExampleQuantile() {
	fmt.Println(audit.Quantile(0.25, []float64{1, 2, 3, 4}))
	// Output: 1.75
}

func ExampleBootstrapMedian() {
	differences := []float64{0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6, 0.5}
	fmt.Printf("%+v\n", audit.BootstrapMedian(differences, "an example"))
	// Output: {Median:0.4 Low:0.1 High:0.6}
}

func ExampleMostRight() {
	xor := compare.XOR().Draw(nil)
	fmt.Println(audit.MostRight(xor), "of", xor.Rows)
	// Output: 16 of 21
}

func ExampleParseShard() {
	fmt.Println(audit.ParseShard("2/8"))
	fmt.Println(audit.ParseShard("9/8"))
	// Output:
	// 2/8 <nil>
	// 0/0 shard 9 of 8: want 1 to the number of parts
}

func ExampleSettings_Validate() {
	fmt.Println(audit.Settings{Seeds: 100, Claims: []string{"luck"}}.Validate())
	// Output: claims has no "luck": want learning-rate, layout, no-activation, per-sample, relu, sweep, memory
}

func ExamplePercent() {
	fmt.Println(audit.Percent(0.996), audit.Percent(1), audit.Percent(0.0004))
	// Output: 99.6% 100% under 0.1%
}

func ExampleIDs() {
	ids, err := audit.IDs()
	fmt.Println(ids, err)
	// Output: [learning-rate layout no-activation per-sample relu sweep memory] <nil>
}
