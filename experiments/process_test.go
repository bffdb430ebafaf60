//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkProcess is what whole runs of the program cost: the processors' time, the
// peak of memory, and where there are two cores, what two of them reach of twice the
// speed of one, the two timed in turn. Some 35 ms and 20 MB are the program's start.
//
//	go test ./experiments -run '^$' -bench Process -benchtime 6x -count 6 | tee process.txt
func BenchmarkProcess(b *testing.B) {
	program := filepath.Join(b.TempDir(), programName)
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(b, err, string(out))
	const million = "train --task linear --samples 1000000 --bias shared --epochs 3 --learning-rate 1e-7 --engine "
	for name, command := range map[string]string{
		"start":                        "--version",
		"reproduce":                    "reproduce",
		"reproduce/engine=manual":      "reproduce --engine manual",
		"reproduce/engine=graph":       "reproduce --engine graph",
		"train 1e6 rows/engine=manual": million + "manual",
		"train 1e6 rows/engine=graph":  million + "graph",
		"audit of 10 seeds":            "audit --seeds 10",
	} {
		b.Run(name, func(b *testing.B) {
			var took [3]time.Duration // by cores
			var work time.Duration
			var peak int64
			for b.Loop() {
				for cores := 1; cores <= min(2, runtime.NumCPU()); cores++ {
					run := exec.Command(program, strings.Fields(command)...)
					run.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(cores))
					start := time.Now()
					out, err := run.CombinedOutput()
					took[cores] += time.Since(start)
					require.NoError(b, err, string(out))
					if cores == 1 {
						work += run.ProcessState.UserTime() + run.ProcessState.SystemTime()
						peak = max(peak, run.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
					}
				}
			}
			b.ReportMetric(0, "ns/op") // of both together
			b.ReportMetric(float64(work.Microseconds())/1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(peak)/1024, "peak-MiB")
			if took[2] > 0 {
				b.ReportMetric(took[1].Seconds()/(2*took[2].Seconds()), "efficiency")
			}
		})
	}
}
