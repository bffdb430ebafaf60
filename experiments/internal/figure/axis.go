package figure

import (
	"fmt"
	"math"
	"slices"

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
	zero     float64 // where 0 lies on a logarithmic axis; 0 for none
}

func (a axis) set(x *plot.Axis, h handler) {
	x.Min, x.Max = a.min, a.max
	x.Scale = a.scale
	x.Tick.Marker = plot.ConstantTicks(a.ticks)
	x.Tick.Label = h.label(textSize, colorMuted)
	x.Label.TextStyle = h.label(textSize, colorMuted)
	x.Label.TextStyle.XAlign = draw.XCenter
	x.Label.Padding = 2
	x.Tick.Length = 4
	x.Padding = 3
	line := draw.LineStyle{Color: colorMuted, Width: vg.Length(1)}
	x.LineStyle, x.Tick.LineStyle = line, line
}

// largest is the largest size of a value: beyond it, ranges overflow.
const largest = 1e100

// check returns an error for an axis that no plot can have.
func (a axis) check() error {
	if finite := a.max-a.min <= 2*largest; !finite || a.min > a.max {
		return fmt.Errorf("figure: an axis from %v to %v (%s): want finite numbers", a.min, a.max, a.label)
	}
	return nil
}

// distinct is by how much, relative to their size, two numbers must differ for an axis
// to have labels between them.
const distinct = 1e-9

// linear is an axis with about n labels, at least two, at multiples of 1, 2 or 5
// times a power of ten.
func linear(label string, low, high float64, n int) axis {
	if a := (axis{label: label, min: low, max: high, scale: plot.LinearScale{}}); a.check() != nil {
		return a // for newPlot to refuse
	}
	if size := max(math.Abs(low), math.Abs(high)); high-low <= distinct*size {
		room := size / 2 // one value: room to both sides
		if room == 0 {
			room = 1
		}
		low, high = low-room, high+room
	}
	a := axis{label: label, min: low, max: high, scale: plot.LinearScale{}}
	for ; len(a.ticks) < 2; n++ {
		a.ticks = nil
		step, digit := niceStep((high - low) / float64(n))
		for i := math.Ceil(low/step - distinct); float64(i*step) <= high+float64(distinct*step); i++ {
			v := float64(i * step)
			a.ticks = append(a.ticks, plot.Tick{Value: v, Label: number(v, digit)})
		}
	}
	return a
}

// niceStep is the least of 1, 2 or 5 times a power of ten that is at least
// atLeast, and that power, the last digit of its multiples.
func niceStep(atLeast float64) (step float64, digit int) {
	for digit = decade(atLeast); ; digit++ {
		for _, m := range []float64{1, 2, 5} {
			if step = m * pow10(digit); step >= atLeast*(1-distinct) {
				return step, digit
			}
		}
	}
}

// logarithmic is an axis with about n labels, at least two: powers of ten, or 1, 2
// and 5 or 1 and 3 times those where there are too few of them, or evenly spaced
// numbers where it spans little.
func logarithmic(label string, low, high float64, n int) axis {
	if a := (axis{label: label, min: low, max: high, scale: logScale{}}); a.check() != nil {
		return a // for newPlot to refuse
	}
	if high <= low*(1+distinct) {
		low, high = low/2, high*2
	}
	a := axis{label: label, min: low, max: high, scale: logScale{}}
	first, last := decade(low), decade(high)
	labelled := logLabels(low, high, n)
	major := 0
	for p := first; p <= last; p++ {
		for m := 1; m < 10; m++ {
			v := float64(m) * pow10(p)
			if v < low*(1-distinct) || v > high*(1+distinct) {
				continue
			}
			tick := plot.Tick{Value: min(max(v, low), high), Label: labelled(p, m)}
			if !tick.IsMinor() {
				major++
			}
			if !tick.IsMinor() || last-first <= 4 {
				a.ticks = append(a.ticks, tick)
			}
		}
	}
	if major < 2 {
		a.ticks = linear(label, low, high, n).ticks
	}
	return a
}

// Axis says what an axis of a panel shows.
type Axis struct {
	Label string // with the unit: "step h", "time per gradient (µs)"
	Log   bool
	// Reach are values that the axis shows beside those of the series. Where there are
	// some, it ends at the outermost value, else a little beyond.
	Reach []float64
	// Zero, of a logarithmic axis, is the label of a line a decade below the least
	// value, for values of exactly 0. They lie at the lower end without it.
	Zero string
	// Decades is the most that a logarithmic axis spans, 0 for any. Smaller values lie
	// at the lower end, and the label says so.
	Decades int
}

// least is the least positive value that a logarithmic axis shows as what it is:
// below it, ranges underflow.
const least = 1e-290

// Room beyond the values: a factor of a logarithmic axis, a share of the range of
// another.
const (
	factor = 1.5
	share  = 0.08
)

// How many labels an axis has, about.
const (
	labelsOfX    = 7
	labelsOfLogX = 6 // they may have many digits
	labelsOfY    = 5
)

// over is the axis of some values with about n labels, and with room at its ends if there is no other reach.
func (a Axis) over(values []float64, n int, room bool) axis {
	room = room && len(a.Reach) == 0
	low, high, zeros := math.Inf(1), math.Inf(-1), false
	for _, v := range slices.Concat(values, a.Reach) {
		if a.Log && v <= 0 {
			zeros = true
			continue
		}
		if a.Log {
			v = max(v, least)
		}
		low, high = min(low, v), max(high, v)
	}
	switch {
	case !a.Log && room:
		low, high = padded(low, high, share)
		fallthrough
	case !a.Log:
		return linear(a.Label, low, high, n)
	case low > high && zeros: // and nothing else
		low, high = 0x1p-52, 0x1p-52
	}
	if room {
		low, high = low/factor, high*factor
	}
	if span := pow10(a.Decades); a.Decades > 0 && high/low > span {
		low = pow10(decade(high/span) + 1)
		a.Label = fmt.Sprintf("%s (below %v drawn at %[2]v)", a.Label, low)
	}
	if a.Zero != "" && zeros {
		return withZero(a.Label, a.Zero, low, high, n)
	}
	return logarithmic(a.Label, low, high, n)
}

// withZero is a logarithmic axis from low to high with a line for 0 a decade below
// low, which bears a label of its own.
func withZero(label, zero string, low, high float64, n int) axis {
	line := low / 10
	a := logarithmic(label, line/factor, high, n)
	a.ticks = slices.DeleteFunc(a.ticks, func(t plot.Tick) bool { return t.Value < low*(1-distinct) })
	a.ticks = append([]plot.Tick{{Value: line, Label: zero}}, a.ticks...)
	a.zero = line
	return a
}

// place is where a value lies on the axis: a logarithmic one has a line for 0, or its
// lower end for all that is below.
func (a axis) place(v float64) float64 {
	switch _, log := a.scale.(logScale); {
	case !log:
		return v
	case v <= 0 && a.zero > 0:
		return a.zero
	}
	return max(v, a.min)
}

// logLabels returns the label of m·10^p, or none, such that about n labels lie
// between low and high.
func logLabels(low, high float64, n int) func(p, m int) string {
	first, last := decade(low), decade(high)
	whole := last - first // about the powers of ten within
	decades := (portable.Log(high) - portable.Log(low)) / math.Ln10
	// Labels at 1, 2 and 5 are at least 0.30 decades apart, at 1 and 3 0.47; of the
	// room for a label, this much must be left between two.
	const tight = 0.76
	room := float64(tight*decades) / float64(n)
	every := 1
	format := plain
	switch {
	case room <= 0.30:
		return func(p, m int) string {
			if m == 1 || m == 2 || m == 5 {
				return plain(m, p)
			}
			return ""
		}
	case whole < 4 && room <= 0.47:
		return func(p, m int) string {
			if m == 1 || m == 3 {
				return plain(m, p)
			}
			return ""
		}
	case first < -4 || last > 4:
		every = (whole + n) / n
		format = powerOf
	}
	return func(p, m int) string {
		if m == 1 && ((p%every)+every)%every == 0 {
			return format(1, p)
		}
		return ""
	}
}

// logScale is plot.LogScale with a logarithm that has the same digits on every
// architecture.
type logScale struct{}

func (logScale) Normalize(low, high, x float64) float64 {
	bottom := portable.Log(low)
	return (portable.Log(x) - bottom) / (portable.Log(high) - bottom)
}

// padded widens a range to either side by a share of its length or, where it is a
// single value, by enough to see it.
func padded(low, high, share float64) (float64, float64) {
	room := float64(share * (high - low))
	if size := max(math.Abs(low), math.Abs(high)); room <= distinct*size {
		room = size / 10
	}
	if room == 0 {
		room = 1
	}
	return low - room, high + room
}
