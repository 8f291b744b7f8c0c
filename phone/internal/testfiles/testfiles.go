// Package testfiles makes what the tests of the phone's packages are served: certificates, trust lists, configurations.
package testfiles

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
)

// T0 is when every test begins.
var T0 = time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC)

// Identity is a certificate with its key, made once per test process.
type Identity struct {
	Cert *x509.Certificate
	Key  *rsa.PrivateKey
}

var (
	mutex      sync.Mutex
	identities = map[string]Identity{}
)

// longName is the identity with a key of 3072 bits; all others have 1024.
const longName = "CMlong"

// The last character of names of certificates that are not valid at T0.
const (
	Expired = "-"
	Future  = "+"
)

// validity is a year before and after T0, or two years before or after it.
func validity(name string) (from, to time.Time) {
	years := 0
	switch {
	case strings.HasSuffix(name, Expired):
		years = -2
	case strings.HasSuffix(name, Future):
		years = 2
	}
	return T0.AddDate(years-1, 0, 0), T0.AddDate(years+1, 0, 0)
}

// ID returns the identity of this name, valid for a year before and after T0 unless its last character is Expired or Future;
// a prime in the name is a regenerated certificate. "CMlong" has a key of 3072 bits. Serial numbers begin with 6A0000.
func ID(t testing.TB, name string) Identity {
	t.Helper()
	mutex.Lock()
	defer mutex.Unlock()
	if i, ok := identities[name]; ok {
		return i
	}
	bits := 1024
	if name == longName {
		bits = 3072
	}
	key, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(t, err)
	from, to := validity(name)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(0x6A000000 + len(identities))),
		Subject:      pkix.Name{CommonName: name, OrganizationalUnit: []string{"IST"}, Organization: []string{"stormin"}},
		NotBefore:    from, NotAfter: to,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	identities[name] = Identity{cert, key}
	return identities[name]
}

// Record describes a record: the certificate of a name in a role.
type Record struct {
	Role trustlist.Role
	Name string
	Hash bool // the certificate's hash instead of itself
}

// ByHash returns the record with the hash of the certificate.
func (r Record) ByHash() Record { r.Hash = true; return r }

// Template returns an ITL of these records with a time stamp.
func Template(t testing.TB, at time.Time, records []Record) trustlist.ListTemplate {
	lt := trustlist.ListTemplate{FileName: "ITLFile.tlv", Timestamp: at}
	for _, r := range records {
		lt.Records = append(lt.Records, trustlist.RecordTemplate{Role: r.Role, Certificate: ID(t, r.Name).Cert, ByHash: r.Hash})
	}
	return lt
}

// Build signs a list.
func Build(t testing.TB, lt trustlist.ListTemplate, signer string) []byte {
	t.Helper()
	list, err := trustlist.Draft(lt, Signer(t, signer))
	require.NoError(t, err)
	return list.Bytes()
}

// List makes a CTL or ITL with the time stamp T0.
func List(t testing.TB, signer string, records ...Record) []byte {
	t.Helper()
	return Build(t, Template(t, T0, records), signer)
}

// Sign signs a configuration of SEP0A1B2C3D4E5F.
func Sign(t testing.TB, signer string, payload []byte) []byte {
	t.Helper()
	data, err := trustlist.Sign(trustlist.SignedTemplate{FileName: "SEP0A1B2C3D4E5F.cnf.xml.sgn", Timestamp: T0, Payload: payload}, Signer(t, signer))
	require.NoError(t, err)
	return data
}

// Signer returns the signer with the key of this identity.
func Signer(t testing.TB, name string) trustlist.Signer {
	i := ID(t, name)
	return SignerOf(i.Cert, i.Key)
}

// SignerOf returns a certificate and its key as a signer, with names as CUCM writes them.
func SignerOf(cert *x509.Certificate, key crypto.Signer) trustlist.Signer {
	return trustlist.Signer{Name: trustlist.Name(cert.RawSubject), CAName: trustlist.Name(cert.RawIssuer), Serial: cert.SerialNumber.Bytes(), Key: key}
}

// Encrypted returns an encrypted configuration, a vector of package trustlist, and an ITL by CM1 that has its signer.
func Encrypted(t testing.TB) (file, itl []byte) {
	t.Helper()
	vectors := filepath.Join("..", "..", "testdata", "vectors") // every package that asks is two below the module
	file, err := os.ReadFile(filepath.Join(vectors, "enc", "SEP001122334455-rsa1024-sha1.cnf.xml.enc.sgn"))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(vectors, "certs", "cm2048-pub.crt.pem"))
	require.NoError(t, err)
	block, _ := pem.Decode(text)
	signer, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	parsed, err := trustlist.ParseSigned(file, trustlist.Lenient)
	require.NoError(t, err)
	lt := Template(t, T0, []Record{{Role: trustlist.RoleSAST, Name: "CM1"}})
	lt.Records = append(lt.Records, trustlist.RecordTemplate{Role: trustlist.RoleCCMTFTP, Certificate: signer,
		Subject: parsed.Header.SignerName, Issuer: parsed.Header.CAName}) // in the order of the writer of the vector
	return file, Build(t, lt, "CM1")
}

const configXML = `<?xml version="1.0" encoding="UTF-8"?>
<device><deviceProtocol>SIP</deviceProtocol>
<devicePool><callManagerGroup><members>
<member priority="1"><callManager><processNodeName>pub</processNodeName></callManager></member>
<member priority="0"><callManager><ports><ethernetPhonePort>2000</ethernetPhonePort><sipPort>5060</sipPort><securedSipPort>5061</securedSipPort></ports><processNodeName>sub</processNodeName></callManager></member>
</members></callManagerGroup></devicePool>
<TVS><members><member priority="1"><port>2445</port><address>pub</address></member><member priority="0"><port></port><address>sub</address></member></members></TVS>
<versionStamp>v1</versionStamp><deviceSecurityMode>%d</deviceSecurityMode><encrConfig>%t</encrConfig></device>`

// Config returns a configuration with the call managers and TVS servers sub and pub, in this order, for a device
// security mode.
func Config(mode int) []byte { return fmt.Appendf(nil, configXML, mode, false) }
