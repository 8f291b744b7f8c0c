package certmgr

import (
	"net/http"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// node is the node that is asked, with its cluster, while nobody changes the lab.
type node struct {
	cluster *sim.Cluster
	node    *sim.Node
}

// see looks at the node that is asked.
func see(a *tomcat.Ask, look func(node) error) (err error) {
	a.Lab.See(func(l *lab.Lab) {
		c := l.ClusterOf(a.Node.Node)
		if c == nil {
			err = refusal{http.StatusInternalServerError, "the node is in no cluster any more"}
			return
		}
		err = look(node{c, c.Node(a.Node.Node)})
	})
	return err
}

// policy is what the release makes of certificates.
func (n node) policy() pki.Policy {
	return pki.Policy{Release: n.cluster.Release, Rules: n.cluster.Rules()}
}

// identities are the stores in which the node has a certificate of its own.
func (n node) identities() (list []cucm.Store) {
	for _, s := range cucm.IdentityStores {
		if n.cluster.Identity(n.node, s) != nil {
			list = append(list, s)
		}
	}
	return list
}

// trusts are the -trust stores of the node.
func (n node) trusts() (list []cucm.Store) {
	for _, s := range cucm.TrustStores {
		if s.OnNodes(n.node.Has(sim.RoleIMP)) {
			list = append(list, s)
		}
	}
	return list
}

// identity finds an identity store by what a client calls its service.
func (n node) identity(service string) (cucm.Store, error) { return named(service, n.identities()) }

// trust finds a -trust store; clients leave "-trust" out.
func (n node) trust(service string) (cucm.Store, error) {
	return named(strings.TrimSuffix(service, trustSuffix)+trustSuffix, n.trusts())
}

const trustSuffix = "-trust"

// named finds a store; case makes no difference.
func named(service string, among []cucm.Store) (cucm.Store, error) {
	names := make([]string, len(among))
	for i, s := range among {
		if strings.EqualFold(service, string(s)) {
			return s, nil
		}
		names[i] = string(s)
	}
	if err := short("service", service); err != nil {
		return "", err
	}
	return "", bad("service: %q is not on this node, which has %s", service, strings.Join(names, ", "))
}

// file is the name of a certificate in the list of Certificate Management.
func (n node) file(c *pki.Certificate) string { return store.FileName(c, n.cluster.Rules()) }
