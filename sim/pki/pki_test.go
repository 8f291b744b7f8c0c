package pki_test

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
)

var now = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

var org = pki.Organization{Unit: "Lab", Name: "Example", Locality: "Ghent", State: "OVL", Country: "BE"}

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open(filepath.Join("..", "..", "testdata", "keys"), nil)
	require.NoError(t, err)
	return pool
}

func newKey(t testing.TB, s cucm.Store, bits int, n uint64) crypto.Signer {
	t.Helper()
	key, err := pki.NewKey(testKeys(t), s, bits, n)
	require.NoError(t, err)
	return key
}

// selfSigned is a certificate of a store on cucm-pub.
func selfSigned(t testing.TB, s cucm.Store, bits int, hash string, edits ...func(*pki.Spec)) *pki.Certificate {
	t.Helper()
	spec := pki.Spec{Store: s, Node: "cucm-pub", CommonName: pki.CommonName(s, "cucm-pub", "", false, []byte{1, 2, 3, 4}), Org: org,
		Key: newKey(t, s, bits, 1), Serial: []byte{0x6a, 1, 2}, From: now, Until: now.AddDate(5, 0, 0), Hash: hash}
	for _, edit := range edits {
		edit(&spec)
	}
	cert, err := pki.SelfSigned(testKeys(t), spec)
	require.NoError(t, err)
	return cert
}

// request is a request of a store on cucm-pub, for two names.
func request(t testing.TB, s cucm.Store, n uint64, edits ...func(*pki.RequestSpec)) *pki.Request {
	t.Helper()
	spec := pki.RequestSpec{Store: s, Node: "cucm-pub", CommonName: "cucm-pub", Org: org, Rules: policy(t, "14").Rules, Key: newKey(t, s, 2048, n),
		Hash: "SHA256", Names: []string{"cucm-pub", "lab.example.test"}, Time: now}
	for _, edit := range edits {
		edit(&spec)
	}
	r, err := pki.NewRequest(spec)
	require.NoError(t, err)
	return r
}

func ca(t testing.TB, name string) *pki.Certificate {
	t.Helper()
	cert, err := pki.CA(testKeys(t), name)
	require.NoError(t, err)
	return cert
}

func answer(t testing.TB, r *pki.Request, by string, fault pki.Fault) *pki.Certificate {
	t.Helper()
	cert, err := pki.Answer(ca(t, by), r, fault, pki.Term{})
	require.NoError(t, err)
	return cert
}

// TestSameSpec: the same specification gives the same certificate, and every part of it another one.
func TestSameSpec(t *testing.T) {
	one := selfSigned(t, cucm.TVS, 2048, "SHA256")
	require.Equal(t, one.DER, selfSigned(t, cucm.TVS, 2048, "SHA256").DER)
	require.NoError(t, one.X509.CheckSignature(one.X509.SignatureAlgorithm, one.X509.RawTBSCertificate, one.X509.Signature))
	require.True(t, one.SelfSigned())
	require.Equal(t, 2048, one.Bits())
	for name, edit := range map[string]func(*pki.Spec){
		"store":  func(s *pki.Spec) { s.Store = cucm.CAPF },
		"name":   func(s *pki.Spec) { s.CommonName = "other" },
		"org":    func(s *pki.Spec) { s.Org.Unit = "other" },
		"key":    func(s *pki.Spec) { s.Key = newKey(t, cucm.TVS, 2048, 2) },
		"serial": func(s *pki.Spec) { s.Serial = []byte{7} },
		"from":   func(s *pki.Spec) { s.From = now.Add(time.Second) },
		"until":  func(s *pki.Spec) { s.Until = now.AddDate(20, 0, 0) },
		"hash":   func(s *pki.Spec) { s.Hash = "SHA1" },
		"names":  func(s *pki.Spec) { s.Names = []string{"cucm-sub1"} },
	} {
		t.Run(name, func(t *testing.T) {
			other := selfSigned(t, cucm.TVS, 2048, "SHA256", edit)
			require.NotEqual(t, one.DER, other.DER)
			require.Equal(t, name == "names", other.MultiServer)
		})
	}
}

func TestCommonName(t *testing.T) {
	for want, name := range map[string]string{
		"CAPF-01ff":               pki.CommonName(cucm.CAPF, "pub", "example.test", true, []byte{1, 0xff}),
		"ITLRECOVERY_pub":         pki.CommonName(cucm.ITLRecovery, "pub", "", false, nil),
		"pub.example.test":        pki.CommonName(cucm.Tomcat, "pub", "example.test", false, nil),
		"pub-EC":                  pki.CommonName(cucm.TomcatECDSA, "pub", "", false, nil),
		"pub-EC.example.test":     pki.CommonName(cucm.CallManagerECDSA, "pub", "example.test", false, nil),
		"pub-EC-ms.example.test":  pki.CommonName(cucm.CallManagerECDSA, "pub", "example.test", true, nil),
		"pub-ms":                  pki.CommonName(cucm.CallManager, "pub", "", true, nil),
		"CP-8841-SEP001122334455": pki.PhoneName("8841", "SEP001122334455"),
	} {
		require.Equal(t, want, name)
	}
}

// TestRequestUsages are the tables "CSR Key Usage Extensions" of security guides 12.5 and 14: what a request asks for, and what
// its certificate has.
func TestRequestUsages(t *testing.T) {
	const (
		sign     = x509.KeyUsageDigitalSignature
		encipher = x509.KeyUsageKeyEncipherment
		data     = x509.KeyUsageDataEncipherment
	)
	server := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	for _, row := range []struct {
		name, release string
		store         cucm.Store
		usage         x509.KeyUsage
		extended      []x509.ExtKeyUsage
	}{
		{"CallManager", "12.5", cucm.CallManager, sign | encipher | data, server},
		{"CallManager of 14", "14", cucm.CallManager, sign | data, server},
		{"tomcat of 14", "14", cucm.Tomcat, sign | data, server},
		{"TVS of 14", "14", cucm.TVS, sign | encipher | data, server},
		{"ipsec", "12.5", cucm.IPsec, sign | encipher | data, append(slices.Clone(server), x509.ExtKeyUsageIPSECEndSystem)},
		{"CAPF", "12.5", cucm.CAPF, sign | x509.KeyUsageCertSign, server[:1]},
		{"CAPF of 14", "14", cucm.CAPF, sign | x509.KeyUsageCertSign, server},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := request(t, row.store, 1, func(s *pki.RequestSpec) { s.Rules = policy(t, row.release).Rules })
			cert, err := pki.Answer(ca(t, pki.RootCA), r, pki.FaultNone, pki.Term{})
			require.NoError(t, err)
			require.Equal(t, row.usage, cert.X509.KeyUsage)
			require.Equal(t, row.extended, cert.X509.ExtKeyUsage)
		})
	}
}

// TestText: the block of `show cert own`; what depends on keys is taken out.
func TestText(t *testing.T) {
	long := regexp.MustCompile(`[0-9A-Fa-f]{20,}`)
	cert := selfSigned(t, cucm.CallManager, 2048, "SHA256")
	text := long.ReplaceAllString(cert.Text(pki.Form{}), "HEX")
	require.Equal(t, `[
  Version: V3
  Serial Number: 6A0102
  SignatureAlgorithm: SHA256withRSA (1.2.840.113549.1.1.11)
  Issuer Name: L=Ghent, ST=OVL, CN=cucm-pub, OU=Lab, O=Example, C=BE
  Validity From: Mon Jan 05 09:00:00 UTC 2026
           To:   Sun Jan 05 09:00:00 UTC 2031
  Subject Name: L=Ghent, ST=OVL, CN=cucm-pub, OU=Lab, O=Example, C=BE
  Key: RSA (1.2.840.113549.1.1.1)
    Key value: HEX
  Extensions: 3 present
  [
     Extension: KeyUsage (OID.2.5.29.15)
     Critical: false
     Usages: digitalSignature, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign
  ]
  [
     Extension: ExtKeyUsageSyntax (OID.2.5.29.37)
     Critical: false
     Usage oids: 1.3.6.1.5.5.7.3.1, 1.3.6.1.5.5.7.3.2, 1.3.6.1.5.5.7.3.5
  ]
  [
     Extension: SubjectKeyIdentifier (OID.2.5.29.14)
     Critical: false
     keyID: HEX
  ]
]
`, text)
	require.Contains(t, cert.Text(pki.Form{}), "Key value: 3082010a0282010100", "as in a published screen of a 2048-bit key")
	require.Contains(t, selfSigned(t, cucm.CallManagerECDSA, 384, "SHA384").Text(pki.Form{}), "Key: EC (1.2.840.10045.2.1)\n    Key value: 04")

	brussels, err := time.LoadLocation("Europe/Brussels")
	require.NoError(t, err)
	require.Contains(t, cert.Text(pki.Form{Zone: brussels}), "Validity From: Mon Jan 05 10:00:00 CET 2026\n           To:   Sun Jan 05 10:00:00 CET 2031\n")
	text = long.ReplaceAllString(cert.Text(pki.Form{Provider: true}), "HEX")
	require.Equal(t, `[
  Version: V3
  Serial Number: 6A0102
  SignatureAlgorithm: SHA256withRSA (1.2.840.113549.1.1.11)
  IssuerDN: L=Ghent, ST=OVL, CN=cucm-pub, OU=Lab, O=Example, C=BE
  Start Date: Mon Jan 05 09:00:00 UTC 2026
  Final Date: Sun Jan 05 09:00:00 UTC 2031
  SubjectDN: L=Ghent, ST=OVL, CN=cucm-pub, OU=Lab, O=Example, C=BE
  Public Key: RSA (1.2.840.113549.1.1.1)
    Modulus: HEX
  Extensions: 3 present
  [
     Extension: OID.2.5.29.15
     Critical: false
     Value: 030202bc
  ]
  [
     Extension: OID.2.5.29.37
     Critical: false
     Value: HEX
  ]
  [
     Extension: OID.2.5.29.14
     Critical: false
     Value: HEX
  ]
]
`, text)

	text = answer(t, request(t, cucm.Tomcat, 3), pki.IntermediateCA, pki.FaultNone).Text(pki.Form{})
	for _, want := range []string{
		"Issuer Name: CN=lab-intermediate-ca, OU=LAB ONLY, O=tvslab\n", "Subject Name: L=Ghent, ST=OVL, CN=cucm-pub, OU",
		"     SubjectAlternativeName (\n       dNSName: cucm-pub\n       dNSName: lab.example.test\n     )\n", "AuthorityKeyIdentifier",
		"     Extension: BasicConstraints (OID.2.5.29.19)\n     Critical: true\n     CA: false\n",
	} {
		require.Contains(t, text, want)
	}
	require.Equal(t, strings.Count(text, "     Extension: "), strings.Count(text, "     Critical: "))
}

func TestPEM(t *testing.T) {
	cert := selfSigned(t, cucm.Tomcat, 2048, "SHA256")
	block, rest := pem.Decode(cert.PEM())
	require.Empty(t, rest)
	require.Equal(t, "CERTIFICATE", block.Type)
	require.Equal(t, cert.DER, block.Bytes)
	parsed, err := pki.Parse(block.Bytes)
	require.NoError(t, err)
	require.Equal(t, cert.Sum, parsed.Sum)
	require.Nil(t, parsed.Key)
	_, err = pki.Parse([]byte("no certificate"))
	require.Error(t, err)

	r := request(t, cucm.CallManager, 4)
	block, rest = pem.Decode(r.PEM())
	require.Empty(t, rest)
	require.Equal(t, "CERTIFICATE REQUEST", block.Type)
	require.NoError(t, r.X509.CheckSignature())
	require.Equal(t, []string{"cucm-pub", "lab.example.test"}, r.X509.DNSNames)
}

// TestLabCAs: marked as lab, the same in every lab with these keys, the chain as named.
func TestLabCAs(t *testing.T) {
	for _, name := range pki.CANames() {
		one := ca(t, name)
		require.Equal(t, one.DER, ca(t, name).DER)
		require.Equal(t, name, one.X509.Subject.CommonName)
		require.Contains(t, one.Subject, "LAB ONLY")
		require.True(t, one.X509.IsCA)
		require.Equal(t, name != pki.IntermediateCA, one.SelfSigned())
	}
	root, intermediate := ca(t, pki.RootCA), ca(t, pki.IntermediateCA)
	require.NoError(t, intermediate.X509.CheckSignatureFrom(root.X509))
	require.True(t, root.Signed(intermediate))
	require.Error(t, intermediate.X509.CheckSignatureFrom(ca(t, pki.OtherRootCA).X509))
	_, err := pki.CA(testKeys(t), "nobody")
	require.ErrorContains(t, err, `CA "nobody": the lab has ["lab-root-ca"`)
}

// TestCheckUpload: what OS Administration says about answers to a request.
func TestCheckUpload(t *testing.T) {
	root, intermediate := ca(t, pki.RootCA), ca(t, pki.IntermediateCA)
	chain := []*pki.Certificate{root, intermediate}
	for _, row := range []struct {
		name, by string
		fault    pki.Fault
		store    cucm.Store
		trusted  []*pki.Certificate
		at       time.Time
		want     string
	}{
		{"good", pki.IntermediateCA, pki.FaultNone, cucm.Tomcat, chain, now, ""},
		{"good for CAPF", pki.RootCA, pki.FaultNone, cucm.CAPF, chain, now, ""},
		{"expired", pki.IntermediateCA, pki.FaultExpired, cucm.Tomcat, chain, now, "it has expired on 2025-01-05"},
		{"not yet valid", pki.IntermediateCA, pki.FaultNotYetValid, cucm.Tomcat, chain, now, "it is not valid before 2027-01-05"},
		{"other key", pki.IntermediateCA, pki.FaultOtherKey, cucm.Tomcat, chain, now, "its key is not that of the pending CSR"},
		{"long key", pki.IntermediateCA, pki.FaultKeyTooLong, cucm.Tomcat, chain, now, "its key has 8192 bits, at most 4096"},
		{"wildcard", pki.IntermediateCA, pki.FaultWildcard, cucm.Tomcat, chain, now, `wildcard name "*.lab.invalid" is not supported`},
		{"usage", pki.IntermediateCA, pki.FaultUsage, cucm.Tomcat, chain, now, "its extended key usage does not allow TLS servers"},
		{"names", pki.IntermediateCA, pki.FaultMissingNames, cucm.Tomcat, chain, now, `"cucm-pub" is missing`},
		{"no chain", pki.IntermediateCA, pki.FaultNone, cucm.Tomcat, nil, now, `CA certificate "lab-intermediate-ca" is not in tomcat-trust`},
		{"half a chain", pki.IntermediateCA, pki.FaultNone, cucm.CallManager, chain[1:], now, `CA certificate "lab-root-ca" is not in CallManager-trust`},
		{"other CA", pki.OtherRootCA, pki.FaultNone, cucm.Tomcat, chain, now, `CA certificate "other-root-ca" is not in tomcat-trust`},
		{"too late", pki.IntermediateCA, pki.FaultNone, cucm.Tomcat, chain, now.AddDate(3, 0, 0), "it has expired"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := request(t, row.store, 5)
			cert := answer(t, r, row.by, row.fault)
			err := pki.CheckUpload(r, cert, row.trusted, row.at)
			if row.want != "" {
				require.ErrorContains(t, err, row.want)
				return
			}
			require.NoError(t, err)
			own := r.Own(cert)
			require.Equal(t, cert.DER, own.DER)
			require.Equal(t, row.store, own.Store)
			require.NotNil(t, own.Key)
			require.Nil(t, cert.Key, "an answer is not changed by its use")
		})
	}
	require.Len(t, pki.Faults(), 7)
	_, err := pki.Answer(root, request(t, cucm.Tomcat, 5), "ugly", pki.Term{})
	require.ErrorContains(t, err, `signing fault "ugly" is not one of`)
}

// TestManufacturers: the same makers in every lab; phones' certificates are signed by them when somebody asks.
func TestManufacturers(t *testing.T) {
	makers, err := pki.NewManufacturers(testKeys(t))
	require.NoError(t, err)
	again, err := pki.NewManufacturers(testKeys(t))
	require.NoError(t, err)
	require.Len(t, makers.All(), 2)
	require.Empty(t, pki.Manufacturers{}.All())
	for i, sha2 := range []bool{false, true} {
		maker := makers.CA(sha2)
		require.Equal(t, maker.DER, again.CA(sha2).DER)
		require.Equal(t, pki.ManufacturerNames()[i], maker.X509.Subject.CommonName)
		mic := makers.MIC("8841", "SEP001122334455", sha2, pki.MICFrom(now), func() (crypto.Signer, error) { return testKeys(t).RSA(2048, 9) })
		der, err := mic.DER()
		require.NoError(t, err)
		cert, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		require.Equal(t, "CP-8841-SEP001122334455", cert.Subject.CommonName)
		require.Equal(t, []string{pki.LabKeys}, cert.Subject.Organization)
		require.Equal(t, mic.Validity, pki.ValidityOf(cert))
		require.NoError(t, maker.X509.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature))
	}
	broken := makers.MIC("8841", "SEP1", false, pki.MICFrom(now), func() (crypto.Signer, error) { return nil, errors.New("no key") })
	_, err = broken.DER()
	require.ErrorContains(t, err, `MIC of "SEP1": no key`)
}

// TestMICEnds: after ten years, and with its authority at the latest.
func TestMICEnds(t *testing.T) {
	makers, err := pki.NewManufacturers(testKeys(t))
	require.NoError(t, err)
	made := time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		sha2  bool
		valid pki.Validity
		until string
	}{
		{true, pki.MICFrom(made), "2034-01-05T00:00:00Z"},
		{false, pki.MICFrom(made), "2029-05-14T20:25:42Z"},
		{false, pki.MICUntil(made), "2024-01-05T00:00:00Z"},
		{true, pki.MICUntil(made.AddDate(20, 0, 0)), "2037-11-12T13:00:17Z"},
	} {
		mic := makers.MIC("8841", "SEP1", row.sha2, row.valid, nil)
		require.Equal(t, row.until, mic.To.Format(time.RFC3339))
		require.Equal(t, row.valid.From, mic.From)
	}
}

func TestToken(t *testing.T) {
	makers, err := pki.NewManufacturers(testKeys(t))
	require.NoError(t, err)
	key, err := testKeys(t).RSA(1024, 1)
	require.NoError(t, err)
	token, err := pki.NewToken("SAST-A", key, makers, make([]byte, pki.TokenSerial), now)
	require.NoError(t, err)
	require.Equal(t, `cn="SAST-A        ";ou=IPCBU;o="tvslab labkey`, token.Subject)
	require.Len(t, token.Serial, 10)
	require.NoError(t, makers.CA(false).X509.CheckSignature(token.X509.SignatureAlgorithm, token.X509.RawTBSCertificate, token.X509.Signature))
}

// TestKeep: a key source that keeps makes equal things once; one that does not makes them anew; errors are not kept.
func TestKeep(t *testing.T) {
	made := 0
	one := func() (number, error) { made++; return number(made), nil }
	keeper := testKeys(t)
	for _, want := range []number{1, 1} {
		got, err := pki.Keep(keeper, "one", one)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	bare := struct{ pki.KeySource }{keeper}
	got, err := pki.Keep(bare, "one", one)
	require.NoError(t, err)
	require.Equal(t, number(2), got)
	_, err = pki.Keep(keeper, "two", func() (number, error) { return 0, errors.New("no") })
	require.Error(t, err)
	got, err = pki.Keep(keeper, "two", one)
	require.NoError(t, err)
	require.Equal(t, number(3), got)
}

// number is something to keep.
type number int

func (number) Footprint() int { return 1 }

// TestMadeAgain: what a key source forgot is made again with the same bytes, elliptic signatures too (RFC 6979).
func TestMadeAgain(t *testing.T) {
	bare := struct{ pki.KeySource }{testKeys(t)} // keeps nothing
	for _, of := range []struct {
		store cucm.Store
		bits  int
	}{{cucm.CallManager, 2048}, {cucm.CallManagerECDSA, 384}, {cucm.TomcatECDSA, 256}} {
		spec := pki.Spec{Store: of.store, CommonName: "cucm-pub", Key: newKey(t, of.store, of.bits, 1), Serial: []byte{9}, From: now, Until: now.AddDate(5, 0, 0), Hash: "SHA256"}
		one, err := pki.SelfSigned(bare, spec)
		require.NoError(t, err)
		other, err := pki.SelfSigned(bare, spec)
		require.NoError(t, err)
		require.NotSame(t, one, other)
		require.Equal(t, one.DER, other.DER, of.store)
	}
}

// TestJudgePhone: by its issuer, which must be trusted and may not have expired, like the phone's own certificate.
func TestJudgePhone(t *testing.T) {
	makers, err := pki.NewManufacturers(testKeys(t))
	require.NoError(t, err)
	trusted := makers.All()
	mic := makers.MIC("8841", "SEP001122334455", true, pki.MICFrom(now), func() (crypto.Signer, error) { return testKeys(t).RSA(2048, 9) })
	der, err := mic.DER()
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	issuer := pki.PhoneIssuer(trusted, cert)
	require.Equal(t, makers.CA(true).X509, issuer)
	require.Nil(t, pki.PhoneIssuer(trusted[:1], cert))
	require.NoError(t, pki.JudgePhone(trusted, issuer, pki.ValidityOf(cert), now))
	require.NoError(t, pki.JudgePhone(trusted, issuer, pki.Validity{}, now))
	require.ErrorIs(t, pki.JudgePhone(trusted, nil, pki.ValidityOf(cert), now), outcome.UnknownCA)
	require.ErrorIs(t, pki.JudgePhone(trusted[:1], issuer, pki.ValidityOf(cert), now), outcome.UnknownCA)
	require.ErrorIs(t, pki.JudgePhone(trusted, issuer, pki.Validity{From: cert.NotBefore, To: now.Add(-time.Second)}, now), outcome.Expired)
	require.ErrorIs(t, pki.JudgePhone(trusted, issuer, pki.Validity{}, issuer.NotAfter.Add(time.Second)), outcome.Expired)
	require.ErrorIs(t, pki.JudgePhone(trusted, issuer, pki.Validity{From: now.Add(time.Second), To: cert.NotAfter}, now), outcome.Expired)
	require.ErrorIs(t, pki.JudgePhone(trusted, issuer, pki.Validity{}, issuer.NotBefore.Add(-time.Second)), outcome.Expired)
	require.NoError(t, pki.JudgePhone(trusted, issuer, pki.Validity{From: now.Add(time.Second), To: now}, time.Time{}), "dates do not count")
}
