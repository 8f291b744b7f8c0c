package sim

import (
	"fmt"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// FindCertificate resolves what a scenario writes for a certificate: the name of a token, NODE/STORE, the name of a
// lab CA or of a manufacturer of phones, the certificate itself as PEM, or "signed:NODE/STORE", which is what lab-intermediate-ca answers to the request that waits there.
// "signed:NODE/STORE:CA" names another CA, "signed:NODE/STORE:CA:FAULT" what is wrong with the answer, see pki.Fault, and
// "signed:NODE/STORE:CA:TERM" how long it is valid, see pki.Term; an empty CA is the one that answers anyway.
func (c *Cluster) FindCertificate(ref string) (*pki.Certificate, error) {
	if strings.HasPrefix(ref, pki.PEMBegin) {
		return pki.ParsePEM(ref)
	}
	if token := c.Token(ref); token != nil {
		return token, nil
	}
	if ca, err := pki.CA(c.keys, ref); err == nil {
		return ca, nil
	}
	for _, maker := range c.makers.All() {
		if maker.X509.Subject.CommonName == ref {
			return maker, nil
		}
	}
	if answer, ok := strings.CutPrefix(ref, "signed:"); ok {
		return findAnswer(c, answer)
	}
	node, store, ok := strings.Cut(ref, "/")
	if n := c.Node(node); ok && n != nil {
		if cert := c.Identity(n, cucm.Store(store)); cert != nil {
			return cert, nil
		}
	}
	return nil, fmt.Errorf("certificate %q: name a token, or NODE/STORE such as %s/CallManager, or a lab CA such as %s, "+
		"or signed:NODE/STORE", ref, c.Publisher().Name, pki.RootCA)
}

// findAnswer resolves NODE/STORE[:CA[:FAULT or TERM]].
func findAnswer(c *Cluster, ref string) (*pki.Certificate, error) {
	parts := append(strings.SplitN(ref, ":", 3), "", "")
	node, store, _ := strings.Cut(parts[0], "/")
	by := parts[1]
	if by == "" {
		by = pki.IntermediateCA
	}
	if term, err := pki.ParseTerm(parts[2]); err == nil {
		return signCSR(c, node, cucm.Store(store), by, pki.FaultNone, term)
	}
	return signCSR(c, node, cucm.Store(store), by, pki.Fault(parts[2]), pki.Term{})
}

// signCSR returns what the lab CA called by answers to the request that waits on the node; nothing is uploaded. fault is
// the mistake that the CA makes, pki.FaultNone for none.
func signCSR(c *Cluster, node string, s cucm.Store, by string, fault pki.Fault, term pki.Term) (*pki.Certificate, error) {
	n := c.Node(node)
	if n == nil {
		return nil, fmt.Errorf("node %q is not in the cluster", node)
	}
	r := n.requests[s]
	if r == nil {
		return nil, noRequest(s, n)
	}
	ca, err := pki.CA(c.keys, by)
	if err != nil {
		return nil, err
	}
	recipe := fmt.Sprintf("answer %x %q %q %x %d %q %q", ca.Sum, r.Store, r.Node, r.Sum, r.Time.UnixNano(), fault, term)
	return pki.Keep(c.keys, recipe, func() (*pki.Certificate, error) { return pki.Answer(ca, r, fault, term) })
}

func noRequest(s cucm.Store, n *Node) error {
	return fmt.Errorf("store %q on %q has no pending CSR: generate one first", s, n.Name)
}
