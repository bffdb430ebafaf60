package opcheck

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// Report is what is found of operations, as data. Its fields are tagged with what they must be
// like when they are read from a file.
type Report struct {
	Seed       int      `json:"seed"` // of all that is drawn
	Operations []Result `json:"operations" len:"1.."`
}

// Validate says what is wrong with a report that was read: a stage that is missing or unknown.
func (r Report) Validate() error {
	for _, op := range r.Operations {
		for _, c := range op.Cases {
			for _, stage := range Stages() {
				if _, found := c.Findings[stage]; !found || len(c.Findings) != len(Stages()) {
					return fmt.Errorf("%s, %s: findings of %d stages: want %v", op.Op, c.Sample, len(c.Findings), Stages())
				}
			}
		}
	}
	return nil
}

// Case is a sample with the findings of its stages.
type Case struct {
	Sample   string            `json:"sample" len:"1.."` // as in Op.Samples
	Findings map[Stage]Finding `json:"findings"`
}

// Result is an operation with its cases, in the order of the samples.
type Result struct {
	Op    string `json:"op" len:"1.."`
	Cases []Case `json:"cases" len:"1.."`
	// Faults are reproductions, at most one for each stage.
	Faults     []Fault `json:"faults,omitempty"`
	Convention string  `json:"convention,omitempty"`
}

// Worst returns the worst verdict of a stage and the number of cases that have it. A case at a
// kink is no fault, so that inconclusive cases beside right ones do not count.
func (r Result) Worst(stage Stage) (Verdict, int) {
	count := map[Verdict]int{}
	for _, c := range r.Cases {
		count[c.Findings[stage].Verdict]++
	}
	for _, v := range []Verdict{Wrong, Panics, Unsupported, Right, Inconclusive} {
		if count[v] > 0 {
			return v, count[v]
		}
	}
	return Inconclusive, 0
}

// patience is how long one stage of one case may take; most take milliseconds.
var patience = 20 * time.Second

var errLate = errors.New("late")

// childVariable names the environment variable that makes a program a child: the number of the
// first step, which is a stage of a case, and the name of an operation.
const childVariable = "BACKPROP_OPCHECK"

// Run judges the operations, with so many processes at a time, and calls done, if it is not nil,
// after each. A panic in a goroutine of Gorgonia's ends the process, so every operation
// has a process of its own, and another one after a panic: the program itself, whose main,
// or TestMain, must begin with Child of the same operations, or more. They run in a temporary
// directory, as Gorgonia writes err.dot into the current one when a LispMachine refuses a graph. The
// results are in the order of ops, and the same for any number of workers. An error means that a
// sample is wrong, that a process could not be started, or that ctx was done.
func Run(ctx context.Context, ops []Op, workers int, done func()) ([]Result, error) {
	directory, err := os.MkdirTemp("", "opcheck")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	ops = linked(ops)
	results := make([]Result, len(ops))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for k := range ops {
		group.Go(func() (err error) {
			results[k], err = ops[k].judge(ctx, directory)
			if done != nil && err == nil {
				done()
			}
			return err
		})
	}
	return results, group.Wait()
}

// judge judges all samples, in children that run in a directory.
func (op *Op) judge(ctx context.Context, directory string) (Result, error) {
	result := Result{Op: op.Name, Convention: op.Convention}
	if err := op.prepare(); err != nil {
		return result, err
	}
	var findings []Finding // of every stage of every sample
	for len(findings) < op.steps() {
		next, err := op.inProcess(ctx, directory, len(findings))
		if err != nil {
			return result, err
		}
		findings = append(findings, next...)
	}
	for _, s := range op.samples {
		c := Case{s.text, map[Stage]Finding{}}
		for _, stage := range Stages() {
			c.Findings[stage], findings = findings[0], findings[1:]
		}
		result.Cases = append(result.Cases, c)
	}
	result.Faults = op.faults(result.Cases)
	return result, nil
}

func (op *Op) steps() int { return len(op.samples) * len(Stages()) }

// inProcess runs a child from a step on and returns its findings, the last of which is what
// ended it, unless it came to its end.
func (op *Op) inProcess(ctx context.Context, directory string, step int) (findings []Finding, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Dir = directory
	variable := fmt.Sprintf("%s=%d %s", childVariable, step, op.Name)
	cmd.Env = append(os.Environ(), variable, "GOMAXPROCS=1", "GOTRACEBACK=none")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	timer := time.AfterFunc(patience, func() { cancel(errLate) })
	defer timer.Stop()
	var f Finding
	for out := json.NewDecoder(stdout); out.Decode(&f) == nil; f = (Finding{}) {
		findings = append(findings, f)
		timer.Reset(patience)
	}
	failed := cmd.Wait()
	crash := Finding{Verdict: Panics, Detail: "ends the process"}
	if m := panicMessage.FindStringSubmatch(stderr.String()); m != nil {
		crash.Detail = oneLine(m[1])
	}
	switch cause := context.Cause(ctx); {
	case step+len(findings) == op.steps():
		return findings, nil
	case cause == errLate:
		crash.Detail = fmt.Sprintf("does not return within %v", patience)
	case cause != nil:
		return nil, cause
	case failed == nil:
		return nil, fmt.Errorf("%s does not begin with opcheck.Child, or knows no operation %s", program, op.Name)
	}
	return append(findings, crash), nil
}

// panicMessage is in what a process wrote to standard error.
var panicMessage = regexp.MustCompile(`(?m)^(?:panic|fatal error): (.*)`)

// unsteady is what differs from run to run: addresses, and the order of a map.
var unsteady = regexp.MustCompile(`0x[0-9a-f]+|map\[.*`)

// oneLine returns the beginning of a message, without what differs from run to run.
func oneLine(message string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	if line = unsteady.ReplaceAllString(line, "…"); len([]rune(line)) > 160 {
		line = string([]rune(line)[:160]) + "…"
	}
	return line
}

// Child does the work of a child of Run's and ends the process, if this is one. Else it
// returns at once.
func Child(table func() []Op) {
	first, name, asked := strings.Cut(os.Getenv(childVariable), " ")
	if !asked {
		return
	}
	step := must(strconv.Atoi(first))
	out := json.NewEncoder(os.Stdout)
	os.Stdout = os.Stderr // what Gorgonia prints must not get between
	stages := Stages()
	for _, op := range linked(table()) {
		if op.Name != name {
			continue
		}
		check(op.prepare())
		for ; step < op.steps(); step++ {
			out.Encode(op.samples[step/len(stages)].judge(stages[step%len(stages)]))
		}
	}
	os.Exit(0)
}
