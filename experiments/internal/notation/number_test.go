package notation

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestShortNumbers(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.23585349: "0.236", 76.190476: "76.2", 100: "100", -0.0609: "−0.0609", 6.75e-14: "6.75·10⁻¹⁴",
		0.00123: "0.00123", -0.0008626: "−0.000863", 0.01: "0.01", -0.5: "−0.5", 99.99: "100", 12345: "12345",
		2.5e8: "2.5·10⁸",
		1e-4:  "0.0001", 9.999e-5: "0.0001", 999999: "999999", 1e6: "10⁶", -1e-9: "−10⁻⁹", 1e-9: "10⁻⁹", 1000: "1000",
		math.Inf(-1): "−Inf", 1e-320: "10⁻³²⁰",
	} {
		assert.Equal(t, want, Short(v))
	}
	assert.Equal(t, "NaN", Short(math.NaN()))
}

// The unit changes where the three digits would be four.
func TestDurations(t *testing.T) {
	for ns, want := range map[float64]string{
		0.25: "0.25 ns", 999.4: "999 ns", 999.5: "1 µs", 1500: "1.5 µs", 999_499: "999 µs", 1e6: "1 ms",
		3.25e9: "3.25 s",
	} {
		assert.Equal(t, want, Duration(ns))
	}
}
