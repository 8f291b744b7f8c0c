package cli

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"syscall"

	"tvslab/claim"
	"tvslab/errno"
	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/sim/lab/folder"
	"tvslab/trustlist"
	"tvslab/trustlist/inspect"
)

// The exit statuses.
const (
	exitHeld        = 0
	exitFailed      = 1   // an expectation failed, a signature is wrong
	exitInput       = 2   // the input is wrong: also a path that there is not and cannot be
	exitEnvironment = 3   // port in use, permission, disk
	exitInterrupted = 130 // by SIGINT
	exitTerminated  = 143 // by SIGTERM
)

// errFailed ends a command whose findings have been printed; quiet by design.
var errFailed = errors.New("an expectation failed")

// errUnfit ends a command that has printed what the machine cannot do; quiet by design.
var errUnfit = errors.New("the machine does not do what was asked for")

// usageError is a wrong flag or argument.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// isQuiet reports whether there is nothing to say: about findings that were printed, and about a reader of ours that had
// enough.
func isQuiet(err error) bool {
	var out outputError
	return errors.Is(err, errFailed) || errors.Is(err, errUnfit) || err == errTold || errors.As(err, &out) && errno.Broken.Of(err)
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
	var address *net.AddrError
	return errors.As(err, &usage) || errors.As(err, &problems) || errors.As(err, &step) || errors.As(err, &unknown) ||
		errors.As(err, &codec) || errors.As(err, &unread) || errors.As(err, &address) || isPath(err)
}

// isPath reports whether a path is wrong, whatever it is for: it names nothing, and nothing that could be.
func isPath(err error) bool { return errno.NoPath.Of(err) || errors.Is(err, fs.ErrNotExist) }

func isEnvironment(err error) bool {
	var errno syscall.Errno
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, claim.ErrInUse) || errors.Is(err, folder.ErrNotKept) || errors.As(err, &errno) && !isPath(err)
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
