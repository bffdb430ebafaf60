// Experiments re-runs the lab report's experiments with two engines, trains and
// checks any network of their family, and times them.
//
//	backprop reproduce
//	backprop --help
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"backprop/compare/opcheck"
	"backprop/experiments/internal/provenance"
	"backprop/network"
)

// Exit codes.
const (
	exitOK          = 0
	exitFailed      = 1   // the work was done and its verdict is no, or it could not be finished
	exitUsage       = 2   // bad input
	exitInterrupted = 130 // 128 + SIGINT, as shells have it
)

// grace is how long interrupted work may take to end by itself. Training looks
// up between updates; one update of a very wide network can take longer.
const grace = time.Second

func main() {
	opcheck.Child(opcheck.Ops)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	done := make(chan int, 1)
	go func() { done <- run(ctx, os.Args[1:], os.Stdout, os.Stderr) }()
	select {
	case code := <-done:
		os.Exit(code)
	case <-ctx.Done():
	}
	select {
	case code := <-done:
		os.Exit(code)
	case <-time.After(grace):
		fmt.Fprintln(os.Stderr, programName+": interrupted")
		os.Exit(exitInterrupted)
	}
}

// programName is its name in all that it says.
const programName = "backprop"

// usageError is an error in what the user gave: flags, files.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// run executes the program and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	out := &checkedWriter{w: stdout}
	root.SetOut(newScreen(out, stdout))
	said := newScreen(stderr, stderr)
	root.SetErr(said)
	err := root.ExecuteContext(ctx)
	if err == nil && out.err != nil {
		err = fmt.Errorf("standard output: %w", out.err)
	}
	if err == nil {
		return exitOK
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, programName+": interrupted")
		return exitInterrupted
	}
	said.page(func(s *screen) { fmt.Fprintln(s, programName+": "+printableMessage(inFlagWords(err), args)) })
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

// checkedWriter remembers the first error of its writer, which printing ignores.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	if c.err == nil {
		c.err = err
	}
	return n, err
}

// inFlagWords names the flag in the message of a setting that is wrong.
func inFlagWords(err error) string {
	var setting *network.SettingError
	if errors.As(err, &setting) {
		return "--" + strings.ReplaceAll(setting.Setting, " ", "-") + " " + setting.Problem
	}
	return err.Error()
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:     programName,
		Version: "software", // of its template
		Short:   "Re-run a lab report on backpropagation, by hand and by autodiff",
		Long: `Re-runs a lab report on backpropagation with two engines, hand-written gradients
(manual) and Gorgonia's symbolic differentiation (graph), and trains any network
of their family. Without a command it does the main job: it reproduces the
report, checks every gradient, sets the engines side by side, audits the
report's conclusions over some seeds, times the engines, and writes a page about
it all with its data beside it. Takes less than a minute. Exits with 1, but
writes the page, if any verdict is no.`,
		Example: `  backprop
  backprop reproduce
  backprop train --task xor --layers 2,4,4,1 --engine both`,
		Args:          noArguments,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%s; see '%s --help'", inPlainWords(err), cmd.CommandPath())}
	})
	// cobra's own help command takes an unknown command for none.
	root.SetHelpCommand(&cobra.Command{
		Use:   "help [command]",
		Short: "Help about a command",
		RunE: func(_ *cobra.Command, args []string) error {
			about, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usageError{fmt.Errorf("unknown command %q; see '%s --help'", strings.Join(args, " "), programName)}
			}
			return about.Help()
		},
	})
	cobra.AddTemplateFunc("software", func() string { return provenance.This().Software() }) // asks git
	root.SetVersionTemplate("{{.Name}}: {{software}}\n")
	usual := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) { help(cmd, args, usual) })
	root.AddCommand(newReproduce(), newTrain(), newCheck(), newCompare(), newAudit(), newMerge(), newPower(),
		newTournament(), newBench(), newOps(), newReport())
	registerMainJob(root)
	return root
}

// help prints the usual help of a command, as wide as the screen.
func help(cmd *cobra.Command, args []string, usual func(*cobra.Command, []string)) {
	out := screenOf(cmd)
	if !strings.Contains(cmd.Long, "\t") { // cobra's own have programs in them
		cmd.Long = filled(cmd.Long, out.Columns)
	}
	cmd.SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), ".FlagUsages ",
		fmt.Sprintf(".FlagUsagesWrapped %d ", min(out.Columns, widestProse))))
	out.page(func(s *screen) {
		cmd.SetOut(s)
		usual(cmd, args)
		cmd.SetOut(out)
	})
}

// goNumber matches the flag library's words for what is not a number.
var goNumber = regexp.MustCompile(`strconv\.Parse(\w+): parsing ".*": .*`)

// inPlainWords says of a flag's value what would be right, not which function
// refused it.
func inPlainWords(err error) string {
	return goNumber.ReplaceAllStringFunc(err.Error(), func(message string) string {
		wanted := map[string]string{"Float": "a number", "Bool": "true or false",
			"Uint": "a whole number from 0 to 18446744073709551615"}
		if want, ok := wanted[goNumber.FindStringSubmatch(message)[1]]; ok {
			return "want " + want
		}
		return "want a whole number"
	})
}

// noArguments refuses words that are neither commands nor flags.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	what, meant := "unexpected argument", ""
	if cmd.HasSubCommands() {
		what = "unknown command"
		cmd.SuggestionsMinimumDistance = 2
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			meant = "; did you mean " + strings.Join(near, " or ") + "?"
		}
	}
	return usageError{fmt.Errorf("%s %q%s; see '%s --help'", what, args[0], meant, cmd.CommandPath())}
}
