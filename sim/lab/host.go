package lab

import (
	"crypto/tls"
	"errors"
	"strings"
	"time"

	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/pki"
)

// host is a node as its servers ask it, as of now: between two questions a service may have been restarted and the node
// taken away.
type host struct {
	lab  *Lab
	node string
}

// ask lets question look at the node's cluster while nobody changes the lab. It reports whether the node is in a cluster.
func (h host) ask(question func(c *sim.Cluster)) (ok bool) {
	h.lab.mutex.RLock()
	defer h.lab.mutex.RUnlock()
	c := h.lab.clusters.of(h.node)
	if c == nil {
		return false
	}
	question(c)
	return true
}

// presents returns what gives the certificate that a service of CUCM loaded at its start, and its key.
func (h host) presents(service string) func() (*tls.Certificate, error) {
	return func() (*tls.Certificate, error) {
		var loaded *pki.Certificate
		h.ask(func(c *sim.Cluster) { loaded = c.Node(h.node).Loaded(service) })
		if loaded == nil {
			return nil, errNotRunning
		}
		own := withKey(loaded)
		return &own, nil
	}
}

var errNotRunning = errors.New("the service does not run")

func withKey(c *pki.Certificate) tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{c.DER}, PrivateKey: c.Key, Leaf: c.X509}
}

// shows returns what gives the certificate that Cisco Tftp shows on a port with TLS to who can use it, and its key.
func (h host) shows(at service.Service) func() (*tls.Certificate, error) {
	return func() (*tls.Certificate, error) {
		all := h.shown(at)
		if len(all) == 0 {
			return nil, errNotRunning
		}
		return &all[0], nil
	}
}

// others returns what gives those that it shows to the rest.
func (h host) others(at service.Service) func() []tls.Certificate {
	return func() []tls.Certificate {
		all := h.shown(at)
		return all[min(1, len(all)):]
	}
}

func (h host) shown(at service.Service) (all []tls.Certificate) {
	h.ask(func(c *sim.Cluster) {
		for _, cert := range c.Shows(h.node, at) {
			all = append(all, withKey(cert))
		}
	})
	return all
}

// version is the release of the node's cluster as SIP tells it, "11.5" or "14.0"; "" for a node in no cluster.
func (h host) version() (version string) {
	h.ask(func(c *sim.Cluster) {
		parts := strings.SplitN(c.Release.Build(), ".", 3)
		version = strings.Join(parts[:2], ".")
	})
	return version
}

// now is the clock of the node's cluster.
func (h host) now() (now time.Time) {
	h.ask(func(c *sim.Cluster) { now = c.Now })
	return now
}
