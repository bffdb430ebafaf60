package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// fault is what happens to a program at a point: a call by which it changes files.
type fault int

const (
	none     fault = iota
	killed         // before the call
	torn           // killed when half of what the call should write is written
	fails          // this call alone fails
	full           // from this call on, nothing can be written nor made: the first writes a half
	readOnly       // from this call on, nothing at all can be changed, as on a disk that fails
)

func (f fault) String() string {
	return [...]string{"none", "killed", "torn", "fails", "full", "read-only"}[f]
}

// point is a call of the system, and the name of the file that it is about.
type point struct{ call, file string }

func (p point) String() string { return p.call + " " + p.file }

// changing are the calls by which a Go program changes files.
var changing = map[uint64]struct {
	name string
	fd   bool // the first argument is an open file; else the second is a path
}{
	unix.SYS_WRITE: {"write", true}, unix.SYS_PWRITE64: {"pwrite", true}, unix.SYS_FSYNC: {"fsync", true},
	unix.SYS_FTRUNCATE: {"ftruncate", true}, unix.SYS_FCHMOD: {"fchmod", true},
	unix.SYS_OPENAT: {"create", false}, unix.SYS_RENAMEAT: {"rename", false}, unix.SYS_UNLINKAT: {"unlink", false},
	unix.SYS_MKDIRAT: {"mkdir", false},
}

// traced is a program under ptrace, whose calls below its directory are counted.
type traced struct {
	cmd    *exec.Cmd
	at     int // the number, from 1, of the point at which it has the fault
	fault  fault
	points []point
	// answers are the errors that calls of threads are going to return, at their ends.
	answers map[int]syscall.Errno
	halves  map[int]bool // threads to be killed at the end of their call
}

// runTraced runs a command, which has a directory, in which the points are, and files for
// its outputs. It has a fault at one point, unless that is beyond the last.
func runTraced(cmd *exec.Cmd, at int, f fault) (points []point, status syscall.WaitStatus, err error) {
	runtime.LockOSThread() // ptrace obeys one thread
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, status, err
	}
	defer cmd.Process.Release()
	t := traced{cmd: cmd, at: at, fault: f, answers: map[int]syscall.Errno{}, halves: map[int]bool{}}
	main := cmd.Process.Pid // and that of its group, so that nobody else's children are waited for
	inCall := map[int]bool{}
	begun := false
	for {
		tid, err := syscall.Wait4(-main, &status, syscall.WALL|unix.WNOTHREAD, nil)
		switch {
		case err == syscall.EINTR:
			continue
		case err != nil:
			return t.points, status, fmt.Errorf("waiting: %w", err)
		case status.Exited() || status.Signaled():
			if tid == main {
				return t.points, status, nil
			}
			continue
		}
		signal := 0
		switch stop := status.StopSignal(); {
		case !begun:
			begun = true
			if err := syscall.PtraceSetOptions(tid, unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_TRACECLONE|
				unix.PTRACE_O_EXITKILL); err != nil {
				return nil, status, err
			}
		case stop == syscall.SIGTRAP|0x80:
			if inCall[tid] = !inCall[tid]; inCall[tid] {
				err = t.enter(tid)
			} else {
				err = t.leave(tid)
			}
			if err != nil && err != syscall.ESRCH {
				return t.points, status, err
			}
		case stop != syscall.SIGTRAP && stop != syscall.SIGSTOP: // which are the tracer's own
			signal = int(stop)
		}
		if err := syscall.PtraceSyscall(tid, signal); err != nil && err != syscall.ESRCH { // killed meanwhile
			return t.points, status, err
		}
	}
}

// enter is at the beginning of a call.
func (t *traced) enter(tid int) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &regs); err != nil {
		return err
	}
	p, is := t.pointOf(tid, &regs)
	if !is {
		return nil
	}
	t.points = append(t.points, p)
	n := len(t.points)
	switch {
	case n == t.at && t.fault == killed:
		return t.kill()
	case n == t.at && t.fault == torn:
		t.halves[tid] = true
		if p.call != "write" {
			return nil // it is done, and then the program is killed
		}
		regs.Rdx /= 2
		return syscall.PtraceSetRegs(tid, &regs)
	case n == t.at && t.fault == fails:
		return t.fail(tid, &regs, syscall.EIO)
	case n >= t.at && t.fault == readOnly:
		return t.fail(tid, &regs, syscall.EROFS)
	case n >= t.at && t.fault == full && (p.call == "create" || p.call == "mkdir" || p.call == "write"):
		if n == t.at && p.call == "write" && regs.Rdx > 1 {
			regs.Rdx /= 2
			return syscall.PtraceSetRegs(tid, &regs)
		}
		return t.fail(tid, &regs, syscall.ENOSPC)
	}
	return nil
}

func (t *traced) kill() error { return syscall.Kill(t.cmd.Process.Pid, syscall.SIGKILL) }

// fail keeps the kernel from the call, which returns the error.
func (t *traced) fail(tid int, regs *syscall.PtraceRegs, why syscall.Errno) error {
	t.answers[tid] = why
	regs.Orig_rax = ^uint64(0) // no call has this number
	return syscall.PtraceSetRegs(tid, regs)
}

// leave is at the end of a call.
func (t *traced) leave(tid int) error {
	if t.halves[tid] {
		return t.kill()
	}
	why, ok := t.answers[tid]
	if !ok {
		return nil
	}
	delete(t.answers, tid)
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &regs); err != nil {
		return err
	}
	regs.Rax = -uint64(why)
	return syscall.PtraceSetRegs(tid, &regs)
}

// pointOf returns the point that a call is, if it is one.
func (t *traced) pointOf(tid int, regs *syscall.PtraceRegs) (point, bool) {
	call, ok := changing[regs.Orig_rax]
	if !ok {
		return point{}, false
	}
	var path string
	if call.fd {
		path, _ = os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", tid, regs.Rdi))
	} else {
		path = peekString(tid, uintptr(regs.Rsi))
		if !filepath.IsAbs(path) {
			path = filepath.Join(t.cmd.Dir, path)
		}
	}
	name, below := strings.CutPrefix(path, t.cmd.Dir)
	if !below || call.name == "create" && regs.Rdx&unix.O_CREAT == 0 {
		return point{}, false
	}
	return point{call.name, name}, true
}

// peekString reads a string that ends with 0 in the memory of a process.
func peekString(tid int, at uintptr) string {
	var text []byte
	for word := make([]byte, 8); ; at += uintptr(len(word)) {
		n, err := syscall.PtracePeekData(tid, at, word)
		if err != nil {
			return string(text)
		}
		for _, c := range word[:n] {
			if c == 0 {
				return string(text)
			}
			text = append(text, c)
		}
	}
}
