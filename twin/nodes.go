package twin

import (
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"tvslab/twin/roster"
	"tvslab/twin/shown"
)

// server is a node while the evidence is put together.
type server struct {
	name      string // host name, as the cluster has it
	domain    string
	address   netip.Addr
	publisher bool
	imp       bool
	unnamed   bool // the name is made up
	host      shown.Host
	services  *shown.Services
	itl       *shown.List
	own       *shown.Listing
	trust     *shown.Listing
	certs     []*shown.Certificate
}

// session is a session of the evidence, with the node that it is of.
type session struct {
	shown.Session
	node *server // nil: not known
}

// cluster is everything that is known while the evidence is put together.
type cluster struct {
	servers  []*server
	sessions []session
	problems []shown.Problem
	skipped  []string
	roster   *roster.Roster // nil where no list of phones is there
}

// newCluster finds the nodes in the evidence, and which of them showed what.
func newCluster(files []*shown.File) *cluster {
	c := &cluster{}
	for _, f := range files {
		c.problems = append(c.problems, f.Problems...)
		c.skipped = append(c.skipped, f.Skipped...)
		for _, s := range f.Sessions {
			c.sessions = append(c.sessions, session{Session: s})
		}
	}
	c.listNodes()
	if len(c.servers) == 0 {
		c.guessNodes()
	}
	for i := range c.sessions {
		c.attribute(&c.sessions[i])
	}
	for i := range c.sessions {
		if s := &c.sessions[i]; s.node != nil {
			s.node.take(s.Outputs)
		}
	}
	slices.SortStableFunc(c.servers, func(a, b *server) int { return order(b.publisher) - order(a.publisher) })
	return c
}

func order(first bool) int {
	if first {
		return 1
	}
	return 0
}

// all gives every output of the evidence.
func (c *cluster) all(yield func(*session, *shown.Output) bool) {
	for i := range c.sessions {
		for j := range c.sessions[i].Outputs {
			if !yield(&c.sessions[i], &c.sessions[i].Outputs[j]) {
				return
			}
		}
	}
}

// listNodes takes the nodes that `show network cluster` names, on any node.
func (c *cluster) listNodes() {
	for _, out := range c.all {
		if out.Members == nil {
			continue
		}
		for _, m := range out.Members.Nodes {
			s := c.named(m.Name)
			s.publisher, s.imp = m.Publisher, m.Kind == "cups"
			if m.Address.IsValid() {
				s.address = m.Address
			}
			if _, domain, found := strings.Cut(m.FQDN, "."); found && strings.HasPrefix(strings.ToLower(m.FQDN), strings.ToLower(s.name)+".") {
				s.domain = domain
			}
		}
	}
}

// guessNodes takes the nodes that anything else names, where no list of them is there.
func (c *cluster) guessNodes() {
	for s, out := range c.all {
		c.guess(s.Host)
		switch {
		case out.Host != nil:
			c.guess(out.Host.Name)
		case out.Certificate != nil && hostStores[out.Certificate.Unit] && !out.Certificate.Trust:
			c.guess(hostOf(out.Certificate.Subject.CN))
		case out.List != nil:
			for i := range out.List.Records {
				c.guess(holder(&out.List.Records[i]))
			}
		}
	}
	if len(c.servers) == 0 {
		c.guessAddresses()
	}
}

// guessAddresses takes nodes of which only the addresses are known, from a CTL that the CTL client made. Their names are made up.
func (c *cluster) guessAddresses() {
	for _, out := range c.all {
		if out.List == nil {
			continue
		}
		for i := range out.List.Records {
			if address, err := netip.ParseAddr(out.List.Records[i].Host); err == nil && c.find(address.String()) == nil {
				name := "node-" + strings.NewReplacer(".", "-", ":", "-").Replace(address.String())
				c.servers = append(c.servers, &server{name: name, address: address, unnamed: true})
			}
		}
	}
}

// hostStores are the identity stores whose certificates have the name of the node.
var hostStores = map[string]bool{"CallManager": true, "tomcat": true, "TVS": true, "ipsec": true}

// guess adds a node by a name that is no address.
func (c *cluster) guess(host string) {
	if _, err := netip.ParseAddr(host); err == nil || host == "" {
		return
	}
	name, domain, _ := strings.Cut(host, ".")
	if name == "" || !utf8.ValidString(host) {
		return
	}
	s := c.named(name)
	if s.domain == "" {
		s.domain = domain
	}
}

// named returns the node of that host name, which is made if it is not there.
func (c *cluster) named(name string) *server {
	if s := c.find(name); s != nil {
		return s
	}
	short, _, _ := strings.Cut(name, ".")
	if _, err := netip.ParseAddr(name); err == nil {
		short = name
	}
	s := &server{name: short}
	c.servers = append(c.servers, s)
	return s
}

// find returns the node of a host name, with or without domain, or address; nil where there is none.
func (c *cluster) find(host string) *server {
	if host == "" {
		return nil
	}
	address, err := netip.ParseAddr(host)
	short, _, _ := strings.Cut(host, ".")
	for _, s := range c.servers {
		if err == nil && s.address == address || strings.EqualFold(s.name, host) || err != nil && strings.EqualFold(s.name, short) {
			return s
		}
	}
	return nil
}

// take notes what the node showed. Of an output that is there twice the last counts.
func (s *server) take(outputs []shown.Output) {
	for _, out := range outputs {
		switch {
		case out.Host != nil:
			s.host = joined(s.host, *out.Host)
		case out.Services != nil:
			s.services = out.Services
		case out.List != nil && out.List.Kind == "ITL":
			s.itl = out.List
		case out.Listing != nil && out.Listing.Trust:
			s.trust = out.Listing
		case out.Listing != nil:
			s.own = out.Listing
		case out.Certificate != nil:
			s.certs = append(s.certs, out.Certificate)
		}
	}
}

// joined is what two outputs say of a node.
func joined(a, b shown.Host) shown.Host {
	for _, f := range []struct{ to, from *string }{{&a.Version, &b.Version}, {&a.Name, &b.Name}, {&a.Zone, &b.Zone}, {&a.Domain, &b.Domain}} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	if !b.Date.IsZero() {
		a.Date = b.Date
	}
	if b.Address.IsValid() {
		a.Address = b.Address
	}
	return a
}
