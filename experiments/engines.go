package main

import (
	"errors"
	"slices"

	"backprop/compare"
)

// enginesFlag is --engine: manual, graph or both.
type enginesFlag []compare.Backend

func (f *enginesFlag) Set(value string) error {
	all := compare.Backends()
	if value == "both" {
		*f = all
		return nil
	}
	i := slices.IndexFunc(all, func(e compare.Backend) bool { return e.Name == value })
	if i < 0 {
		return errors.New("want manual, graph or both")
	}
	*f = all[i : i+1]
	return nil
}

func (f *enginesFlag) String() string {
	if len(*f) == 1 {
		return (*f)[0].Name
	}
	return "both"
}

func (f *enginesFlag) Type() string { return "manual|graph|both" }
