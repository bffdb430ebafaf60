package figure

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// canvas is gonum/plot's drawing surface as compact SVG, one unit a CSS pixel. It
// differs from gonum's own, vgsvg, in what a page of many figures needs: colours
// are custom properties (see themeColor), texts are anchored where they are aligned, so
// that they stay in place in any font, lengths are in tenths of a pixel, curves
// are thinned to what shows, and neighbours of the same style share an element.
type canvas struct {
	width, height float64
	color         color.Color
	lineWidth     vg.Length
	dashes        []vg.Length

	body bytes.Buffer
	// style and path are the element not yet written, which the next path of the
	// same style extends.
	style string
	path  bytes.Buffer
	err   error // the first thing that could not be drawn
}

// newCanvas returns a canvas whose height has yet to be set.
func newCanvas(width float64) *canvas {
	c := &canvas{width: width}
	vg.Initialize(c)
	return c
}

func (c *canvas) SetLineWidth(w vg.Length)               { c.lineWidth = w }
func (c *canvas) SetLineDash(d []vg.Length, _ vg.Length) { c.dashes = d }
func (c *canvas) SetColor(clr color.Color)               { c.color = clr }

// None of the plotters used here transforms the canvas.
func (c *canvas) Push()                  { c.refuse("Push") }
func (c *canvas) Pop()                   { c.refuse("Pop") }
func (c *canvas) Rotate(float64)         { c.refuse("Rotate") }
func (c *canvas) Translate(vg.Point)     { c.refuse("Translate") }
func (c *canvas) Scale(float64, float64) { c.refuse("Scale") }

func (c *canvas) refuse(what string) {
	c.err = errors.Join(c.err, fmt.Errorf("figure: a canvas without %s", what))
}

// theme returns the current colour. Black, which vg.Initialize and plotters set by
// default, is the colour of the text.
func (c *canvas) theme() themeColor {
	if known, ok := c.color.(themeColor); ok {
		return known
	}
	return colorText
}

func (c *canvas) Stroke(path vg.Path) {
	if c.lineWidth <= 0 {
		return
	}
	style := c.theme().attributes("stroke")
	if w := tenths(float64(c.lineWidth)); w != 10 {
		style += fmt.Sprintf(` stroke-width="%s"`, decimal(w))
	}
	if len(c.dashes) > 0 {
		style += ` stroke-dasharray="`
		for i, d := range c.dashes {
			if i > 0 {
				style += " "
			}
			style += decimal(tenths(float64(d)))
		}
		style += `"`
	}
	c.add(style, thinned(path))
}

func (c *canvas) Fill(path vg.Path) { c.add(c.theme().attributes("fill"), path) }

// add draws a path, in one element with the path before it if that has the same
// style.
func (c *canvas) add(style string, path vg.Path) {
	if style != c.style {
		c.flush()
		c.style = style
	}
	if err := writePath(&c.path, path, c.height); err != nil {
		c.err = errors.Join(c.err, err)
	}
}

func (c *canvas) flush() {
	if c.path.Len() > 0 {
		fmt.Fprintf(&c.body, "<path %s d=\"%s\"/>\n", c.style, c.path.Bytes())
	}
	c.path.Reset()
	c.style = ""
}

func (c *canvas) FillString(f font.Face, at vg.Point, s string) {
	c.text(f.Font, "start", at, s)
}

// text writes s with its baseline at a point and its start, middle or end there.
func (c *canvas) text(f font.Font, anchor string, at vg.Point, s string) {
	c.flush()
	fmt.Fprintf(&c.body, `<text x="%s" y="%s"`, decimal(tenths(float64(at.X))), decimal(tenths(c.height-float64(at.Y))))
	if anchor != "start" {
		fmt.Fprintf(&c.body, ` text-anchor="%s"`, anchor)
	}
	if f.Size != textSize {
		fmt.Fprintf(&c.body, ` font-size="%s"`, decimal(tenths(float64(f.Size))))
	}
	if f.Weight > 0 {
		c.body.WriteString(` font-weight="bold"`)
	}
	fmt.Fprintf(&c.body, " %s>%s</text>\n", c.theme().attributes("fill"), html.EscapeString(s))
}

func (c *canvas) DrawImage(r vg.Rectangle, img image.Image) {
	c.flush()
	var data bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&data, img); err != nil {
		c.err = errors.Join(c.err, err)
		return
	}
	left, top := tenths(float64(r.Min.X)), tenths(c.height-float64(r.Max.Y))
	right, bottom := tenths(float64(r.Max.X)), tenths(c.height-float64(r.Min.Y))
	fmt.Fprintf(&c.body, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" `+
		`href="data:image/png;base64,%s"/>`+"\n",
		decimal(left), decimal(top), decimal(right-left), decimal(bottom-top),
		base64.StdEncoding.EncodeToString(data.Bytes()))
}

// tenths rounds to tenths of a pixel. What lies halfway, as round numbers often do,
// is rounded up even if a fused multiplication has left it a little below: the
// drawing must not depend on the architecture.
func tenths(v float64) int { return int(math.Floor(float64(10*v) + 0.5 + 1e-6)) }

// decimal prints tenths as SVG reads them: 12 is "1.2", -4 "-.4", 30 "3".
func decimal(t int) string {
	sign := ""
	if t < 0 {
		sign, t = "-", -t
	}
	switch {
	case t%10 == 0:
		return sign + strconv.Itoa(t/10)
	case t < 10:
		return sign + "." + strconv.Itoa(t)
	}
	return sign + strconv.Itoa(t/10) + "." + strconv.Itoa(t%10)
}
