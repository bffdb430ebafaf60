package main

import (
	"fmt"
	"slices"

	"backprop/compare"
	"backprop/compare/mutant"
	"backprop/network"
)

// mistakeFlag is --mistake: one that is made on purpose in the gradient by hand.
type mistakeFlag struct{ mutant.Mutant }

func (f *mistakeFlag) Set(name string) error {
	all := mutant.All()
	i := slices.IndexFunc(all, func(m mutant.Mutant) bool { return m.Name == name })
	if i < 0 {
		return fmt.Errorf("no mistake %.40q: want one that '%s power' lists, such as 'db not summed'", name, programName)
	}
	f.Mutant = all[i]
	return nil
}

func (f *mistakeFlag) String() string { return f.Name }

func (f *mistakeFlag) Type() string { return "name" }

// backend is the engine by hand with the mistake in its gradient.
func (f *mistakeFlag) backend() compare.Backend {
	byHand := compare.Manual()
	return compare.Backend{Name: byHand.Name + ", " + f.Name,
		New: func(spec network.Spec, rows int) (compare.Engine, error) {
			engine, err := byHand.New(spec, rows)
			return mistaken{engine, spec, f.Mutant}, err
		}}
}

// mistaken is an engine whose gradient has a mistake, and whose loss is right.
type mistaken struct {
	compare.Engine
	spec network.Spec
	made mutant.Mutant
}

func (e mistaken) Gradient(dst, theta []float64, batch network.Batch) (float64, error) {
	loss, err := e.Loss(theta, batch)
	if err != nil {
		return 0, err
	}
	layout, err := network.NewLayout(e.spec, batch.Rows)
	if err != nil {
		return 0, err
	}
	copy(dst, e.made.Gradient(e.spec, layout, theta, batch))
	return loss, nil
}
