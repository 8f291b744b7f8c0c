package shown

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Certificate is a certificate, as text or as file.
type Certificate struct {
	Unit            string // of `show cert own UNIT`, or the store of a file "TVS.pem"; "" where it is not told
	File            string // of `show cert trust FILE`, or of the file itself
	Trust           bool   // of a -trust store
	Subject, Issuer Name
	Serial          []byte // big-endian
	From, Until     time.Time
	Bits            int               // of the key; 0 where it is not told
	Curve           bool              // the key is elliptic
	Hash            string            // of the signature: "SHA1", "SHA256", "SHA384", "SHA512"; "" where it is not told
	Names           []string          // subject alternative names
	SHA1            []byte            // of the DER; nil of text
	X509            *x509.Certificate // nil of text
}

// SelfSigned reports whether subject and issuer are the same.
func (c *Certificate) SelfSigned() bool { return c.Subject == c.Issuer }

// Lines of `show cert own` and `show cert trust`, up to 14SU1 and with the tags of the newer provider. That the provider writes the
// serial number in decimal, and "[0]" before the version, is how BouncyCastle prints certificates; no output of CUCM is published.
var (
	certificateBegins = regexp.MustCompile(`^\s*\[?\s*(?:\[0\]\s+)?Version:\s*V?[1-3]\s*$`)
	providerBegins    = regexp.MustCompile(`^\s*\[0\]\s+Version:`)
	certificateTag    = regexp.MustCompile(`^\s*(Serial ?Number|Signature ?Algorithm|Issuer Name|IssuerDN|Validity From|Start Date|To|Final Date|Subject Name|SubjectDN|` +
		`Key|Public Key|Key [Vv]alue|[Mm]odulus|Extensions)\s*:\s*(.*)$`)
	hashName        = regexp.MustCompile(`(?i)SHA-?(1|256|384|512)`)
	keyHex          = regexp.MustCompile(`^\s*([0-9a-fA-F]{8,})\s*$`)
	alternativeName = regexp.MustCompile(`^\s*(?i:dNSName|iPAddress|DNS Name|IP Address)\s*[:=]\s*([A-Za-z0-9*.:_-]+)`)
	keyHead         = regexp.MustCompile(`^([0-9a-fA-F]+)`)
)

// certificateText is a certificate that is being read.
type certificateText struct {
	*Certificate
	scan     *scan
	provider bool
	tag      string // of the last line, lower case without blanks: names and keys may go on
	name     map[string]*strings.Builder
	key      strings.Builder
	modulus  bool
}

// readCertificate reads the block of a certificate.
func readCertificate(s *scan, out *Output) {
	begun := s.peek()
	t := &certificateText{Certificate: &Certificate{}, scan: s, provider: providerBegins.MatchString(begun.text),
		name: map[string]*strings.Builder{"issuer": {}, "subject": {}}}
	out.Certificate = t.Certificate
	t.argument(out.Command)
	s.next()
	for !s.done() && t.tag != "extensions" && beginning(s.peek().text) == nil && strings.TrimSpace(s.peek().text) != "]" {
		t.take(s.next())
	}
	t.Issuer, t.Subject = ParseName(t.name["issuer"].String()), ParseName(t.name["subject"].String())
	t.readKey()
	for _, missing := range t.missing() {
		s.file.wrong(begun.number, "the certificate is cut: it has no %s", missing)
	}
	for !s.done() && beginning(s.peek().text) == nil { // extensions
		if name := alternativeName.FindStringSubmatch(s.next().text); name != nil {
			t.Names = append(t.Names, name[1])
		}
	}
}

// argument takes the unit or file name from the command.
func (t *certificateText) argument(command string) {
	words := strings.Fields(command)
	if len(words) != 4 {
		return
	}
	store, file, found := strings.Cut(words[3], "/")
	t.Trust = words[2] == "trust"
	switch {
	case t.Trust && found:
		t.Unit, t.File = store, file
	case t.Trust:
		t.File = store
	default:
		t.Unit = strings.TrimSuffix(store, ".pem")
	}
}

// certificateTags give tags of both forms one name.
var certificateTags = map[string]string{
	"serialnumber": "serial", "signaturealgorithm": "algorithm", "issuername": "issuer", "issuerdn": "issuer", "validityfrom": "from",
	"startdate": "from", "to": "until", "finaldate": "until", "subjectname": "subject", "subjectdn": "subject", "key": "type",
	"publickey": "type", "keyvalue": "key", "modulus": "key", "extensions": "extensions",
}

// take takes a line of the block.
func (t *certificateText) take(l line) {
	match := certificateTag.FindStringSubmatch(l.text)
	if match == nil {
		t.goOn(l)
		return
	}
	written := strings.ToLower(strings.ReplaceAll(match[1], " ", ""))
	value := strings.TrimSpace(match[2])
	t.tag = certificateTags[written]
	switch t.tag {
	case "serial":
		t.readSerial(l, written, match[1], value)
	case "algorithm":
		if hash := hashName.FindStringSubmatch(value); hash != nil {
			t.Hash = "SHA" + hash[1]
		}
	case "from":
		t.From = t.date(l, value)
	case "until":
		t.Until = t.date(l, value)
	case "type":
		t.Curve = strings.Contains(strings.ToUpper(value), "EC")
	case "key":
		t.modulus = written == "modulus"
		t.key.WriteString(keyHead.FindString(value))
	case "issuer", "subject":
		t.name[t.tag].WriteString(value)
	}
}

// goOn takes the rest of a name or key that a window broke.
func (t *certificateText) goOn(l line) {
	switch key := keyHex.FindStringSubmatch(l.text); {
	case t.tag == "key" && key != nil:
		t.key.WriteString(key[1])
	case t.tag == "issuer" || t.tag == "subject":
		t.name[t.tag].WriteString(strings.TrimRight(l.text, " \t"))
	}
}

// readSerial reads a serial number: in hexadecimal, of the newer provider in decimal.
func (t *certificateText) readSerial(l line, written, tag, value string) {
	base := 16
	if t.provider && !strings.Contains(tag, " ") {
		base = 10
	}
	n, ok := new(big.Int).SetString(strings.ReplaceAll(value, ":", ""), base)
	if !ok || len(value) > 128 {
		t.scan.file.wrong(l.number, "%.60q is no serial number; expected are hexadecimal digits", value)
		return
	}
	t.Serial = n.Bytes()
}

func (t *certificateText) date(l line, value string) time.Time {
	when, err := date(value)
	if err != nil {
		t.scan.file.wrong(l.number, "%v", err)
	}
	return when
}

// readKey finds the length of the key: DER of an RSAPublicKey, a modulus, or a point of a curve.
func (t *certificateText) readKey() {
	b, err := hex.DecodeString(t.key.String())
	switch {
	case err != nil || len(b) == 0:
	case t.Curve:
		t.Bits = keys[len(b)].bits
	case t.modulus:
		t.Bits = new(big.Int).SetBytes(b).BitLen()
	default:
		if key, err := x509.ParsePKCS1PublicKey(b); err == nil {
			t.Bits = key.N.BitLen()
		} else {
			t.Bits = keys[len(b)].bits
		}
	}
}

// missing names what the block lacks that everything else needs.
func (t *certificateText) missing() (names []string) {
	for _, need := range []struct {
		name string
		have bool
	}{{"serial number", len(t.Serial) > 0}, {"subject", t.Subject != (Name{})}, {"issuer", t.Issuer != (Name{})},
		{"beginning of its validity", !t.From.IsZero()}, {"end of its validity", !t.Until.IsZero()}} {
		if !need.have {
			names = append(names, need.name)
		}
	}
	return names
}

// unitFile is the name of a file of an identity certificate, as its page downloads it, whatever somebody put before it.
var unitFile = regexp.MustCompile(`(?:^|[^A-Za-z0-9-])(CallManager-ECDSA|CallManager|CAPF|TVS|ITLRecovery|tomcat-ECDSA|tomcat|ipsec|cup-xmpp-s2s|cup-xmpp|cup)\.(?:pem|der|cer|crt)$`)

// isCertificate reports whether a file is a certificate: PEM, with text around it or without, or DER.
func isCertificate(data []byte) bool {
	block, _ := pem.Decode(data)
	return block != nil || bytes.HasPrefix(data, []byte{0x30, 0x82}) || bytes.HasPrefix(data, []byte{0x30, 0x81})
}

// certificates reads a file of certificates.
func (f *File) certificates(data []byte) {
	ders := [][]byte{data}
	if block, rest := pem.Decode(data); block != nil {
		for ders = nil; block != nil && len(ders) < maxOutputs; block, rest = pem.Decode(rest) {
			if block.Type == "CERTIFICATE" {
				ders = append(ders, block.Bytes)
			}
		}
	}
	if len(ders) == 0 {
		f.wrong(0, "is PEM without a certificate; expected is BEGIN CERTIFICATE")
	}
	place := Place{File: f.Name}
	session := Session{Place: place}
	for i, der := range ders {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			f.wrong(0, "certificate %d is none: %v", i+1, err)
			continue
		}
		session.Outputs = append(session.Outputs, Output{Place: place, Certificate: certificateOf(c, f.Name)})
	}
	if len(session.Outputs) > 0 {
		f.Sessions = append(f.Sessions, session)
	}
}

// hashes are the hashes of signatures.
var hashes = map[x509.SignatureAlgorithm]string{
	x509.SHA1WithRSA: "SHA1", x509.SHA256WithRSA: "SHA256", x509.SHA384WithRSA: "SHA384", x509.SHA512WithRSA: "SHA512",
	x509.ECDSAWithSHA1: "SHA1", x509.ECDSAWithSHA256: "SHA256", x509.ECDSAWithSHA384: "SHA384", x509.ECDSAWithSHA512: "SHA512",
}

func certificateOf(c *x509.Certificate, file string) *Certificate {
	sum := sha1.Sum(c.Raw)
	out := &Certificate{File: base(file), Subject: nameOf(c.RawSubject), Issuer: nameOf(c.RawIssuer), Serial: c.SerialNumber.Bytes(), From: c.NotBefore.UTC(),
		Until: c.NotAfter.UTC(), Hash: hashes[c.SignatureAlgorithm], SHA1: sum[:], X509: c, Trust: strings.Contains(file, "-trust"),
		Names: slices.Clone(c.DNSNames)}
	for _, address := range c.IPAddresses {
		out.Names = append(out.Names, address.String())
	}
	if unit := unitFile.FindStringSubmatch(out.File); unit != nil {
		out.Unit = unit[1]
	}
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		out.Bits = key.N.BitLen()
	case *ecdsa.PublicKey:
		out.Bits, out.Curve = key.Curve.Params().BitSize, true
	}
	return out
}
