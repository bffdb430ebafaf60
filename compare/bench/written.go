package bench

import "backprop/compare/mutant"

// Written is what it takes to write the network's gradient down, in lines of code: neither blank
// ones nor comments.
type Written struct {
	Engine string `json:"engine"` // of [compare.Backends]
	// Forward are the lines of the forward pass and the loss, as they stand in the formulas, and
	// Derivatives those of what is differentiated by hand. Fast are those of both again in forms
	// for small networks, without which they would be slow.
	Forward     int `json:"forward" in:"0.."`
	Derivatives int `json:"derivatives" in:"0.."`
	Fast        int `json:"fast" in:"0.."`
}

// Lines returns what either engine has. A test counts them in their sources.
func Lines() []Written {
	return []Written{{"manual", 68, 75, 1084}, {"graph", 107, 41, 0}}
}

// Mistakes are those of [mutant.All] that are made in one place of a program, and how many of them
// an engine leaves room for.
type Mistakes struct {
	Place  mutant.Place `json:"place"`
	Manual int          `json:"manual" in:"0.."`
	Graph  int          `json:"graph" in:"0.."`
}

// CountMistakes counts them: by hand all can be made, by autodiff those of a place that is not
// derived. That these can be made in a graph is shown by making them, in a test of package compare.
func CountMistakes() []Mistakes {
	var all []Mistakes
	for _, place := range mutant.Places() {
		m := Mistakes{Place: place}
		for _, mistake := range mutant.All() {
			if mistake.Place == place {
				m.Manual++
			}
		}
		if place.InAutodiff() {
			m.Graph = m.Manual
		}
		all = append(all, m)
	}
	return all
}
