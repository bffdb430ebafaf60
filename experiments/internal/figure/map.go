package figure

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Map is a probability over the square [0,1]² on a grid of Side×Side cells, as
// TensorFlow Playground draws it (https://github.com/tensorflow/playground,
// heatmap.ts: 100×100 cells, 30 shades). A network with row bias has a probability
// per place and row: the caller must say in the caption which bias the map takes.
type Map struct {
	Side int
	// Probabilities has row i at x1 = (i+½)/Side and column j at x0 = (j+½)/Side:
	// Probabilities[i*Side+j].
	Probabilities []float64
}

const (
	shades = 30
	// densest is the opacity of the shade of certainty, which lets the marks of the
	// points stand out.
	densest = 0.62
)

// shadeColors are transparent at ½ and ever denser towards certainty, so that they
// suit a light as well as a dark page. An image cannot take its colours from a
// stylesheet: these are the light ones of class 0 and 1.
var shadeColors = func() color.Palette {
	var p color.Palette
	for i := range shades {
		certainty := 2*(float64(i)+0.5)/shades - 1
		c := color.NRGBA{R: 0x00, G: 0x72, B: 0xb2}
		if certainty > 0 {
			c = color.NRGBA{R: 0xe0, G: 0x6c, B: 0x10}
		}
		c.A = uint8(math.Round(255 * densest * math.Abs(certainty)))
		p = append(p, c)
	}
	return p
}()

// shade is the index of the shade of a probability.
func shade(p float64) uint8 { return uint8(min(shades-1, int(p*shades))) }

// Plot draws the map over the unit square.
func (m Map) Plot(c draw.Canvas, p *plot.Plot) {
	img := image.NewPaletted(image.Rect(0, 0, m.Side, m.Side), shadeColors)
	for i := range m.Side {
		for j := range m.Side {
			img.SetColorIndex(j, m.Side-1-i, shade(m.Probabilities[i*m.Side+j]))
		}
	}
	x, y := p.Transforms(&c)
	c.DrawImage(vg.Rectangle{Min: vg.Point{X: x(0), Y: y(0)}, Max: vg.Point{X: x(1), Y: y(1)}}, img)
}

// Thumbnail draws the shades from 0 to 1.
func (m Map) Thumbnail(c *draw.Canvas) {
	img := image.NewPaletted(image.Rect(0, 0, shades, 1), shadeColors)
	for i := range shades {
		img.SetColorIndex(i, 0, uint8(i))
	}
	c.DrawImage(c.Rectangle, img)
}
