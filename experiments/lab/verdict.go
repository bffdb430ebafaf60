package lab

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"backprop/compare"
)

// LossTolerance is the relative deviation up to which a printed loss counts as
// reproduced. The report prints 16 digits, but the order of a sum is free and
// 70 000 updates of one linear run amplify its rounding, a few 1e-16, to 1e-13;
// 1e-9 leaves room for another engine's rounding and for no other mistake.
const LossTolerance = 1e-9

// Verdict holds a finished run against everything that the report prints of it.
type Verdict struct {
	Losses, LossesReproduced           int
	WorstDeviation                     float64 // relative, over the printed losses
	Predictions, PredictionsReproduced int
	Accuracies, AccuraciesReproduced   int      // at most one is printed of a run
	Missed                             []string // one line per figure that is not reproduced
}

// Judge holds the result of run r against the printed columns that show it.
func Judge(r Run, columns []Column, result *compare.Result) Verdict {
	var v Verdict
	miss := func(column Column, format string, args ...any) {
		v.Missed = append(v.Missed, fmt.Sprintf("%s (%s): %s", r.Name, column.Place, fmt.Sprintf(format, args...)))
	}
	predictions := result.Probabilities
	if r.Logits {
		predictions = result.Logits
	}
	for _, column := range columns {
		if column.Run != r.Name {
			continue
		}
		for _, printed := range column.Losses {
			loss := math.NaN()
			if printed.Epoch < len(result.Losses) {
				loss = result.Losses[printed.Epoch]
			}
			deviation := math.Abs(loss-printed.Value) / math.Abs(printed.Value)
			v.Losses++
			v.WorstDeviation = max(v.WorstDeviation, deviation)
			if deviation <= LossTolerance {
				v.LossesReproduced++
			} else {
				miss(column, "loss of epoch %d is %v, printed %s", printed.Epoch, loss, printed.Text)
			}
		}
		lost := column.missing(predictions)
		v.Predictions += len(column.Predictions)
		v.PredictionsReproduced += len(column.Predictions) - len(lost)
		for _, i := range lost {
			miss(column, "prediction %d, printed %s, does not come out", i+1, column.Predictions[i])
		}
	}
	if r.PrintsAccuracy {
		v.Accuracies++
		if result.Accuracy == r.Accuracy {
			v.AccuraciesReproduced++
		} else {
			v.Missed = append(v.Missed, fmt.Sprintf("%s: accuracy is %.4g %%, printed %.4g %%", r.Name, result.Accuracy, r.Accuracy))
		}
	}
	return v
}

// missing returns the indices of the printed predictions that values, rounded
// as the report prints them, do not reproduce. A complete column must be equal
// row by row. Any other must be a subsequence of the values, since lines are
// lost from the document but never change places; where the text repeats
// values, each run of equal printed values is one of a subsequence of runs.
func (c Column) missing(values []float64) []int {
	rounded := make([]string, len(values))
	for i, v := range values {
		rounded[i] = Print(v)
	}
	if c.Complete {
		var lost []int
		for i, printed := range c.Predictions {
			if i >= len(rounded) || rounded[i] != printed {
				lost = append(lost, i)
			}
		}
		return lost
	}
	if !c.Repeats {
		return notInSubsequence(c.Predictions, rounded)
	}
	lostRuns := notInSubsequence(slices.Compact(slices.Clone(c.Predictions)), slices.Compact(rounded))
	var lost []int
	for i, run := 0, 0; i < len(c.Predictions); i++ {
		if i > 0 && c.Predictions[i] != c.Predictions[i-1] {
			run++
		}
		if slices.Contains(lostRuns, run) {
			lost = append(lost, i)
		}
	}
	return lost
}

// notInSubsequence returns the indices of part outside a longest common
// subsequence of part and whole: none when part is a subsequence of whole.
func notInSubsequence(part, whole []string) []int {
	// length[i][j] is that of a longest common subsequence of part[i:], whole[j:].
	length := make([][]int, len(part)+1)
	for i := range length {
		length[i] = make([]int, len(whole)+1)
	}
	for i := len(part) - 1; i >= 0; i-- {
		for j := len(whole) - 1; j >= 0; j-- {
			if part[i] == whole[j] {
				length[i][j] = 1 + length[i+1][j+1]
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var lost []int
	for i, j := 0, 0; i < len(part); {
		switch {
		case j < len(whole) && part[i] == whole[j]:
			i, j = i+1, j+1
		case j < len(whole) && length[i][j+1] >= length[i+1][j]:
			j++
		default:
			lost = append(lost, i)
			i++
		}
	}
	return lost
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

// Add adds another run's figures to v.
func (v *Verdict) Add(other Verdict) {
	v.Losses += other.Losses
	v.LossesReproduced += other.LossesReproduced
	v.WorstDeviation = max(v.WorstDeviation, other.WorstDeviation)
	v.Predictions += other.Predictions
	v.PredictionsReproduced += other.PredictionsReproduced
	v.Accuracies += other.Accuracies
	v.AccuraciesReproduced += other.AccuraciesReproduced
	v.Missed = append(v.Missed, other.Missed...)
}
