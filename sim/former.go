package sim

import (
	"crypto/sha256"
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// Former says how a cluster was when phones got the lists that they hold.
type Former struct {
	Renewed []cucm.Store // had other certificates in these stores, on every node that has them
	Tokens  bool         // the CTL was signed by other tokens
	CTL     bool         // it was in mixed mode, whether it is now or not
	Blank   bool         // it was prepared for a rollback: its ITL is blank
}

// formerSeed sets the serial numbers and keys of a former cluster apart from those that the cluster itself will make.
const formerSeed = 0x666f726d6572

// Former returns a copy of the cluster as it was a year ago, as far as the lists tell that it served then: nothing else of it is good for
// anything. What it has in common with the cluster are the certificates of stores that were not renewed.
func (c *Cluster) Former(f Former) (*Cluster, error) {
	former := c.Clone()
	former.Now, former.seed, former.events = c.Now.AddDate(-1, 0, 0), c.seed^formerSeed, nil
	if err := renewFormer(former, f.Renewed); err != nil {
		return nil, fmt.Errorf("the cluster as it was: %w", err)
	}
	for _, n := range former.Nodes {
		n.tftp.blank = n.tftp.blank || f.Blank
	}
	if f.CTL {
		former.parameters = with(former.parameters, ParamClusterMode, "1")
	}
	if f.CTL || c.Publisher().ctl != nil {
		if err := formerCTL(former, f); err != nil {
			return nil, fmt.Errorf("the cluster as it was: %w", err)
		}
	}
	return former, rebuildITLs(former, "the cluster as it was")
}

// Undated returns a copy of the cluster for which no certificate ends: as it was when those that have ended since were good.
func (c *Cluster) Undated() *Cluster {
	undated := c.Clone()
	undated.settings.CheckValidityOf = nil
	return undated
}

// renewFormer gives nodes other certificates, in their own stores and in the database alone. One of several servers is one again.
func renewFormer(c *Cluster, stores []cucm.Store) error {
	made := map[[sha256.Size]byte]*pki.Certificate{} // by what they take the place of
	for _, n := range c.Nodes {
		for _, s := range stores {
			old := n.identity[s]
			if old == nil {
				continue
			}
			if made[old.Sum] == nil {
				cert, err := selfSignedFor(c, n, s, SelfSignedOptions{MultiServer: old.MultiServer}, true)
				if err != nil {
					return err
				}
				made[old.Sum] = cert
			}
			n.identity = with(n.identity, s, made[old.Sum])
			c.write(n, store.Row{Store: s, Server: n.ID, Cert: made[old.Sum], Roles: s.Rule().Roles})
		}
	}
	return nil
}

// formerCTL writes the CTL of a former cluster: signed by tokens where there are some or the release knows no other.
func formerCTL(c *Cluster, f Former) error {
	tokens := c.CTLTokens()
	if len(tokens) == 0 && c.rules.CTLSigner != "" {
		return writeCTL(c, c.rules.CTLSigner)
	}
	signers, err := formerTokens(c, f, tokens)
	if err != nil {
		return err
	}
	return writeTokenCTL(c, signers, signers[0])
}

// formerTokens are the tokens that the CTL lists, or others of their names.
func formerTokens(c *Cluster, f Former, names []string) (signers []*pki.Certificate, err error) {
	if len(names) == 0 {
		names = []string{"SAST-FORMER"}
	}
	for _, name := range names {
		token := c.Token(name)
		if f.Tokens || token == nil {
			if token, err = newToken(c, name); err != nil {
				return nil, err
			}
		}
		signers = append(signers, token)
	}
	return signers, nil
}
