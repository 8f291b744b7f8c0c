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
// to no cluster: every cluster trusts the same ones, as every CUCM brings Cisco's along. They have the common names and the
// validity of Cisco's; their organization says that their keys are a lab's. The zero value has none.
type Manufacturers struct {
	sha1, sha2 *Certificate
}

// LabKeys is the organization of whatever has the name of something of the manufacturer's: its key is a lab's. It is as long
// as "Cisco Systems", so that lines of `show ctl` have their published lengths.
const LabKeys = "tvslab labkey"

// makers are the authorities, the one for older phones first. Names: tech notes 117299 and 118893, `cn=Cisco Manufacturing
// CA`; validity: that of Cisco's own certificates, which devices print ("until 2029": tech note 117299). Cisco's are
// issued by a root; these sign themselves.
var makers = [...]struct {
	name, hash string
	valid      Validity
}{
	{"Cisco Manufacturing CA", "SHA1", Validity{
		time.Date(2005, 6, 10, 22, 16, 1, 0, time.UTC), time.Date(2029, 5, 14, 20, 25, 42, 0, time.UTC)}},
	{"Cisco Manufacturing CA SHA2", "SHA256", Validity{
		time.Date(2012, 11, 12, 13, 50, 58, 0, time.UTC), time.Date(2037, 11, 12, 13, 0, 17, 0, time.UTC)}},
}

// Key numbers of the manufacturers, beyond those that clusters count through.
const makerKey = 1 << 40

// NewManufacturers makes the authorities. The same keys give the same certificates.
func NewManufacturers(keys KeySource) (Manufacturers, error) {
	old, err := newManufacturer(keys, 0)
	if err != nil {
		return Manufacturers{}, err
	}
	recent, err := newManufacturer(keys, 1)
	return Manufacturers{sha1: old, sha2: recent}, err
}

// ManufacturerNames returns the common names of the two authorities, the one for older phones first. sim.Cluster's
// FindCertificate knows them.
func ManufacturerNames() []string { return []string{makers[0].name, makers[1].name} }

func newManufacturer(keys KeySource, n int) (*Certificate, error) {
	m := &makers[n]
	key, err := keys.RSA(2048, makerKey+uint64(n))
	if err != nil {
		return nil, fmt.Errorf("certificate of %q: %w", m.name, err)
	}
	return SelfSigned(keys, Spec{
		CommonName: m.name, Org: Organization{Name: LabKeys}, Key: key, Serial: []byte{0x6a, 0x69, byte(n)},
		From: m.valid.From, Until: m.valid.To, Hash: m.hash,
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

// Firmware is the key that signs loads for phones of every generation, nil for the zero value. Cisco's is another than that of any
// authority; here it is that of the second one.
func (m Manufacturers) Firmware() crypto.Signer {
	if m.sha2 == nil {
		return nil
	}
	return m.sha2.Key
}

// MIC is a manufacturer installed certificate. It is signed when it is first asked for.
type MIC struct {
	Issuer *x509.Certificate
	Validity
	DER func() ([]byte, error)
}

// micYears is how long a MIC is valid ("valid for 10 years": Preferred Architecture for Cisco Collaboration 12.x, security).
const micYears = 10

// MICFrom is the validity of the MIC of a phone that was made at a time. No authority signs for longer than itself: see
// Manufacturers.MIC.
func MICFrom(made time.Time) Validity { return Validity{made, made.AddDate(micYears, 0, 0)} }

// MICUntil is the validity of a MIC that ends at a time.
func MICUntil(end time.Time) Validity { return Validity{end.AddDate(-micYears, 0, 0), end} }

// MIC returns the certificate of a phone with this key; nothing is computed before it is asked for. The subject is
// CN=CP-<model>-<device>, as in phones' own TVS requests. It ends when its authority does at the latest.
func (m Manufacturers) MIC(model, device string, sha2 bool, valid Validity, key func() (crypto.Signer, error)) *MIC {
	ca := m.CA(sha2)
	if valid.To.After(ca.X509.NotAfter) {
		valid.To = ca.X509.NotAfter
	}
	return &MIC{Issuer: ca.X509, Validity: valid, DER: sync.OnceValues(func() ([]byte, error) {
		k, err := key()
		if err != nil {
			return nil, fmt.Errorf("MIC of %q: %w", device, err)
		}
		return signMIC(ca, PhoneName(model, device), valid, k.Public())
	})}
}

func signMIC(ca *Certificate, name string, valid Validity, public crypto.PublicKey) ([]byte, error) {
	subject, err := encodeName([]attribute{{oidOrganization, LabKeys}, {oidCommonName, name}})
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes([]byte(name)), RawSubject: subject, NotBefore: valid.From, NotAfter: valid.To,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, SignatureAlgorithm: ca.X509.SignatureAlgorithm,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.X509, public, ca.Key)
	if err != nil {
		return nil, fmt.Errorf("MIC of %q: %w", name, err)
	}
	return der, nil
}
