package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"tvslab/sim/lab/control"
	"tvslab/sim/lab/snmpd"
	"tvslab/snmp"
)

// snmpCommunity is what everybody asks with; for loopback alone.
const snmpCommunity = "public"

// anyPort is the value of --snmp that stands for the usual ports.
const anyPort = "any"

// snmpServer lets managers ask the nodes.
type snmpServer struct {
	*app
	port               string
	communities, users []string

	server  snmpd.Server
	changed chan struct{} // receives where the lab's nodes may have changed
}

// register implements companion.
func (v *snmpServer) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&v.port, "snmp", "", "let nodes answer SNMP, on this port (without one 161 where it can be had, else 1161)")
	flags.Lookup("snmp").NoOptDefVal = anyPort
	flags.StringSliceVar(&v.communities, "snmp-community", nil, "communities of SNMP v1 and v2c (default on loopback: "+snmpCommunity+")")
	flags.StringSliceVar(&v.users, "snmp-user", nil, "users of SNMP v3: NAME, NAME:DIGEST:PASSWORD or NAME:DIGEST:PASSWORD:CIPHER:PASSWORD")
}

// check implements companion.
func (v *snmpServer) check() error {
	if v.port == "" {
		if len(v.communities)+len(v.users) > 0 {
			return errors.New("--snmp-community, --snmp-user: no effect without --snmp")
		}
		return nil
	}
	if v.port != anyPort {
		port, err := strconv.Atoi(v.port)
		if err != nil || port < 1 || port > 65535 {
			return fmt.Errorf("--snmp %q: a port, written --snmp=PORT", v.port)
		}
		v.server.Port = port
	}
	for _, text := range v.users {
		u, err := snmp.ParseUser(text)
		if err != nil {
			return fmt.Errorf("--snmp-user: %w", err)
		}
		v.server.Users = append(v.server.Users, u)
	}
	return nil
}

// wake tells the server that nodes may have changed. It does not wait.
func (v *snmpServer) wake() {
	select {
	case v.changed <- struct{}{}:
	default: // it will look anyway
	}
}

// start implements companion.
func (v *snmpServer) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	if v.port == "" {
		return func() error { return nil }, nil
	}
	if v.server.Communities = v.communities; len(v.communities)+len(v.users) == 0 {
		if !loopback(ready) {
			return nil, usageError{errors.New("--snmp: nodes that other machines may reach need --snmp-community or --snmp-user")}
		}
		v.server.Communities = []string{snmpCommunity}
	}
	s := &v.server
	s.Lab, s.Changed, s.Trouble, s.AddressOf = shared, v.changed, v.trouble, addressOf(ready.PhoneWeb)
	if err := s.Listen(); err != nil {
		return nil, fmt.Errorf("%w; choose another --snmp=PORT", err)
	}
	ports := s.Ports()
	for i, at := range shared.Places() {
		ready.Nodes[i].SNMP = ports[at.Node]
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	return func() error { return <-ended }, nil
}

// addressOf says where phones are that have web pages.
func addressOf(list []control.PhoneWeb) func(string) netip.Addr {
	at := map[string]netip.Addr{}
	for _, p := range list {
		if u, err := url.Parse(p.URL); err == nil {
			at[p.Phone], _ = netip.ParseAddr(u.Hostname())
		}
	}
	return func(phone string) netip.Addr { return at[phone] }
}

// writeSNMP says how to ask a node.
func (v *snmpServer) writeSNMP(w io.Writer, d *control.Document) {
	for _, n := range d.Nodes {
		if n.SNMP == 0 {
			continue
		}
		how := "-v3 ..."
		if len(v.server.Communities) > 0 {
			how = "-v2c -c " + v.server.Communities[0]
		}
		fmt.Fprintf(w, "ask: snmpwalk %s %s:%d .1.3.6.1.4.1.9.9.156\n", how, n.Address, n.SNMP)
		return
	}
}
