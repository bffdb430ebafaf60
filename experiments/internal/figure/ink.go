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
//	--fig-ink      titles, labels, marks of the report's own figures
//	--fig-muted    tick labels and axes
//	--fig-grid     grid lines
//	--fig-paper    the background, as the thin edge around marks
//	--fig-class0   class 0 and the map where the probability is 0
//	--fig-class1   class 1 and the map where it is 1
//	--fig-a … -d   the series of a plot
//	--fig-data, --fig-parameter, --fig-gradient, --fig-loss
//	               the nodes of a graph, behind texts of --fig-ink
//
// The colours are those of Okabe and Ito ("Color Universal Design", 2008), which
// colour-blind readers can tell apart, lightened for dark pages.
//
//go:embed style.css
var Stylesheet string

// ink is a colour by the custom property that defines it.
type ink struct {
	name    string
	opacity float64 // in percent
	edged   bool    // fills have a thin edge of the background's colour
}

var (
	inkText   = ink{name: "ink", opacity: 100}
	inkMuted  = ink{name: "muted", opacity: 100}
	inkGrid   = ink{name: "grid", opacity: 100}
	inkPaper  = ink{name: "paper", opacity: 100}
	inkClass  = [2]ink{{name: "class0", opacity: 100}, {name: "class1", opacity: 100}}
	inkSeries = [4]ink{{name: "a", opacity: 100}, {name: "b", opacity: 100}, {name: "c", opacity: 100}, {name: "d", opacity: 100}}
)

// RGBA makes an ink a [color.Color]. The canvas never asks.
func (i ink) RGBA() (r, g, b, a uint32) { return color.Black.RGBA() }

func (i ink) faded(percent float64) ink {
	i.opacity = percent
	return i
}

func (i ink) withEdge() ink {
	i.edged = true
	return i
}

// attributes are those of an element whose fill or stroke has this colour.
func (i ink) attributes(paint string) string {
	s := fmt.Sprintf(`%s="var(--fig-%s)"`, paint, i.name)
	if i.opacity != 100 {
		s += fmt.Sprintf(` %s-opacity="%s"`, paint, strconv.FormatFloat(math.Round(i.opacity)/100, 'g', -1, 64))
	}
	if i.edged {
		s += ` stroke="var(--fig-paper)"`
	}
	return s
}
