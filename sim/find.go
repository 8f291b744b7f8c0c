package sim

import (
	"fmt"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// FindCertificate resolves what a scenario writes for a certificate: the name of a token, NODE/STORE, the name of a
// lab CA or of a manufacturer of phones, or "signed:NODE/STORE", which is what lab-intermediate-ca answers to the request that waits there.
// "signed:NODE/STORE:CA" names another CA and "signed:NODE/STORE:CA:FAULT" what is wrong with the answer, see
// pki.Fault.
func (c *Cluster) FindCertificate(ref string) (*pki.Certificate, error) {
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
		return c.findAnswer(answer)
	}
	node, store, ok := strings.Cut(ref, "/")
	if n := c.Node(node); ok && n != nil {
		if cert := n.identity[cucm.Store(store)]; cert != nil {
			return cert, nil
		}
	}
	return nil, fmt.Errorf("certificate %q: name a token, or NODE/STORE such as %s/CallManager, or a lab CA such as %s, "+
		"or signed:NODE/STORE", ref, c.Publisher().Name, pki.RootCA)
}

// findAnswer resolves NODE/STORE[:CA[:FAULT]].
func (c *Cluster) findAnswer(ref string) (*pki.Certificate, error) {
	parts := append(strings.SplitN(ref, ":", 3), "", "")
	node, store, _ := strings.Cut(parts[0], "/")
	by := parts[1]
	if by == "" {
		by = pki.IntermediateCA
	}
	return c.signCSR(node, cucm.Store(store), by, pki.Fault(parts[2]))
}
