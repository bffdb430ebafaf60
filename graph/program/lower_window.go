package program

import (
	"fmt"
	"math"
	"reflect"

	"gorgonia.org/tensor"
)

// windows are those of a convolution or a pooling over the height and width of one channel:
// the places of their elements in it, window by window, or -1 for one in the padding.
type windows struct {
	at            []int
	size, channel int // elements of a window, and of a channel
}

// windowsOf returns the windows of Gorgonia's operation on images, of shape (images,
// channels, height, width), of which there are so many vertically and horizontally.
func windowsOf(op reflect.Value, images tensor.Shape, vertically, horizontally int) windows {
	number := func(name string, otherwise int) int {
		if f := op.FieldByName(name); f.IsValid() {
			return int(f.Int())
		}
		return otherwise
	}
	top, left := number("padH", number("padNorth", 0)), number("padW", number("padWest", 0))
	if explicit := op.FieldByName("explicitPadding"); explicit.IsValid() && explicit.Bool() {
		top, left = number("padSouth", 0), number("padEast", 0) // as Gorgonia has it
	}
	height, width := images[2], images[3]
	w := windows{size: number("h", 0) * number("w", 0), channel: height * width}
	for y := range vertically {
		for x := range horizontally {
			for i := range number("h", 0) {
				for j := range number("w", 0) {
					row := y*number("strideH", 1) - top + i*number("dilationH", 1)
					col := x*number("strideW", 1) - left + j*number("dilationW", 1)
					at := row*width + col
					if row < 0 || row >= height || col < 0 || col >= width {
						at = -1
					}
					w.at = append(w.at, at)
				}
			}
		}
	}
	return w
}

// each calls visit for every window of some channels, from the first one's on, with its number.
func (w windows) each(channels int, visit func(window int, at []int, first int)) {
	count := len(w.at) / w.size
	for c := range channels {
		for i := range count {
			visit(c*count+i, w.at[i*w.size:][:w.size], c*w.channel)
		}
	}
}

// lowerWindows makes the windows of a convolution, a row for each, and, for its gradient, the
// sum of what the windows say about each element; or a max pooling and its gradient.
func (c *compiler) lowerWindows(n Operation, operands []*value) *value {
	op, image := reflect.Indirect(reflect.ValueOf(n.Op())), n.Operands[0].Shape()
	rows := n.Shape() // (images, rows, columns, channels × elements of a window)
	switch fmt.Sprintf("%T", n.Op()) {
	case "gorgonia.im2colOp":
		w := windowsOf(op, image, rows[1], rows[2])
		gather := func(dst []float64, args [][]float64) { w.gather(dst, args[0], image[1]) }
		return c.lowerWhole(n, operands, image[0], gather)
	case "gorgonia.col2imOp":
		image, rows = rows, image
		w := windowsOf(op, image, rows[1], rows[2])
		scatter := func(dst []float64, args [][]float64) { w.scatter(dst, args[0], image[1]) }
		return c.lowerWhole(n, operands, image[0], scatter)
	case "*gorgonia.maxPoolOp":
		w := windowsOf(op, image, n.Shape()[2], n.Shape()[3])
		return c.lowerWhole(n, operands, image[0]*image[1], func(dst []float64, args [][]float64) {
			w.each(len(args[0])/w.channel, func(i int, at []int, first int) {
				dst[i], _ = largest(args[0][first:], at)
			})
		})
	}
	pooled := n.Operands[1].Shape()
	w := windowsOf(op, image, pooled[2], pooled[3])
	operands = []*value{operands[0], operands[2]} // x, and the gradient of what it was pooled to
	return c.lowerWhole(n, operands, image[0]*image[1], func(dst []float64, args [][]float64) {
		clear(dst)
		w.each(len(dst)/w.channel, func(i int, at []int, first int) {
			if _, place := largest(args[0][first:], at); place >= 0 {
				dst[first+place] += args[1][i]
			}
		})
	})
}

// largest returns the largest element of a window of x, and its place: as Gorgonia has it, the
// first of equals, and the smallest float64 and no place if all are NaN.
func largest(x []float64, window []int) (element float64, place int) {
	element, place = -math.MaxFloat64, -1
	for _, at := range window {
		if at >= 0 && x[at] > element {
			element, place = x[at], at
		}
	}
	return element, place
}

// gather copies the windows of images to rows.
func (w windows) gather(rows, images []float64, channels int) {
	for ; len(images) > 0; images = images[channels*w.channel:] {
		for windows := w.at; len(windows) > 0; windows = windows[w.size:] {
			for c := range channels {
				row, channel := rows[:w.size], images[c*w.channel:][:w.channel]
				for i, at := range windows[:w.size] {
					if at < 0 {
						row[i] = 0
					} else {
						row[i] = channel[at]
					}
				}
				rows = rows[w.size:]
			}
		}
	}
}

// scatter adds the rows to the images in whose windows they are.
func (w windows) scatter(images, rows []float64, channels int) {
	clear(images)
	for ; len(images) > 0; images = images[channels*w.channel:] {
		for windows := w.at; len(windows) > 0; windows = windows[w.size:] {
			for c := range channels {
				row, channel := rows[:w.size], images[c*w.channel:][:w.channel]
				for i, at := range windows[:w.size] {
					if at >= 0 {
						channel[at] += row[i]
					}
				}
				rows = rows[w.size:]
			}
		}
	}
}
