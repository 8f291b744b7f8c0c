package sim

import (
	"cmp"
	"crypto"
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
)

// Regenerate replaces the certificates of one store on the named nodes ("all": where it exists), as OS
// Administration or `set cert regen` do: old copies in the trust stores are replaced, every TFTP node whose
// service runs rebuilds its ITL, and phones reset by themselves where the release makes them.
func Regenerate(s cucm.Store, nodes ...string) Op {
	return func(c *Cluster) error {
		if s.Trust() {
			return fmt.Errorf("store %q: certificates of a trust store cannot be regenerated, only deleted", s)
		}
		if !s.Known() {
			return fmt.Errorf("store %q is not known; identity stores are %q", s, cucm.IdentityStores)
		}
		targets, err := pickNodes(c, nodes, "a "+string(s)+" certificate", func(n *Node) bool {
			return c.hasStore(n, s)
		})
		if err != nil {
			return err
		}
		renewed := map[*pki.Certificate]bool{}
		for _, name := range targets {
			n := c.Node(name)
			if renewed[n.identity[s]] {
				continue // one certificate for all nodes: the first node's turn replaced it here too
			}
			if err := regenerateOn(c, n, s); err != nil {
				return err
			}
			renewed[n.identity[s]] = true
		}
		return nil
	}
}

// regenerateOn makes the node's certificate anew: self-signed even where a CA signed the old one; one certificate for
// all nodes stays that if the cluster signed it itself.
func regenerateOn(c *Cluster, n *Node, s cucm.Store) error {
	old := n.identity[s]
	cert, err := selfSignedFor(c, n, s, SelfSignedOptions{MultiServer: old != nil && old.MultiServer && old.SelfSigned()}, true)
	if err != nil {
		return err
	}
	return replaceIdentity(c, n, s, cert, fact.Regenerated)
}

// SelfSignedOptions are the choices of the page "Generate New Self-signed Certificate". The zero value chooses what
// an installation on the cluster's release would.
type SelfSignedOptions struct {
	KeyBits     int    // RSA: 1024 (up to 12.0), 2048, 3072 or 4096; EC: 256 or 384
	Years       int    // validity: 5, 10, 15 or 20 (14 and later)
	Hash        string // SHA1 or SHA256 for RSA, SHA256, SHA384 or SHA512 for EC; with or without hyphen
	MultiServer bool   // one certificate and key for all nodes (14 and later)
}

// GenerateSelfSigned makes a new self-signed certificate with the chosen properties on a node, or from there on all
// of them, with what follows from a regeneration. Choices that the release does not have are refused.
func GenerateSelfSigned(s cucm.Store, node string, o SelfSignedOptions) Op {
	return func(c *Cluster) error {
		n, err := identityNode(c, s, node)
		if err != nil {
			return err
		}
		chosen, err := chosenSelfSigned(c, s, o)
		if err != nil {
			return err
		}
		if err := c.checkFIPS(n, s, chosen.KeyBits, chosen.Hash); err != nil {
			return err
		}
		cert, err := selfSignedFor(c, n, s, chosen, true)
		if err != nil {
			return err
		}
		return replaceIdentity(c, n, s, cert, fact.Regenerated)
	}
}

// chosenSelfSigned returns the options with those filled in that nobody chose, or says what the release does not have.
func chosenSelfSigned(c *Cluster, s cucm.Store, o SelfSignedOptions) (SelfSignedOptions, error) {
	var err error
	if o.KeyBits, err = c.policy().ChooseBits(s, o.KeyBits); err != nil {
		return o, err
	}
	if o.Hash, err = c.policy().ChooseHash(s, o.KeyBits, o.Hash); err != nil {
		return o, err
	}
	if err := c.policy().CheckYears(o.Years); err != nil {
		return o, err
	}
	if o.MultiServer {
		return o, c.policy().CheckMultiSelf(s)
	}
	return o, nil
}

// selfSignedFor makes a self-signed certificate for the node's store and puts it nowhere yet. Options that are not
// set are the release's; again says that there was one before.
func selfSignedFor(c *Cluster, n *Node, s cucm.Store, o SelfSignedOptions, again bool) (*pki.Certificate, error) {
	spec, bits := selfSignedSpec(c, n, s, o, again)
	var err error
	if spec.Key, err = newKey(c, s, bits); err != nil {
		return nil, err
	}
	cert, err := pki.SelfSigned(c.keys, spec)
	if err != nil {
		return nil, err
	}
	c.made++
	return cert, nil
}

// selfSignedSpec is what selfSignedFor makes, but for the key, which has so many bits.
func selfSignedSpec(c *Cluster, n *Node, s cucm.Store, o SelfSignedOptions, again bool) (spec pki.Spec, bits int) {
	var old *pki.Certificate
	if again {
		old = n.identity[s]
	}
	bits = c.fipsBits(n, s, cmp.Or(o.KeyBits, c.policy().KeyBits(s, old)))
	c.next(n.ID + " " + string(s))
	spec = pki.Spec{
		Store: s, Node: n.Name, CommonName: commonName(c, n, s, o.MultiServer), Org: c.Org, Serial: c.serial(),
		From: c.datedOn(n), Until: c.policy().Until(c.datedOn(n), cmp.Or(o.Years, c.policy().Years(s))), Hash: cmp.Or(o.Hash, c.policy().Hash(s, bits, again)),
	}
	if o.MultiServer {
		spec.Names = serverNames(c, n, true, nil)
	}
	return spec, bits
}

// policy is what the release makes of certificates.
func (c *Cluster) policy() pki.Policy { return pki.Policy{Release: c.Release, Rules: c.rules} }

// newKey takes a key of that length for the next certificate.
func newKey(c *Cluster, s cucm.Store, bits int) (crypto.Signer, error) {
	return pki.NewKey(c.keys, s, bits, keyNumber(c))
}

// keyNumber is the number of the next key of any kind.
func keyNumber(c *Cluster) uint64 { return c.seed*131 + c.made }

// commonName is the subject CN of a certificate on the node.
func commonName(c *Cluster, n *Node, s cucm.Store, multi bool) string {
	return pki.CommonName(s, n.Name, n.Domain, multi, c.randomBytes("capf", 4))
}

// ReuseTomcat is "Reuse Certificate": the multi-server tomcat certificate of the node serves CallManager too, on every
// node that has it. If a CA signed it, its chain must be in CallManager-trust. 14 and later (row 28).
func ReuseTomcat(node string) Op {
	return func(c *Cluster) error {
		const what = "reuse certificate"
		if !c.rules.ReuseTomcat {
			return fmt.Errorf("%s: not available on release %s (14 and later)", what, c.Release)
		}
		n, err := identityNode(c, cucm.Tomcat, node)
		if err != nil {
			return err
		}
		cert := n.identity[cucm.Tomcat]
		switch {
		case !cert.MultiServer:
			return fmt.Errorf("%s: the tomcat certificate %s of %q is not a multi-server one", what, cert, n.Name)
		case n.ReusesTomcat():
			return fmt.Errorf("%s: CallManager on %q has the tomcat certificate already", what, n.Name)
		}
		if err := pki.CheckChain(cucm.CallManager, cert, n.Trusted(cucm.CallManagerTrust), c.Now); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		own := *cert
		own.Store = cucm.CallManager
		return replaceIdentity(c, n, cucm.CallManager, &own, fact.Reused)
	}
}

// ReusesTomcat reports whether CallManager on the node has the certificate of tomcat; the list of certificates in OS
// Administration then has no line for CallManager, while `show cert list own` has.
func (n *Node) ReusesTomcat() bool {
	tomcat, own := n.identity[cucm.Tomcat], n.identity[cucm.CallManager]
	return tomcat != nil && own != nil && tomcat.Sum == own.Sum
}
