package lab

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
// common subsequence, or Nowhere: no Nowhere when part is a subsequence of whole. Of
// several such places it takes the last, for what is printed is the tail of the rows.
func subsequence(part, whole []string) []int {
	// length[i][j] is that of a longest common subsequence of part[:i], whole[:j].
	length := make([][]int, len(part)+1)
	for i := range length {
		length[i] = make([]int, len(whole)+1)
	}
	for i, p := range part {
		for j, w := range whole {
			if p == w {
				length[i+1][j+1] = 1 + length[i][j]
			} else {
				length[i+1][j+1] = max(length[i][j+1], length[i+1][j])
			}
		}
	}
	at := make([]int, len(part))
	for i, j := len(part), len(whole); i > 0; {
		switch {
		case j > 0 && part[i-1] == whole[j-1]:
			i, j = i-1, j-1
			at[i] = j
		case j > 0 && length[i][j-1] >= length[i-1][j]:
			j--
		default:
			i--
			at[i] = Nowhere
		}
	}
	return at
}
