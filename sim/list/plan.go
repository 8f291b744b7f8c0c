package list

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// Names of the files on a node's disk.
const (
	CTLName = "CTLFile.tlv"
	ITLName = "ITLFile.tlv"
)

// Plan is everything that decides a trust list's content but its time stamp.
type Plan struct {
	Name      string // CTLName or ITLName
	Signer    *pki.Certificate
	Algorithm string // "TFTP File Signature Algorithm": SHA-1 or SHA-512
	Records   []Record
	// SignerVersion is that of the header; zero: the header has none.
	SignerVersion trustlist.Version
}

// Record is one record of a list: a certificate in a role, or a role alone.
type Record struct {
	Role    trustlist.Role
	Cert    *pki.Certificate // nil: record without certificate
	ByHash  bool
	DNSName []byte
	Address netip.Addr // of the server, CTL only; the zero Addr for none
	Client  bool       // written by the CTL client: no signature field
}

// equal reports whether both plans give the same file but for the time stamp.
func (p Plan) equal(other Plan) bool {
	return p.Name == other.Name && p.Algorithm == other.Algorithm && p.SignerVersion == other.SignerVersion && same(p.Signer, other.Signer) &&
		slices.EqualFunc(p.Records, other.Records, Record.equal)
}

func (r Record) equal(other Record) bool {
	return r.Role == other.Role && r.ByHash == other.ByHash && r.Client == other.Client && r.Address == other.Address &&
		same(r.Cert, other.Cert) && bytes.Equal(r.DNSName, other.DNSName)
}

func same(a, b *pki.Certificate) bool {
	return a == b || a != nil && b != nil && a.Sum == b.Sum
}

// fingerprint is equal for plans that are equal.
func (p Plan) fingerprint() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %x %s", p.Name, p.Signer.Sum, p.Algorithm)
	if p.SignerVersion != (trustlist.Version{}) {
		fmt.Fprintf(&b, " version %v", p.SignerVersion)
	}
	for _, r := range p.Records {
		fmt.Fprintf(&b, " %d:%t:%t:%q", r.Role, r.ByHash, r.Client, r.DNSName)
		if r.Cert != nil {
			fmt.Fprintf(&b, ":%x", r.Cert.Sum)
		}
		if r.Address.IsValid() {
			fmt.Fprintf(&b, ":%s", r.Address)
		}
	}
	return b.String()
}

// add appends a record unless its certificate does not exist.
func (p *Plan) add(r Record) {
	if r.Cert != nil {
		p.Records = append(p.Records, r)
	}
}

// addOnce is add for certificates that several nodes may share: a multi-server certificate is listed once.
func (p *Plan) addOnce(r Record) {
	if !p.lists(r.Cert, r.Role) {
		p.add(r)
	}
}

// lists reports whether the plan has the certificate in that role already.
func (p *Plan) lists(cert *pki.Certificate, role trustlist.Role) bool {
	return cert != nil && slices.ContainsFunc(p.Records, func(r Record) bool {
		return r.Role == role && same(r.Cert, cert)
	})
}

func (r Record) template() trustlist.RecordTemplate {
	t := trustlist.RecordTemplate{
		DNSName: r.DNSName, Role: r.Role, ByHash: r.ByHash, HashAlgorithm: trustlist.DigestSHA1, OmitSignature: r.Client,
		IP: r.Address,
	}
	if r.Cert != nil {
		t.Certificate, t.Subject, t.Issuer = r.Cert.X509, r.Cert.Subject, r.Cert.Issuer
	}
	return t
}
