package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// Binary is a program and what all its processes share.
type Binary struct {
	Path string // of the program
	Keys string // folder of lab keys
	Dir  string // for files
}

// Options say how a process is started.
type Options struct {
	Args   []string
	Files  int  // limit of descriptors (RLIMIT_NOFILE); 0 leaves it as it is
	Unread bool // nobody reads its standard error
	Stdout io.Writer
}

// Process is a running program.
type Process struct {
	PID    int
	cmd    *exec.Cmd
	errors *Stderr
	unread *os.File // the end of a pipe that nobody reads
	done   chan struct{}
	err    error // of Wait, once done is closed
}

// Start starts the program. It is killed when ctx ends.
func (b *Binary) Start(ctx context.Context, o Options) (*Process, error) {
	p := &Process{cmd: b.command(ctx, o), errors: &Stderr{}, done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = o.Stdout, p.errors
	p.cmd.WaitDelay = time.Second
	if o.Unread {
		unread, write, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		defer write.Close()
		p.unread, p.cmd.Stderr = unread, write
	}
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(err, p.closeUnread())
	}
	p.PID = p.cmd.Process.Pid
	go func() {
		defer close(p.done)
		p.err = p.cmd.Wait()
	}()
	return p, nil
}

// command lets a shell set the limit, so that the program meets it from its first instruction on.
func (b *Binary) command(ctx context.Context, o Options) *exec.Cmd {
	args := append([]string{b.Path, "--keys", b.Keys}, o.Args...)
	if o.Files > 0 {
		args = append([]string{"sh", "-c", `ulimit -n "$0" && exec "$@"`, strconv.Itoa(o.Files)}, args...)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = b.Dir
	return cmd
}

// Run runs the program to its end and returns its exit status, -1 where a signal ended it.
func (b *Binary) Run(ctx context.Context, o Options) (status int, p *Process, err error) {
	if p, err = b.Start(ctx, o); err != nil {
		return 0, nil, err
	}
	<-p.done
	return p.cmd.ProcessState.ExitCode(), p, errors.Join(ctx.Err(), p.closeUnread())
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Alive reports whether the process has not ended.
func (p *Process) Alive() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Status returns the exit status of a process that has ended, -1 where a signal ended it.
func (p *Process) Status() int {
	<-p.done
	return p.cmd.ProcessState.ExitCode()
}

// Signal sends a signal; a process that has ended does not mind.
func (p *Process) Signal(s os.Signal) { _ = p.cmd.Process.Signal(s) }

// End sends a signal, waits for the end, and kills what does not end within the time. It returns how long the end took and what
// was wrong with it.
func (p *Process) End(s os.Signal, within time.Duration) (took time.Duration, err error) {
	begin := time.Now()
	p.Signal(s)
	select {
	case <-p.done:
	case <-time.After(within):
		err = fmt.Errorf("%v did not end it within %v", s, within)
		p.Kill()
	}
	return time.Since(begin), errors.Join(err, p.closeUnread())
}

// Kill ends the process as SIGKILL does.
func (p *Process) Kill() {
	p.Signal(os.Kill)
	<-p.done
}

// Stderr is what the process wrote to its standard error.
func (p *Process) Stderr() *Stderr { return p.errors }

// closeUnread reads what nobody read.
func (p *Process) closeUnread() error {
	if p.unread == nil {
		return nil
	}
	_, err := io.Copy(p.errors, p.unread)
	err = errors.Join(err, p.unread.Close())
	p.unread = nil
	return err
}
