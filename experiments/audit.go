package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/output"
	"backprop/network"
)

func newAudit() *cobra.Command {
	a := auditing{}
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Judge the report's conclusions over many seeds",
		Long: `Draws the report's conclusions again from many seeds, by manual: with the
private biases of its code (row) and with one bias per unit (shared), as it
describes. Each part of a conclusion is judged by itself: whether it is true of
the report's own run, and whether the 95 % interval of the share of the seeds
of which it is true lies above one half (a majority), below (a minority), or on
both sides (undecided). Of a part for which a threshold had to be chosen the
share is given at five. An artefact is what the private biases make true, hidden
what they make untrue; the rules are on the page
experiments/internal/audit/METHOD.md. What else is asked: sweep, the learning
rates and epochs at which the network described learns XOR, and memory, what
private biases know of a new point.

Every finished seed is kept in a file of records. After an interrupt --resume
goes on from there; an audit that ends well removes the file, unless --records
names it. The result does not depend on the workers, nor on interruptions. A
shard is a part of the seeds, for a machine of its own: it leaves records for
'merge'. Exits with 1 if a trained network does what is proved impossible.`,
		Example: `  backprop audit --seeds 100
  backprop audit --claims no-activation,memory --json audit.json
  backprop audit --seeds 100000 --shard 2/8 --records part2.jsonl`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.run(cmd) },
	}
	flags := cmd.Flags()
	flags.IntVar(&a.settings.Seeds, "seeds", 1000, "of numpy's legacy random stream, from 1 on")
	flags.StringSliceVar(&a.settings.Claims, "claims", nil,
		"which: learning-rate, layout, no-activation, per-sample, relu, sweep, memory (default all)")
	flags.IntVar(&a.workers, "workers", 0, "seeds run at a time; 0 is one per core")
	flags.Var((*shardFlag)(&a.settings.Shard), "shard", "run part i of n parts of the seeds only")
	flags.StringVar(&a.records, "records", "",
		"keep the finished seeds in this `file` (default audit-records.jsonl, or audit-records-i-of-n.jsonl of a shard)")
	flags.BoolVar(&a.resume, "resume", false, "go on from the file of records, if there is one")
	registerAudit(cmd, &a.out)
	return cmd
}

// auditing is the audit command at work.
type auditing struct {
	settings audit.Settings
	workers  int
	records  string
	resume   bool
	out      outputs
}

func (a *auditing) run(cmd *cobra.Command) error {
	if err := a.check(cmd); err != nil {
		return err
	}
	table, err := audit.NewTable(a.settings)
	if err != nil {
		return err
	}
	file, err := a.open(cmd.Context(), table)
	if err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "seeds", len(table.Missing()))
	err = table.Run(cmd.Context(), a.workers, func(r audit.Record) error {
		bar.step()
		return file.Append(r)
	})
	bar.finish()
	if err == nil && !a.shard() {
		err = giveAudit(cmd, table, &a.out)
	}
	switch {
	case err != nil && table.Len() == 0, err == nil && !a.shard() && !cmd.Flags().Changed("records"):
		return cmp.Or(err, file.Remove())
	case err != nil:
		fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d seeds are kept in %s\nthe same command with --resume goes on\n",
			table.Len(), a.settings.Seeds, printable(a.records))
	case a.shard():
		_, err = fmt.Fprintf(cmd.OutOrStdout(),
			"part %v is done, in %s; 'backprop merge' makes one audit of all %d parts\n",
			a.settings.Shard, printable(a.records), a.settings.Shard.Count)
	}
	return cmp.Or(err, file.Close())
}

func (a *auditing) shard() bool { return a.settings.Shard.Count > 1 }

// check fills in what is not given, and refuses what cannot be.
func (a *auditing) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("claims") && a.settings.Claims == nil {
		a.settings.Claims = []string{} // given, but empty
	}
	if err := a.settings.Validate(); err != nil {
		return usageError{err}
	}
	switch {
	case a.workers < 0:
		return usageError{network.Invalid("workers", "%d: want 0 (one per core) or more", a.workers)}
	case a.workers == 0:
		a.workers = runtime.GOMAXPROCS(0)
	}
	if a.shard() && a.out.any() {
		return usageError{fmt.Errorf("--shard with --csv or --json: a part has no result; want them at 'merge'")}
	}
	if err := a.out.open(cmd); err != nil {
		return err
	}
	switch {
	case a.records == "" && cmd.Flags().Changed("records"):
		return usageError{errors.New("--records is empty: want a file")}
	case a.records == "" && a.shard():
		a.records = fmt.Sprintf("audit-records-%d-of-%d.jsonl", a.settings.Shard.Index, a.settings.Shard.Count)
	case a.records == "":
		a.records = "audit-records.jsonl"
	}
	return a.out.overwrites(a.records, "a file of records")
}

// open begins the file of records, or reads what it has into the table.
func (a *auditing) open(ctx context.Context, table *audit.Table) (*audit.File, error) {
	file, err := audit.OpenFile(ctx, a.records, table, a.resume)
	var problem *fs.PathError
	switch {
	case errors.Is(err, output.ErrBusy):
		err = usageError{fmt.Errorf("--records: %w: want to wait for it, or another name", err)}
	case errors.Is(err, fs.ErrExist):
		err = usageError{fmt.Errorf("--records: %s exists: want --resume, which goes on from it, or another name", a.records)}
	case errors.As(err, &problem):
		err = usageError{fmt.Errorf("--records: cannot write %s: %w", a.records, problem.Err)}
	case err != nil && !errors.Is(err, context.Canceled):
		flag := "--records"
		if a.resume {
			flag = "--resume"
		}
		err = usageError{fmt.Errorf("%s: %w", flag, err)}
	}
	return file, err
}

// shardFlag is --shard: 2/8.
type shardFlag audit.Shard

func (f *shardFlag) Set(value string) (err error) {
	*(*audit.Shard)(f), err = audit.ParseShard(value)
	return err
}

func (f *shardFlag) String() string {
	if f.Count == 0 {
		return ""
	}
	return audit.Shard(*f).String()
}

func (f *shardFlag) Type() string { return "i/n" }

// registerAudit adds the flags of what giveAudit writes.
func registerAudit(cmd *cobra.Command, out *outputs) {
	cmd.Flags().Bool("all", false, "print too what else was found, the claims in words, and all figures")
	out.register(cmd, "csv", "the numbers of every seed as CSV")
	out.register(cmd, "json", "everything but those as JSON")
}

// giveAudit prints the result of an audit, and writes its files.
func giveAudit(cmd *cobra.Command, table *audit.Table, out *outputs) error {
	report, err := table.Report()
	if err != nil {
		return err
	}
	all, err := cmd.Flags().GetBool("all")
	if err != nil {
		return err
	}
	return out.give(cmd, &result{func(s *screen) { printAudit(s, report, all) },
		byFlag{"csv": table.WriteCSV, "json": asJSON(report)}, report.Err()})
}
