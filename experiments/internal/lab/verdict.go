package lab

import (
	"math"
	"strconv"
	"strings"
)

// LossTolerance is the relative deviation up to which a printed loss counts as
// reproduced. The report prints 16 digits, but the order of a sum is free and
// 70 000 updates of one linear run amplify its rounding, a few 1e-16, to 1e-13;
// 1e-9 leaves room for another engine's rounding and for no other mistake.
const LossTolerance = 1e-9

// Verdict is how much of what the report prints came out again.
type Verdict struct {
	Losses, LossesReproduced           int
	WorstDeviation                     float64 // relative, over the printed losses
	Digits, ExactDigits                int     // of the printed losses; see PrintedLoss
	Predictions, PredictionsReproduced int
	Accuracies, AccuraciesReproduced   int      // at most one is printed of a run
	Missed                             []string // one line per figure that is not reproduced
}

// Tally counts which of the figures are reproduced.
func Tally(figures []Figure) Verdict {
	var v Verdict
	for _, f := range figures {
		count, reproduced := &v.Losses, &v.LossesReproduced
		switch f.Kind {
		case Loss:
			v.Digits, v.ExactDigits = v.Digits+f.Digits, v.ExactDigits+f.ExactDigits
			if f.Deviation == nil {
				v.WorstDeviation = math.NaN()
			} else {
				v.WorstDeviation = max(v.WorstDeviation, *f.Deviation)
			}
		case Prediction:
			count, reproduced = &v.Predictions, &v.PredictionsReproduced
		case Accuracy:
			count, reproduced = &v.Accuracies, &v.AccuraciesReproduced
		}
		*count++
		if f.Reproduced {
			*reproduced++
		} else {
			v.Missed = append(v.Missed, f.String())
		}
	}
	return v
}

// Print formats a value as the report prints predictions, numpy's way with
// precision 3 and no exponents: three decimals without trailing zeros, the point
// kept.
func Print(v float64) string {
	return strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0")
}

// Figures is the number of printed figures of every kind.
func (v Verdict) Figures() int { return v.Losses + v.Predictions + v.Accuracies }

// Reproduced is the number of printed figures that came out again.
func (v Verdict) Reproduced() int {
	return v.LossesReproduced + v.PredictionsReproduced + v.AccuraciesReproduced
}
