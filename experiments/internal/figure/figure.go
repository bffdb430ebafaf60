// Package figure draws the report page's figures with gonum/plot as inline SVG.
// Every kind of figure is a struct of plain data whose Draw method returns a
// [Figure], or an error that names the value that cannot be drawn. Nothing is read
// and nothing is trained here. The same data give the same bytes.
//
// A figure of curves is 500 pixels wide, so that two and their caption are beside each
// other on a desk; on a telephone it is legible at two thirds of that.
//
// Colours are CSS custom properties, so that the page's stylesheet decides between
// light, dark and print: [Stylesheet] defines them all.
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
