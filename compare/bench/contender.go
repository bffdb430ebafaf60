package bench

import (
	"backprop/compare"
	"backprop/graph"
	"backprop/manual"
	"backprop/network"
)

// Contender is an engine by its name.
type Contender struct {
	Name string
	New  func(spec network.Spec, rows int) (compare.Engine, error)
}

var (
	manualEngine   = Contender{"manual", func(spec network.Spec, rows int) (compare.Engine, error) { return manual.New(spec, rows) }}
	graphEngine    = Contender{"graph", func(spec network.Spec, rows int) (compare.Engine, error) { return graph.New(spec, rows) }}
	tapeEngine     = Contender{"tape", func(spec network.Spec, rows int) (compare.Engine, error) { return graph.NewTape(spec, rows) }}
	tutorialEngine = Contender{"tutorial", func(spec network.Spec, rows int) (compare.Engine, error) { return newTutorial(spec, rows) }}
)

// Engines returns the project's two engines: manual, the gradient by hand, and
// graph, Gorgonia's symbolic gradient compiled to kernels.
func Engines() []Contender { return []Contender{manualEngine, graphEngine} }

// Contenders returns Engines and two ways to run a graph on Gorgonia's own
// interpreter: tape, the graph of package graph, and tutorial, the network as
// Gorgonia's tutorials write it, which knows shared bias only.
func Contenders() []Contender { return append(Engines(), tapeEngine, tutorialEngine) }
