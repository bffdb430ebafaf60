package figure

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

func TestNumbersAreAsShortAsSVGAllows(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 3: "3", 1.2: "1.2", -0.4: "-.4", 0.04: "0", 0.96: "1",
		-12.34: "-12.3"} {
		assert.Equal(t, want, decimal(tenths(v)))
	}
}

// On arm64 a product and a sum are one rounding, on amd64 two.
func TestHalfwayRoundsTheSameWhateverTheLastDigit(t *testing.T) {
	for _, v := range []float64{100.25, 0.05, 17.75, 349.95} {
		assert.Equal(t, tenths(v), tenths(math.Nextafter(v, 0)))
		assert.Equal(t, tenths(v), tenths(math.Nextafter(v, 1000)))
	}
}

func TestAThinnedCurveStaysWithinTheTolerance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line vg.Path
		x := 0.0
		for i, y := range rapid.SliceOfN(rapid.Float64Range(0, 200), 1, 60).Draw(t, "y") {
			x += rapid.Float64Range(0, 3).Draw(t, "dx")
			p := vg.Point{X: vg.Length(x), Y: vg.Length(y)}
			if i == 0 {
				line.Move(p)
			} else {
				line.Line(p)
			}
		}
		thin := thinned(line)
		require.Equal(t, line[0], thin[0])
		require.Equal(t, line[len(line)-1], thin[len(thin)-1])
		for _, p := range line {
			nearest := math.Inf(1)
			for i := range thin {
				nearest = min(nearest, distance(p.Pos, thin[max(0, i-1)].Pos, thin[i].Pos))
			}
			require.LessOrEqual(t, nearest, tolerance)
		}
	})
}

func TestACurveThatLooksStraightHasTwoPoints(t *testing.T) {
	var line vg.Path
	line.Move(vg.Point{})
	for i := range 700 {
		line.Line(vg.Point{X: vg.Length(i), Y: vg.Length(0.1 * math.Sin(float64(i)))})
	}
	assert.Equal(t, 2, len(thinned(line)))
}

func TestPathsTurnOverAndDoNotDrift(t *testing.T) {
	var path vg.Path
	path.Move(vg.Point{X: 1, Y: 9})
	for i := range 30 { // steps of a third, each rounded to .3 or .4
		path.Line(vg.Point{X: 1 + vg.Length(i+1)/3, Y: 9})
	}
	path.Line(vg.Point{X: 11, Y: 8})
	path.Line(vg.Point{X: 10, Y: 9})
	path.Close()
	var b bytes.Buffer
	require.NoError(t, writePath(&b, path, 10))
	want := "M1 1"
	for range 10 {
		want += "h.3h.4h.3"
	}
	assert.Equal(t, want+"v1l-1-1z", b.String())

	b.Reset()
	require.NoError(t, writePath(&b, circle(vg.Point{X: 5, Y: 5}, 3), 10))
	assert.Equal(t, "M8 5a3 3 0 1 0-6 0a3 3 0 1 0 6 0z", b.String())
}

func TestACanvasSaysWhatItCannotDraw(t *testing.T) {
	var curve vg.Path
	curve.Move(vg.Point{})
	curve.QuadTo(vg.Point{}, vg.Point{})
	s := newBuilder("", width, 10)
	s.canvas.Stroke(curve)
	_, err := s.figure("nothing")
	assert.EqualError(t, err, "figure: a path with a component of type 3: want lines and circles")

	s = newBuilder("", width, 10)
	s.canvas.Rotate(1)
	_, err = s.figure("nothing")
	assert.EqualError(t, err, "figure: a canvas without Rotate")
}
