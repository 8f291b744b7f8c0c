package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
)

// runningFlags say which running lab is meant.
type runningFlags struct {
	control, api, token string
}

// register adds the flags to those of a command, whose own or which those below it have too.
func (r *runningFlags) register(cmd *cobra.Command, flags *pflag.FlagSet) {
	flags.StringVar(&r.control, "control", "", "control socket of the running lab, as tvslab serve prints it (default: of the only one)")
	flags.StringVar(&r.api, "api", "", "instead of a control socket, address of the running lab's control API, as tvslab serve --api prints it")
	flags.StringVar(&r.token, "api-token", "", "file with the token of that API, as tvslab serve --api prints it")
	cmd.MarkFlagsMutuallyExclusive("control", "api")
	cmd.MarkFlagsRequiredTogether("api", "api-token")
}

// open returns the lab that the flags name, else the only one that runs.
func (r *runningFlags) open() (*client.Lab, error) {
	if r.api != "" {
		return r.overTCP()
	}
	path := r.control
	if path == "" {
		var err error
		if path, err = control.Find(); err != nil {
			return nil, controlError(err)
		}
	}
	return client.OnSocket(path), nil
}

// inFolder is the lab in a folder, which another process serves.
func inFolder(dir string) (l *client.Lab, found bool) {
	text, err := os.ReadFile(filepath.Join(dir, socketFile))
	if err != nil {
		return nil, false
	}
	return client.OnSocket(strings.TrimSpace(string(text))), true
}

// mostToken bounds the file of a token, bytes.
const mostToken = 1 << 10

func (r *runningFlags) overTCP() (*client.Lab, error) {
	info, err := os.Stat(r.token)
	switch {
	case err != nil:
		return nil, fmt.Errorf("--api-token: %w", err)
	case !info.Mode().IsRegular() || info.Size() > mostToken:
		return nil, usageError{fmt.Errorf("--api-token %q: not a file with a token", r.token)}
	}
	text, err := os.ReadFile(r.token)
	if err != nil {
		return nil, fmt.Errorf("--api-token: %w", err)
	}
	l, err := client.At(r.api, strings.TrimSpace(string(text)))
	if err != nil {
		return nil, usageError{fmt.Errorf("--api: %w", err)}
	}
	return l, nil
}

// isNone reports whether no lab runs.
func isNone(err error) bool { return errors.Is(err, control.ErrNone) }
