package graph

import (
	"errors"
	"fmt"
	"slices"

	"backprop/network"
)

// maxGraphs bounds the graphs that an engine with Shared bias keeps, one per
// number of rows met: the least recently used makes way for a new one. A sweep
// over a data set meets two sizes, its batches and the short last one.
const maxGraphs = 8

// maxRows bounds the rows of a graph with Shared bias, and so the memory of its program.
// Those of more rows go through it piece by piece, and gradients of pieces are added.
const maxRows = 1 << 12

// Engine runs one network: loss, gradient, step and prediction, by an
// expression graph that Gorgonia differentiates. It is not safe for concurrent
// use; engines are independent of one another, and several may run at once in
// goroutines of their own.
type Engine struct {
	spec        network.Spec
	rows        int // of New
	piece       int // most rows of a graph
	newExecutor newExecutor
	theta       *network.Parameters // behind the parameter leaves of every machine
	machines    []*machine          // most recently used first
	sum         []float64           // of the gradients of pieces
}

// New returns an engine for the network spec that has the expression graph compiled
// (see package program), and builds the graph for batches of the given number of
// rows. With Row bias every batch must have exactly that many rows. With Shared
// bias a batch of another size is welcome: its graph is built when the size is
// first met, in about a millisecond, and kept; eight sizes are kept at a time. One of
// more than 4096 rows is run in pieces of so many, whose losses and gradients are added.
// Loss, Gradient, Step and Predict allocate nothing for a size that is kept, and
// start goroutines only for products that are large (see package matmul). New returns
// an error if spec is not valid or too large (see [network.Spec.ValidateRows]).
func New(spec network.Spec, rows int) (*Engine, error) { return newEngine(spec, rows, compile) }

// NewTape is New for an engine that runs the same graph on Gorgonia's own
// interpreter, the TapeMachine: for small networks many times slower, and the
// account of what a graph means that the compiler is held against.
func NewTape(spec network.Spec, rows int) (*Engine, error) { return newEngine(spec, rows, newTape) }

func newEngine(spec network.Spec, rows int, newExecutor newExecutor) (*Engine, error) {
	theta, err := network.NewParameters(spec, rows)
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	// The caller may go on to change the slices of its spec.
	spec.Layers, spec.Activations = slices.Clone(spec.Layers), slices.Clone(spec.Activations)
	e := &Engine{spec: spec, rows: rows, piece: maxRows, newExecutor: newExecutor, theta: theta,
		sum: make([]float64, theta.Size)}
	if spec.Bias == network.Row {
		e.piece = rows
	}
	if _, err := e.machine(min(rows, e.piece)); err != nil {
		return nil, err
	}
	return e, nil
}

// Loss returns the SUM over the batch of the clamped cross-entropy at the
// parameters theta, which have the layout of [network.NewLayout]. It computes no
// gradients. It returns an error if batch and theta do not fit the network, hold a
// value that is not finite, or give a logit that is not finite.
func (e *Engine) Loss(theta []float64, batch network.Batch) (loss float64, err error) {
	if err := e.prepare(theta, batch); err != nil {
		return 0, err
	}
	err = e.answer(lossQuestion, &batch, func(_ int, a *answers) { loss += a.loss[0] })
	return loss, err
}

// Gradient writes the gradient of the summed loss into dst, in the layout of
// theta, and returns the summed loss. Its errors are those of Loss, and a dst of
// the wrong length or a gradient that is not finite; what dst then holds is not
// specified. dst must not share memory with theta.
func (e *Engine) Gradient(dst, theta []float64, batch network.Batch) (loss float64, err error) {
	if err := e.prepare(theta, batch); err != nil {
		return 0, err
	}
	if len(dst) != e.theta.Size {
		return 0, fmt.Errorf("graph: gradient has %d elements, want %d", len(dst), e.theta.Size)
	}
	loss, gradient, err := e.differentiate(&batch)
	if err != nil {
		return 0, err
	}
	copy(dst, gradient)
	return loss, nil
}

// differentiate returns the loss and the gradient, valid until the next run, at the parameters
// behind the leaves.
func (e *Engine) differentiate(batch *network.Batch) (loss float64, gradient []float64, err error) {
	err = e.answer(gradientQuestion, batch, func(from int, a *answers) {
		loss += a.loss[0]
		switch {
		case batch.Rows <= e.piece:
			gradient = a.gradient // where it is
		case from == 0:
			copy(e.sum, a.gradient)
			gradient = e.sum
		default:
			for i, v := range a.gradient {
				gradient[i] += v
			}
		}
	})
	if err != nil {
		return 0, nil, err
	}
	if err := e.theta.CheckFinite("the gradient's element", gradient); err != nil {
		return 0, nil, fmt.Errorf("graph: %w", err)
	}
	return loss, gradient, nil
}

// Step takes one step of gradient descent, θ ← θ - rate·dθ, in place, and
// returns the summed loss before it. Its errors are those of Gradient, and a
// rate that is not finite; theta is then unchanged. A finite rate may be so large that
// the update overflows: then the next call says which parameter is not finite.
func (e *Engine) Step(theta []float64, batch network.Batch, rate float64) (float64, error) {
	if rate-rate != 0 { // NaN or ±Inf
		return 0, fmt.Errorf("graph: the rate is %v, want a finite number", rate)
	}
	if err := e.prepare(theta, batch); err != nil {
		return 0, err
	}
	loss, gradient, err := e.differentiate(&batch)
	if err != nil {
		return 0, err
	}
	network.Descend(theta, gradient, rate)
	return loss, nil
}

// Predict writes the probabilities ŷ and the logits ZL of the batch, one per
// row; either may be nil. Its errors are those of Loss, and a length that is not
// the number of rows; what was written before an error is not specified.
func (e *Engine) Predict(probabilities, logits, theta []float64, batch network.Batch) error {
	if err := e.prepare(theta, batch); err != nil {
		return err
	}
	if (probabilities != nil && len(probabilities) != batch.Rows) || (logits != nil && len(logits) != batch.Rows) {
		return fmt.Errorf("graph: room for %d probabilities and %d logits, want %d or nil",
			len(probabilities), len(logits), batch.Rows)
	}
	return e.answer(predictionQuestion, &batch, func(from int, a *answers) {
		if probabilities != nil {
			copy(probabilities[from:], a.probabilities)
		}
		if logits != nil {
			copy(logits[from:], a.logits)
		}
	})
}

// answer calls use with the answers to q for the pieces of a batch, in the order of their
// first rows.
func (e *Engine) answer(q question, batch *network.Batch, use func(from int, a *answers)) error {
	for from := 0; from < batch.Rows; from += e.piece {
		piece := batch
		if batch.Rows > e.piece {
			part := batch.Slice(from, min(from+e.piece, batch.Rows))
			piece = &part
		}
		m, err := e.machine(piece.Rows)
		if err != nil {
			return err
		}
		a, err := m.run(q, piece)
		if err != nil {
			return err
		}
		// Finite logits make a finite loss, by the clamp; an infinite one would too.
		if i := network.FirstNonFinite(a.logits); i >= 0 {
			return fmt.Errorf("graph: %w",
				&network.NotFinite{What: fmt.Sprintf("the logit of row %d", from+i), Value: a.logits[i]})
		}
		use(from, a)
	}
	return nil
}

// prepare checks the arguments, and copies theta behind the parameter leaves.
func (e *Engine) prepare(theta []float64, batch network.Batch) error {
	if err := e.ready(); err != nil {
		return err
	}
	if err := e.theta.Check(theta, batch); err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	copy(e.theta.Values, theta)
	return nil
}

func (e *Engine) ready() error {
	if e.theta == nil {
		return errors.New("graph: an Engine comes from New or NewTape")
	}
	return nil
}

// machine returns the machine for a number of rows, and makes it the most
// recently used.
func (e *Engine) machine(rows int) (*machine, error) {
	if len(e.machines) > 0 && e.machines[0].rows == rows {
		return e.machines[0], nil
	}
	i := slices.IndexFunc(e.machines, func(m *machine) bool { return m.rows == rows })
	var m *machine
	if i > 0 {
		m = e.machines[i]
		e.machines = slices.Delete(e.machines, i, i+1)
	} else {
		expression, err := build(e.spec, rows)
		if err != nil {
			return nil, fmt.Errorf("graph: %w", err)
		}
		if m, err = newMachine(expression, e.theta, rows, e.newExecutor); err != nil {
			return nil, fmt.Errorf("graph: %w", err)
		}
		if len(e.machines) == maxGraphs {
			e.machines = slices.Delete(e.machines, maxGraphs-1, maxGraphs)
		}
	}
	e.machines = slices.Insert(e.machines, 0, m)
	return m, nil
}
