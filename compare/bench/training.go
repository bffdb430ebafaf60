package bench

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"gonum.org/v1/gonum/floats"

	"backprop/compare"
	"backprop/manual"
	"backprop/network"
)

// Epochs of the report's runs, and of a [Training].
const Epochs = 700

// trainingRate is the learning rate of the report's runs.
const trainingRate = 0.001

// Training is the report's network, 2-4-4-1, trained on XOR for [Epochs] epochs of one step.
type Training struct {
	Way  string  `json:"way"`           // by hand, by autodiff, by differences, …
	Loss float64 `json:"loss" in:"0.."` // the mean of the last epoch
	// Setup is what comes before the first step, and Time all steps: nanoseconds, the medians of
	// the rounds. ToFirst is the time over that of the first way, round by round.
	Setup   float64 `json:"setup_ns" in:"0.."`
	Time    float64 `json:"time_ns" in:"0.."`
	ToFirst float64 `json:"to_first" in:"0.."`
	// Bytes are allocated in all; 0 where another process has them.
	Bytes float64 `json:"bytes" in:"0.."`
}

// way is a way to train.
type way struct {
	name    string
	prepare func() (run, error)
	correct float64 // the relative deviation from the loss by hand that a right run may have
	setup   float64 // ns of what has been done once for all rounds

	setups, times []float64
	loss, bytes   float64
}

// run trains, and returns the mean loss of the last epoch and the nanoseconds of all epochs, or 0
// if the caller is to look at the clock.
type run func() (loss, ns float64, err error)

// ways are those that the machine has, in the order in which they are shown. By differences a
// gradient is off by some 1e-10, which 700 steps multiply. Programs are compiled into dir.
func ways(ctx context.Context, w Workload, dir string) ([]*way, error) {
	var all []*way
	for _, by := range Backends() {
		all = append(all, &way{name: by.Name, prepare: byEngine(ctx, w, by), correct: correct})
	}
	all = append(all, &way{name: "differences", prepare: byDifferences(ctx, w), correct: 1e-6},
		&way{name: "dual numbers", prepare: byDuals(ctx, w), correct: correct})
	start := time.Now()
	program, err := compileC(ctx, dir)
	if err != nil {
		return nil, err
	}
	if program != "" {
		all = append(all, &way{name: "C", prepare: byProgram(ctx, w, program), correct: correct,
			setup: float64(time.Since(start).Nanoseconds())})
	}
	if python := pythonWithNumpy(ctx); python != "" {
		source, err := programs.ReadFile("programs/train.py")
		if err != nil {
			return nil, err
		}
		all = append(all, &way{name: "numpy", prepare: byProgram(ctx, w, python, "-c", string(source)), correct: correct})
	}
	return all, ctx.Err()
}

// MeasureTrainings trains by every way that the machine has, in turn, so many times each: by hand;
// by autodiff, compiled, interpreted, and as tutorials write it; by central differences of the
// loss by hand and by dual numbers, one pass for each parameter; and by programs in C and numpy
// that compute the gradient by hand. Its errors are the context's, those of a way that stops
// working, and of one whose last loss is not that by hand.
func MeasureTrainings(ctx context.Context, rounds int) (trainings []Training, err error) {
	w, err := reportsRun()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "backprop")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	all, err := ways(ctx, w, dir)
	if err != nil {
		return nil, err
	}
	for round := range rounds {
		for i := range all {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			by := all[(i+round)%len(all)] // nobody is always first
			if err := by.train(); err != nil {
				return nil, fmt.Errorf("%s: %w", by.name, err)
			}
		}
	}
	for _, by := range all {
		if first := all[0]; !(math.Abs(by.loss-first.loss) <= by.correct*first.loss) {
			return nil, fmt.Errorf("%s: the last loss is %v, by hand it is %v", by.name, by.loss, first.loss)
		}
		trainings = append(trainings, Training{Way: by.name, Loss: by.loss, Setup: by.setup + middle(by.setups),
			Time: middle(by.times), ToFirst: middle(ratios(by.times, all[0].times)), Bytes: by.bytes})
	}
	return trainings, nil
}

// train does one round.
func (y *way) train() error {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	run, err := y.prepare()
	if err != nil {
		return err
	}
	setup := float64(time.Since(start).Nanoseconds())
	start = time.Now()
	loss, ns, err := run()
	if err != nil {
		return err
	}
	took := float64(time.Since(start).Nanoseconds())
	if ns == 0 {
		ns = took
		runtime.ReadMemStats(&after)
		y.bytes = float64(after.TotalAlloc - before.TotalAlloc)
	} else {
		setup = took - ns // a program's start
	}
	y.setups, y.times, y.loss = append(y.setups, setup), append(y.times, ns), loss
	return nil
}

// reportsRun is the report's network at the parameters of seed 1, and XOR.
func reportsRun() (Workload, error) {
	layers := []int{2, 4, 4, 1}
	w := Workload{Net: "2-4-4-1", Spec: network.Spec{Layers: layers, Activations: network.DefaultActivations(layers),
		Bias: network.Shared}}
	stream, err := network.NewStream(1)
	if err != nil {
		return w, err
	}
	task := compare.XOR()
	if w.Parameters, err = network.NewNormal(w.Spec, task.Rows, stream); err != nil {
		return w, err
	}
	w.Batch = task.Draw(stream)
	return w, nil
}

// descend takes all steps, each of which returns the summed loss before it.
func descend(
	ctx context.Context, w Workload, step func(theta []float64) (float64, error),
) (mean, ns float64, err error) {
	theta := w.Parameters.Clone().Values
	loss := 0.0
	for range Epochs {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		if loss, err = step(theta); err != nil {
			return 0, 0, err
		}
	}
	return loss / float64(w.Batch.Rows), 0, nil
}

func byEngine(ctx context.Context, w Workload, by compare.Backend) func() (run, error) {
	return func() (run, error) {
		engine, err := by.New(w.Spec, w.Batch.Rows)
		return func() (float64, float64, error) {
			return descend(ctx, w, func(theta []float64) (float64, error) { return engine.Step(theta, w.Batch, trainingRate) })
		}, err
	}
}

// difference is the step of a central difference, about the cube root of the rounding of the loss.
const difference = 1e-5

func byDifferences(ctx context.Context, w Workload) func() (run, error) {
	return func() (run, error) {
		engine, err := manual.New(w.Spec, w.Batch.Rows)
		gradient := make([]float64, len(w.Parameters.Values))
		return func() (float64, float64, error) {
			return descend(ctx, w, func(theta []float64) (float64, error) {
				for i, at := range theta {
					theta[i] = at + difference
					above, err := engine.Loss(theta, w.Batch)
					if err != nil {
						return 0, err
					}
					theta[i] = at - difference
					below, err := engine.Loss(theta, w.Batch)
					if err != nil {
						return 0, err
					}
					theta[i], gradient[i] = at, (above-below)/(2*difference)
				}
				loss, err := engine.Loss(theta, w.Batch)
				floats.AddScaled(theta, -trainingRate, gradient)
				return loss, err
			})
		}, err
	}
}

func byDuals(ctx context.Context, w Workload) func() (run, error) {
	return func() (run, error) {
		p := w.Parameters.Clone()
		gradient, direction := make([]float64, len(p.Values)), make([]float64, len(p.Values))
		return func() (float64, float64, error) {
			return descend(ctx, w, func(theta []float64) (loss float64, err error) {
				copy(p.Values, theta)
				for i := range theta {
					direction[i] = 1
					if loss, gradient[i], err = compare.Slope(w.Spec, p, w.Batch, direction); err != nil {
						return 0, err
					}
					direction[i] = 0
				}
				floats.AddScaled(theta, -trainingRate, gradient)
				return loss, nil
			})
		}, nil
	}
}

//go:embed programs
var programs embed.FS

// compileC compiles the program in C, with gcc, and returns its path, or none if there is no gcc.
func compileC(ctx context.Context, dir string) (string, error) {
	if _, err := exec.LookPath("gcc"); err != nil {
		return "", nil
	}
	source, err := programs.ReadFile("programs/train.c")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "train")
	gcc := exec.CommandContext(ctx, "gcc", "-O3", "-march=native", "-x", "c", "-", "-o", program, "-lm")
	gcc.Stdin = bytes.NewReader(source)
	if out, err := gcc.CombinedOutput(); err != nil {
		return "", fmt.Errorf("gcc: %w\n%s", err, out)
	}
	return program, nil
}

// pythonWithNumpy returns the first Python that has numpy, or none.
func pythonWithNumpy(ctx context.Context) string {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(ctx, python, "-c", "import numpy").Run() == nil {
			return python
		}
	}
	return ""
}

// byProgram has a program train, which looks at the clock itself.
func byProgram(ctx context.Context, w Workload, program string, args ...string) func() (run, error) {
	var in strings.Builder
	fmt.Fprintln(&in, w.Batch.Rows, Epochs, trainingRate)
	for i, y := range w.Batch.Y {
		fmt.Fprintln(&in, w.Batch.X[2*i], w.Batch.X[2*i+1], y)
	}
	for _, v := range w.Parameters.Values {
		fmt.Fprintln(&in, v)
	}
	return func() (run, error) {
		return func() (loss, ns float64, err error) {
			cmd := exec.CommandContext(ctx, program, args...)
			cmd.Stdin = strings.NewReader(in.String())
			out, err := cmd.Output()
			if err != nil {
				return 0, 0, err
			}
			_, err = fmt.Sscan(string(out), &loss, &ns)
			return loss, ns * 1e9, err
		}, nil
	}
}
