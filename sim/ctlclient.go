package sim

import (
	"fmt"

	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// CTLTokens returns the names of the tokens that the publisher's CTL lists, in file order.
func (c *Cluster) CTLTokens() []string {
	ctl := c.Publisher().ctl
	if ctl == nil {
		return nil
	}
	var names []string
	for i := range ctl.List.Records {
		r := &ctl.List.Records[i]
		for _, t := range c.tokens {
			if r.Role == trustlist.RoleSAST && r.Matches(t.DER) {
				names = append(names, t.Node)
			}
		}
	}
	return names
}

// CTLClientNonSecure takes the cluster out of mixed mode with the CTL client: the tokens stay, the CCM+TFTP records
// are emptied (tech note 118892).
func CTLClientNonSecure(signer string) Op {
	return func(c *Cluster) error {
		signing := c.Token(signer)
		if signing == nil {
			return fmt.Errorf("CTL client: token %q is not in cluster.tokens", signer)
		}
		if err := c.checkToken(signing, nil); err != nil {
			return err
		}
		var tokens []*pki.Certificate
		for _, name := range c.CTLTokens() {
			tokens = append(tokens, c.Token(name))
		}
		if len(tokens) == 0 {
			return fmt.Errorf("CTL client: there is no CTL file signed by tokens")
		}
		if err := c.needsCTLProvider(); err != nil {
			return err
		}
		c.parameters = with(c.parameters, ParamClusterMode, "0")
		c.note(nil, "parameter", "%s = 0", ParamClusterMode)
		return c.writeTokenCTL(tokens, signing)
	}
}
