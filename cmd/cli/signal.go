package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Main executes the command line of the process and returns its exit status. The first SIGINT (Ctrl-C) or SIGTERM ends
// what is under way in order; the second ends the process at once, whatever it does.
func Main() int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	caught := make(chan os.Signal, 2)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	go func() { // to the end of the process
		cancel(signalled{<-caught})
		os.Exit(signalled{<-caught}.status())
	}()
	return Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
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
