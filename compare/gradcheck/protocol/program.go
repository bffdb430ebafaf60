package protocol

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

const (
	// grace is how long a program may take to end when its input does.
	grace = time.Second
	// longestLine bounds an answer, of two million numbers.
	longestLine = 1 << 26
	// lastLines of the output are shown with an error, of lastBytes each at most.
	lastLines, lastBytes = 5, 200
)

// program is one that runs and answers.
type program struct {
	command string
	timeout time.Duration
	ctx     context.Context
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	stdout  *bufio.Reader
	stderr  tail
	late    atomic.Bool
	over    sync.Once
	exit    error
	last    []byte // the last answer
}

// start starts a command in a process group of its own.
func start(ctx context.Context, command string, timeout time.Duration) (*program, error) {
	p := &program{command: command, timeout: timeout, ctx: ctx, cmd: shell(ctx, command)}
	p.cmd.Cancel = func() error { return kill(p.cmd) }
	p.cmd.WaitDelay = grace
	p.cmd.Stderr = &p.stderr
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.stdin, p.stdout = stdin, bufio.NewReader(stdout)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", printable(command), err)
	}
	return p, nil
}

// ask writes a question and reads its answer.
func (p *program) ask(q question, a *answer) error {
	p.last = p.last[:0]
	line, err := json.Marshal(q)
	if err != nil {
		return err
	}
	timer := time.AfterFunc(p.timeout, func() {
		p.late.Store(true)
		_ = kill(p.cmd) // which ends what waits below
	})
	defer timer.Stop()
	// A program that has ended may have answered before: that it cannot be asked any
	// more shows in what there is to read.
	_, _ = p.stdin.Write(append(line, '\n'))
	err = p.read()
	asked := fmt.Sprintf("when asked for the %s", q.Ask)
	switch {
	case p.ctx.Err() != nil:
		return fmt.Errorf("%s: %w", printable(p.command), p.ctx.Err())
	case p.late.Load():
		return p.fault(fmt.Sprintf("no answer within %v %s", p.timeout, asked))
	case errors.Is(err, bufio.ErrBufferFull):
		return p.fault(fmt.Sprintf("an answer of more than %d bytes %s", longestLine, asked))
	case err != nil:
		p.end()
		how := "exit status 0"
		if p.exit != nil {
			how = p.exit.Error()
		}
		return p.fault(fmt.Sprintf("ended (%s) %s", how, asked))
	}
	if err := decode(p.last, a); err != nil {
		return p.fault(fmt.Sprintf("no JSON of the right form %s (%v); "+
			"what is not an answer belongs on standard error", asked, err))
	}
	return nil
}

// read reads a line that is not blank to last.
func (p *program) read() error {
	for {
		p.last = p.last[:0]
		for {
			part, err := p.stdout.ReadSlice('\n')
			p.last = append(p.last, part...)
			if err == nil {
				break
			}
			if !errors.Is(err, bufio.ErrBufferFull) || len(p.last) > longestLine {
				return err
			}
		}
		if len(bytes.TrimSpace(p.last)) > 0 {
			return nil
		}
	}
}

// end closes the program's input, waits for it to end, and ends what is left of its
// process group.
func (p *program) end() {
	p.over.Do(func() {
		_ = p.stdin.Close()
		timer := time.AfterFunc(grace, func() { _ = kill(p.cmd) })
		p.exit = p.cmd.Wait()
		timer.Stop()
		_ = kill(p.cmd)
	})
}

// fault is an error of the program's, with the last lines of its output.
func (p *program) fault(what string) error {
	_ = kill(p.cmd)
	p.end() // so that standard error is complete
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", printable(p.command), what)
	lines := strings.Split(strings.TrimSpace(p.stderr.String()+"\n"+string(p.last)), "\n")
	for _, line := range lines[max(0, len(lines)-lastLines):] {
		if line = strings.TrimRightFunc(line, unicode.IsSpace); line != "" {
			fmt.Fprintf(&b, "\n  | %s", printable(line[:min(len(line), lastBytes)]))
		}
	}
	return errors.New(b.String())
}

// printable is text of the program's without what a terminal would obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, data...)
	if most := 2 * lastLines * lastBytes; len(t.kept) > 2*most {
		t.kept = append(t.kept[:0], t.kept[len(t.kept)-most:]...)
	}
	return len(data), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
