package figure

// LogLog shows measured series on two logarithmic axes, together with the power
// laws that theory predicts. It serves the error against the step size
// (truncation h², rounding 1/h), the Taylor remainder (h² for a right gradient, h
// for a wrong one) and the times against the size of the network.
type LogLog struct {
	Title  string
	X, Y   string // axis labels with units: "step h", "time per gradient (µs)"
	Series []Series
	Laws   []PowerLaw
}

// Series are measured points, joined by a line in their order. Values must be
// positive but for a Y of exactly 0, which is drawn at the lower edge.
type Series struct {
	Name string
	X, Y []float64
	// Low and High, if not nil, are the ends of an interval around each Y.
	Low, High []float64
}

// PowerLaw is the line y = Coefficient · x^Exponent, drawn dotted from From to To
// (over the whole axis if both are 0).
type PowerLaw struct {
	Name        string // "truncation, h²"
	Coefficient float64
	Exponent    float64
	From, To    float64
}
