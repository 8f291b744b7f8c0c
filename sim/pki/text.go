package pki

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
)

// algorithm is how Java, with which CUCM prints certificates, names an algorithm.
type algorithm struct{ name, oid string }

var signatureNames = map[x509.SignatureAlgorithm]algorithm{
	x509.SHA1WithRSA:     {"SHA1withRSA", "1.2.840.113549.1.1.5"},
	x509.SHA256WithRSA:   {"SHA256withRSA", "1.2.840.113549.1.1.11"},
	x509.SHA384WithRSA:   {"SHA384withRSA", "1.2.840.113549.1.1.12"},
	x509.SHA512WithRSA:   {"SHA512withRSA", "1.2.840.113549.1.1.13"},
	x509.ECDSAWithSHA1:   {"SHA1withECDSA", "1.2.840.10045.4.1"},
	x509.ECDSAWithSHA256: {"SHA256withECDSA", "1.2.840.10045.4.3.2"},
	x509.ECDSAWithSHA384: {"SHA384withECDSA", "1.2.840.10045.4.3.3"},
	x509.ECDSAWithSHA512: {"SHA512withECDSA", "1.2.840.10045.4.3.4"},
}

// javaDate is the form of dates in the block; the lab's clock is UTC.
const javaDate = "Mon Jan 02 15:04:05 MST 2006"

// Text returns the block that `show cert own` prints, every line ended. Lines up to the key are those of a published
// screen (tech note 118893); how the extensions are written is recalled.
func (c *Certificate) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	key := c.keyAlgorithm()
	signature := signatureNames[c.X509.SignatureAlgorithm]
	line("[")
	line("  Version: V%d", c.X509.Version)
	line("  Serial Number: %X", c.Serial)
	line("  SignatureAlgorithm: %s (%s)", signature.name, signature.oid)
	line("  Issuer Name: %s", nameText(c.X509.RawIssuer))
	line("  Validity From: %s", c.X509.NotBefore.UTC().Format(javaDate))
	line("           To:   %s", c.X509.NotAfter.UTC().Format(javaDate))
	line("  Subject Name: %s", nameText(c.X509.RawSubject))
	line("  Key: %s (%s)", key.name, key.oid)
	line("    Key value: %x", c.keyValue())
	line("  Extensions: %d present", len(c.X509.Extensions))
	for _, e := range c.X509.Extensions {
		line("  [")
		c.writeExtension(line, e)
		line("  ]")
	}
	line("]")
	return b.String()
}

func (c *Certificate) keyAlgorithm() algorithm {
	switch c.X509.PublicKey.(type) {
	case *rsa.PublicKey:
		return algorithm{"RSA", "1.2.840.113549.1.1.1"}
	case *ecdsa.PublicKey:
		return algorithm{"EC", "1.2.840.10045.2.1"}
	}
	return algorithm{"unknown", "0.0"}
}

// keyValue is the bit string of the public key.
func (c *Certificate) keyValue() []byte {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.X509.RawSubjectPublicKeyInfo, &info); err != nil {
		return nil
	}
	return info.Key.Bytes
}

var attributeNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU",
	"2.5.4.5": "SERIALNUMBER", "0.9.2342.19200300.100.1.25": "DC",
}

// nameText writes a name from its last part to its first: "L=.., ST=.., CN=.., OU=.., O=.., C=.." for a node's.
func nameText(raw []byte) string {
	var names pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &names); err != nil {
		return ""
	}
	var parts []string
	for _, set := range slices.Backward(names) {
		for _, a := range set {
			name := attributeNames[a.Type.String()]
			if name == "" {
				name = "OID." + a.Type.String()
			}
			parts = append(parts, name+"="+quoteName(fmt.Sprint(a.Value)))
		}
	}
	return strings.Join(parts, ", ")
}

func quoteName(value string) string {
	if strings.ContainsAny(value, `,+="<>;#`) {
		return `"` + strings.ReplaceAll(value, `"`, `\"`) + `"`
	}
	return value
}

// extensionText is how one kind of extension is called and what its block says.
type extensionText struct {
	name  string
	lines func(*x509.Certificate) []string
}

var extensionTexts = map[string]extensionText{
	"2.5.29.15": {"KeyUsage", func(x *x509.Certificate) []string {
		return []string{"Usages: " + strings.Join(keyUsageNames(x.KeyUsage), ", ")}
	}},
	"2.5.29.37": {"ExtKeyUsageSyntax", func(x *x509.Certificate) []string {
		return []string{"Usage oids: " + strings.Join(extendedUsages(x), ", ")}
	}},
	"2.5.29.14": {"SubjectKeyIdentifier", func(x *x509.Certificate) []string {
		return []string{fmt.Sprintf("keyID: %x", x.SubjectKeyId)}
	}},
	"2.5.29.35": {"AuthorityKeyIdentifier", func(x *x509.Certificate) []string {
		return []string{fmt.Sprintf("keyID: %x", x.AuthorityKeyId)}
	}},
	"2.5.29.17": {"SubjectAlternativeName", func(x *x509.Certificate) []string {
		lines := []string{"SubjectAlternativeName ("}
		for _, name := range x.DNSNames {
			lines = append(lines, "  dNSName: "+name)
		}
		return append(lines, ")")
	}},
	"2.5.29.19": {"BasicConstraints", func(x *x509.Certificate) []string {
		return []string{fmt.Sprintf("CA: %t", x.IsCA)}
	}},
}

func (c *Certificate) writeExtension(line func(string, ...any), e pkix.Extension) {
	text, known := extensionTexts[e.Id.String()]
	if !known {
		text.name = "Unknown"
	}
	line("     Extension: %s (OID.%s)", text.name, e.Id)
	line("     Critical: %t", e.Critical)
	if text.lines == nil {
		line("     Value: %x", e.Value)
		return
	}
	for _, l := range text.lines(c.X509) {
		line("     %s", l)
	}
}

// usageNames are the bits of a key usage in their order.
var usageNames = []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
	"keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"}

func keyUsageNames(u x509.KeyUsage) []string {
	var names []string
	for i, name := range usageNames {
		if u&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

var extendedOIDs = map[x509.ExtKeyUsage]asn1.ObjectIdentifier{
	x509.ExtKeyUsageServerAuth: oidServerAuth, x509.ExtKeyUsageClientAuth: oidClientAuth,
	x509.ExtKeyUsageCodeSigning: oidCodeSigning, x509.ExtKeyUsageIPSECEndSystem: oidIPsecEnd,
}

func extendedUsages(x *x509.Certificate) []string {
	var oids []string
	for _, u := range x.ExtKeyUsage {
		if oid, ok := extendedOIDs[u]; ok {
			oids = append(oids, oid.String())
		}
	}
	for _, oid := range x.UnknownExtKeyUsage {
		oids = append(oids, oid.String())
	}
	return oids
}
