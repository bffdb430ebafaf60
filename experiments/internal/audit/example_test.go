package audit_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

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
func ExampleTable_Run() {
	table, err := audit.NewTable(audit.Settings{Seeds: 8, Claims: []string{"no-activation"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := table.Run(context.Background(), 2, nil); err != nil {
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
	fmt.Println(xor.Label)
	// Output:
	// row: 8 of 8 true of most
	// shared: 0 of 8 true of fewer than half
	// artefact
}

func ExampleTable_Values() {
	table, err := audit.NewTable(audit.Settings{Seeds: 2, Claims: []string{audit.MemoryID}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := table.Run(context.Background(), 1, nil); err != nil {
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
	ctx := context.Background()
	var paths []string
	for i := 1; i <= 2; i++ {
		table, err := audit.NewTable(audit.Settings{
			Seeds: 4, Claims: []string{audit.MemoryID}, Shard: audit.Shard{Index: i, Count: 2}})
		if err != nil {
			fmt.Println(err)
			return
		}
		path := filepath.Join(dir, fmt.Sprint(i))
		file, err := audit.OpenFile(ctx, path, table, false)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("seeds", table.Missing())
		if err := errors.Join(table.Run(ctx, 1, file.Append), file.Close()); err != nil {
			fmt.Println(err)
			return
		}
		paths = append(paths, path)
	}
	table, err := audit.Merge(paths...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Len(), "seeds")
	// Output:
	// seeds [1 2]
	// seeds [3 4]
	// 4 seeds
}

// A file that an interrupt left is gone on with.
func ExampleOpenFile() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "records.jsonl")
	ctx := context.Background()
	for _, last := range []int{2, 3} {
		table, err := audit.NewTable(audit.Settings{Seeds: 3, Claims: []string{audit.MemoryID}})
		if err != nil {
			fmt.Println(err)
			return
		}
		file, err := audit.OpenFile(ctx, path, table, true)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("to do:", table.Missing())
		err = table.Run(ctx, 1, func(r audit.Record) error {
			if r.Seed > last {
				return errors.New("an interrupt")
			}
			return file.Append(r)
		})
		fmt.Println(err, file.Close())
	}
	// Output:
	// to do: [1 2 3]
	// an interrupt <nil>
	// to do: [3]
	// <nil> <nil>
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

func ExampleMedianInterval() {
	differences := []float64{0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6, 0.5}
	fmt.Printf("%+v\n", audit.MedianInterval(differences))
	// Output: {Median:0.4 Low:0.1 High:0.6}
}

// Of 100 seeds 70 have a property in both forms, 15 in the first alone, 5 in the second.
func ExampleNewcombe() {
	difference, low, high := audit.Newcombe(70, 15, 5, 10)
	fmt.Printf("%.2f (%.2f to %.2f)\n", difference, low, high)
	// Output: 0.10 (0.01 to 0.19)
}

func ExampleClaim_Part() {
	claims, err := audit.Register()
	if err != nil {
		fmt.Println(err)
		return
	}
	part := claims[2].Part("solved")
	fmt.Println(part.Statistic, part.Relation, part.Threshold)
	// Output: accuracy >= 100
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

func ExampleShipped() {
	table, err := audit.Shipped()
	if err != nil {
		log.Fatal(err)
	}
	few, err := audit.NewTable(audit.Settings{Seeds: 100})
	if err != nil {
		log.Fatal(err)
	}
	if err := few.Adopt(table); err != nil {
		log.Fatal(err)
	}
	fmt.Println(table.Len(), few.Len())
	// Output: 1000 100
}
