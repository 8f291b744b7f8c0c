package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/fact"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// Token returns the USB token of that name, nil if the administrator has none such.
func (c *Cluster) Token(name string) *pki.Certificate {
	for _, t := range c.tokens {
		if t.Node == name {
			return t
		}
	}
	return nil
}

// newToken makes a hardware token's certificate.
func newToken(c *Cluster, name string) (*pki.Certificate, error) {
	key, err := c.keys.RSA(1024, keyNumber(c))
	if err != nil {
		return nil, err
	}
	serial := c.randomBytes("token "+name, pki.TokenSerial)
	c.made++
	recipe := fmt.Sprintf("token %q %x %x %x %d", name, key.N, c.makers.CA(false).Sum, serial, c.Now.UnixNano())
	return pki.Keep(c.keys, recipe, func() (*pki.Certificate, error) { return pki.NewToken(name, key, c.makers, serial, c.Now) })
}

// CTLClient runs the Windows CTL client with tokens inserted in order, signer last used: it creates the CTL or
// updates the present one. Its refusals are those of tech note 118893.
func CTLClient(signer string, tokens ...string) Op {
	return func(c *Cluster) error {
		if !c.rules.Tokens {
			return fmt.Errorf("CTL client: release %s does not support USB tokens (up to 14SU2)", c.Release)
		}
		var inserted []*pki.Certificate
		for _, name := range tokens {
			token := c.Token(name)
			if token == nil {
				return fmt.Errorf("CTL client: token %q is not in cluster.tokens", name)
			}
			if !slices.Contains(inserted, token) {
				inserted = append(inserted, token)
			}
		}
		signing := c.Token(signer)
		if signing == nil || !slices.Contains(inserted, signing) {
			return fmt.Errorf("CTL client: the signing token %q is not among the tokens of the new file", signer)
		}
		if err := checkToken(c, signing, inserted); err != nil {
			return err
		}
		if err := needsCTLProvider(c); err != nil {
			return err
		}
		c.parameters = with(c.parameters, ParamClusterMode, "1")
		return writeTokenCTL(c, inserted, signing)
	}
}

// needsCTLProvider refuses unless the CTL client can log in on the publisher, TCP 2444 (tech note 118892).
func needsCTLProvider(c *Cluster) error {
	if !c.Publisher().Running(ServiceCTLProvider) {
		return fmt.Errorf("CTL client: cannot reach %s on port 2444; start %s there", c.Publisher().Name, ServiceCTLProvider)
	}
	return nil
}

// checkToken refuses when the present CTL lists none of the inserted tokens.
func checkToken(c *Cluster, signer *pki.Certificate, inserted []*pki.Certificate) error {
	current := c.Publisher().ctl
	if current == nil {
		return nil
	}
	for _, t := range append([]*pki.Certificate{signer}, inserted...) {
		if current.List.Find(t.Issuer, t.Serial, trustlist.RoleSAST) != nil {
			return nil
		}
	}
	return fmt.Errorf("CTL client: The Security Token you have inserted does not exist in the CTL File " +
		"(delete CTLFile.tlv first, `file delete tftp CTLFile.tlv`, or insert a token of the present file)")
}

// writeTokenCTL makes a CTL with the CTL client.
func writeTokenCTL(c *Cluster, tokens []*pki.Certificate, signer *pki.Certificate) error {
	return deliverCTL(c, c.view(c.Publisher(), "").TokenCTL(tokens, signer))
}

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
		if err := checkToken(c, signing, nil); err != nil {
			return err
		}
		var tokens []*pki.Certificate
		for _, name := range c.CTLTokens() {
			tokens = append(tokens, c.Token(name))
		}
		if len(tokens) == 0 {
			return fmt.Errorf("CTL client: there is no CTL file signed by tokens")
		}
		if err := needsCTLProvider(c); err != nil {
			return err
		}
		c.parameters = with(c.parameters, ParamClusterMode, "0")
		c.note(nil, fact.ParameterSet{Name: ParamClusterMode, Value: "0"})
		return writeTokenCTL(c, tokens, signing)
	}
}
