package sim

import (
	"bytes"
	"cmp"
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
)

// CSROptions are the choices of the page "Generate Certificate Signing Request". The zero value is a request for one
// node with the release's key length and hash.
type CSROptions struct {
	CommonName      string   // of the subject; "" = as the release proposes it
	MultiServer     bool     // one certificate for all nodes: "Multi-server(SAN)"
	KeyBits         int      // RSA or curve bits; 0 = the release's
	Curve           string   // of an ECDSA store instead of KeyBits: P-256 or P-384
	Hash            string   // SHA1 or SHA256 for RSA, SHA256, SHA384 or SHA512 for EC; "" = the release's
	SubjectAltNames []string // DNS names beside the nodes' own
	IncludeOU       bool     // the OU stands in the subject, where the release leaves it out otherwise
}

// CSR returns the request that waits for a certificate of the store, nil if there is none.
func (n *Node) CSR(s cucm.Store) *pki.Request { return n.requests[s] }

// GenerateCSR makes a key pair and a certificate signing request on a node; it takes the place of a request that
// waited there. The request of a multi-server certificate lies on every node that replication reaches. Stores and
// choices that the release does not have are refused.
func GenerateCSR(s cucm.Store, node string, o CSROptions) Op {
	return func(c *Cluster) error {
		n, err := csrNode(c, s, node)
		if err != nil {
			return err
		}
		chosen, err := chosenRequest(c, s, o)
		if err != nil {
			return err
		}
		if err := c.checkFIPS(n, s, chosen.KeyBits, chosen.Hash); err != nil {
			return err
		}
		r, err := newRequest(c, n, s, chosen)
		if err != nil {
			return err
		}
		putRequest(c, n, r)
		return nil
	}
}

// chosenRequest returns the options with those filled in that nobody chose, or says what the release does not have.
func chosenRequest(c *Cluster, s cucm.Store, o CSROptions) (CSROptions, error) {
	var err error
	if o.KeyBits, err = requestBits(c, s, o); err != nil {
		return o, err
	}
	if o.Hash, err = c.policy().ChooseHash(s, o.KeyBits, o.Hash); err != nil {
		return o, err
	}
	if o.MultiServer {
		if err := c.policy().CheckMultiCSR(s); err != nil {
			return o, err
		}
	}
	if o.IncludeOU && !c.Rules().AsksForOU {
		return o, fmt.Errorf("OU of a request: release %s puts it in always, there is no choice", c.Release)
	}
	if err := checkCommonName(o.CommonName); err != nil {
		return o, err
	}
	return o, checkAltNames(o.SubjectAltNames)
}

// checkCommonName wants what DNS and X.509 (ub-common-name) allow, and no name of the pages' own form.
func checkCommonName(name string) error {
	switch {
	case name != "" && !hostName.MatchString(name):
		return fmt.Errorf("common name %q is not a host name", name)
	case len(name) > mostCommonName:
		return fmt.Errorf("common name %q: more than %d characters", name, mostCommonName)
	}
	return nil
}

// mostCommonName is how long the common name of a certificate may be (RFC 5280, ub-common-name).
const mostCommonName = 64

// csrNode returns the node, whose store must be one that takes CA-signed certificates.
func csrNode(c *Cluster, s cucm.Store, node string) (*Node, error) {
	if s.Known() && !s.Trust() {
		if err := c.policy().CheckCSR(s); err != nil {
			return nil, err
		}
	}
	return identityNode(c, s, node)
}

func requestBits(c *Cluster, s cucm.Store, o CSROptions) (int, error) {
	bits := o.KeyBits
	switch {
	case o.Curve == "":
	case !s.Elliptic():
		return 0, fmt.Errorf("curve %q: %s has RSA keys", o.Curve, s)
	case o.Curve == "P-256":
		bits = 256
	case o.Curve == "P-384":
		bits = 384
	default:
		return 0, fmt.Errorf("curve %q is not P-256 or P-384", o.Curve)
	}
	return c.policy().ChooseBits(s, bits)
}

// checkAltNames refuses what is no host name; OS Administration takes no wildcards (security guides 12.5 and 14).
func checkAltNames(names []string) error {
	for _, name := range names {
		if !hostName.MatchString(name) {
			return fmt.Errorf("subject alternative name %q is not a host name", name)
		}
	}
	return nil
}

func newRequest(c *Cluster, n *Node, s cucm.Store, o CSROptions) (*pki.Request, error) {
	if err := roomOn(n); err != nil {
		return nil, fmt.Errorf("request for %q: %w", s, err)
	}
	c.next(n.ID + " request " + string(s))
	key, err := newKey(c, s, o.KeyBits)
	if err != nil {
		return nil, err
	}
	org := c.Org
	if c.Rules().AsksForOU && !o.IncludeOU {
		org.Unit = ""
	}
	r, err := pki.NewRequest(pki.RequestSpec{
		Store: s, Node: n.Name, MultiServer: o.MultiServer, CommonName: cmp.Or(o.CommonName, commonName(c, n, s, o.MultiServer)), Org: org, Key: key,
		Hash: o.Hash, Names: serverNames(c, n, o.MultiServer, o.SubjectAltNames), Time: c.datedOn(n), Rules: c.Rules(),
	})
	if err != nil {
		return nil, err
	}
	c.made++
	return r, nil
}

func putRequest(c *Cluster, origin *Node, r *pki.Request) {
	for _, n := range c.Nodes {
		if n == origin || r.MultiServer && c.hasStore(n, r.Store) && c.linked(origin, n) {
			n.requests = with(n.requests, r.Store, r)
		}
	}
	c.note(origin, fact.RequestMade{Request: r})
}

// dropRequest forgets a request that was answered, wherever it lies.
func dropRequest(c *Cluster, r *pki.Request) {
	for _, n := range c.Nodes {
		if have := n.requests[r.Store]; have != nil && bytes.Equal(have.DER, r.DER) {
			n.requests = without(n.requests, r.Store)
		}
	}
}
