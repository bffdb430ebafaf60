package bench_test

import (
	"context"
	"fmt"
	"time"

	"backprop/compare/bench"
)

func ExampleMeasureSweep() {
	points, err := bench.MeasureSweep(context.Background(), bench.Widths()[:1],
		bench.Settings{Rounds: 6, Sample: time.Microsecond})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, depth := range bench.Depths() {
		fmt.Println(points[i].Width, points[i].Hidden == depth, points[i].Ratio.Median > 0)
	}
	// Output:
	// 4 true true
	// 4 true true
	// 4 true true
}
