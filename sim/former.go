package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
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

// Former returns a copy of the cluster as it was a year ago, with the lists that it served then. Nothing of it is known to the cluster but
// what both have in common: certificates of stores that were not renewed.
func (c *Cluster) Former(f Former) (*Cluster, error) {
	former := c.Clone()
	former.Now, former.seed = c.Now.AddDate(-1, 0, 0), c.seed^formerSeed
	ops := []Op{}
	for _, s := range f.Renewed {
		if slices.ContainsFunc(former.Nodes, func(n *Node) bool { return former.hasStore(n, s) }) {
			ops = append(ops, Regenerate(s))
		}
	}
	if f.Blank {
		ops = append(ops, SetParameter(ParamRollback, "True"))
	}
	ops = append(ops, Restart(ServiceTFTP))
	if f.CTL || c.Publisher().ctl != nil {
		ops = append(ops, func(c *Cluster) error { return formerCTL(c, f) })
	}
	if _, err := former.Do(All(ops...)); err != nil {
		return nil, fmt.Errorf("the cluster as it was: %w", err)
	}
	return former, nil
}

// formerCTL writes the CTL of a former cluster: signed by tokens where there are some or the release knows no other.
func formerCTL(c *Cluster, f Former) error {
	if f.CTL {
		c.parameters = with(c.parameters, ParamClusterMode, "1")
		if err := rebuildITLs(c, "security mode"); err != nil {
			return err
		}
	}
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
