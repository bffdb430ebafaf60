package figure

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Row 0 of the probabilities is at the foot of the square, row 0 of an image at
// its head.
func TestAMapLiesAsThePointsDo(t *testing.T) {
	f := drawn(t, Predictions{Squares: []Square{{X: [][2]float64{{0, 0}}, Labels: []float64{0},
		Probabilities: []float64{0},
		Map: Map{2, []float64{
			0, 0.49, // x1 = ¼: x0 = ¼, ¾
			0.51, 1, // x1 = ¾
		}}}}})
	var hrefs []string
	for _, e := range elements(t, f) {
		if e.Name.Local == "image" {
			hrefs = append(hrefs, attribute(e, "href"))
			assert.NotEmpty(t, attribute(e, "width"))
			assert.NotEmpty(t, attribute(e, "height"))
		}
	}
	require.Len(t, hrefs, 2, "the legend's and the map")
	data, err := base64.StdEncoding.DecodeString(hrefs[1][len("data:image/png;base64,"):])
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	require.Equal(t, 2, img.Bounds().Dx())

	shown := func(x, y int) string {
		r, _, b, a := img.At(x, y).RGBA()
		color, strength := "orange", "pale"
		if b > r {
			color = "blue"
		}
		if a > 0x8000 {
			strength = "dense"
		}
		return strength + " " + color
	}
	assert.Equal(t, "pale orange", shown(0, 0))
	assert.Equal(t, "dense orange", shown(1, 0))
	assert.Equal(t, "dense blue", shown(0, 1))
	assert.Equal(t, "pale blue", shown(1, 1))
}

func TestShadesAreAsManyAsThePlaygrounds(t *testing.T) {
	seen := map[uint8]bool{}
	for i := range 1001 {
		seen[shade(float64(i)/1000)] = true
	}
	assert.Len(t, seen, 30)
	assert.Equal(t, uint8(0), shade(0))
	assert.Equal(t, uint8(29), shade(1))
	// 0.5 and less are blue, as class 0 is predicted there.
	assert.Equal(t, uint8(15), shade(0.5000001))
	assert.Equal(t, uint8(14), shade(0.4999999))
}
