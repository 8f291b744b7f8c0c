package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tvslab/scenarios/file"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/sshd"
	"tvslab/sim/pki"
)

// The account of OS administration, where nothing else is said. The password is for loopback alone.
const (
	sshUser     = "admin"
	sshPassword = "tvslab"

	// sshPasswordVariable is the environment variable with the password.
	sshPasswordVariable = "TVSLAB_SSH_PASSWORD"
)

// sshOff is the value of --ssh for no SSH.
const sshOff = "off"

// sshMethods are the values of --ssh-auth: what a client may log in by.
var sshMethods = []string{"any", "keyboard-interactive"}

// sshServer lets administrators log in to the nodes.
type sshServer struct {
	*app
	port, user, passwordFile, auth, idle, hostKey string

	server  sshd.Server
	why     string        // nobody can log in, "" where somebody can
	changed chan struct{} // the lab's nodes may have
	keys    func() pki.KeySource
}

// register implements companion.
func (v *sshServer) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&v.port, "ssh", "", `port on which nodes let administrators log in, or "off" (default 22 where it can be had, else 2222)`)
	flags.StringVar(&v.user, "ssh-user", sshUser, "user of OS administration, for SSH")
	flags.StringVar(&v.passwordFile, "ssh-password-file", "", "file whose first line is the password for SSH (default: $"+sshPasswordVariable+", on loopback else "+`"`+sshPassword+`")`)
	flags.StringVar(&v.auth, "ssh-auth", sshMethods[0], "how to log in: any for password and keyboard-interactive, or the latter alone, as nodes of a CUCM do")
	flags.StringVar(&v.idle, "ssh-idle", "30m", "end SSH sessions in which nothing is typed for so long")
	flags.StringVar(&v.hostKey, "ssh-host-key", "", "file with the private host key of all nodes, PEM or OpenSSH (default: lab keys of each address)")
	completeWords(cmd, "ssh-auth", fixed(sshMethods))
}

// check implements companion.
func (v *sshServer) check() (err error) {
	v.changed = make(chan struct{}, 1)
	if v.server.Port, err = v.parsePort(); err != nil {
		return err
	}
	if err := oneOf("--ssh-auth", "method", v.auth, sshMethods); err != nil {
		return err
	}
	idle, err := file.ParseDuration(v.idle)
	if err != nil || idle <= 0 {
		return fmt.Errorf("--ssh-idle %q: a duration such as 30m", v.idle)
	}
	v.server.Idle = idle
	v.server.Login = sshd.Login{User: v.user, InteractiveOnly: v.auth != sshMethods[0]}
	if v.server.Login.Password, err = v.password(); err != nil {
		return fmt.Errorf("--ssh-password-file: %w", err)
	}
	if v.hostKey == "" {
		return nil
	}
	text, err := readSmall(v.hostKey)
	if err != nil {
		return fmt.Errorf("--ssh-host-key: %w", err)
	}
	v.server.Keys, err = sshd.Fixed(text)
	if err != nil {
		return fmt.Errorf("--ssh-host-key %s: %w", v.hostKey, err)
	}
	return nil
}
