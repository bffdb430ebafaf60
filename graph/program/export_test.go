package program

import "slices"

// Fired returns how often each rewrite rule applied when p was compiled.
func (p *Program) Fired() map[string]int { return p.fired }

// Rules returns the names of all rewrite rules.
func Rules() (names []string) {
	for _, rules := range append(fusions(), algebra()) {
		for _, r := range rules {
			names = append(names, r.name)
		}
	}
	for _, r := range placements() {
		names = append(names, r.name)
	}
	return append(names, broadcastOfRows, numbersAlone)
}

// BroadcastOfRows is the only rule that cannot be left out: others have applied when it does.
const BroadcastOfRows = broadcastOfRows

// LeaveOut switches rules off, for programs that are compiled until it is called again.
func LeaveOut(rules []string) {
	leftOut = make(map[string]bool)
	for _, r := range rules {
		leftOut[r] = true
	}
}

// Functions returns all functions of elements that have a form for numbers.
func Functions() (functions []*Function) {
	for _, f := range unary {
		functions = append(functions, f)
	}
	for _, o := range binary {
		functions = append(functions, o.vectors, o.right, o.left)
	}
	functions = append(functions, quotientDifference, quotientSum, productDifference, productSum,
		productOfThree, quotientProduct)
	return slices.DeleteFunc(functions, func(f *Function) bool { return f.Number == nil })
}
