package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// number is a float64 as programs write it: JSON's numbers, and what has no JSON.
type number float64

// bare is a string, or a word that JSON does not have but Python and C print.
var bare = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[-+]?(?i:nan|inf(?:inity)?)\b`)

// decode reads one line of JSON, in which NaN and infinities may stand bare.
func decode(line []byte, into any) error {
	quoted := bare.ReplaceAllFunc(line, func(word []byte) []byte {
		if word[0] == '"' {
			return word
		}
		return fmt.Appendf(nil, "%q", word)
	})
	return json.Unmarshal(quoted, into)
}

// UnmarshalJSON reads a number, one of the words nan and inf in any case, and null,
// which is what JavaScript writes for both. What exceeds float64 is infinite.
func (n *number) UnmarshalJSON(data []byte) error {
	word := string(bytes.Trim(data, `"`))
	switch word {
	case "null", "-nan", "-NaN", "+nan", "+NaN":
		*n = number(math.NaN())
		return nil
	}
	v, err := strconv.ParseFloat(word, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("%.40q is not a number", word)
	}
	*n = number(v)
	return nil
}

// MarshalJSON writes the shortest digits that read back as the same float64, and a
// point or an exponent, so that no language takes a whole number for an integer.
func (n number) MarshalJSON() ([]byte, error) {
	digits := strconv.AppendFloat(nil, float64(n), 'g', -1, 64)
	if !bytes.ContainsAny(digits, ".e") {
		digits = append(digits, ".0"...)
	}
	return digits, nil
}

func numbers(v []float64) []number {
	n := make([]number, len(v))
	for i := range v {
		n[i] = number(v[i])
	}
	return n
}

func floats(numbers []number) []float64 {
	v := make([]float64, len(numbers))
	for i, n := range numbers {
		v[i] = float64(n)
	}
	return v
}
