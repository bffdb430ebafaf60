// Package dataset reads a training task from a CSV file.
package dataset

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"backprop/compare"
	"backprop/network"
)

// Open reads the CSV file at path as a task of that name; see [Read].
func Open(path string) (compare.Task, error) {
	f, err := os.Open(path)
	if err != nil {
		return compare.Task{}, err
	}
	defer f.Close()
	return Read(path, f)
}

// Read reads CSV rows of numbers, the last of them the label, 0 or 1, as a task
// whose batch is the same in every epoch. A first row in which no field is a
// number is a header and is skipped. An error names name:line and what would be
// right.
func Read(name string, r io.Reader) (compare.Task, error) {
	bounded := &rowReader{r: r, left: longestRow}
	buffered := bufio.NewReader(bounded)
	if bom, _ := buffered.Peek(3); string(bom) == "\ufeff" {
		buffered.Discard(3) // as spreadsheets write it
	}
	reader := csv.NewReader(buffered)
	reader.FieldsPerRecord = -1 // row checks the width, with a message of our own
	reader.TrimLeadingSpace = true
	reader.ReuseRecord = true

	var x, y []float64
	width, line := 0, 0
	for first := true; ; first = false {
		bounded.left = longestRow
		record, err := reader.Read()
		if err == io.EOF {
			break
		}
		if errors.Is(err, errLongRow) {
			return compare.Task{}, fmt.Errorf("%s:%d: %w", name, line+1, err)
		}
		if err != nil {
			var syntax *csv.ParseError
			if errors.As(err, &syntax) {
				return compare.Task{}, fmt.Errorf("%s:%d: %w", name, syntax.Line, syntax.Err)
			}
			return compare.Task{}, fmt.Errorf("%s: %w", name, err)
		}
		if first {
			width = len(record)
		}
		line, _ = reader.FieldPos(0)
		if err := checkWidth(len(record), width); err != nil {
			return compare.Task{}, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		if first && isHeader(record) {
			continue
		}
		inputs, label, err := parseRow(record)
		if err != nil {
			return compare.Task{}, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		x, y = append(x, inputs...), append(y, label)
		if len(x)+len(y) > network.MaxValues {
			return compare.Task{}, fmt.Errorf("%s:%d: more than %d values: want a smaller file", name, line,
				network.MaxValues)
		}
	}
	if len(y) == 0 {
		return compare.Task{}, fmt.Errorf("%s: no rows of data, want at least one", name)
	}
	batch, err := network.NewBatch(x, y, width-1)
	if err != nil {
		return compare.Task{}, fmt.Errorf("%s: %w", name, err)
	}
	return compare.Fixed(name, batch), nil
}

// longestRow is how many bytes are read in search of the end of a row.
const longestRow = 1 << 24

var errLongRow = fmt.Errorf("no end of the row in %d bytes: want rows of numbers", longestRow)

// rowReader fails when a row is too long to be one, as in a file that is no text.
type rowReader struct {
	r    io.Reader
	left int // bytes, until the row must have ended
}

func (r *rowReader) Read(p []byte) (n int, err error) {
	if r.left <= 0 {
		return 0, errLongRow
	}
	n, err = r.r.Read(p)
	r.left -= n
	return n, err
}

func checkWidth(fields, width int) error {
	if width < 2 {
		return errors.New("one column, want at least two: inputs and, last, the label")
	}
	if fields != width {
		return fmt.Errorf("a row of width %d, want %d as in the first", fields, width)
	}
	return nil
}

func isHeader(record []string) bool {
	for _, field := range record {
		if _, err := strconv.ParseFloat(strings.TrimSpace(field), 64); err == nil || strings.TrimSpace(field) == "" {
			return false
		}
	}
	return true
}

func parseRow(record []string) (inputs []float64, label float64, err error) {
	inputs = make([]float64, len(record))
	for i, field := range record {
		v, err := strconv.ParseFloat(strings.TrimSpace(field), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, 0, fmt.Errorf("column %d is %.40q, want a finite number", i+1, field)
		}
		inputs[i] = v
	}
	last := len(inputs) - 1
	if label = inputs[last]; label != 0 && label != 1 {
		return nil, 0, fmt.Errorf("the label in column %d is %.40s, want 0 or 1", last+1, record[last])
	}
	return inputs[:last], label, nil
}
