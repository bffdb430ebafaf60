package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
)

// span is the most that a loss axis shows: losses of single samples fall to 1e-14,
// which would leave no room for the rest.
const span = 10000

// lossAxis is a logarithmic axis of losses from bottom to top, either 0 for the
// least and the greatest of the losses, but of no more than span.
func lossAxis(bottom, top float64, losses ...[]float64) axis {
	low, high := math.Inf(1), 0.0
	for _, values := range losses {
		for _, v := range values {
			low, high = min(low, max(v, least)), max(high, v)
		}
	}
	if bottom > 0 {
		low = min(low, bottom)
	}
	if high = max(high, top); high < least {
		high = 1
	}
	label := "loss (mean, nats)"
	if high/low > span {
		low = pow10(decade(high/span) + 1)
		label = fmt.Sprintf("loss (mean, nats; below %v drawn at %[1]v)", low)
	}
	return logarithmic(label, low, high, 5)
}

// overEpochs are a curve's values over their epochs, where those below the axis lie
// on its lower end.
func (a axis) overEpochs(values []float64) plotter.XYs {
	points := over(values)
	for i := range points {
		points[i].Y = max(points[i].Y, a.min)
	}
	return points
}
