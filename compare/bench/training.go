package bench

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
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
	Way  string  `json:"way"`           // of [Ways]
	Loss float64 `json:"loss" in:"0.."` // the mean of the last epoch
	// Setup is what comes before the first step, and Time all steps: nanoseconds, the medians of
	// the rounds.
	Setup float64 `json:"setup_ns" in:"0.."`
	Time  float64 `json:"time_ns" in:"0.."`
	// Bytes are allocated in all; 0 where another process has them.
	Bytes float64 `json:"bytes" in:"0.."`
}

// way is a way to train: it prepares a run, which returns the mean loss of the last epoch and the
// nanoseconds of all, or 0 if the caller is to look at the clock.
type way struct {
	name    string
	prepare func(ctx context.Context, w Workload) (run func() (loss, ns float64, err error), err error)
	correct float64 // the relative deviation from the loss by hand that a right run may have
}

// errAbsent says that a machine has not what a way needs.
var errAbsent = errors.New("not on this machine")

// ways are in the order in which they are shown. By differences a gradient is off by some 1e-10,
// which 700 steps multiply.
func ways() []way {
	var all []way
	for _, by := range Backends() {
		all = append(all, way{by.Name, byEngine(by), correct})
	}
	return append(all, way{"differences", byDifferences, 1e-6}, way{"dual numbers", byDuals, correct},
		way{"C", byC, correct}, way{"numpy", byNumpy, correct})
}

// MeasureTrainings trains by every way that the machine has, one after the other, so many times each: by hand;
// by autodiff, compiled, interpreted, and as tutorials write it; by central differences of the
// loss by hand and by dual numbers, one pass for each parameter; and by programs in C and numpy
// that compute the gradient by hand. Its errors are the context's, those of a way that stops
// working, and of one whose last loss is not that by hand.
func MeasureTrainings(ctx context.Context, rounds int) ([]Training, error) {
	w, err := reportsRun()
	if err != nil {
		return nil, err
	}
	var trainings []Training
	for _, by := range ways() {
		var setups, times []float64
		t := Training{Way: by.name}
		for range rounds {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			run, err := by.prepare(ctx, w)
			if errors.Is(err, errAbsent) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", by.name, err)
			}
			setups = append(setups, float64(time.Since(start).Nanoseconds()))
			start = time.Now()
			loss, ns, err := run()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", by.name, err)
			}
			if ns == 0 {
				ns = float64(time.Since(start).Nanoseconds())
				runtime.ReadMemStats(&after)
				t.Bytes = float64(after.TotalAlloc - before.TotalAlloc)
			}
			times, t.Loss = append(times, ns), loss
		}
		if len(times) == 0 {
			continue
		}
		if len(trainings) > 0 && !(math.Abs(t.Loss-trainings[0].Loss) <= by.correct*trainings[0].Loss) {
			return nil, fmt.Errorf("%s: the last loss is %v, by hand it is %v", by.name, t.Loss, trainings[0].Loss)
		}
		slices.Sort(setups)
		slices.Sort(times)
		t.Setup, t.Time = setups[len(setups)/2], times[len(times)/2]
		trainings = append(trainings, t)
	}
	return trainings, nil
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

func byEngine(by compare.Backend) func(context.Context, Workload) (func() (float64, float64, error), error) {
	return func(ctx context.Context, w Workload) (func() (float64, float64, error), error) {
		engine, err := by.New(w.Spec, w.Batch.Rows)
		return func() (float64, float64, error) {
			return descend(ctx, w, func(theta []float64) (float64, error) { return engine.Step(theta, w.Batch, trainingRate) })
		}, err
	}
}

// difference is the step of a central difference, about the cube root of the rounding of the loss.
const difference = 1e-5

func byDifferences(ctx context.Context, w Workload) (func() (float64, float64, error), error) {
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

func byDuals(ctx context.Context, w Workload) (func() (float64, float64, error), error) {
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

//go:embed programs
var programs embed.FS

// byC compiles the program in C, with gcc.
func byC(ctx context.Context, w Workload) (func() (float64, float64, error), error) {
	source, err := programs.ReadFile("programs/train.c")
	if err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("gcc"); err != nil {
		return nil, errAbsent
	}
	dir, err := os.MkdirTemp("", "backprop")
	if err != nil {
		return nil, err
	}
	program := filepath.Join(dir, "train")
	gcc := exec.CommandContext(ctx, "gcc", "-O3", "-march=native", "-x", "c", "-", "-o", program, "-lm")
	gcc.Stdin = strings.NewReader(string(source))
	if out, err := gcc.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("gcc: %w\n%s", err, out), os.RemoveAll(dir))
	}
	return func() (float64, float64, error) {
		loss, ns, err := ask(exec.CommandContext(ctx, program), w)
		return loss, ns, errors.Join(err, os.RemoveAll(dir))
	}, nil
}

// byNumpy runs the program in Python, whose set-up is not known from outside.
func byNumpy(ctx context.Context, w Workload) (func() (float64, float64, error), error) {
	source, err := programs.ReadFile("programs/train.py")
	if err != nil {
		return nil, err
	}
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(ctx, python, "-c", "import numpy").Run() == nil {
			return func() (float64, float64, error) {
				return ask(exec.CommandContext(ctx, python, "-c", string(source)), w)
			}, nil
		}
	}
	return nil, errors.Join(errAbsent, ctx.Err())
}

// ask has a program train, and reads its last loss and its time.
func ask(program *exec.Cmd, w Workload) (loss, ns float64, err error) {
	var in strings.Builder
	fmt.Fprintln(&in, w.Batch.Rows, Epochs, trainingRate)
	for i, y := range w.Batch.Y {
		fmt.Fprintln(&in, w.Batch.X[2*i], w.Batch.X[2*i+1], y)
	}
	for _, v := range w.Parameters.Values {
		fmt.Fprintln(&in, v)
	}
	program.Stdin = strings.NewReader(in.String())
	out, err := program.Output()
	if err != nil {
		return 0, 0, err
	}
	_, err = fmt.Sscan(string(out), &loss, &ns)
	return loss, ns * 1e9, err
}
