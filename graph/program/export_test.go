package program

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
	return append(names, broadcastOfRows)
}
