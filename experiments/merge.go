package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/audit"
)

func newMerge() *cobra.Command {
	var csvPath, jsonPath string
	cmd := &cobra.Command{
		Use:   "merge file...",
		Short: "Make one audit of the records of all its parts",
		Long: `Reads the files of records that the parts of an audit left (audit --shard), in
any order, and prints and writes what the audit would have if it had been run in
one. The parts must be of the same audit, each given once and complete.`,
		Example: `  go run ./experiments audit --seeds 100 --shard 1/2
  go run ./experiments audit --seeds 100 --shard 2/2
  go run ./experiments merge audit-records-*-of-2.csv --json audit.json`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return usageError{errors.New("merge of no files: want the files of records of all parts")}
			}
			if err := checkOutputs(cmd, csvPath, jsonPath); err != nil {
				return err
			}
			for _, path := range paths {
				if err := checkOverwrites(path, csvPath, jsonPath); err != nil {
					return err
				}
			}
			table, err := merge(paths)
			if err != nil {
				return usageError{err}
			}
			return writeAudit(cmd, table, csvPath, jsonPath)
		},
	}
	registerOutput(cmd, "csv", "the numbers of every seed as CSV", &csvPath)
	registerOutput(cmd, "json", "everything but those as JSON", &jsonPath)
	return cmd
}

// merge reads the records of all parts of an audit.
func merge(paths []string) (*audit.Table, error) {
	files := make([]*os.File, len(paths))
	readers := make([]*audit.Reader, len(paths))
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	for i, path := range paths {
		var err error
		if files[i], err = os.Open(path); err != nil {
			return nil, err
		}
		var unreadable *fs.PathError // names the file itself
		if readers[i], err = audit.NewReader(files[i]); errors.As(err, &unreadable) {
			return nil, err
		} else if err != nil {
			return nil, fmt.Errorf("%s %w", path, err)
		}
	}
	table, err := audit.Merge(readers, func(i int) string { return filepath.Base(paths[i]) })
	return table, err
}
