package cli

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/trustlist"
	"tvslab/trustlist/inspect"
)

// The exit statuses.
const (
	exitHeld        = 0
	exitFailed      = 1   // an expectation failed, a signature is wrong
	exitInput       = 2   // the input is wrong
	exitEnvironment = 3   // port in use, permission, disk
	exitInterrupted = 130 // by SIGINT
	exitTerminated  = 143 // by SIGTERM
)

// errFailed ends a command whose findings have been printed; quiet by design.
var errFailed = errors.New("an expectation failed")

// usageError is a wrong flag or argument.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// isQuiet reports whether there is nothing to say: about findings that were printed, and about a reader of ours that had
// enough.
func isQuiet(err error) bool {
	var out outputError
	return errors.Is(err, errFailed) || errors.As(err, &out) && errors.Is(err, syscall.EPIPE)
}

// inWords is what is printed of an error.
func inWords(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return err.Error()
}

// isInput reports whether what the user wrote caused the error.
func isInput(err error) bool {
	var usage usageError
	var problems file.Problems
	var step *scenarios.StepError
	var unknown *file.Unknown
	var codec *trustlist.Error
	var unread *inspect.NotRead
	return errors.As(err, &usage) || errors.As(err, &problems) || errors.As(err, &step) || errors.As(err, &unknown) ||
		errors.As(err, &codec) || errors.As(err, &unread) || errors.Is(err, fs.ErrNotExist) || strings.HasPrefix(err.Error(), "unknown command")
}

func isEnvironment(err error) bool {
	var errno syscall.Errno
	return errors.Is(err, fs.ErrPermission) || errors.As(err, &errno) && errno != syscall.ENOENT
}

func exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitHeld
	case errors.Is(err, errFailed):
		return exitFailed
	case errors.Is(err, context.Canceled):
		var by signalled
		if errors.As(context.Cause(ctx), &by) {
			return by.status()
		}
		return exitInterrupted
	case isEnvironment(err):
		return exitEnvironment
	case isInput(err):
		return exitInput
	}
	return exitEnvironment
}

// hints say what to do about an address, where the error itself does not.
var hints = []struct {
	is   error
	text string
}{
	{syscall.EADDRINUSE, "another program, perhaps another lab, listens there; end it or choose --listen and --tftp-port"},
	{syscall.EACCES, "a port below 1024 needs a privilege; try --tftp-port 6969"},
	{syscall.EMFILE, "too many files and connections are open for the limit of this process; raise it with ulimit -n"},
	{syscall.EADDRNOTAVAIL, "the address is not one of this machine's; loopback addresses begin with 127"},
}

// hintFor says what to do: what the error itself knows, or about an address that could not be listened on; a file has the same
// errors, and other remedies.
func hintFor(err error) string {
	var known interface{ Hint() string }
	if errors.As(err, &known) {
		return known.Hint()
	}
	var network *net.OpError
	if !errors.As(err, &network) || network.Op != "listen" || network.Net == "unix" {
		return ""
	}
	for _, h := range hints {
		if errors.Is(err, h.is) {
			return h.text
		}
	}
	return ""
}

// arguments is a cobra check with an exit status of its own.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{errors.New(err.Error() + " (see " + cmd.CommandPath() + " --help)")}
		}
		return nil
	}
}
