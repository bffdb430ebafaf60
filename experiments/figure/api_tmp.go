package figure

import (
	"context"
	"errors"
)

// Stylesheet defines the custom properties of the figures for light, dark and
// print.
const Stylesheet = ""

// Draw returns the figure.
func (l Losses) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw returns the figure.
func (p Predictions) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw returns the figure.
func (h HiddenViews) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw returns the figure.
func (c Courses) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw returns the figure.
func (d Distributions) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw returns the figure.
func (s SuccessRates) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw returns the figure.
func (l LogLog) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw returns the figure.
func (d Differences) Draw() (Figure, error) { return Figure{}, errors.ErrUnsupported }

// Draw lays the graph out and returns the figure.
func (e Expression) Draw(ctx context.Context) (Figure, error) {
	return Figure{}, errors.ErrUnsupported
}
