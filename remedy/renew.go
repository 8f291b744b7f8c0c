package remedy

import (
	"fmt"
	"slices"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// renewal makes certificates of one store anew.
type renewal struct {
	store cucm.Store
	nodes []string
	bits  int // RSA bits of the new keys, 0 for those of a regeneration
}

func (n renewal) step() string {
	if n.bits > 0 {
		return fmt.Sprintf("generate-self-signed: {certificate: %s, nodes: %s, key-length: %d}", n.store, list(n.nodes), n.bits)
	}
	return fmt.Sprintf("regenerate: {certificate: %s, nodes: %s}", n.store, list(n.nodes))
}

// renewals are the certificates of a cluster that have expired, or whose keys are longer than the phones can use, store by store.
func (s *scene) renewals(c *sim.Cluster) (all []renewal) {
	bits := s.shortKeys()
	for _, store := range cucm.IdentityStores {
		old, long := renewal{store: store}, renewal{store: store, bits: bits}
		for _, n := range c.Nodes {
			switch cert := n.Certificate(store); {
			case cert == nil || n.Down:
			case pki.ValidityOf(cert.X509).Check(c.Now) != nil:
				old.nodes = append(old.nodes, n.Name)
			case bits > 0 && !store.Elliptic() && cert.Bits() > bits:
				long.nodes = append(long.nodes, n.Name)
			}
		}
		for _, some := range []renewal{old, long} {
			if len(some.nodes) > 0 {
				all = append(all, some)
			}
		}
	}
	return all
}

// shortKeys is the longest RSA key, in bits, that all phones of the scene can use; 0 where none of them met a longer one.
func (s *scene) shortKeys() (bits int) {
	for _, stand := range s.stands {
		met := append(slices.Clone(stand.Phone.Report().Decisions), stand.Verdict.Decision)
		if !slices.ContainsFunc(met, func(d trust.Decision) bool { return d.Code == reason.KeyTooLong }) {
			continue
		}
		if most := stand.Phone.Model().MaxKeyBits; bits == 0 || most < bits {
			bits = most
		}
	}
	return bits
}

// renewing makes certificates anew: those of each store alone, then all.
func renewing(s *scene) (ways []Way) {
	count := 0
	for _, c := range s.now.Lab.Clusters() {
		for _, one := range s.renewals(c) {
			count++
			ways = append(ways, s.then("make "+string(one.store)+" of "+list(one.nodes)+" anew", s.renewed(c, one)...)...)
		}
	}
	if count > 1 {
		ways = append(ways, s.then("make all certificates anew that have expired, one store after the other", s.renewedAll()...)...)
	}
	return ways
}

// renewedAll are the steps for all of them, store by store with a boot of the phones after each, so that they follow.
func (s *scene) renewedAll() (steps []string) {
	for _, c := range s.now.Lab.Clusters() {
		for _, one := range s.renewals(c) {
			steps = slices.Concat(steps, s.renewed(c, one), s.boot())
		}
	}
	return steps
}

// renewed are the steps for the certificates of a store: new ones, restarts, and where there is a CTL a new one.
func (s *scene) renewed(c *sim.Cluster, one renewal) []string {
	steps := append([]string{one.step()}, s.restart(c, c.RestartsAfter(one.store)...)...)
	if c.Publisher().CTL() == nil || !slices.Contains([]cucm.Store{cucm.CallManager, cucm.CallManagerECDSA, cucm.CAPF, cucm.ITLRecovery}, one.store) {
		return steps
	}
	update := onShell(c, "utils ctl update CTLFile", "y")
	if tokens := c.CTLTokens(); len(tokens) > 0 {
		update = braced(fmt.Sprintf("token: {action: update-ctl, tokens: %s, signer: %s}", list(tokens), scalar(tokens[0])), s.in(c))
	} else if c.Rules().CTLSigner == "" {
		return steps
	}
	return slices.Concat(steps, []string{update}, s.restart(c, sim.ServiceTFTP, sim.ServiceCCM, sim.ServiceCTIManager))
}
