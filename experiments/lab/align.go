package lab

import "slices"

// rows returns for each printed prediction the index of the value that, rounded
// as the report prints it, reproduces it, or Nowhere. A complete column must be
// equal row by row. Any other must be a subsequence of the values, since lines
// are lost from the document but never change places; where the text repeats
// values, each run of equal printed values is one of a subsequence of runs.
func (c Column) rows(values []float64) []int {
	rounded := make([]string, len(values))
	for i, v := range values {
		rounded[i] = Print(v)
	}
	switch {
	case c.Complete:
		rows := make([]int, len(c.Predictions))
		for i, printed := range c.Predictions {
			rows[i] = Nowhere
			if i < len(rounded) && rounded[i] == printed {
				rows[i] = i
			}
		}
		return rows
	case c.Repeats:
		printedRuns, first := runs(c.Predictions)
		valueRuns, firstValue := runs(rounded)
		rows := make([]int, len(c.Predictions))
		for run, at := range subsequence(printedRuns, valueRuns) {
			row := Nowhere
			if at != Nowhere {
				row = firstValue[at]
			}
			end := len(rows)
			if run+1 < len(first) {
				end = first[run+1]
			}
			for i := first[run]; i < end; i++ {
				rows[i] = row
			}
		}
		return rows
	}
	return subsequence(c.Predictions, rounded)
}

// runs returns the runs of equal words, and where each begins.
func runs(words []string) (values []string, first []int) {
	for i, word := range words {
		if i == 0 || word != words[i-1] {
			values, first = append(values, word), append(first, i)
		}
	}
	return values, first
}

// subsequence returns where each element of part stands in whole along a longest
// common subsequence, or Nowhere: no Nowhere when part is a subsequence of whole.
func subsequence(part, whole []string) []int {
	// length[i][j] is that of a longest common subsequence of part[i:], whole[j:].
	length := make([][]int, len(part)+1)
	for i := range length {
		length[i] = make([]int, len(whole)+1)
	}
	for i, p := range slices.Backward(part) {
		for j, w := range slices.Backward(whole) {
			if p == w {
				length[i][j] = 1 + length[i+1][j+1]
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	at := make([]int, len(part))
	for i, j := 0, 0; i < len(part); {
		switch {
		case j < len(whole) && part[i] == whole[j]:
			at[i] = j
			i, j = i+1, j+1
		case j < len(whole) && length[i][j+1] >= length[i+1][j]:
			j++
		default:
			at[i] = Nowhere
			i++
		}
	}
	return at
}
