package sim

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// ListFile is a CTL or ITL file as it lies on a node's disk. It never changes; a rebuild makes a new one.
type ListFile struct {
	List     *trustlist.List // signed when somebody wants the bytes; nil for a damaged file
	Modified time.Time
	Signer   *pki.Certificate
	plan     string // what it was built from, to see whether a rebuild would change anything
	damaged  []byte // what is left of a damaged file
}

// Bytes returns the content, which must not be changed. The first who wants it has the list signed.
func (f *ListFile) Bytes() []byte {
	if f.List == nil {
		return f.damaged
	}
	return f.List.Bytes()
}

// Size returns the length in bytes.
func (f *ListFile) Size() int {
	if f.List == nil {
		return len(f.damaged)
	}
	return f.List.Size()
}

// Sum returns the SHA-256 of Bytes.
func (f *ListFile) Sum() [sha256.Size]byte { return sha256.Sum256(f.Bytes()) }

// SignerStore returns the identity store of the signing certificate, or "token".
func (f *ListFile) SignerStore() string {
	if f.Signer.Store == "" {
		return "token"
	}
	return string(f.Signer.Store)
}

// listPlan is everything that decides a trust list's content but its time stamp.
type listPlan struct {
	name    string // CTLFile.tlv or ITLFile.tlv
	signer  *pki.Certificate
	digest  string
	records []recordPlan
}

// recordPlan is one record: a certificate in a role, or a role alone.
type recordPlan struct {
	role    trustlist.Role
	cert    *pki.Certificate // nil: record without certificate
	byHash  bool
	dnsName []byte
	node    *Node // whose address the record carries (CTL only)
	client  bool  // written by the CTL client: no signature field
}

// fingerprint is equal for plans that would give the same file but for the time stamp.
func (p listPlan) fingerprint() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %x %s", p.name, p.signer.Sum, p.digest)
	for _, r := range p.records {
		fmt.Fprintf(&b, " %d:%t:%t:%q", r.role, r.byHash, r.client, r.dnsName)
		if r.cert != nil {
			fmt.Fprintf(&b, ":%x", r.cert.Sum)
		}
		if r.node != nil {
			fmt.Fprintf(&b, ":%s", r.node.Address)
		}
	}
	return b.String()
}

// build returns the file of a plan.
func (c *Cluster) build(p listPlan) (*ListFile, error) {
	recipe := fmt.Sprintf("list %d %s", c.Now.UnixNano(), p.fingerprint())
	return pki.Keep(c.keys, recipe, func() (*ListFile, error) { return c.draft(p) })
}

func (c *Cluster) draft(p listPlan) (*ListFile, error) {
	template := trustlist.ListTemplate{
		FileName: p.name, Timestamp: c.Now, Version: trustlist.Version{Major: 1, Minor: 2}, Digest: digestOf(p.digest),
	}
	for _, r := range p.records {
		template.Records = append(template.Records, r.template())
	}
	list, err := trustlist.Draft(template, signerOf(p.signer))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	return &ListFile{List: list, Modified: c.Now, Signer: p.signer, plan: p.fingerprint()}, nil
}

func (r recordPlan) template() trustlist.RecordTemplate {
	t := trustlist.RecordTemplate{
		DNSName: r.dnsName, Role: r.role, ByHash: r.byHash, HashAlgorithm: trustlist.DigestSHA1, OmitSignature: r.client,
	}
	if r.cert != nil {
		t.Certificate, t.Subject, t.Issuer = r.cert.X509, r.cert.Subject, r.cert.Issuer
	}
	if r.node != nil {
		t.IP = r.node.Address
	}
	return t
}

func signerOf(c *pki.Certificate) trustlist.Signer {
	return trustlist.Signer{Name: c.Subject, CAName: c.Issuer, Serial: c.Serial, Key: c.Key}
}

func digestOf(parameter string) trustlist.Digest {
	if parameter == "SHA-512" {
		return trustlist.DigestSHA512
	}
	return trustlist.DigestSHA1
}
