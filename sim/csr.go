package sim

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/sim/cucm"
)

// CSROptions are the choices of the page "Generate Certificate Signing Request". The zero value is a request for one
// node with the release's key length and hash.
type CSROptions struct {
	MultiServer     bool     // one certificate for all nodes: "Multi-server(SAN)"
	KeyBits         int      // RSA or curve bits; 0 = the release's
	Curve           string   // of an ECDSA store instead of KeyBits: P-256 or P-384
	Hash            string   // SHA1 or SHA256 for RSA, SHA256, SHA384 or SHA512 for EC; "" = the release's
	SubjectAltNames []string // DNS names beside the nodes' own
}

// Request is a certificate signing request that waits on a node for its certificate. It never changes.
type Request struct {
	Store       cucm.Store
	Node        string // where it was made
	MultiServer bool
	DER         []byte                   // PKCS #10
	X509        *x509.CertificateRequest // DER parsed
	Time        time.Time                // when it was made

	key crypto.Signer
	sum [sha256.Size]byte
}

// PEM returns the request as the page "Download CSR" gives it.
func (r *Request) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: r.DER})
}

// CSR returns the request that waits for a certificate of the store, nil if there is none.
func (n *Node) CSR(s cucm.Store) *Request { return n.requests[s] }

// GenerateCSR makes a key pair and a certificate signing request on a node; it takes the place of a request that
// waited there. The request of a multi-server certificate lies on every node that replication reaches. Stores and
// choices that the release does not have are refused.
func GenerateCSR(s cucm.Store, node string, o CSROptions) Op {
	return func(c *Cluster) error {
		n, err := c.csrNode(s, node)
		if err != nil {
			return err
		}
		chosen, err := c.chosenRequest(n, s, o)
		if err != nil {
			return err
		}
		r, err := c.newRequest(n, s, chosen)
		if err != nil {
			return err
		}
		c.putRequest(n, r)
		return nil
	}
}

// chosenRequest returns the options with those filled in that nobody chose, or says what the release does not have.
func (c *Cluster) chosenRequest(n *Node, s cucm.Store, o CSROptions) (CSROptions, error) {
	var err error
	if o.KeyBits, err = c.requestBits(n, s, o); err != nil {
		return o, err
	}
	if o.Hash, err = c.chosenHash(s, o.KeyBits, o.Hash, true); err != nil {
		return o, err
	}
	if o.MultiServer {
		if err := c.checkMultiServer(s, c.rules.MultiCSR, "certificate signing requests"); err != nil {
			return o, err
		}
	}
	return o, checkAltNames(o.SubjectAltNames)
}

// csrNode returns the node, whose store must be one that takes CA-signed certificates.
func (c *Cluster) csrNode(s cucm.Store, node string) (*Node, error) {
	if s.Known() && !s.Trust() && !slices.Contains(c.rules.CSRStores, s) {
		return nil, fmt.Errorf("store %q takes no CA-signed certificate on release %s; these do: %q", s, c.Release, c.rules.CSRStores)
	}
	return c.identityNode(s, node)
}

func (c *Cluster) requestBits(n *Node, s cucm.Store, o CSROptions) (int, error) {
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
	return c.chosenBits(n, s, bits)
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

func (c *Cluster) newRequest(n *Node, s cucm.Store, o CSROptions) (*Request, error) {
	key, err := c.newKey(s, o.KeyBits)
	if err != nil {
		return nil, err
	}
	subject, err := rawSubject(c.commonName(n, s, o.MultiServer), c.Org)
	if err != nil {
		return nil, err
	}
	extensions, err := requestUsage(s).extensions()
	if err != nil {
		return nil, fmt.Errorf("csr of %s on %q: %w", s, n.Name, err)
	}
	der, err := x509.CreateCertificateRequest(nil, &x509.CertificateRequest{
		RawSubject: subject, SignatureAlgorithm: signatureAlgorithm(key, o.Hash), ExtraExtensions: extensions,
		DNSNames: c.serverNames(n, o.MultiServer, o.SubjectAltNames),
	}, key)
	if err != nil {
		return nil, fmt.Errorf("csr of %s on %q: %w", s, n.Name, err)
	}
	parsed, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, fmt.Errorf("csr of %s on %q: %w", s, n.Name, err)
	}
	c.made++
	return &Request{Store: s, Node: n.Name, MultiServer: o.MultiServer, DER: der, X509: parsed, Time: c.Now,
		key: key, sum: sha256.Sum256(der)}, nil
}

// requestUsage is what a request asks for: the store's usage without the right to sign certificates, which no CA
// gives a server; CAPF asks for it.
func requestUsage(s cucm.Store) usage {
	u := usageOf(s)
	if s != cucm.CAPF {
		u.bits &^= keyCertSign
	}
	return u
}

func (c *Cluster) putRequest(origin *Node, r *Request) {
	for _, n := range c.Nodes {
		if n == origin || r.MultiServer && c.hasStore(n, r.Store) && c.linked(origin, n) {
			n.requests = with(n.requests, r.Store, r)
		}
	}
	c.note(origin, "csr", "%s: request for %s, %d-bit key, names %s", r.Store, r.X509.Subject.CommonName,
		keyLength(r.X509.PublicKey), strings.Join(r.X509.DNSNames, ", "))
}

// dropRequest forgets a request that was answered, wherever it lies.
func (c *Cluster) dropRequest(r *Request) {
	for _, n := range c.Nodes {
		if have := n.requests[r.Store]; have != nil && bytes.Equal(have.DER, r.DER) {
			n.requests = without(n.requests, r.Store)
		}
	}
}
