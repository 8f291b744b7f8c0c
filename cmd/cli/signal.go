package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// sameWish is within what time a second signal means what the first did: timeout(1) sends one to its child and one to the group that
// the child is in, a service manager to every process of a group. Nobody presses Ctrl-C twice as fast as that.
const sameWish = 100 * time.Millisecond

// Main executes the command line of the process and returns its exit status. The first SIGINT (Ctrl-C) or SIGTERM ends
// what is under way in order; the next one, unless it comes with the first, ends the process at once, whatever it does.
func Main() int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	caught := make(chan os.Signal, 2)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	go func() { // to the end of the process
		cancel(signalled{<-caught})
		os.Exit(signalled{second(caught)}.status())
	}()
	return Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// second waits for a signal that is none of those that come with the first one, which has just come.
func second(caught <-chan os.Signal) os.Signal {
	for begun := time.Now(); ; {
		if s := <-caught; time.Since(begun) >= sameWish {
			return s
		}
	}
}

// signalled is why a context has ended.
type signalled struct{ signal os.Signal }

func (s signalled) Error() string { return s.signal.String() }

// status is what a shell says of a process that the signal ended: 130 or 143.
func (s signalled) status() int {
	if s.signal == syscall.SIGTERM {
		return exitTerminated
	}
	return exitInterrupted
}
