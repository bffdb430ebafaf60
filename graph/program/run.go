package program

import (
	"fmt"
	"unsafe"

	"gorgonia.org/tensor"
)

// Run computes the outputs from what is behind the leaves. It allocates nothing,
// but for operations that are run by their Do. It returns an error if a leaf has no
// value of its shape or lies in the program's own memory, as a slice from Output does,
// or if an operation of another package fails or panics. The outputs are then not
// specified, and the next run is not affected.
func (p *Program) Run() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("running: %v", r)
		}
	}()
	for _, l := range p.leaves {
		if err := l.read(); err != nil {
			return err
		}
		if p.owns(l.from) {
			return fmt.Errorf("leaf %s is bound to an output of the program itself, want a copy", describe(l.node))
		}
	}
	return run(p.steps)
}

// owns tells whether values lie in the program's memory, where a run would overwrite
// them while it reads them. Of two allocations no part of one lies in the other.
func (p *Program) owns(values []float64) bool {
	const size = unsafe.Sizeof(values[0])
	first, at := uintptr(unsafe.Pointer(unsafe.SliceData(p.memory))), uintptr(unsafe.Pointer(unsafe.SliceData(values)))
	return at-first < uintptr(len(p.memory))*size // at before first is a large number
}

func run(steps []*step) error {
	for _, s := range steps {
		if err := s.run(); err != nil {
			return err
		}
	}
	return nil
}

func (s *step) run() error {
	if s.call != nil {
		return s.call.run()
	}
	for lo := 0; lo < s.rows; lo += s.block {
		n := min(s.block, s.rows-lo)
		for _, c := range s.views {
			c.move(lo, n)
		}
		for _, compute := range s.kernels {
			compute(lo, n)
		}
	}
	return nil
}

// leaf is a leaf of the graph with its elements, row-major.
type leaf struct {
	Binding
	buffer *buffer
	size   int // of buffer
	shape  tensor.Shape
	from   []float64 // the caller's elements of this run, if they are float64
	copied []float64 // room for a value whose elements are not a slice of float64
}

// read puts the elements of this run into the buffer.
func (l *leaf) read() error {
	if l.values != nil {
		if len(*l.values) != l.size {
			if err := l.fits(); err != nil {
				return err
			}
		}
		l.set(*l.values)
		return nil
	}
	v := l.node.Value()
	if v == nil {
		return fmt.Errorf("leaf %s has no value: bind it or Let it", describe(l.node))
	}
	if v.Dtype() != dtype(l.node) || !v.Shape().Eq(l.shape) {
		return l.holds(fmt.Sprintf("%v of shape %v", v.Dtype(), v.Shape()))
	}
	d, ok := v.(*tensor.Dense)
	if ok && d.Dtype() == tensor.Float64 && d.Dims() > 0 && !d.RequiresIterator() && !d.DataOrder().IsColMajor() {
		l.set(d.Float64s())
		return nil
	}
	if l.copied == nil {
		l.copied = make([]float64, l.size)
	}
	l.buffer.data = l.copied
	if err := getElements(l.copied, v); err != nil {
		return l.holds(err.Error())
	}
	return nil
}

// set lets the buffer be the caller's, or a copy.
func (l *leaf) set(values []float64) {
	l.from = values
	if l.buffer.callers {
		l.buffer.data = values
	} else {
		copy(l.buffer.data, values)
	}
}

// holds is the error of a value that is not what it should be.
func (l *leaf) holds(what string) error {
	return fmt.Errorf("leaf %s holds %s, want %v of shape %v, row-major",
		describe(l.node), what, dtype(l.node), l.node.Shape())
}
