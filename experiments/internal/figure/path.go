package figure

import (
	"bytes"
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// tolerance is by how many pixels a thinned curve may stray: a quarter of the
// thinnest line drawn.
const tolerance = 0.25

// thinned leaves out the points of a path's polylines without which it still runs
// within the tolerance of all of them.
func thinned(path vg.Path) vg.Path {
	var out vg.Path
	for from := 0; from < len(path); {
		to := from + 1
		for path[from].Type == vg.MoveComp && to < len(path) && path[to].Type == vg.LineComp {
			to++
		}
		out = append(out, simplify(path[from:to])...)
		from = to
	}
	return out
}

// simplify is the algorithm of Ramer, Douglas and Peucker (Douglas and Peucker,
// "Algorithms for the reduction of the number of points required to represent a
// digitized line or its caricature", 1973), without recursion.
func simplify(line vg.Path) vg.Path {
	if len(line) < 3 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	for open := [][2]int{{0, len(line) - 1}}; len(open) > 0; {
		from, to := open[len(open)-1][0], open[len(open)-1][1]
		open = open[:len(open)-1]
		farthest, at := tolerance, -1
		for i := from + 1; i < to; i++ {
			if d := distance(line[i].Pos, line[from].Pos, line[to].Pos); d > farthest {
				farthest, at = d, i
			}
		}
		if at >= 0 {
			keep[at] = true
			open = append(open, [2]int{from, at}, [2]int{at, to})
		}
	}
	var out vg.Path
	for i, kept := range keep {
		if kept {
			out = append(out, line[i])
		}
	}
	return out
}

// distance is that of p from the segment between a and b.
func distance(p, a, b vg.Point) float64 {
	ab, ap := b.Sub(a), p.Sub(a)
	t := 0.0
	if square := float64(ab.Dot(ab)); square > 0 {
		t = min(1, max(0, float64(ap.Dot(ab))/square))
	}
	nearest := a.Add(ab.Scale(vg.Length(t)))
	return math.Hypot(float64(p.X-nearest.X), float64(p.Y-nearest.Y))
}

// writePath writes path data: absolute moves and, between rounded positions, so
// that no error adds up, relative lines. The second coordinate of a point turns
// over, since SVG counts from the top.
func writePath(b *bytes.Buffer, path vg.Path, height float64) error {
	var x, y int // where we are
	for _, p := range path {
		toX, toY := tenths(float64(p.Pos.X)), tenths(height-float64(p.Pos.Y))
		switch p.Type {
		case vg.MoveComp:
			fmt.Fprintf(b, "M%s%s", decimal(toX), next(toY))
			x, y = toX, toY
		case vg.LineComp:
			switch {
			case toX == x && toY == y:
			case toY == y:
				fmt.Fprintf(b, "h%s", decimal(toX-x))
			case toX == x:
				fmt.Fprintf(b, "v%s", decimal(toY-y))
			default:
				fmt.Fprintf(b, "l%s%s", decimal(toX-x), next(toY-y))
			}
			x, y = toX, toY
		case vg.ArcComp:
			if p.Start != 0 || p.Angle != 2*math.Pi {
				return fmt.Errorf("figure: an arc from %v by %v: want a whole circle from 0", p.Start, p.Angle)
			}
			r := tenths(float64(p.Radius)) // from its rightmost point, as gonum's glyphs begin
			fmt.Fprintf(b, "a%[1]s %[1]s 0 1 0%[2]s 0a%[1]s %[1]s 0 1 0%[3]s 0", decimal(r), next(-2*r), next(2*r))
		case vg.CloseComp:
			b.WriteString("z")
		default:
			return fmt.Errorf("figure: a path with a component of type %d: want lines and circles", p.Type)
		}
	}
	return nil
}

// next prints a number that follows another.
func next(t int) string {
	if t < 0 {
		return decimal(t)
	}
	return " " + decimal(t)
}
