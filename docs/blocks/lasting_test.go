//go:build unix

package blocks_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// ampersand is what lets a shell go on beside a command.
var ampersand = regexp.MustCompile(`&\s*(#.*)?$`)

// begin starts a command that goes on, waits until it is ready, and leaves it running. What a reader left running in another terminal he
// ends first, unless this one is for beside it: a page has one lab at a time.
func (s *session) begin(w *row, c command, text string) error {
	if !w.Beside {
		s.end()
	}
	one := &lasting{row: w, line: c.line, text: c.known(), output: filepath.Join(s.dir, fmt.Sprintf("output-%d", c.line)), ended: make(chan error, 1)}
	output, err := os.Create(one.output)
	if err != nil {
		return err
	}
	defer output.Close()
	if one.Cmd, err = s.shell(context.Background(), ampersand.ReplaceAllString(text, "")); err != nil {
		return err
	}
	one.Stdout, one.Stderr = output, output
	if err := one.Start(); err != nil {
		return err
	}
	go func() { one.ended <- one.Wait() }()
	s.lasting = append(s.lasting, one)
	if err := s.await(one); err != nil {
		return err
	}
	if len(c.shown) > 0 {
		printed, _ := os.ReadFile(one.output)
		if err := s.rows.compare(c.shown, string(printed), s.use); err != nil {
			return err
		}
	}
	return nil
}

// await waits until a command is ready, as its row says: a shell command that succeeds then, to which OUTPUT is what was printed.
func (s *session) await(one *lasting) error {
	limit := time.After(patience)
	tick := time.NewTicker(100 * time.Millisecond) // another process: there is nothing else to wait on
	defer tick.Stop()
	for {
		select {
		case err := <-one.ended:
			s.lasting = s.lasting[:len(s.lasting)-1]
			return fmt.Errorf("ended before it was ready: %v\n%s", err, one.printed())
		case <-limit:
			return fmt.Errorf("not ready after %s\n%s", patience, one.printed())
		case <-tick.C:
		}
		ready := exec.Command("bash", "-c", one.row.Ready)
		ready.Dir, ready.Env = filepath.Join(s.dir, "work"), append(s.environment(), "OUTPUT="+one.output)
		if ready.Run() == nil {
			return nil
		}
	}
}

func (l *lasting) printed() string {
	printed, _ := os.ReadFile(l.output)
	return tail(printed)
}

// interrupt ends a command as Ctrl-C does, and looks at its status.
func (l *lasting) interrupt() error {
	_ = syscall.Kill(-l.Process.Pid, syscall.SIGINT)
	var err error
	select {
	case err = <-l.ended:
	case <-time.After(farewell):
		_ = syscall.Kill(-l.Process.Pid, syscall.SIGKILL)
		return fmt.Errorf("%s: does not end %s after Ctrl-C\n%s", l.text, farewell, l.printed())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	if status := l.ProcessState.ExitCode(); status != l.row.Ends {
		return fmt.Errorf("%s: status %d after Ctrl-C, not %d\n%s", l.text, status, l.row.Ends, l.printed())
	}
	return nil
}

// end ends what was left running, the newest first.
func (s *session) end() {
	for n := len(s.lasting); n > 0; n-- {
		one := s.lasting[n-1]
		if err := one.interrupt(); err != nil {
			s.outcomes = append(s.outcomes, outcome{Line: one.line, Command: one.text, State: "failed", Why: err.Error()})
		}
	}
	s.lasting = nil
}
