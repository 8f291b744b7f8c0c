package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
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
		chosen, err := c.chosenSelfSigned(n, s, o)
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
func (c *Cluster) chosenSelfSigned(n *Node, s cucm.Store, o SelfSignedOptions) (SelfSignedOptions, error) {
	var err error
	if o.KeyBits, err = c.chosenBits(n, s, o.KeyBits); err != nil {
		return o, err
	}
	if o.Hash, err = c.chosenHash(s, o.KeyBits, o.Hash, true); err != nil {
		return o, err
	}
	if err := c.checkYears(o.Years); err != nil {
		return o, err
	}
	if o.MultiServer {
		return o, c.checkMultiServer(s, c.rules.MultiSelf, "self-signed certificates")
	}
	return o, nil
}

func (c *Cluster) checkYears(years int) error {
	allowed := c.rules.Years
	switch {
	case years == 0 || slices.Contains(allowed, years):
		return nil
	case allowed == nil:
		return fmt.Errorf("validity of %d years: it cannot be chosen on release %s (14 and later)", years, c.Release)
	}
	return fmt.Errorf("validity of %d years: it can be %s", years, alternatives(allowed))
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
func (c *Cluster) selfSignedFor(n *Node, s cucm.Store, o SelfSignedOptions, again bool) (*Certificate, error) {
	bits := o.KeyBits
	if bits == 0 {
		bits = c.keyBits(n, s, again)
	}
	key, err := c.newKey(s, bits)
	if err != nil {
		return nil, err
	}
	spec := certificateSpec{
		store: s, node: n.Name, commonName: c.commonName(n, s, o.MultiServer), org: c.Org, key: key, serial: c.serial(),
		from: c.Now, years: c.years(s, o.Years), hash: o.Hash,
	}
	if spec.hash == "" {
		spec.hash = c.usualHash(s, bits, again)
	}
	if o.MultiServer {
		spec.names = c.serverNames(n, true, nil)
	}
	cert, err := keep(c.keys, spec.recipe(), func() (*Certificate, error) { return selfSigned(spec) })
	if err != nil {
		return nil, err
	}
	c.made++
	return cert, nil
}

// years is the validity: 5 years but for ITLRecovery on some releases (row 10), or as chosen.
func (c *Cluster) years(s cucm.Store, chosen int) int {
	switch {
	case chosen != 0:
		return chosen
	case s == cucm.ITLRecovery:
		return c.rules.RecoveryYears
	}
	return 5
}
