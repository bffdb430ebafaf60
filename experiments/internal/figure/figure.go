package figure

import "html/template"

// Figure is a drawing to be placed in a page as it is.
type Figure struct {
	// SVG is one <svg> element with a size of its own, a role and a text
	// alternative. It refers to nothing outside, has no ids, and takes its
	// colours and its font from [Stylesheet].
	SVG template.HTML
	// Width and Height are its size in CSS pixels.
	Width, Height int
	// Alt is the text alternative: what is drawn and the figures that one would
	// read off it. The SVG has it as its aria-label.
	Alt string
}
