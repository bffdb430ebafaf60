// Package dataset reads a training task from a CSV file.
package dataset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"
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
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return Read(path, f) // which can be read once
	}
	rows := countLines(f)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return compare.Task{}, err
	}
	// The text of a row is garbage when the row is read. It is collected before it amounts
	// to anything beside the data.
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	return read(path, f, rows, info.Size())
}

// countLines returns how many lines r has up to its end, or to an error.
func countLines(r io.Reader) int {
	lines, chunk := 1, make([]byte, 1<<16)
	for {
		n, err := r.Read(chunk)
		lines += bytes.Count(chunk[:n], []byte{'\n'})
		if err != nil {
			return lines
		}
	}
}

// Read reads CSV rows of numbers, the last of them the label, 0 or 1, as a task
// whose batch is the same in every epoch. A first row in which no field is a
// number is a header and is skipped. An error names name:line and what would be
// right.
func Read(name string, r io.Reader) (compare.Task, error) { return read(name, r, 0, 0) }

// read is Read for about the given number of rows in so many bytes, two of which a
// number takes at least. Room is made for them at once.
func read(name string, r io.Reader, rows int, bytes int64) (compare.Task, error) {
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
			rows = min(rows, network.MaxValues/width, int(bytes/int64(2*width))+1)
			x, y = make([]float64, 0, rows*(width-1)), make([]float64, 0, rows)
		}
		line, _ = reader.FieldPos(0)
		if err := checkWidth(len(record), width); err != nil {
			return compare.Task{}, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		if first && isHeader(record) {
			continue
		}
		if x, y, err = appendRow(x, y, record); err != nil {
			return compare.Task{}, fmt.Errorf("%s:%d: %w", name, line, err)
		}
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

// appendRow adds the inputs of a row to x and its label to y.
func appendRow(x, y []float64, record []string) ([]float64, []float64, error) {
	last := len(record) - 1
	for i, field := range record {
		v, err := strconv.ParseFloat(strings.TrimSpace(field), 64)
		switch {
		case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
			return nil, nil, fmt.Errorf("column %d is %.40q, want a finite number", i+1, field)
		case i < last:
			x = append(x, v)
		case v != 0 && v != 1:
			return nil, nil, fmt.Errorf("the label in column %d is %.40s, want 0 or 1", i+1, field)
		default:
			y = append(y, v)
		}
	}
	return x, y, nil
}
