package figure

import (
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	xfont "golang.org/x/image/font"
)

// Sizes of texts in pixels.
const (
	textSize  = 13
	titleSize = 15
)

// spare is by how much the page's font may be wider than the one that texts are
// measured in: DejaVu Sans, the widest of the usual ones, by a seventh, in bold by a quarter.
const (
	spare     = 1.15
	spareBold = 1.3
)

// fonts are those in which texts are measured: Liberation Sans has the widths of
// Arial and Helvetica.
var fonts = font.NewCache(liberation.Collection())

func sans(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// handler measures as text.Plain does, and hands texts to a canvas with their
// alignment, for the reader's browser to align in its own font.
type handler struct {
	text.Plain
	canvas *canvas
}

func newHandler(c *canvas) handler { return handler{text.Plain{Fonts: fonts}, c} }

// Box is the box of a text in the widest font that the page may have.
func (h handler) Box(s string, f font.Font) (width, height, depth vg.Length) {
	width, height, depth = h.Plain.Box(s, f)
	if f.Weight > 0 {
		return spareBold * width, height, depth
	}
	return spare * width, height, depth
}

// Draw draws one line of text.
func (h handler) Draw(_ vg.Canvas, s string, style text.Style, at vg.Point) {
	if s == "" {
		return
	}
	anchor := "start"
	switch style.XAlign {
	case draw.XCenter:
		anchor = "middle"
	case draw.XRight:
		anchor = "end"
	}
	at.Y += style.Height(s)*vg.Length(style.YAlign) - h.Extents(style.Font).Ascent + style.Font.Size
	h.canvas.SetColor(style.Color)
	h.canvas.text(style.Font, anchor, at, s)
}

// label is the style of a text at the left of and above its point.
func (h handler) label(size vg.Length, color themeColor) text.Style {
	return text.Style{Color: color, Font: sans(size), XAlign: draw.XLeft, YAlign: draw.YBottom, Handler: h}
}

// title is the style of a figure's title.
func (h handler) title() text.Style {
	style := h.label(titleSize, colorText)
	style.Font.Weight = xfont.WeightBold
	return style
}

// wrap breaks s between words into lines of at most a width.
func wrap(style text.Style, s string, width vg.Length) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 && style.Width(lines[n-1]+" "+word) <= width {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, fit(style, word, width))
	}
	return lines
}

// fit cuts s, if it must, to a width.
func fit(style text.Style, s string, width vg.Length) string {
	if style.Width(s) <= width {
		return s
	}
	cut := []rune(s)
	for len(cut) > 0 && style.Width(string(cut)+"…") > width {
		cut = cut[:len(cut)-1]
	}
	return string(cut) + "…"
}
