package table

import (
	"fmt"
	"math"
	"strconv"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/notation"
)

// Cell is what one place of a table has: the same thing in few characters for a
// terminal of 80 columns, and as the page writes it.
type Cell struct {
	text, page string
	as         string  // on the page: "" as it is, "link" to a file, "code"
	shade      float64 // of the cell on the page, 0 for none
}

// String is the cell in a terminal.
func (c Cell) String() string { return c.text }

// None is the cell of what is missing.
var None = Cell{text: "-", page: "-"}

// Text is a cell of words, or of digits that are not to be touched.
func Text(s string) Cell { return Cell{text: s, page: s} }

// Both is a cell of other words in a terminal than on the page.
func Both(terminal, page string) Cell { return Cell{text: terminal, page: page} }

// Count is a cell of a whole number.
func Count(n int) Cell { return Text(strconv.Itoa(n)) }

// Fixed is a cell of a number with so many decimals.
func Fixed(v float64, decimals int) Cell { return Text(strconv.FormatFloat(v, 'f', decimals, 64)) }

// Scientific is a cell of a number of which the size matters: 2.3e-15.
func Scientific(v float64) Cell {
	return Both(fmt.Sprintf("%.1e", v), notation.Digits(v, 2))
}

// Link is a cell of the name of a file beside the page.
func Link(file string) Cell { return Cell{text: file, page: file, as: "link"} }

// Code is a cell of what is typed.
func Code(s string) Cell { return Cell{text: s, page: s, as: "code"} }

// Decimal is a cell of a number: in at most five characters, if below 99999.
func Decimal(v float64) Cell { return Both(short(v), notation.Short(v)) }

// Quartiles is a cell of the range in which the middle half of a sample lies.
func Quartiles(d audit.Distribution) Cell { return between(Decimal, d.Q1, d.Q3) }

// Share is a cell of a share, in percent.
func Share(share float64) Cell { return Both(tenths(share), audit.Percent(share)) }

// Rate is a cell of a share of the seeds with its interval, in percent.
func Rate(r audit.Rate) Cell {
	return Both(fmt.Sprintf("%s (%s-%s)", tenths(r.Share), tenths(r.Low), tenths(r.High)),
		fmt.Sprintf("%s (%s to %s)", audit.Percent(r.Share), tenths(r.Low), tenths(r.High)))
}

// between is a cell of two numbers that a cell each would have.
func between(cell func(float64) Cell, low, high float64) Cell {
	return Both(cell(low).text+"-"+cell(high).text, cell(low).page+" to "+cell(high).page)
}

// short is a number in at most five characters, if below 99999.
func short(v float64) string {
	decimals := 3
	for size := math.Abs(v); size >= 1 && decimals > 0; size /= 10 {
		decimals--
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// signed is short with a sign.
func signed(v float64) string {
	if v >= 0 {
		return "+" + short(v)
	}
	return short(v)
}

// tenths is a share in percent, with a decimal unless it is whole.
func tenths(share float64) string {
	return notation.WithoutZeros(strconv.FormatFloat(100*share, 'f', 1, 64))
}
