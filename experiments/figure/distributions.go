package figure

// Distributions compare a statistic over seeds between configurations: a histogram
// for each, with its median and quartiles, above one axis.
type Distributions struct {
	Title    string
	Quantity string // the axis label: "final loss", "accuracy (%)"
	Samples  []Sample
	Marks    []Mark // values marked through all samples: the report's own, zero
}

// Sample is one configuration's values, one per seed, in any order.
type Sample struct {
	Name   string
	Values []float64
}

// Mark is a value with a name, drawn as a line: "printed", "no difference".
type Mark struct {
	Name  string
	Value float64
}
