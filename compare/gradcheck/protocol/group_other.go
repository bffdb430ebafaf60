//go:build !unix

package protocol

import (
	"context"
	"os/exec"
	"runtime"
)

func shell(ctx context.Context, command string) *exec.Cmd {
	if runtime.GOOS == "windows" {
		return exec.CommandContext(ctx, "cmd", "/C", command)
	}
	return exec.CommandContext(ctx, "/bin/sh", "-c", command)
}

// kill ends the command, and elsewhere than on Unix not what it has started.
func kill(cmd *exec.Cmd) error { return cmd.Process.Kill() }
