package figure

import (
	_ "embed"
	"fmt"
	"image/color"
	"math"
	"strconv"
)

// Stylesheet defines the custom properties from which the figures take colours and
// font: in :root for light, in dark by prefers-color-scheme, and light for print.
// A page includes it and may override any of them:
//
//	--fig-font     the font of all texts, of about the widths of Arial
//	--fig-text     titles, labels, marks of the report's own figures
//	--fig-muted    tick labels and axes
//	--fig-grid     grid lines
//	--fig-paper    the background, as the thin edge around marks
//	--fig-class0   class 0 and the map where the probability is 0
//	--fig-class1   class 1 and the map where it is 1
//	--fig-a … -d   the series of a plot
//	--fig-data, --fig-parameter, --fig-gradient, --fig-loss
//	               the nodes of a graph, behind texts of --fig-text
//
// The colours are those of Okabe and Ito ("Color Universal Design", 2008), which
// colour-blind readers can tell apart, lightened for dark pages.
//
//go:embed style.css
var Stylesheet string

// themeColor is a colour by the custom property that defines it.
type themeColor struct {
	name    string
	opacity float64 // in percent
	edged   bool    // fills have a thin edge of the background's colour
}

var (
	colorText   = themeColor{name: "text", opacity: 100}
	colorMuted  = themeColor{name: "muted", opacity: 100}
	colorGrid   = themeColor{name: "grid", opacity: 100}
	colorPaper  = themeColor{name: "paper", opacity: 100}
	colorClass  = [2]themeColor{{name: "class0", opacity: 100}, {name: "class1", opacity: 100}}
	colorSeries = [4]themeColor{{name: "a", opacity: 100}, {name: "b", opacity: 100}, {name: "c", opacity: 100},
		{name: "d", opacity: 100}}
)

// RGBA makes it a [color.Color]. The canvas never asks.
func (c themeColor) RGBA() (r, g, b, a uint32) { return color.Black.RGBA() }

func (c themeColor) faded(percent float64) themeColor {
	c.opacity = percent
	return c
}

func (c themeColor) withEdge() themeColor {
	c.edged = true
	return c
}

// attributes are those of an element whose fill or stroke has this colour.
func (c themeColor) attributes(paint string) string {
	s := fmt.Sprintf(`%s="var(--fig-%s)"`, paint, c.name)
	if c.opacity != 100 {
		s += fmt.Sprintf(` %s-opacity="%s"`, paint, strconv.FormatFloat(math.Round(c.opacity)/100, 'g', -1, 64))
	}
	if c.edged {
		s += ` stroke="var(--fig-paper)"`
	}
	return s
}
