package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/scenarios/file"
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
	changed chan struct{} // receives where the lab's nodes may have changed
	keys    pki.KeySource // before the start
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
	if v.server.Port, err = v.parsePort(); err != nil {
		return err
	}
	if err := oneOf("--ssh-auth", "method", v.auth, sshMethods); err != nil {
		return err
	}
	if v.server.Idle, err = file.ParseDuration(v.idle); err != nil {
		return fmt.Errorf("--ssh-idle: %w", err)
	}
	if v.user == "" {
		return errors.New("--ssh-user: a name")
	}
	return nil
}

func (v *sshServer) parsePort() (int, error) {
	if v.port == "" || v.port == sshOff {
		return 0, nil
	}
	port, err := strconv.Atoi(v.port)
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("--ssh %q: a port, or %q", v.port, sshOff)
	}
	return port, nil
}

// wake tells the server that nodes may have changed. It does not wait.
func (v *sshServer) wake() {
	select {
	case v.changed <- struct{}{}:
	default: // it will look anyway
	}
}

// start implements companion.
func (v *sshServer) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	none := func() error { return nil }
	if v.port == sshOff {
		return none, nil
	}
	if err := v.secrets(ctx); err != nil {
		return nil, err
	}
	if v.server.Login.Password == "" {
		if !loopback(ready) {
			return none, v.beyond()
		}
		v.server.Login.Password = sshPassword
	}
	s := &v.server
	s.Lab, s.Changed, s.Trouble, s.Login.User, s.Login.InteractiveOnly = shared, v.changed, v.trouble, v.user, v.auth != sshMethods[0]
	if err := s.Listen(); err != nil {
		return nil, fmt.Errorf("%w; choose another --ssh PORT, or --ssh off", err)
	}
	v.describe(shared, ready)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	return func() error { return <-ended }, nil
}

// secrets reads the password and the host key that were named.
func (v *sshServer) secrets(ctx context.Context) (err error) {
	if v.server.Keys = sshd.FromPool(v.keys); v.hostKey != "" {
		v.server.Keys, err = readFile(ctx, "--ssh-host-key", v.hostKey, "a private key", func(text []byte) (sshd.HostKeys, error) { return sshd.Fixed(text) })
		if err != nil {
			return err
		}
	}
	v.server.Login.Password = os.Getenv(sshPasswordVariable)
	if v.passwordFile != "" {
		v.server.Login.Password, err = readFile(ctx, "--ssh-password-file", v.passwordFile, "a password", firstLine)
	}
	return err
}

// firstLine is a password as a file has it.
func firstLine(text []byte) (string, error) {
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", errors.New("its first line is empty")
	}
	return line, nil
}

// beyond is what is said of nodes that other machines reach while everybody knows the password: an error where somebody wanted SSH.
func (v *sshServer) beyond() error {
	const text = "nodes that other machines may reach need a password for SSH: --ssh-password-file or " + sshPasswordVariable
	if v.port != "" {
		return usageError{errors.New("--ssh " + v.port + ": " + text)}
	}
	fmt.Fprintf(v.errs, "tvslab: no SSH: %s\n", text)
	return nil
}

// describe tells clients where to log in, and as whom.
func (v *sshServer) describe(shared *control.Lab, ready *control.Document) {
	ports := v.server.Ports()
	ready.SSHUser = v.user
	for i, at := range shared.Places() {
		ready.Nodes[i].SSH = ports[at.Node]
	}
}

// loopback reports whether nobody but this machine reaches the nodes.
func loopback(d *control.Document) bool {
	return !slices.ContainsFunc(d.Nodes, func(n control.Node) bool {
		at, err := netip.ParseAddr(n.Address)
		return err != nil || !at.IsLoopback()
	})
}

// writeLogin says how to log in to a node.
func (v *sshServer) writeLogin(w io.Writer, d *control.Document) {
	for _, n := range d.Nodes {
		if n.SSH == 0 {
			continue
		}
		password := ""
		if v.server.Login.Password == sshPassword {
			password = ", password " + sshPassword
		}
		port := ""
		if n.SSH != sshd.Port22 {
			port = fmt.Sprintf("-p %d ", n.SSH)
		}
		fmt.Fprintf(w, "log in: ssh %s%s@%s%s\n", port, v.user, n.Address, password)
		return
	}
}

// sshPort is the port of a node behind those that phones meet.
func sshPort(n control.Node) string {
	if n.SSH == 0 {
		return ""
	}
	return fmt.Sprintf("  SSH %d", n.SSH)
}
