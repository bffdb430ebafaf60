package opcheck

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// Case is a sample with the findings of its stages.
type Case struct {
	Sample   string            `json:"sample"` // as in Op.Samples
	Findings map[Stage]Finding `json:"findings"`
}

// Result is an operation with its cases, in the order of the samples.
type Result struct {
	Op    string `json:"op"`
	Cases []Case `json:"cases"`
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

// childVariable names the environment variable that makes a program a child: the name of
// an operation and the number of the first step.
const childVariable = "BACKPROP_OPCHECK"

// message is what a child prints for each step: a stage of a case.
type message struct {
	Step    int     `json:"step"`
	Finding Finding `json:"finding"`
}

// Run judges the operations, with so many processes at a time, and calls done, if it is not nil,
// after each. A panic in a goroutine of Gorgonia's ends the process, so every operation
// has a process of its own, and another one after a panic: the program itself, whose main,
// or TestMain, must begin with Child of the same operations, or more. The results are in the order
// of ops, and the same for any number of workers. An error means that a process could not
// be started, or that ctx was done.
func Run(ctx context.Context, ops []Op, workers int, done func()) ([]Result, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if ops, err = prepare(ops); err != nil {
		return nil, err
	}
	results := make([]Result, len(ops))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for k := range ops {
		group.Go(func() (err error) {
			results[k], err = inProcesses(ctx, program, &ops[k])
			if done != nil && err == nil {
				done()
			}
			return err
		})
	}
	return results, group.Wait()
}

// inProcesses judges one operation.
func inProcesses(ctx context.Context, program string, op *Op) (Result, error) {
	result := Result{Op: op.Name, Convention: op.Convention}
	for _, s := range op.samples {
		result.Cases = append(result.Cases, Case{s.text, map[Stage]Finding{}})
	}
	stages := Stages()
	set := func(step int, f Finding) { result.Cases[step/len(stages)].Findings[stages[step%len(stages)]] = f }
	for next := 0; next < len(op.samples)*len(stages); next++ {
		reached, crash, err := inProcess(ctx, program, op.Name, next, set)
		if err != nil {
			return result, err
		}
		if next = reached; next < len(op.samples)*len(stages) {
			set(next, crash)
		}
	}
	result.Faults = op.faults(result.Cases)
	return result, nil
}

// inProcess runs a child from a step on, and returns the first step without a finding and
// what happened to it.
func inProcess(ctx context.Context, program, op string, step int, set func(int, Finding)) (int, Finding, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", childVariable, step, op), "GOMAXPROCS=1", "GOTRACEBACK=none")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return step, Finding{}, err
	}
	if err := cmd.Start(); err != nil {
		return step, Finding{}, err
	}
	late := false
	timer := time.AfterFunc(patience, func() { late = true; cancel() })
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m message
		if json.Unmarshal(lines.Bytes(), &m) == nil {
			set(m.Step, m.Finding)
			step = m.Step + 1
			timer.Reset(patience)
		}
	}
	stopped := timer.Stop()
	failed := cmd.Wait()
	crash := Finding{Verdict: Panics, Detail: panicOf(stderr.String())}
	switch {
	case !stopped && late:
		crash.Detail = fmt.Sprintf("does not return within %v", patience)
	case ctx.Err() != nil:
		return step, Finding{}, ctx.Err()
	case failed == nil && step == 0:
		return step, Finding{}, fmt.Errorf("%s does not begin with opcheck.Child, or knows no operation %s", program, op)
	}
	return step, crash, nil
}

// panicOf returns the message of a panic in what a process wrote to standard error.
func panicOf(stderr string) string {
	for line := range strings.Lines(stderr) {
		for _, prefix := range []string{"panic: ", "fatal error: "} {
			if message, ok := strings.CutPrefix(line, prefix); ok {
				return oneLine(message)
			}
		}
	}
	return "ends the process"
}

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
	step, err := strconv.Atoi(first)
	if err != nil {
		panic(err)
	}
	ops, err := prepare(table())
	if err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	os.Stdout = os.Stderr // what Gorgonia prints must not get between
	stages := Stages()
	for k := range ops {
		if ops[k].Name != name {
			continue
		}
		for ; step < len(ops[k].samples)*len(stages); step++ {
			t := newTrial(&ops[k], &ops[k].samples[step/len(stages)])
			out.Encode(message{step, t.judge(stages[step%len(stages)])})
		}
	}
	os.Exit(0)
}
