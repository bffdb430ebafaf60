package page

import "backprop/experiments/internal/figure"

// drawer is a figure as data.
type drawer interface{ Draw() (figure.Figure, error) }

// plateOf draws figures to stand beside each other.
func plateOf(caption string, from source, figures ...drawer) (plate, error) {
	p := plate{Caption: caption, source: from}
	for _, f := range figures {
		drawn, err := f.Draw()
		if err != nil {
			return plate{}, err
		}
		p.Drawings = append(p.Drawings, drawn)
	}
	return p, nil
}
