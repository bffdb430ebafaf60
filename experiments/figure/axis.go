package figure

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"backprop/network/portable"
)

// axis is one axis of a plot: its range and its ticks, chosen here so that their
// labels cannot meet.
type axis struct {
	label    string
	min, max float64
	ticks    []plot.Tick
	scale    plot.Normalizer
}

func (a axis) set(x *plot.Axis, h handler) {
	x.Min, x.Max = a.min, a.max
	x.Scale = a.scale
	x.Tick.Marker = plot.ConstantTicks(a.ticks)
	x.Tick.Label = h.label(textSize, inkMuted)
	x.Label.TextStyle = h.label(textSize, inkMuted)
	x.Label.TextStyle.XAlign = draw.XCenter
	x.Label.Padding = 2
	x.Tick.Length = 4
	x.Padding = 3
	line := draw.LineStyle{Color: inkMuted, Width: vg.Length(1)}
	x.LineStyle, x.Tick.LineStyle = line, line
}

// linear is an axis with about n labels, at least two, at multiples of 1, 2 or 5
// times a power of ten.
func linear(label string, low, high float64, n int) axis {
	if low == high { // one value: room to both sides
		room := max(math.Abs(low)/2, math.SmallestNonzeroFloat64*0x1p60)
		low, high = low-room, high+room
	}
	a := axis{label: label, min: low, max: high, scale: plot.LinearScale{}}
	for ; len(a.ticks) < 2; n++ {
		a.ticks = nil
		step, decimals := niceStep((high - low) / float64(n))
		for i := math.Ceil(low/step - 1e-9); i*step <= high+1e-9*step; i++ {
			a.ticks = append(a.ticks, plot.Tick{Value: float64(i * step), Label: number(float64(i*step), decimals)})
		}
	}
	return a
}

// niceStep is the least of 1, 2 or 5 times a power of ten that is at least
// atLeast, and how many decimals its multiples have.
func niceStep(atLeast float64) (step float64, decimals int) {
	power := int(math.Floor(portable.Log(atLeast)/math.Ln10 + 1e-9))
	for {
		for _, m := range []float64{1, 2, 5} {
			if step = m * pow10(power); step >= atLeast*(1-1e-9) {
				return step, max(0, -power)
			}
		}
		power++
	}
}

// number prints v with a true minus.
func number(v float64, decimals int) string {
	if v == 0 {
		return "0"
	}
	format := byte('f')
	if decimals > 6 || math.Abs(v) >= 1e6 {
		format, decimals = 'g', 3
	}
	return strings.Replace(strconv.FormatFloat(v, format, decimals, 64), "-", "−", 1)
}

// logarithmic is an axis with at most about n labels: powers of ten, or 1, 2 and 5
// or 1 and 3 times those where there are too few of them.
func logarithmic(label string, low, high float64, n int) axis {
	if low == high {
		low, high = low/2, high*2
	}
	a := axis{label: label, min: low, max: high, scale: logScale{}}
	first, last := decade(low), decade(high)
	decades := (portable.Log(high) - portable.Log(low)) / math.Ln10
	// Labels at 1, 2 and 5 are at least 0.3 decades apart, at 1 and 3 0.47; of
	// the room of a label, 0.7 must be left between two.
	const tight = 0.7
	var labelled func(p, m int) string
	whole := last - int(math.Ceil(portable.Log(low)/math.Ln10-1e-9)) + 1 // powers of ten within
	switch {
	case decades*tight <= 0.30*float64(n):
		labelled = func(p, m int) string {
			if m == 1 || m == 2 || m == 5 {
				return plain(m, p)
			}
			return ""
		}
	case whole < 4 && decades*tight <= 0.47*float64(n):
		labelled = func(p, m int) string {
			if m == 1 || m == 3 {
				return plain(m, p)
			}
			return ""
		}
	default:
		every := (whole + n - 1) / n
		format := power
		if -4 <= first && last <= 4 {
			format = func(p int) string { return plain(1, p) }
		}
		labelled = func(p, m int) string {
			if m == 1 && mod(p, every) == 0 {
				return format(p)
			}
			return ""
		}
	}
	for p := first; p <= last; p++ {
		for m := 1; m < 10; m++ {
			if m == 1 || last-first <= 4 {
				a.add(plot.Tick{Value: float64(m) * pow10(p), Label: labelled(p, m)})
			}
		}
	}
	return a
}

// add adds a tick if it is within the range.
func (a *axis) add(t plot.Tick) {
	if a.min*(1-1e-9) <= t.Value && t.Value <= a.max*(1+1e-9) {
		t.Value = min(max(t.Value, a.min), a.max)
		a.ticks = append(a.ticks, t)
	}
}

// decade is the power of ten at or below v.
func decade(v float64) int { return int(math.Floor(portable.Log(v)/math.Ln10 + 1e-9)) }

// pow10 is 10^p, exact or correctly rounded.
func pow10(p int) float64 {
	v, _ := strconv.ParseFloat("1e"+strconv.Itoa(p), 64)
	return v
}

func mod(a, b int) int { return ((a % b) + b) % b }

// power prints 10^p: "10⁻⁸".
func power(p int) string { return "10" + superscript.Replace(strconv.Itoa(p)) }

// plain prints m·10^p: "0.2", "50", "2·10⁻⁸".
func plain(m, p int) string {
	if -4 <= p && p <= 4 {
		return strconv.FormatFloat(float64(m)*pow10(p), 'f', max(0, -p), 64)
	}
	if m == 1 {
		return power(p)
	}
	return strconv.Itoa(m) + "·" + power(p)
}

var superscript = strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
	"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// logScale is plot.LogScale with a logarithm that has the same digits on every
// architecture.
type logScale struct{}

func (logScale) Normalize(low, high, x float64) float64 {
	bottom := portable.Log(low)
	return (portable.Log(x) - bottom) / (portable.Log(high) - bottom)
}
