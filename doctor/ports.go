package doctor

import (
	"context"
	"fmt"
	"net"
	"strconv"

	"tvslab/service"
)

// tryAt is where ports are tried: an address which no lab takes by itself, so that running labs are not in the way, but programs that
// listen on all addresses are.
const tryAt = "127.77.254.1"

// alone is the loopback address of systems that have no other.
const alone = "127.0.0.1"

const portGroup = "Addresses and ports"

// otherPorts are those of programs beside the cluster's services, with the port that is taken where the usual one cannot be had; 0 where
// the user names one.
var otherPorts = []struct {
	name, needs string
	port, free  int
	purposes    []string
}{
	{"ssh", "ssh to nodes", 22, 2222, []string{"serve", "classroom"}},
	{"phone-web", "web pages of phones (serve --phone-web)", 80, 8080, []string{"serve"}},
	{"api", "the control API where it is asked for: serve --api :8443", 8443, 0, []string{"serve"}},
}

// portChecks look at addresses, and at each port of a cluster.
func portChecks() []check {
	list := []check{
		{"loopback", portGroup, "127.0.0.1", "everything that listens", []string{"serve", "web", "classroom", "phones", "bench"}, tryLoopback},
		{"addresses", portGroup, "addresses of 127.0.0.0/8", "an address for each node and each group of phones", append([]string{"phones"}, onSockets...), tryAddresses},
	}
	for _, s := range service.All() {
		network, kind := "tcp4", "TCP"
		if s.UDP() {
			network, kind = "udp4", "UDP"
		}
		list = append(list, portCheck(network, s.Port(), s.FreePort(), check{fmt.Sprintf("port-%d-%s", s.Port(), network[:3]), portGroup,
			fmt.Sprintf("%d/%s %v", s.Port(), kind, s), fmt.Sprintf("%v of %s", s, s.CUCM()), onSockets, nil}))
	}
	for _, p := range otherPorts {
		list = append(list, portCheck("tcp4", p.port, p.free, check{"port-" + p.name, portGroup, fmt.Sprintf("%d/TCP %s", p.port, p.name), p.needs, p.purposes, nil}))
	}
	return append(list, check{"ipv6", portGroup, "name localhost", "clients that ask localhost instead of the addresses that serve prints", []string{"serve", "web"}, tryLocalhost})
}

func tryLoopback(_ context.Context, m *Machine, _ Ask) Finding {
	if err := m.Reach(); err != nil {
		return Finding{No, short(err), "bring the loopback interface up, with an IPv4 address: ip link set lo up"}
	}
	return Finding{OK, "listens and answers", ""}
}

// tryAddresses: where there is no other address, nodes share one on ports 100 apart.
func tryAddresses(_ context.Context, m *Machine, _ Ask) Finding {
	c, err := m.Listen("tcp4", net.JoinHostPort(tryAt, "0"))
	if err != nil {
		return Finding{Limited, "only " + alone + ": nodes share it, on ports 100 apart", MendOf(err)}
	}
	_ = c.Close()
	return Finding{OK, "each can be had", ""}
}

// portCheck tries a port. One for which another is taken by itself is no obstacle.
func portCheck(network string, port, instead int, c check) check {
	c.try = func(_ context.Context, m *Machine, _ Ask) Finding {
		err := tryPort(m, network, port)
		switch t := troubleOf(err); {
		case err == nil:
			return Finding{OK, "free", ""}
		case instead != 0 && (t != nil && t.Name == "port-privilege" || c.name == "port-ssh"):
			return Finding{Limited, fmt.Sprintf("%s; %d is taken instead", short(err), instead), MendOf(err)}
		case c.name == "port-api":
			return Finding{Limited, short(err), "choose another port for --api"}
		}
		return Finding{No, short(err), MendOf(err)}
	}
	return c
}

// tryPort listens on a port and lets it go.
func tryPort(m *Machine, network string, port int) error {
	c, err := m.Listen(network, net.JoinHostPort(tryAt, strconv.Itoa(port)))
	if t := troubleOf(err); t != nil && t.Name == "no-such-address" {
		c, err = m.Listen(network, net.JoinHostPort(alone, strconv.Itoa(port)))
	}
	if err != nil {
		return err
	}
	return c.Close()
}

// short is the innermost words of an error: "address already in use".
func short(err error) string {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || inner.Unwrap() == nil {
			return err.Error()
		}
		err = inner.Unwrap()
	}
}

// tryLocalhost says what the name stands for: labs listen on IPv4 only.
func tryLocalhost(ctx context.Context, m *Machine, _ Ask) Finding {
	const mend = "use the addresses that serve prints, which begin with 127"
	list, err := m.Resolve(ctx, "localhost")
	switch {
	case err != nil || len(list) == 0:
		return Finding{Limited, "is not known", mend}
	case net.ParseIP(list[0]).To4() == nil:
		return Finding{Limited, fmt.Sprintf("is %s first; labs have IPv4 only", list[0]), mend}
	}
	return Finding{OK, "is " + list[0], ""}
}
