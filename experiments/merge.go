package main

import (
	"errors"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/audit"
)

func newMerge() *cobra.Command {
	var out outputs
	cmd := &cobra.Command{
		Use:   "merge file...",
		Short: "Make one audit of the records of all its parts",
		Long: `Reads the files of records that the parts of an audit left (audit --shard), in
any order, and prints and writes what the audit would have if it had been run in
one. The parts must be of the same audit, each given once and complete.`,
		Example: `  backprop audit --seeds 100 --shard 1/2
  backprop audit --seeds 100 --shard 2/2
  backprop merge audit-records-*-of-2.jsonl --json audit.json`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return usageError{errors.New("merge of no files: want the files of records of all parts")}
			}
			if err := out.open(cmd); err != nil {
				return err
			}
			for _, path := range paths {
				if err := out.overwrites(path, "a file of records"); err != nil {
					return err
				}
			}
			table, err := audit.Merge(paths...)
			if err != nil {
				return usageError{err}
			}
			return giveAudit(cmd, table, &out)
		},
	}
	registerAudit(cmd, &out)
	return cmd
}
