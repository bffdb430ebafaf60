package provenance

// Record says how a set of results came about.
type Record struct {
	Machine Machine `json:"machine"`
	// Command is what was typed after the program's name.
	Command string `json:"command"`
	Parts   []Part `json:"parts"`
}

// Part is a part of the work and how long it took.
type Part struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}
