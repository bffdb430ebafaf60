package fast

// maxBlockRows is a multiple of logChunk, so that blocks leave the loss as it is.
const maxBlockRows = 5 * logChunk

// column is one unit's values on a block of at most maxBlockRows rows.
type column [maxBlockRows]float64

// setColumns copies the row-major matrix M into columns.
func setColumns(columns []column, M []float64, rows int) {
	n := len(columns)
	for j := range columns {
		c := columns[j][:rows]
		k := j
		for i := range c {
			c[i] = M[k]
			k += n
		}
	}
}

// addToColumns adds the row-major matrix M to columns.
func addToColumns(columns []column, M []float64, rows int) {
	n := len(columns)
	for j := range columns {
		c := columns[j][:rows]
		for i := range c {
			c[i] += M[i*n+j]
		}
	}
}

// setRows copies columns into the row-major matrix M.
func setRows(M []float64, columns []column, rows int) {
	n := len(columns)
	for j := range columns {
		for i, v := range columns[j][:rows] {
			M[i*n+j] = v
		}
	}
}
