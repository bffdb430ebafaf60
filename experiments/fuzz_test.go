package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Whatever is typed, the program says in one line that it is wrong, or begins its work,
// which is interrupted here before it does anything.
func FuzzFlags(f *testing.F) {
	f.Setenv("PATH", "") // git, which --version asks, takes longer than all else
	for _, args := range []string{"train --layers 2,4,1 --activations relu,sigmoid --bias row --json a.json",
		"train --task linear --samples 7 --batch 3 --learning-rate 1e-3 --epochs 9 --seed 5 --keep-every 2 --npz a.npz",
		"check --method dual --directions 2 --epochs 1", "audit --seeds 4 --claims sweep,memory --shard 1/2 --workers 2",
		"merge a b --json - --all", "reproduce --engine graph --csv -", "train --from a --run b", "help train",
		"train --samples -9223372036854775808 --learning-rate 0x1p-1074",
		"audit --shard 9223372036854775807/9223372036854775807",
		"train --layers 2,67108864,1", "completion bash", "--version", "compare --csv= --json", "report --out x --seeds 1"} {
		f.Add(args)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if strings.ContainsAny(typed, "/\\") && !strings.Contains(typed, "--shard") || strings.Contains(typed, "..") {
			return // nothing outside the directory is written to
		}
		t.Chdir(t.TempDir())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var stdout, stderr bytes.Buffer
		code := run(ctx, strings.Fields(typed), &stdout, &stderr)
		switch code {
		case exitUsage, exitInterrupted:
			assert.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
			assert.Regexp(t, `^backprop: `, stderr.String())
			assert.Empty(t, files(t), "nothing is left behind")
		default:
			assert.Contains(t, []int{exitOK, exitFailed}, code)
		}
	})
}
