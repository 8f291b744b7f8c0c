package shown

import (
	"crypto/sha1"
	"crypto/x509"
	"net/netip"
	"strings"
	"time"

	"tvslab/trustlist"
)

// List is a CTL or ITL, as text or as file.
type List struct {
	Kind      string    // "ITL" or "CTL"
	Missing   bool      // the node has no such file
	Length    int       // bytes of the file, as told
	MD5, SHA1 string    // of the file, lower case; "" where the release does not tell
	Modified  time.Time // of the file; of a file that is read itself, the time in its header
	Signer    Name      // of the header; empty where the header is missing
	SignerCA  Name      // who issued the signer's certificate
	Serial    []byte    // of the signer's certificate, big-endian
	Bits      int       // of the signer's key
	Records   []Record
	Verified  bool   // the node says so, or the file itself
	Data      []byte // of a file that is read itself; nil of text
}

// Record is a record of a list.
type Record struct {
	Place
	Number  int    // from 1
	Length  int    // bytes
	Host    string // DNSNAME
	Subject Name
	Issuer  Name
	Serial  []byte          // big-endian
	Role    *trustlist.Role // nil where the list has none
	Bits    int             // of the public key; 0 where its length is of none that is known
	Curve   bool            // the key is elliptic
	SHA1    []byte          // of the certificate in DER
	ByHash  bool            // the record has the hash only
	Address netip.Addr      // of a file that is read itself; show ctl does not print it
	X509    *x509.Certificate
}

// Is reports whether the record has the role.
func (r *Record) Is(role trustlist.Role) bool { return r.Role != nil && *r.Role == role }

// keys are the lengths of public keys in records: DER of RSAPublicKey with the exponent 65537, and points of curves.
var keys = map[int]struct {
	bits  int
	curve bool
}{
	74: {512, false}, 140: {1024, false}, 204: {1536, false}, 270: {2048, false}, 398: {3072, false}, 526: {4096, false},
	65: {256, true}, 97: {384, true}, 133: {521, true},
}

// listStart is how a CTL or ITL file begins: its version, two bytes.
var listStart = []byte{trustlist.TagVersion, 0, 2}

// listFile reads a CTL or ITL file.
func (f *File) listFile(data []byte) {
	parsed, err := trustlist.Parse(data, trustlist.Lenient)
	if signed, other := trustlist.ParseSigned(data, trustlist.Lenient); err != nil && other == nil && !strings.HasSuffix(signed.Header.FileName, ".tlv") {
		f.wrong(0, "is the signed file %.60q; expected is a list, a certificate or the text of a command", signed.Header.FileName)
		return
	}
	if err != nil {
		f.wrong(0, "looks like a CTL or ITL file and is none: %v; expected is a whole CTLFile.tlv or ITLFile.tlv", err)
		return
	}
	l := &List{Kind: "ITL", Length: len(data), Modified: parsed.Header.Timestamp, Signer: ParseName(parsed.Header.SignerName),
		SignerCA: ParseName(parsed.Header.CAName), Serial: parsed.Header.Serial, Bits: 8 * len(parsed.Header.Signature), Data: data}
	if strings.HasPrefix(strings.ToUpper(parsed.Header.FileName), "CTL") {
		l.Kind = "CTL"
	}
	if err := parsed.Verify(); err != nil {
		f.wrong(0, "%v; expected is a list as a node serves it", err)
	} else {
		l.Verified = true
	}
	for i := range parsed.Records {
		l.Records = append(l.Records, f.record(i+1, &parsed.Records[i]))
	}
	place := Place{File: f.Name}
	f.Sessions = []Session{{Place: place, Outputs: []Output{{Place: place, List: l}}}}
}

// record is a record of a file that is read itself.
func (f *File) record(number int, r *trustlist.Record) Record {
	key := keys[len(r.PublicKey)]
	out := Record{Place: Place{File: f.Name}, Number: number, Length: r.Length, Host: r.Host(), Subject: ParseName(r.Subject), Issuer: ParseName(r.Issuer),
		Serial: r.Serial, Bits: key.bits, Curve: key.curve, ByHash: len(r.CertHash) > 0, SHA1: r.CertHash}
	if r.Is() {
		out.Role = &r.Role
	}
	if c, err := r.X509(); err == nil {
		sum := sha1.Sum(c.Raw)
		out.X509, out.SHA1 = c, sum[:]
	}
	if address, ok := netip.AddrFromSlice(r.IP); ok && !address.IsUnspecified() {
		out.Address = address
	}
	return out
}
