package lab

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// printedJSON are the figures of the report "DL Lab1 – Backpropagation" as its
// text prints them, copied digit by digit from the document.
//
//go:embed printed.json
var printedJSON []byte

// Column is one printed column of the report: the losses of a run's last epochs
// and its predictions.
type Column struct {
	Run         string // the run that it shows
	Place       string // "update comparison, xor, left"
	Losses      []PrintedLoss
	Predictions []string // as printed: "0.39", "1.", "-14.604"
	// Repeats is true for the one column whose text repeats some values.
	Repeats bool
	// Complete is true where the report prints every row's prediction; else the
	// column is the tail of the rows, with lines lost here and there.
	Complete bool
}

// PrintedLoss is a printed loss with all its digits.
type PrintedLoss struct {
	Epoch int
	Text  string
	Value float64
	// Exact is the loss in exact arithmetic, to 30 digits: Text has that many Digits, of
	// which the first ExactDigits are its own, rounded. The rest are rounding errors of
	// float64, for which another order of summation gives others.
	Exact               string
	Digits, ExactDigits int
}

// Columns returns the report's sixteen columns in its own order.
func Columns() ([]Column, error) {
	type side struct {
		Losses      map[string]string
		Predictions []string
	}
	var file struct {
		About       string
		Comparisons []struct {
			Comparison, Task string
			Left, Right      side
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(printedJSON))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("lab: printed.json: %w", err)
	}
	exact, err := exactRuns()
	if err != nil {
		return nil, err
	}
	var columns []Column
	for _, c := range file.Comparisons {
		for i, s := range []side{c.Left, c.Right} {
			name := []string{"left", "right"}[i]
			run, err := runOf(c.Comparison, c.Task, name)
			if err != nil {
				return nil, err
			}
			column := Column{
				Run:         run,
				Place:       fmt.Sprintf("%s comparison, %s, %s", c.Comparison, c.Task, name),
				Predictions: s.Predictions,
				Repeats:     c.Comparison == "layout" && c.Task == "linear" && name == "right",
				Complete:    c.Task == "xor",
			}
			for _, epoch := range slices.Sorted(maps.Keys(s.Losses)) {
				loss, err := parseLoss(epoch, s.Losses[epoch], exact[run])
				if err != nil {
					return nil, err
				}
				column.Losses = append(column.Losses, loss)
			}
			columns = append(columns, column)
		}
	}
	return columns, nil
}

func parseLoss(epoch, text string, exact exactRun) (PrintedLoss, error) {
	e, err := strconv.Atoi(epoch)
	if err != nil {
		return PrintedLoss{}, fmt.Errorf("lab: printed.json: epoch %q: %w", epoch, err)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return PrintedLoss{}, fmt.Errorf("lab: printed.json: loss %q: %w", text, err)
	}
	loss := PrintedLoss{Epoch: e, Text: text, Value: v, Exact: exact.Losses[e]}
	if loss.ExactDigits, loss.Digits, err = agreement(text, loss.Exact); err != nil {
		return PrintedLoss{}, fmt.Errorf("lab: epoch %d: %w", e, err)
	}
	return loss, nil
}
