package main

import (
	"fmt"
	"slices"
	"strings"

	"backprop/compare"
	"backprop/graph"
	"backprop/manual"
	"backprop/network"
)

// engineMaker makes one of the two engines by its name.
type engineMaker struct {
	name string
	make func(spec network.Spec, rows int) (compare.Engine, func() error, error)
}

// engineMakers are the engines in the order in which they are shown. The
// function beside the engine releases what it holds.
var engineMakers = []engineMaker{
	{"manual", func(spec network.Spec, rows int) (compare.Engine, func() error, error) {
		e, err := manual.New(spec, rows)
		return e, func() error { return nil }, err
	}},
	{"graph", func(spec network.Spec, rows int) (compare.Engine, func() error, error) {
		e, err := graph.New(spec, rows)
		if err != nil {
			return nil, nil, err
		}
		return e, e.Close, nil
	}},
}

// enginesFlag is --engine: manual, graph or both.
type enginesFlag struct{ makers []engineMaker }

func (f *enginesFlag) Set(value string) error {
	if value == "both" {
		f.makers = engineMakers
		return nil
	}
	i := slices.IndexFunc(engineMakers, func(m engineMaker) bool { return m.name == value })
	if i < 0 {
		return fmt.Errorf("want manual, graph or both")
	}
	f.makers = engineMakers[i : i+1]
	return nil
}

func (f *enginesFlag) String() string {
	if len(f.makers) == len(engineMakers) {
		return "both"
	}
	var names []string
	for _, m := range f.makers {
		names = append(names, m.name)
	}
	return strings.Join(names, ",")
}

func (f *enginesFlag) Type() string { return "manual|graph|both" }
