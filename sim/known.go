package sim

import (
	"fmt"
	"slices"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// known makes the certificates of a new cluster of which something is known beforehand: those of the twin of a real cluster.
type known struct {
	nodes       map[string]NodeSpec // by ID
	everywhere  []Trusted
	authorities *pki.Authorities
}

func newKnown(c *Cluster, cfg Config) *known {
	k := &known{nodes: map[string]NodeSpec{}, everywhere: cfg.Trusted, authorities: cfg.authorities(c.keys)}
	for _, spec := range cfg.Nodes {
		k.nodes[spec.Name] = spec
	}
	return k
}

// authorities are the CAs of the cluster's certificates.
func (cfg Config) authorities(keys pki.KeySource) *pki.Authorities {
	var facts []pki.Facts
	for _, t := range cfg.trusted() {
		facts = append(facts, t.Facts)
	}
	return pki.NewAuthorities(keys, facts)
}

// trusted returns what is said of -trust stores, of all nodes and of each.
func (cfg Config) trusted() []Trusted {
	all := slices.Clone(cfg.Trusted)
	for _, spec := range cfg.Nodes {
		all = append(all, spec.Trusted...)
	}
	return all
}

// issue gives the node its first certificate in the store.
func (k *known) issue(c *Cluster, n *Node, s cucm.Store) error {
	facts, is := k.nodes[n.ID].Certificates[s]
	if !is {
		return issueSelfSigned(c, n, s, false)
	}
	spec, bits := selfSignedSpec(c, n, s, SelfSignedOptions{}, false)
	spec.Rules = c.rules
	cert, chain, err := k.certificate(c, facts, spec, bits)
	if err != nil {
		return fmt.Errorf("node %q: certificate %s: %w", n.Name, s, err)
	}
	own := *cert
	own.MultiServer = k.shared(facts, s)
	for _, ca := range chain {
		putTrusted(c, n, s.TrustStore(), "", ca, s.TrustStore().Rule().Roles)
	}
	putIdentity(c, n, s, &own)
	return nil
}

// certificate makes the certificate that the facts tell of, with the CAs that signed it.
func (k *known) certificate(c *Cluster, f pki.Facts, spec pki.Spec, bits int) (cert *pki.Certificate, chain []*pki.Certificate, err error) {
	if spec, err = f.Apply(c.keys, spec, bits); err != nil {
		return nil, nil, err
	}
	c.made++
	if f.SelfSigned() {
		cert, err = pki.SelfSigned(c.keys, spec)
		return cert, nil, err
	}
	if chain, err = k.authorities.Chain(f.Issuer); err != nil {
		return nil, nil, err
	}
	cert, err = pki.SignedBy(chain[0], c.keys, spec)
	return cert, chain, err
}

// shared reports whether several nodes have the certificate in the store: one for all servers.
func (k *known) shared(f pki.Facts, s cucm.Store) bool {
	count := 0
	for _, spec := range k.nodes {
		if other, is := spec.Certificates[s]; is && f.Same(other) {
			count++
		}
	}
	return count > 1
}

// fillTrust puts the further certificates into the -trust stores, where identity certificates have their copies already.
func (k *known) fillTrust(c *Cluster) error {
	for _, t := range k.everywhere {
		if err := k.fill(c, t, c.Nodes...); err != nil {
			return err
		}
	}
	for _, n := range c.Nodes {
		for _, t := range k.nodes[n.ID].Trusted {
			if err := k.fill(c, t, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill puts one certificate into the store of those of the nodes that have it.
func (k *known) fill(c *Cluster, t Trusted, nodes ...*Node) error {
	cert, err := k.leftover(c, t)
	if err != nil {
		return fmt.Errorf("certificate %q in %s: %w", t.Subject, t.Store, err)
	}
	for _, n := range nodes {
		if t.Store.OnNodes(n.Has(RoleIMP)) {
			putBeside(c, n, t.Store, cert)
		}
	}
	return nil
}

// leftover is a further certificate of a -trust store: an identity certificate of the cluster, a CA that signed something, or one that
// belongs to nobody here.
func (k *known) leftover(c *Cluster, t Trusted) (*pki.Certificate, error) {
	for _, n := range c.Nodes {
		for _, s := range cucm.IdentityStores {
			if cert := n.identity[s]; cert != nil && t.Of(cert) {
				return cert, nil
			}
		}
	}
	if ca := k.authorities.Made(t.Facts); ca != nil {
		return ca, nil
	}
	spec := pki.Spec{From: c.Now, Until: c.policy().Until(c.Now, c.policy().Years("")), Hash: "SHA256", Serial: c.serial()}
	cert, _, err := k.certificate(c, t.Facts, spec, leftoverBits)
	return cert, err
}

// leftoverBits is the length of the key of a certificate in a -trust store of which it is not known.
const leftoverBits = 2048

// putBeside writes a certificate into a -trust store beside another of the same name.
func putBeside(c *Cluster, n *Node, s cucm.Store, cert *pki.Certificate) {
	f := trustFile(c, s, cert)
	file, filed := n.files.At(s, f.Slot)
	row, entered := n.table.Row(store.Row{Store: s, Slot: f.Slot}.Key())
	if filed && file.Cert.Sum != cert.Sum || entered && row.Cert.Sum != cert.Sum {
		f.Slot = store.Slot(cert, true)
	}
	n.files = n.files.With(f)
	c.write(n, store.Row{Store: s, Slot: f.Slot, Cert: cert, Roles: s.Rule().Roles})
}

// validateFacts says what cannot be of what is said of certificates.
func (cfg Config) validateFacts() error {
	rules, authorities := cfg.Release.RulesUnder(cfg.Settings), cfg.authorities(nil)
	for _, n := range cfg.Nodes {
		for _, s := range cucm.Stores() {
			facts, is := n.Certificates[s]
			switch {
			case !is:
			case s.Trust() || !s.ExistsOn(rules, slices.Contains(n.Roles, Publisher), slices.Contains(n.Roles, RoleIMP)):
				return fmt.Errorf("node %q has no certificate %s of its own on release %s", n.Name, s, cfg.Release)
			default:
				if err := cfg.checkFacts(facts, s, authorities); err != nil {
					return fmt.Errorf("node %q: certificate %s: %w", n.Name, s, err)
				}
			}
		}
	}
	for _, t := range cfg.trusted() {
		if !t.Store.Trust() {
			return fmt.Errorf("store %q is no -trust store", t.Store)
		}
		if err := cfg.checkFacts(t.Facts, "", authorities); err != nil {
			return fmt.Errorf("certificate %q in %s: %w", t.Subject, t.Store, err)
		}
	}
	return nil
}

func (cfg Config) checkFacts(f pki.Facts, s cucm.Store, authorities *pki.Authorities) error {
	if s != "" && f.From.After(cfg.Start) {
		return fmt.Errorf("it begins %s, after the lab does (%s)", f.From.Format(time.RFC3339), cfg.Start.Format(time.RFC3339))
	}
	if err := f.Check(s); err != nil || f.SelfSigned() {
		return err
	}
	return authorities.Check(f.Issuer)
}
