package page

import (
	"errors"
	"html/template"

	"backprop/experiments/figure"
)

// drawer is a figure as data.
type drawer interface{ Draw() (figure.Figure, error) }

func draw(f drawer) (figure.Figure, error) {
	drawn, err := f.Draw()
	if errors.Is(err, errors.ErrUnsupported) { // TODO until the figures are merged
		return placeholder(), nil
	}
	return drawn, err
}

func placeholder() figure.Figure {
	return figure.Figure{SVG: template.HTML(`<svg width="350" height="240" viewBox="0 0 350 240" role="img" aria-label="x"><rect width="350" height="240" fill="none" stroke="currentColor"/><text x="20" y="30" fill="currentColor">figure</text></svg>`), Width: 350, Height: 240, Alt: "x"}
}
