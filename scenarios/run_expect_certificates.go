package scenarios

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// expectServices checks which services run and what they present.
func (r *Runner) expectServices(c *sim.Cluster, n *sim.Node, e *NodeExpectation, check checkField) {
	for _, state := range e.Services {
		check(state.Service.Value, state.State.Value, serviceState(c, n, state.Service.Value))
	}
	for _, p := range e.Presents {
		check("presents "+p.Service.Value, p.State.Value, presented(n, p.Service.Value))
	}
}

// serviceState is the word of the language for a service on a node.
func serviceState(c *sim.Cluster, n *sim.Node, name string) string {
	if n.Running(name) {
		return "running"
	}
	for _, s := range c.Services(n.Name) {
		if s.Name == name && s.Activated {
			return "stopped"
		}
	}
	return "not-activated"
}

// presented compares the certificate that a running service loaded with those on the node's disk.
func presented(n *sim.Node, service string) string {
	loaded := n.Loaded(service)
	if loaded == nil {
		return "nothing"
	}
	for _, s := range cucm.Stores() {
		if !s.Trust() && same(n.Certificate(s), loaded) {
			return presentedBeside(n, service)
		}
	}
	return "old"
}

// presentedBeside compares the further certificates of a service, such as CallManager-ECDSA of Cisco CallManager.
func presentedBeside(n *sim.Node, service string) string {
	for _, s := range cucm.Stores() {
		loaded, held := n.LoadedFrom(service, s), n.Certificate(s)
		if loaded != nil && held != nil && !same(loaded, held) {
			return "old"
		}
	}
	return "current"
}

func same(a, b *sim.Certificate) bool {
	return a != nil && b != nil && bytes.Equal(a.X509.Raw, b.X509.Raw)
}

// expectCertificates checks identity and trust stores.
func (r *Runner) expectCertificates(c *sim.Cluster, n *sim.Node, e *NodeExpectation, check checkField) {
	for _, want := range e.Certificate {
		facts := certificateFacts(c, n.Certificate(cucm.Store(want.Store.Value)))
		for _, word := range want.States {
			if !slices.Contains(facts, word.Value) {
				check("certificate "+want.Store.Value, word.Value, strings.Join(facts, ", "))
			}
		}
	}
	for _, want := range e.Same {
		got := n.Certificate(cucm.Store(want.Store.Value))
		if other, err := r.Lab.FindCertificate(want.Certificate.Value); err != nil {
			check("same-certificate "+want.Store.Value, want.Certificate.Value, err.Error())
		} else if !same(got, other) {
			check("same-certificate "+want.Store.Value, want.Certificate.Value, described(got))
		}
	}
	r.expectHoldings(n, e.Trusted, true, check)
	r.expectHoldings(n, e.NotTrusted, false, check)
}

// certificateFacts says in the words of the language what a certificate is.
func certificateFacts(c *sim.Cluster, cert *sim.Certificate) []string {
	if cert == nil {
		return []string{"none"}
	}
	facts := []string{"ca-signed"}
	if bytes.Equal(cert.X509.RawIssuer, cert.X509.RawSubject) {
		facts = []string{"self-signed"}
	}
	if multi(c, cert.X509) {
		facts = append(facts, multiServer)
	}
	if c.Now.After(cert.X509.NotAfter) {
		return append(facts, "expired")
	}
	return append(facts, "valid")
}

// multi tells whether the certificate names more than one node of the cluster.
func multi(c *sim.Cluster, cert *x509.Certificate) bool {
	named := 0
	for _, n := range c.Nodes {
		if slices.ContainsFunc(cert.DNSNames, func(name string) bool { return strings.EqualFold(name, n.FQDN()) }) {
			named++
		}
	}
	return named > 1
}

func described(cert *sim.Certificate) string {
	if cert == nil {
		return "none"
	}
	return cert.String()
}

// expectHoldings checks that trust stores hold certificates, or do not.
func (r *Runner) expectHoldings(n *sim.Node, list Holdings, present bool, check checkField) {
	field := map[bool]string{true: "trusted ", false: "not-trusted "}[present]
	for _, want := range list {
		store := cucm.Store(want.Store.Value)
		for _, name := range want.Certificates {
			if r.holds(n, store, name.Value) != present {
				check(field+want.Store.Value, name.Value, contents(n, store))
			}
		}
	}
}

// holds tells whether a trust store of the node holds a certificate, which is named by its common name, its file, its
// serial or a reference.
func (r *Runner) holds(n *sim.Node, store cucm.Store, name string) bool {
	other, err := r.Lab.FindCertificate(name)
	return slices.ContainsFunc(n.Trusted(store), func(cert *sim.Certificate) bool {
		if err == nil && same(cert, other) {
			return true
		}
		cn := cert.X509.Subject.CommonName
		base := strings.TrimSuffix(name, ".pem")
		return strings.EqualFold(base, cn) || strings.EqualFold(base, cert.SerialHex()) || strings.EqualFold(base, cn+"_"+cert.SerialHex())
	})
}

// contents lists what a trust store holds.
func contents(n *sim.Node, store cucm.Store) string {
	var list []string
	for _, cert := range n.Trusted(store) {
		list = append(list, cert.X509.Subject.CommonName+"_"+cert.SerialHex())
	}
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}
