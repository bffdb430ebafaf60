package table

import (
	"testing"

	"backprop/compare/bench"

	"github.com/stretchr/testify/assert"
)

// The widest row of the timings has six characters left for the memory.
func TestMemoryHasSixCharactersAtMost(t *testing.T) {
	for bytes, want := range map[float64]string{
		0: "0", 9999: "9999", 15_400: "15 kB", 999_499: "999 kB", 999_500: "1.0 MB", 9_949_999: "9.9 MB",
		9_950_000: "10 MB", 150e6: "150 MB",
	} {
		assert.Equal(t, want, memory(bytes))
	}
}

func TestTheWiderHalfOfAnInterval(t *testing.T) {
	assert.Equal(t, "20%", HalfWidth(bench.Estimate{Median: 10, Low: 8, High: 11}).String())
	assert.Equal(t, "30%", HalfWidth(bench.Estimate{Median: 10, Low: 8, High: 13}).String())
	assert.Equal(t, ">99%", HalfWidth(bench.Estimate{Median: 10, Low: 8, High: 30}).String())
}
