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

// exactRun are figures of one run in exact arithmetic, to 30 digits: the mean loss
// of each epoch whose loss the report prints, and all predictions.
type exactRun struct {
	Losses      map[int]string `json:"losses"`
	Predictions []string       `json:"predictions"`
}

// exactRuns returns the report's runs in exact arithmetic by their names.
func exactRuns() (map[string]exactRun, error) {
	var runs map[string]exactRun
	decoder := json.NewDecoder(bytes.NewReader(exactJSON))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&runs); err != nil {
		return nil, fmt.Errorf("lab: exact.json: %w", err)
	}
	return runs, nil
}

// agreement returns how many significant digits a printed number has, and to how
// many of them it is the exact number rounded: within half a unit of that digit.
func agreement(printed, exact string) (right, digits int, err error) {
	p, okPrinted := new(big.Rat).SetString(printed)
	e, okExact := new(big.Rat).SetString(exact)
	if !okPrinted || !okExact || p.Sign() == 0 {
		return 0, 0, fmt.Errorf("printed as %q and exactly %q: want two numbers, the first not 0", printed, exact)
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
