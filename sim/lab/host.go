package lab

import (
	"crypto/tls"
	"errors"
	"strings"
	"time"

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
			return nil, errors.New("the service does not run")
		}
		return &tls.Certificate{Certificate: [][]byte{loaded.DER}, PrivateKey: loaded.Key, Leaf: loaded.X509}, nil
	}
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
