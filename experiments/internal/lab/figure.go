package lab

import (
	"fmt"
	"math"
	"strconv"

	"backprop/compare"
)

// Kind is what a printed figure is.
type Kind string

// The kinds of printed figures.
const (
	Loss       Kind = "loss"       // the mean loss of an epoch's last update
	Prediction Kind = "prediction" // of a row, after the last update
	Accuracy   Kind = "accuracy"   // in percent
)

// Figure is one printed figure of the report beside what came out.
type Figure struct {
	Run   string `json:"run"`
	Place string `json:"place,omitempty"` // the column, "update comparison, xor, left"; empty for an accuracy
	Kind  Kind   `json:"kind" in:"loss|prediction|accuracy"`
	// Line is the place in the column, from 0. At is the epoch of a loss, or the
	// row of the evaluation from which a prediction came; Nowhere if none.
	Line    int    `json:"line"`
	At      int    `json:"at"`
	Printed string `json:"printed"`
	// Value is what came out, nil if nothing did. Deviation is its distance from
	// the printed figure: relative for a loss, absolute for the others, whose
	// printed digits are rounded.
	Value      *float64 `json:"value"`
	Deviation  *float64 `json:"deviation"`
	Reproduced bool     `json:"reproduced"`
	// Of a loss: see PrintedLoss.
	Exact       string `json:"exact,omitempty"`
	Digits      int    `json:"digits,omitempty"`
	ExactDigits int    `json:"exact_digits,omitempty"`
}

// Nowhere is the row of a prediction that did not come out.
const Nowhere = -1

// Compare sets everything that the report prints of run r beside its result, in
// the order of the columns.
func Compare(r Run, columns []Column, result *compare.Result) []Figure {
	predictions := result.Probabilities
	if r.Logits {
		predictions = result.Logits
	}
	var figures []Figure
	for _, column := range columns {
		if column.Run != r.Name {
			continue
		}
		for i, printed := range column.Losses {
			f := Figure{Run: r.Name, Place: column.Place, Kind: Loss, Line: i, At: printed.Epoch, Printed: printed.Text,
				Exact: printed.Exact, Digits: printed.Digits, ExactDigits: printed.ExactDigits}
			if printed.Epoch < len(result.Losses) {
				loss := result.Losses[printed.Epoch]
				f.cameOut(loss, math.Abs(loss-printed.Value)/math.Abs(printed.Value))
				f.Reproduced = *f.Deviation <= LossTolerance
			}
			figures = append(figures, f)
		}
		for i, row := range column.rows(predictions) {
			f := Figure{Run: r.Name, Place: column.Place, Kind: Prediction, Line: i, At: row,
				Printed: column.Predictions[i]}
			if row != Nowhere {
				f.cameOut(predictions[row], distance(predictions[row], f.Printed))
				f.Reproduced = true
			}
			figures = append(figures, f)
		}
	}
	if r.PrintsAccuracy {
		f := Figure{Run: r.Name, Kind: Accuracy, At: Nowhere, Printed: strconv.FormatFloat(r.Accuracy, 'g', 4, 64)}
		f.cameOut(result.Accuracy, math.Abs(result.Accuracy-r.Accuracy))
		f.Reproduced = result.Accuracy == r.Accuracy
		figures = append(figures, f)
	}
	return figures
}

func (f *Figure) cameOut(value, deviation float64) { f.Value, f.Deviation = &value, &deviation }

// distance is that of a value from a printed number, NaN if it is none.
func distance(value float64, printed string) float64 {
	v, err := strconv.ParseFloat(printed, 64)
	if err != nil {
		return math.NaN()
	}
	return math.Abs(value - v)
}

// String says in a line what was printed and what came out.
func (f Figure) String() string {
	value := math.NaN()
	if f.Value != nil {
		value = *f.Value
	}
	switch f.Kind {
	case Loss:
		return fmt.Sprintf("%s (%s): loss of epoch %d is %v, printed %s", f.Run, f.Place, f.At, value, f.Printed)
	case Prediction:
		if f.At == Nowhere {
			return fmt.Sprintf("%s (%s): prediction %d, printed %s, does not come out", f.Run, f.Place, f.Line+1,
				f.Printed)
		}
		return fmt.Sprintf("%s (%s): prediction %d is %v, printed %s", f.Run, f.Place, f.Line+1, value, f.Printed)
	}
	return fmt.Sprintf("%s: accuracy is %.4g %%, printed %s %%", f.Run, value, f.Printed)
}
