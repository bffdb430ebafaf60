package study

import (
	"encoding/json"
	"slices"
)

// Matrix is a matrix, row-major; in a file it is a list of rows. A list of rows in memory
// would take as much again for two columns.
type Matrix struct {
	Values []float64
	Cols   int
}

// newMatrix returns the matrix of rows of one length.
func newMatrix(rows [][]float64) Matrix {
	if len(rows) == 0 {
		return Matrix{}
	}
	return Matrix{slices.Concat(rows...), len(rows[0])}
}

// Rows returns the rows, as views.
func (m Matrix) Rows() [][]float64 { return slices.Collect(slices.Chunk(m.Values, max(m.Cols, 1))) }

// MarshalJSON writes the rows.
func (m Matrix) MarshalJSON() ([]byte, error) { return json.Marshal(m.Rows()) }

// UnmarshalJSON reads rows. Of some that are not of one length it makes others.
func (m *Matrix) UnmarshalJSON(text []byte) error {
	var rows [][]float64
	err := json.Unmarshal(text, &rows)
	*m = newMatrix(rows)
	return err
}
