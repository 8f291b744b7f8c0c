package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/tomcat"
)

// The application user, where nothing else is said. The password is for loopback alone.
const (
	nodeUser     = "administrator"
	nodePassword = "tvslab"

	// nodeAccountsVariable is the environment variable with application users, as the lines of --node-accounts.
	nodeAccountsVariable = "TVSLAB_NODE_ACCOUNTS"
)

// nodeLimits are the words of --node-limits.
const (
	limitsOff  = "off"
	limitsReal = "real"
)

// nodeServer lets scripts and tools reach the web services of the nodes.
type nodeServer struct {
	*app
	ssh  *sshServer // whose account is that of the platform
	keys *phoneWeb  // whose users may press keys of phones

	ports, plainPort, accountsFile, limits string

	users   []tomcat.Account // application users that were named
	server  tomcat.Server
	changed chan struct{} // receives where the lab's nodes may have changed
	guessed bool          // the password is the one that everybody knows
}

// register implements companion.
func (v *nodeServer) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&v.ports, "node-https", "", `ports on which nodes answer AXL and other web services, instead of 8443 and 443: PORT,PORT or PORT, or "off" (default: those, else 18443 and 4443)`)
	flags.StringVar(&v.plainPort, "node-http", "", `port on which nodes answer phones that ask for pages without TLS, instead of 8080, or "off" (default: that, else 18080)`)
	flags.StringVar(&v.accountsFile, "node-accounts", "", "file with application users for web services, a line USER:PASSWORD each (default: $"+nodeAccountsVariable+", on loopback else "+nodeUser+":"+nodePassword+")")
	flags.StringVar(&v.limits, "node-limits", limitsOff, "requests in a minute that a node takes: off, real, or NAME=NUMBER,... of "+strings.Join(tomcat.LimitNames(), ", "))
	completeWords(cmd, "node-limits", fixed([]string{limitsOff, limitsReal}))
}

// check implements companion.
func (v *nodeServer) check() (err error) {
	if v.server.Ports, err = parseNodePorts(v.ports); err != nil {
		return err
	}
	if err := v.checkPlain(); err != nil {
		return err
	}
	v.server.Limits, err = parseNodeLimits(v.limits)
	return err
}

// checkPlain reads --node-http.
func (v *nodeServer) checkPlain() error {
	ports := &v.server.Ports
	switch v.plainPort {
	case "":
	case sshOff:
		ports[control.PlainWeb] = tomcat.NoPort
	default:
		port, err := strconv.Atoi(v.plainPort)
		if err != nil || port < 1 || port > 65535 || slices.Contains(ports[:control.PlainWeb], port) {
			return fmt.Errorf("--node-http %q: a PORT of its own, or %q", v.plainPort, sshOff)
		}
		ports[control.PlainWeb] = port
	}
	return nil
}

// parseNodePorts reads the ports with TLS.
func parseNodePorts(text string) (ports tomcat.Ports, err error) {
	if text == "" || text == sshOff {
		return ports, nil
	}
	words := strings.Split(text, ",")
	for i, word := range words {
		port, err := strconv.Atoi(word)
		if err != nil || port < 1 || port > 65535 || i >= control.PlainWeb || i > 0 && ports[0] == port {
			return ports, fmt.Errorf("--node-https %q: PORT or PORT,PORT, or %q", text, sshOff)
		}
		ports[i] = port
	}
	for i := len(words); i < control.PlainWeb; i++ {
		ports[i] = tomcat.NoPort
	}
	return ports, nil
}

func parseNodeLimits(text string) (tomcat.Limits, error) {
	switch text {
	case limitsOff:
		return nil, nil
	case limitsReal:
		return tomcat.RealLimits(), nil
	}
	limits := tomcat.Limits{}
	for _, word := range strings.Split(text, ",") {
		name, number, _ := strings.Cut(word, "=")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || !slices.Contains(tomcat.LimitNames(), name) {
			return nil, fmt.Errorf("--node-limits %q: %s, %s, or NAME=NUMBER,... of %s", text, limitsOff, limitsReal, strings.Join(tomcat.LimitNames(), ", "))
		}
		limits[name] = n
	}
	return limits, nil
}

// wake tells the server that nodes may have changed. It does not wait.
func (v *nodeServer) wake() {
	select {
	case v.changed <- struct{}{}:
	default: // it will look anyway
	}
}

// start implements companion.
func (v *nodeServer) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	none := func() error { return nil }
	if v.ports == sshOff {
		return none, nil
	}
	users := v.users
	if len(users) == 0 {
		if !loopback(ready) {
			return none, v.beyond()
		}
		users, v.guessed = []tomcat.Account{{User: nodeUser, Password: nodePassword}}, true
	}
	s := &v.server
	s.Lab, s.Apps, s.Changed, s.Trouble, s.Accounts = shared, automation.Apps(), v.changed, v.trouble, tomcat.Accounts{Application: users}
	s.AddressOf = addressOf(ready.PhoneWeb)
	s.Accounts.Platform = v.platform(ready)
	if s.Accounts.Keys, err = v.pressing(); err != nil {
		return nil, err
	}
	if err := s.Listen(); err != nil {
		return nil, fmt.Errorf("%w; choose other ports, --node-https PORT,PORT or --node-http PORT, or off for either", err)
	}
	v.describe(shared, ready, users[0].User)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	return func() error { return <-ended }, nil
}

// platform is the account of the platform, which logs in over SSH too.
func (v *nodeServer) platform(ready *control.Document) []tomcat.Account {
	password := v.ssh.server.Login.Password
	if password == "" && loopback(ready) {
		password = sshPassword
	}
	if password == "" {
		return nil
	}
	return []tomcat.Account{{User: v.ssh.user, Password: password}}
}

// pressing are the accounts of those who may press keys of phones.
func (v *nodeServer) pressing() (list []tomcat.Account, err error) {
	users, err := v.keys.accounts()
	for _, u := range users {
		list = append(list, tomcat.Account{User: u.Name, Password: u.Password})
	}
	return list, err
}

// read reads the accounts that were named; none where none were. It is called before anything is built.
func (v *nodeServer) read(ctx context.Context) (err error) {
	text := os.Getenv(nodeAccountsVariable)
	switch {
	case v.ports == sshOff:
	case v.accountsFile != "":
		v.users, err = readFile(ctx, "--node-accounts", v.accountsFile, "accounts", parseAccounts)
	case text != "":
		if v.users, err = parseAccounts([]byte(text)); err != nil {
			return usageError{fmt.Errorf("%s: %w", nodeAccountsVariable, err)}
		}
	}
	return err
}

// parseAccounts reads lines USER:PASSWORD.
func parseAccounts(text []byte) (list []tomcat.Account, err error) {
	for number, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		user, password, ok := strings.Cut(strings.TrimSuffix(line, "\r"), ":")
		if !ok || user == "" || password == "" {
			return nil, fmt.Errorf("line %d is not USER:PASSWORD", number+1)
		}
		list = append(list, tomcat.Account{User: user, Password: password})
	}
	return list, nil
}

// beyond is what is said of nodes that other machines reach while everybody knows the password: an error where somebody wanted HTTPS.
func (v *nodeServer) beyond() error {
	const text = "nodes that other machines may reach need accounts for web services: --node-accounts or " + nodeAccountsVariable
	if v.ports != "" {
		return usageError{errors.New("--node-https " + v.ports + ": " + text)}
	}
	fmt.Fprintf(v.errs, "tvslab: no web services of nodes: %s\n", text)
	return nil
}

// describe tells clients where the nodes answer, and whom.
func (v *nodeServer) describe(shared *control.Lab, ready *control.Document, user string) {
	ready.NodeUser = user
	for i, at := range shared.Places() {
		ports := v.server.PortsOf(at.Node)
		ready.Nodes[i].HTTP = ports[control.PlainWeb]
		for _, port := range ports[:control.PlainWeb] {
			if port != 0 {
				ready.Nodes[i].HTTPS = append(ready.Nodes[i].HTTPS, port)
			}
		}
	}
}

// writeServices says where the web services of a node are.
func (v *nodeServer) writeServices(w io.Writer, d *control.Document) {
	for _, n := range d.Nodes {
		if len(n.HTTPS) == 0 {
			continue
		}
		password := ""
		if v.guessed {
			password = ", password " + nodePassword
		}
		fmt.Fprintf(w, "web services: https://%s:%d/axl/, user %s%s\n", n.Address, n.HTTPS[0], d.NodeUser, password)
		return
	}
}
