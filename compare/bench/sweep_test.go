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
	for _, p := range points {
		fmt.Println(p.Width, p.Hidden, p.Ratio.Median > 0)
	}
	// Output:
	// 4 1 true
	// 4 2 true
	// 4 4 true
}
