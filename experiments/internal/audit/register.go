package audit

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

//go:embed claims.json
var claimsJSON []byte

// Claim is a conclusion of the report, made measurable.
type Claim struct {
	ID     string `json:"id" len:"1.."` // "learning-rate"
	Number int    `json:"number"`       // of the report's conclusions, from 1
	Claim  string `json:"claim"`        // in our words
	Place  string `json:"place"`        // where the report makes it
	// Variant is the run that is held against the full-batch run of the same
	// task: "per-sample", of the runs of package lab.
	Variant string `json:"variant"`
	// Claimed are the tasks that the report speaks of; empty for both. The claim
	// is measured on both.
	Claimed []string `json:"claimed,omitempty"`
	// Parts are what the claim says, one by one.
	Parts []Part `json:"parts" len:"1.."`
}

// Part is one thing that a claim says, as a test of one number per seed.
type Part struct {
	ID        string    `json:"id"`
	Says      string    `json:"says" len:"1.."`
	Statistic Statistic `json:"statistic"` // of a run
	Measure   Measure   `json:"measure"`   // of the two runs' statistics
	Relation  Relation  `json:"relation"`  // to the threshold
	Threshold float64   `json:"threshold"` // in the measure's unit
	// Thresholds are those at which the share of the seeds is given; empty where the
	// words leave no choice of one.
	Thresholds []float64 `json:"thresholds,omitempty"`
	Tasks      []string  `json:"tasks,omitempty"` // where it is measured; empty for both
	Place      string    `json:"place,omitempty"` // where the report says it, if not with the rest
	Why        string    `json:"why"`             // why this is what the words mean
}

// Measure makes one number of a statistic of two runs, the variant's v and the
// baseline's b, from the same seed.
type Measure string

// The measures.
const (
	OfVariant  Measure = "variant"    // v
	Least      Measure = "least"      // min(v, b)
	Difference Measure = "difference" // v - b
	Distance   Measure = "distance"   // |v - b|
	Ratio      Measure = "ratio"      // v / b
)

// Relation is what a part asks of its measure and its threshold.
type Relation string

// The relations.
const (
	Above   Relation = ">"
	AtLeast Relation = ">="
	Below   Relation = "<"
	AtMost  Relation = "<="
)

// Register returns the claims in the report's order.
func Register() ([]Claim, error) {
	var file struct {
		About  string
		Claims []Claim
	}
	decoder := json.NewDecoder(bytes.NewReader(claimsJSON))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("audit: claims.json: %w", err)
	}
	return file.Claims, nil
}

// claims reports whether the report makes the claim of a task.
func (c Claim) claims(task string) bool {
	return len(c.Claimed) == 0 || slices.Contains(c.Claimed, task)
}

// measured reports whether the part is measured on a task.
func (p Part) measured(task string) bool { return len(p.Tasks) == 0 || slices.Contains(p.Tasks, task) }

// Part returns the part of an id, the zero value if there is none.
func (c Claim) Part(id string) Part {
	for _, p := range c.Parts {
		if p.ID == id {
			return p
		}
	}
	return Part{}
}
