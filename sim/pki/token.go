package pki

import (
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// TokenSerial is the length of the random part of a token's serial number, bytes.
const TokenSerial = 9

// NewToken makes a hardware token's certificate: RSA 1024, SHA-1, issued by a manufacturing CA of the lab two years
// before now. Its name stands in trust lists as the Windows CTL client writes it, lower case, with quotes, padded with
// eight blanks, the last quote missing (tech note 118892).
func NewToken(name string, key *rsa.PrivateKey, makers Manufacturers, serial []byte, now time.Time) (*Certificate, error) {
	maker := makers.CA(false)
	template := &x509.Certificate{
		SerialNumber:       new(big.Int).SetBytes(append([]byte{0x3c}, serial...)),
		Subject:            pkix.Name{CommonName: name + "        ", OrganizationalUnit: []string{"IPCBU"}, Organization: []string{LabKeys}},
		NotBefore:          now.AddDate(-2, 0, 0),
		NotAfter:           now.AddDate(18, 0, 0), // chosen: that of real ones is not published
		SignatureAlgorithm: x509.SHA1WithRSA,
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
