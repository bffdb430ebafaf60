// Gradcheck checks the gradient of a program in any language, which answers
// questions on its standard input; compare/gradcheck/protocol/PROTOCOL.md says how.
//
//	go run ./compare/gradcheck/cmd/gradcheck 'python3 mine.py'
//
// It exits with 0 if the gradient passes, with 1 if it fails or nothing could be
// certified or the program did not answer, and with 2 for bad usage.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"backprop/compare/gradcheck"
	"backprop/compare/gradcheck/protocol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("gradcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: gradcheck [flags] COMMAND, as in gradcheck 'python3 mine.py'")
		flags.PrintDefaults()
	}
	timeout := flags.Duration("timeout", 10*time.Second, "for one answer of the program")
	directions := flags.Int("directions", 0, "check the slope along so many random directions; 0 is every element")
	accuracy := flags.Float64("accuracy", 0, "how far f may be from what the gradient is of, as an iteration's tolerance")
	asJSON := flags.Bool("json", false, "print the report as JSON")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 || *timeout <= 0 || *directions < 0 || !(*accuracy >= 0) {
		flags.Usage()
		return 2
	}
	settings := protocol.Settings{Timeout: *timeout,
		Check: gradcheck.Settings{Directions: *directions, Accuracy: *accuracy}}
	report, err := protocol.Check(ctx, flags.Arg(0), &settings)
	if err == nil {
		err = show(stdout, report, *asJSON)
	}
	if err != nil {
		fmt.Fprintln(stderr, "gradcheck:", err)
		return 1
	}
	if report.Verdict() == gradcheck.Fail || report.Certified() == 0 {
		return 1
	}
	return 0
}

func show(w io.Writer, report gradcheck.Report, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(report)
	}
	_, err := report.WriteTo(w)
	return err
}
