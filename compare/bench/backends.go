package bench

import (
	"backprop/compare"
	"backprop/network"
)

// Tutorial is the network as Gorgonia's tutorials write it, on Gorgonia's
// interpreter; it knows shared bias only.
func Tutorial() compare.Backend {
	return compare.Backend{Name: "tutorial", New: func(spec network.Spec, rows int) (compare.Engine, error) {
		return newTutorial(spec, rows)
	}}
}

// Backends returns all that are timed against each other: those of
// [compare.Backends], [compare.Tape] and [Tutorial].
func Backends() []compare.Backend { return append(compare.Backends(), compare.Tape(), Tutorial()) }
