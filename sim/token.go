package sim

import (
	"fmt"

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

// Tokens returns the names of the administrator's USB tokens.
func (c *Cluster) Tokens() []string {
	var names []string
	for _, t := range c.tokens {
		names = append(names, t.Node)
	}
	return names
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

// newToken makes a hardware token's certificate.
func newToken(c *Cluster, name string) (*pki.Certificate, error) {
	c.next("token " + name)
	key, err := c.keys.RSA(1024, keyNumber(c))
	if err != nil {
		return nil, err
	}
	serial := c.randomBytes("token "+name, pki.TokenSerial)
	c.made++
	recipe := fmt.Sprintf("token %q %x %x %x %d", name, key.N, c.makers.CA(false).Sum, serial, c.dated().UnixNano())
	return pki.Keep(c.keys, recipe, func() (*pki.Certificate, error) { return pki.NewToken(name, key, c.makers, serial, c.dated()) })
}
