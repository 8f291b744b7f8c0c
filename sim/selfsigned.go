package sim

import (
	"cmp"
	"crypto"
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

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
		n, err := c.identityNode(s, node)
		if err != nil {
			return err
		}
		chosen, err := c.chosenSelfSigned(s, o)
		if err != nil {
			return err
		}
		cert, err := c.selfSignedFor(n, s, chosen, true)
		if err != nil {
			return err
		}
		return c.replace(n, s, cert, "regenerated")
	}
}

// chosenSelfSigned returns the options with those filled in that nobody chose, or says what the release does not have.
func (c *Cluster) chosenSelfSigned(s cucm.Store, o SelfSignedOptions) (SelfSignedOptions, error) {
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

// identityNode returns the node, which must be up and have the identity store.
func (c *Cluster) identityNode(s cucm.Store, node string) (*Node, error) {
	if s.Trust() || !s.Known() {
		return nil, fmt.Errorf("store %q is not an identity store; these are %q", s, cucm.IdentityStores)
	}
	if node == "" {
		return nil, fmt.Errorf("store %q: name a node", s)
	}
	names, err := c.pick([]string{node}, "a "+string(s)+" certificate", func(n *Node) bool { return c.hasStore(n, s) })
	if err != nil {
		return nil, err
	}
	if len(names) != 1 || node == "all" {
		return nil, fmt.Errorf("store %q: name one node, not %q", s, node)
	}
	return c.Node(names[0]), nil
}

// selfSignedFor makes a self-signed certificate for the node's store and puts it nowhere yet. Options that are not
// set are the release's; again says that there was one before.
func (c *Cluster) selfSignedFor(n *Node, s cucm.Store, o SelfSignedOptions, again bool) (*pki.Certificate, error) {
	var old *pki.Certificate
	if again {
		old = n.identity[s]
	}
	bits := cmp.Or(o.KeyBits, c.policy().KeyBits(s, old))
	key, err := c.newKey(s, bits)
	if err != nil {
		return nil, err
	}
	spec := pki.Spec{
		Store: s, Node: n.Name, CommonName: c.commonName(n, s, o.MultiServer), Org: c.Org, Key: key, Serial: c.serial(),
		From: c.Now, Years: cmp.Or(o.Years, c.policy().Years(s)), Hash: cmp.Or(o.Hash, c.policy().Hash(s, bits, again)),
	}
	if o.MultiServer {
		spec.Names = c.serverNames(n, true, nil)
	}
	cert, err := pki.SelfSigned(c.keys, spec)
	if err != nil {
		return nil, err
	}
	c.made++
	return cert, nil
}

// policy is what the release makes of certificates.
func (c *Cluster) policy() pki.Policy { return pki.Policy{Release: c.Release, Rules: c.rules} }

// newKey takes a key of that length for the next certificate.
func (c *Cluster) newKey(s cucm.Store, bits int) (crypto.Signer, error) {
	return pki.NewKey(c.keys, s, bits, c.keyNumber())
}

// keyNumber is the number of the next key of any kind.
func (c *Cluster) keyNumber() uint64 { return c.seed*131 + c.made }

// commonName is the subject CN of a certificate on the node.
func (c *Cluster) commonName(n *Node, s cucm.Store, multi bool) string {
	return pki.CommonName(s, n.Name, n.Domain, multi, c.randomBytes("capf", 4))
}
