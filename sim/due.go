package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Due is a restart that has not happened yet.
type Due struct {
	Node    *Node
	Service string
	Why     string // what the service works with that is not what lies on the node
}

// RestartsDue returns the restarts that the release's guides ask for and that running services have not had, by node and in the order of
// the services' table: a service works with a certificate that was replaced, believes one that was deleted, or, Cisco Tftp, goes by
// parameters of before or by `utils itl reset`. Services that take over by themselves, or that the guides do not name, are none.
func (c *Cluster) RestartsDue() (all []Due) {
	for _, n := range c.Nodes {
		for _, service := range servicesOf(c, n) {
			if !n.Running(service) {
				continue
			}
			for _, why := range slices.Concat(c.replaced(n, service), c.believed(n, service), c.outdated(n, service)) {
				all = append(all, Due{n, service, why})
			}
		}
	}
	return all
}

// asks reports whether the guides restart the service after a certificate of the store has changed.
func (c *Cluster) asks(service string, s cucm.Store) bool {
	return slices.Contains(c.RestartsAfter(s), service)
}

// replaced says which certificates the service works with that are not the node's any more.
func (c *Cluster) replaced(n *Node, service string) (why []string) {
	for _, s := range cucm.IdentityStores {
		loaded, own := n.WorksWith(service, s), n.identity[s]
		if loaded != nil && own != nil && loaded.Sum != own.Sum && c.asks(service, s) {
			why = append(why, fmt.Sprintf("works with the %s certificate of before", s))
		}
	}
	return why
}

// WorksWith returns the certificate of an identity store that a running service goes by: the one it read at its last start, or took over since;
// nil if it does not run, or needs none of that store.
func (n *Node) WorksWith(service string, s cucm.Store) *pki.Certificate {
	switch {
	case service == ServiceTVS && s == cucm.TVS, service == ServiceTFTP && s == cucm.CallManager:
		return n.Loaded(service)
	}
	return n.LoadedFrom(service, s)
}

// believed says which deleted certificates the service goes on believing.
func (c *Cluster) believed(n *Node, service string) (why []string) {
	for _, f := range n.services[service].deleted {
		if !n.files.Holds(f.Store, f.Slot, f.Cert) && c.asks(service, f.Store) {
			why = append(why, fmt.Sprintf("still believes a certificate deleted from %s (%s)", f.Store, f.Cert.Subject))
		}
	}
	return why
}

// outdated says what Cisco Tftp has not read since its start.
func (c *Cluster) outdated(n *Node, service string) (why []string) {
	if service != ServiceTFTP {
		return nil
	}
	for _, p := range []struct {
		name   string
		differ bool
	}{
		{ParamRollback, n.tftp.blank != (c.parameters[ParamRollback] == "True")},
		{ParamSignature, n.tftp.digest != c.parameters[ParamSignature]},
	} {
		if p.differ {
			why = append(why, fmt.Sprintf("goes by the parameter %q of before", p.name))
		}
	}
	if n.resetBy != "" && !c.settings.ResetSurvivesRestart {
		why = append(why, "signs the ITL with the key of `utils itl reset`")
	}
	return why
}
