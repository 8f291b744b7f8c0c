package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// Manufacturers are the two authorities that sign Manufacturer Installed Certificates (MIC) in every lab. They belong
// to no cluster: every cluster trusts the same ones, as every CUCM brings Cisco's along. Their names say that they are
// not Cisco's. The zero value has none.
type Manufacturers struct {
	sha1, sha2 *Certificate
}

// manufactured is when the authorities and the phones were made: long before any lab begins.
var manufactured = time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)

// Key numbers of the manufacturers, beyond those that clusters count through.
const makerKey = 1 << 40

// NewManufacturers makes the authorities. The same keys give the same certificates.
func NewManufacturers(keys KeySource) (Manufacturers, error) {
	old, err := newManufacturer(keys, ManufacturerNames()[0], 0)
	if err != nil {
		return Manufacturers{}, err
	}
	recent, err := newManufacturer(keys, ManufacturerNames()[1], 1)
	return Manufacturers{sha1: old, sha2: recent}, err
}

// ManufacturerNames returns the common names of the two authorities, the one for older phones first. sim.Cluster's
// FindCertificate knows them.
func ManufacturerNames() []string {
	return []string{"Lab Manufacturing CA", "Lab Manufacturing CA SHA2"}
}

func newManufacturer(keys KeySource, name string, n uint64) (*Certificate, error) {
	key, err := keys.RSA(2048, makerKey+n)
	if err != nil {
		return nil, fmt.Errorf("certificate of %q: %w", name, err)
	}
	return SelfSigned(keys, Spec{
		CommonName: name, Org: Organization{Name: "tvslab"}, Key: key, Serial: []byte{0x6a, 0x69, byte(n)},
		From: manufactured, Years: 100, Hash: []string{"SHA1", "SHA256"}[n],
	})
}

// CA returns the authority for phones of a generation: "Cisco Manufacturing CA SHA2" signs for the 7800 and 8800
// series, "Cisco Manufacturing CA" for older ones.
func (m Manufacturers) CA(sha2 bool) *Certificate {
	if sha2 {
		return m.sha2
	}
	return m.sha1
}

// All returns both authorities, none for the zero value.
func (m Manufacturers) All() []*Certificate {
	if m.sha1 == nil {
		return nil
	}
	return []*Certificate{m.sha1, m.sha2}
}

// MIC is a manufacturer installed certificate. It is signed when it is first asked for.
type MIC struct {
	Issuer              *x509.Certificate
	NotBefore, NotAfter time.Time
	DER                 func() ([]byte, error)
}

// MIC returns the certificate of a phone with this key; nothing is computed before it is asked for. The subject is
// CN=CP-<model>-<device>, as in phones' own TVS requests; the validity of real ones is not published.
func (m Manufacturers) MIC(model, device string, sha2 bool, key func() (crypto.Signer, error)) *MIC {
	ca := m.CA(sha2)
	until := manufactured.AddDate(50, 0, 0)
	return &MIC{Issuer: ca.X509, NotBefore: manufactured, NotAfter: until, DER: sync.OnceValues(func() ([]byte, error) {
		k, err := key()
		if err != nil {
			return nil, fmt.Errorf("MIC of %q: %w", device, err)
		}
		return signMIC(ca, PhoneName(model, device), until, k.Public())
	})}
}

func signMIC(ca *Certificate, name string, until time.Time, public crypto.PublicKey) ([]byte, error) {
	subject, err := encodeName([]attribute{{oidOrganization, "tvslab"}, {oidCommonName, name}})
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes([]byte(name)), RawSubject: subject, NotBefore: manufactured, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, SignatureAlgorithm: ca.X509.SignatureAlgorithm,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.X509, public, ca.Key)
	if err != nil {
		return nil, fmt.Errorf("MIC of %q: %w", name, err)
	}
	return der, nil
}
