package lab

import (
	"encoding/json"
	"flag"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	whole      = flag.Bool("whole", false, "compute all ten runs in exact arithmetic, not one")
	writeExact = flag.Bool("write-exact", false, "write exact.json")
)

// bits of the numbers behind exact.json. Numbers of half as many again give the
// same 30 digits.
const exactBits = arithmetic(256)

func TestExactJSONIsWhatExactArithmeticGives(t *testing.T) {
	columns := readColumns(t)
	runs, err := Runs()
	require.NoError(t, err)
	stored, err := exactRuns()
	require.NoError(t, err)
	computed := map[string]exactRun{}
	for _, run := range runs {
		if !*whole && run.Name != "xor/full-batch" {
			continue
		}
		var epochs []int
		for _, column := range columns {
			if column.Run == run.Name {
				for _, loss := range column.Losses {
					epochs = append(epochs, loss.Epoch)
				}
			}
		}
		computed[run.Name] = inExactArithmetic(t, exactBits, run, epochs)
		if !*writeExact {
			assert.Equal(t, stored[run.Name], computed[run.Name], run.Name)
		} else {
			require.Equal(t, computed[run.Name], inExactArithmetic(t, exactBits*3/2, run, epochs), "%s with more bits", run.Name)
		}
	}
	if *writeExact {
		require.True(t, *whole, "-write-exact needs -whole")
		text, err := json.MarshalIndent(computed, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("exact.json", append(text, '\n'), 0o644))
	}
}

// Three decimals are far above any rounding error.
func TestEveryPrintedPredictionIsExact(t *testing.T) {
	exact, err := exactRuns()
	require.NoError(t, err)
	predictions := 0
	for _, column := range readColumns(t) {
		var values []float64
		for _, text := range exact[column.Run].Predictions {
			value, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			values = append(values, value)
		}
		assert.NotContains(t, column.rows(values), Nowhere, column.Place)
		predictions += len(column.Predictions)
	}
	assert.Equal(t, 355, predictions)
}

func TestAgreementOfDigits(t *testing.T) {
	for _, c := range []struct {
		printed, exact string
		right, digits  int
	}{
		{"0.2462", "0.24624", 4, 4}, // rounds to the printed digits
		{"0.2462", "0.24626", 3, 4}, // rounds to 0.2463
		{"0.0020", "0.00204", 2, 2}, // zeros in front are none of the digits, one behind is
		{"6.75e-14", "6.7512e-14", 3, 3},
		{"12.5", "12.53", 3, 3},
		{"0.1000", "0.09996", 4, 4},
		{"0.25", "0.75", 0, 2},
		{"-0.25", "-0.2499", 2, 2},
	} {
		right, digits, err := agreement(c.printed, c.exact)
		require.NoError(t, err)
		assert.Equal(t, []int{c.right, c.digits}, []int{right, digits}, "%s of %s", c.printed, c.exact)
	}
	for _, bad := range [][2]string{{"", "1"}, {"0.0", "1"}, {"1", "x"}} {
		_, _, err := agreement(bad[0], bad[1])
		assert.Error(t, err, bad)
	}
}

// The known digits are those of published tables.
func TestExactExpAndLog(t *testing.T) {
	bits := exactBits
	assert.Equal(t, "2.71828182845904523536028747135266249775724709369995957496697", bits.exp(bits.of(1)).Text('g', 60))
	assert.Equal(t, "0.69314718055994530941723212145817656807550013436025525412068", bits.log(bits.of(2)).Text('g', 60))
	assert.Equal(t, "2.30258509299404568401799145468436420760110148862877297603333", bits.log(bits.of(10)).Text('g', 60))
	assert.Equal(t, "1", bits.exp(bits.log(bits.of(1))).Text('g', 70))
	for _, v := range []float64{1e-10, 0.3, 1 - 1e-16, 700} {
		assert.Equal(t, bits.of(v).Text('g', 70), bits.exp(bits.log(bits.of(v))).Text('g', 70))
	}
}
