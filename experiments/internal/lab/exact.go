package lab

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
)

// exactJSON are the report's runs computed without rounding errors, from the same
// draws, learning rates and clamp: `go test ./experiments/internal/lab -run
// ExactJSON -whole` computes them anew, with numbers of 256 bits.
//
//go:embed exact.json
var exactJSON []byte

// ExactRun are figures of one run in exact arithmetic, to 30 digits: the mean loss
// of each epoch whose loss the report prints, and all predictions.
type ExactRun struct {
	Losses      map[int]string `json:"losses"`
	Predictions []string       `json:"predictions"`
}

// ExactRuns returns the report's runs in exact arithmetic by their names.
func ExactRuns() (map[string]ExactRun, error) {
	var runs map[string]ExactRun
	decoder := json.NewDecoder(bytes.NewReader(exactJSON))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&runs); err != nil {
		return nil, fmt.Errorf("lab: exact.json: %w", err)
	}
	return runs, nil
}

// Digits are the significant digits of printed losses, and the decimals of printed
// predictions, that are also those of exact arithmetic. The others are rounding
// errors of float64: another order of summation prints others.
type Digits struct {
	Losses, LossDigits, LossDigitsExact int
	Fewest                              int // exact digits of a loss
	Predictions, PredictionsExact       int
}

// CertifiedDigits holds all that the report prints of some runs against exact arithmetic.
func CertifiedDigits(columns []Column, exact map[string]ExactRun) (Digits, error) {
	sum := Digits{Fewest: 17}
	for _, column := range columns {
		run, ok := exact[column.Run]
		if !ok {
			return sum, fmt.Errorf("lab: exact.json has no run %s", column.Run)
		}
		for _, loss := range column.Losses {
			right, printed, err := agreement(loss.Text, run.Losses[loss.Epoch])
			if err != nil {
				return sum, fmt.Errorf("lab: loss of epoch %d of %s: %w", loss.Epoch, column.Run, err)
			}
			sum.Losses++
			sum.LossDigits += printed
			sum.LossDigitsExact += right
			sum.Fewest = min(sum.Fewest, right)
		}
		values := make([]float64, len(run.Predictions))
		for i, text := range run.Predictions {
			value, _, err := big.ParseFloat(text, 10, 256, big.ToNearestEven)
			if err != nil {
				return sum, fmt.Errorf("lab: prediction %d of %s: %w", i, column.Run, err)
			}
			values[i], _ = value.Float64()
		}
		for _, row := range column.rows(values) {
			sum.Predictions++
			if row != Nowhere {
				sum.PredictionsExact++
			}
		}
	}
	return sum, nil
}

// agreement returns how many significant digits a printed number has, and to how
// many of them it is the exact number rounded: within half a unit of that digit.
func agreement(printed, exact string) (right, digits int, err error) {
	p, okPrinted := new(big.Rat).SetString(printed)
	e, okExact := new(big.Rat).SetString(exact)
	if !okPrinted || !okExact || p.Sign() == 0 {
		return 0, 0, fmt.Errorf("printed %q, exact %q: want two numbers, the first not 0", printed, exact)
	}
	mantissa, _, _ := strings.Cut(strings.TrimLeft(printed, "-+0."), "e")
	digits = len(strings.Replace(mantissa, ".", "", 1))
	twice := new(big.Rat).Abs(new(big.Rat).Sub(p, e))
	twice.Add(twice, twice)
	unit := big.NewRat(1, 1) // of the first significant digit
	ten := big.NewRat(10, 1)
	size := new(big.Rat).Abs(p)
	for unit.Cmp(size) > 0 {
		unit.Quo(unit, ten)
	}
	for new(big.Rat).Mul(unit, ten).Cmp(size) <= 0 {
		unit.Mul(unit, ten)
	}
	for right < digits && twice.Cmp(unit) <= 0 {
		right++
		unit.Quo(unit, ten)
	}
	return right, digits, nil
}
