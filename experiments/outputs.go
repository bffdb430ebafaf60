package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/output"
)

// registerOutput adds a flag that names a file to write.
func registerOutput(cmd *cobra.Command, flag, what string, path *string) {
	cmd.Flags().StringVar(path, flag, "", fmt.Sprintf("write %s to this `file`; - is standard output, and nothing else goes there", what))
}

// checkOutput reports, before the work, a file that cannot be written.
func checkOutput(cmd *cobra.Command, flag, path string) error {
	if !cmd.Flags().Changed(flag) || path == "-" {
		return nil
	}
	if path == "" {
		return usageError{fmt.Errorf("--%s is empty: want a file or -", flag)}
	}
	if err := output.CheckWritable(path); err != nil {
		return usageError{fmt.Errorf("--%s: %w", flag, err)}
	}
	return nil
}

// checkOutputs is checkOutput for --csv and --json of one command.
func checkOutputs(cmd *cobra.Command, csvPath, jsonPath string) error {
	if err := checkOutput(cmd, "csv", csvPath); err != nil {
		return err
	}
	if err := checkOutput(cmd, "json", jsonPath); err != nil {
		return err
	}
	if sameFile(csvPath, jsonPath) {
		return usageError{fmt.Errorf("--csv and --json are both %s: want different files, and one at most on standard output", csvPath)}
	}
	return nil
}

// checkOverwrites reports an output that would overwrite a file of records.
func checkOverwrites(records, csvPath, jsonPath string) error {
	for _, o := range []struct{ flag, path string }{{"csv", csvPath}, {"json", jsonPath}} {
		if sameFile(o.path, records) {
			return usageError{fmt.Errorf("--%s is %s, a file of records, which it would overwrite: want another", o.flag, o.path)}
		}
	}
	return nil
}

// sameFile reports whether two paths name one file, there or not. "" names none.
func sameFile(a, b string) bool {
	same := func(a, b string) bool {
		A, errA := os.Stat(a)
		B, errB := os.Stat(b)
		return errA == nil && errB == nil && os.SameFile(A, B)
	}
	switch {
	case a == "" || b == "":
		return false
	case a == b || same(a, b):
		return true
	}
	return filepath.Base(a) == filepath.Base(b) && same(filepath.Dir(a), filepath.Dir(b))
}

// writeOutput writes the file of an output flag, if one is given.
func writeOutput(cmd *cobra.Command, path string, write func(io.Writer) error) error {
	switch path {
	case "":
		return nil
	case "-":
		return write(cmd.OutOrStdout())
	}
	return output.WriteFile(cmd.Context(), path, write)
}

// writeJSON is writeOutput for one JSON object.
func writeJSON(cmd *cobra.Command, path string, v any) error {
	if path == "" {
		return nil
	}
	data, err := json.Marshal(v) // all of it before there is a file to leave behind
	if err != nil {
		return err
	}
	return writeOutput(cmd, path, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}
