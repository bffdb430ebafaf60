package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
)

// Work that is spread over the cores, for the time of one run each.
const (
	powerNetworks = 40
	powerSeed     = 1
	auditSeeds    = 12
	// manySeeds are those whose cost apiece is held against that of fewSeeds.
	manySeeds, fewSeeds = 500, 10
)

// measureGoals measures the ratios by which the project holds itself to its
// promises of speed.
func measureGoals(ctx context.Context, stderr io.Writer, quick bool, settings bench.Settings) ([]bench.Ratio, error) {
	pairs, err := bench.Goals(quick)
	if err != nil {
		return nil, err
	}
	pairs = append(pairs, spreadWork(ctx)...)
	if !quick {
		pairs = append(pairs, seedCost(ctx))
	}
	bar := newProgress(stderr, "ratios", len(pairs))
	defer bar.finish()
	var ratios []bench.Ratio
	for _, p := range pairs {
		r, err := bench.Hold(ctx, p, settings)
		if err != nil {
			return nil, err
		}
		ratios = append(ratios, r)
		bar.step()
	}
	return ratios, nil
}

// spreadWork are the pairs that show the parallel efficiency at two workers, the
// time on one core over twice the time on two. There are none on a machine with
// one core.
func spreadWork(ctx context.Context) []bench.Pair {
	if runtime.GOMAXPROCS(0) < 2 {
		return nil
	}
	var pairs []bench.Pair
	add := func(name string, work func() error) {
		pairs = append(pairs, bench.Pair{Name: name + ", 1 core / 2 × 2 cores", Scale: 0.5, Goal: bench.Goal{Bound: 0.9, AtLeast: true},
			Over: onCores(1, work), Under: onCores(2, work)})
	}
	add("the report's runs", func() error {
		_, err := study.Reproduce(ctx, compare.Backends(), nil)
		return err
	})
	add("rounds of power", func() error {
		_, err := measurePower(ctx, powerNetworks, powerSeed, nil)
		return err
	})
	add("seeds of an audit", auditOf(ctx, auditSeeds, "no-activation"))
	return pairs
}

// seedCost is what a seed of an audit costs among many and among few.
func seedCost(ctx context.Context) bench.Pair {
	return bench.Pair{Name: fmt.Sprintf("time per seed of an audit, %d / %d seeds", manySeeds, fewSeeds), Scale: fewSeeds / float64(manySeeds),
		Goal: bench.Goal{Bound: 1.2}, Over: auditOf(ctx, manySeeds, "memory"), Under: auditOf(ctx, fewSeeds, "memory")}
}

// auditOf is an audit of a claim from its seeds to its report.
func auditOf(ctx context.Context, seeds int, claim string) func() error {
	settings := audit.Settings{Seeds: seeds, Claims: []string{claim}}
	return func() error {
		table, err := audit.NewTable(settings)
		if err != nil {
			return err
		}
		if err := audit.Run(ctx, settings, runtime.GOMAXPROCS(0), 0, table.Append); err != nil {
			return err
		}
		_, err = table.Report()
		return err
	}
}

// onCores is work with so many cores to spread over.
func onCores(cores int, work func() error) func() error {
	return func() error {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		return work()
	}
}

// printGoals prints what is reached and what is not.
func printGoals(w io.Writer, ratios []bench.Ratio) {
	number := table.Number
	t := table.Table{Columns: []table.Column{{Head: "held to"}, {Head: "ratio", Kind: number}, {Head: "±", Kind: number}, {Head: "goal", Kind: number}, {Kind: number}}}
	reached := 0
	for _, r := range ratios {
		mark := "missed"
		if r.Goal.Reached(r.Ratio.Median) {
			mark = "reached"
			reached++
		}
		t.Rows = append(t.Rows, []table.Cell{table.Text(r.Name), table.Ratio(r.Ratio), table.HalfWidth(r.Ratio), table.Text(r.Goal.String()), table.Text(mark)})
	}
	fmt.Fprintf(w, "\n%s\n\n%s goals reached\n", t.Text(), of(reached, len(ratios)))
}
