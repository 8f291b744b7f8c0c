package sim

import (
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
)

// SetFIPS is `utils fips enable` or `utils fips disable` on a node: all its identity certificates are made anew at once, those that
// a CA signed too, and the node reboots (security guide 12.5(1)SU6, FIPS mode setup). It is a matter of one node; that others may
// not differ for long is up to the administrator, and so is waiting until phones are back before the next one. Phones reset as
// after any regeneration.
func SetFIPS(node string, on bool) Op {
	return func(c *Cluster) error {
		if !c.rules.FIPS {
			return fmt.Errorf("utils fips: not available on release %s (8.6 and later)", c.Release)
		}
		return onNode(c, node, func(n *Node) error {
			switch {
			case n.Down:
				return fmt.Errorf("node %q is down", n.Name)
			case n.fips == on:
				return fmt.Errorf("utils fips: FIPS mode is %s on %s already", fact.FIPSMode(on), n.Name)
			}
			n.fips = on
			c.note(n, fact.FIPSSet{On: on})
			if err := regenerateAll(c, n); err != nil {
				return err
			}
			if err := restartNode(c, n); err != nil {
				return err
			}
			return rebuildITLs(c, "reboot")
		})
	}
}

// FIPS reports whether the node is in FIPS mode.
func (n *Node) FIPS() bool { return n.fips }

// regenerateAll regenerates every identity certificate of a node.
func regenerateAll(c *Cluster, n *Node) error {
	for _, s := range cucm.IdentityStores {
		if n.identity[s] == nil {
			continue
		}
		if err := regenerateOn(c, n, s); err != nil {
			return err
		}
	}
	return nil
}

// shortestFIPS is the shortest RSA key that is made in FIPS mode, bits: what FIPS 186-4 approves of. The guide does not say it.
const shortestFIPS = 2048

// fipsBits is the length of a new key of a node where the release would make one of bits.
func (c *Cluster) fipsBits(n *Node, s cucm.Store, bits int) int {
	if n.fips && c.rules.FIPSApproved && !s.Elliptic() {
		return max(bits, shortestFIPS)
	}
	return bits
}

// checkFIPS refuses what FIPS mode does not allow the administrator to choose.
func (c *Cluster) checkFIPS(n *Node, s cucm.Store, bits int, hash string) error {
	if !n.fips || !c.rules.FIPSApproved {
		return nil
	}
	switch {
	case hash == "SHA1":
		return fmt.Errorf("hash %q: %s is in FIPS mode, where certificates and requests cannot have it", hash, n.Name)
	case !s.Elliptic() && bits < shortestFIPS:
		return fmt.Errorf("key length %d: %s is in FIPS mode, where RSA keys have %d bits at least", bits, n.Name, shortestFIPS)
	}
	return nil
}
