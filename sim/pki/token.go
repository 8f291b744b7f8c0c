package pki

import (
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"
)

// TokenSerial is the length of the random part of a token's serial number, bytes.
const TokenSerial = 9

// tokenComment tells whoever looks at a token's certificate what it is. It is as long as the certificate needs it to be to have the
// 902 bytes of the published ones, whose extensions are unknown (tech note 118893).
const tokenComment = "Made by tvslab for experiments with trust lists. The private key of this certificate is a lab key that " +
	"anybody may have; it is in no security token, and nobody should trust what it signs elsewhere."

// oidComment is the Netscape comment, an IA5String for people.
var oidComment = asn1.ObjectIdentifier{2, 16, 840, 1, 113730, 1, 13}

// NewToken makes a hardware token's certificate: RSA 1024, SHA-1, issued by a manufacturing CA of the lab two years
// before now. Its name stands in trust lists as the Windows CTL client writes it, lower case, with quotes, padded with
// eight blanks, the last quote missing (tech note 118892).
func NewToken(name string, key *rsa.PrivateKey, makers Manufacturers, serial []byte, now time.Time) (*Certificate, error) {
	maker := makers.CA(false)
	comment, err := asn1.MarshalWithParams(tokenComment, "ia5")
	if err != nil {
		return nil, fmt.Errorf("token %q: %w", name, err)
	}
	template := &x509.Certificate{
		SerialNumber:       new(big.Int).SetBytes(append([]byte{0x3c}, serial...)),
		Subject:            pkix.Name{CommonName: name + "        ", OrganizationalUnit: []string{"IPCBU"}, Organization: []string{LabKeys}},
		NotBefore:          now.AddDate(-2, 0, 0),
		NotAfter:           now.AddDate(18, 0, 0), // chosen: that of real ones is not published
		SignatureAlgorithm: x509.SHA1WithRSA,
		ExtraExtensions:    []pkix.Extension{{Id: oidComment, Value: comment}},
	}
	der, err := x509.CreateCertificate(nil, template, maker.X509, key.Public(), maker.Key)
	if err != nil {
		return nil, fmt.Errorf("token %q: %w", name, err)
	}
	token, err := newCertificate("", name, der, key)
	if err != nil {
		return nil, err
	}
	token.Subject = fmt.Sprintf(`cn="%s        ";ou=IPCBU;o="%s`, name, LabKeys)
	token.Issuer = "cn=" + maker.X509.Subject.CommonName + ";o=" + LabKeys
	return token, nil
}
