package sim_test

import (
	"encoding/pem"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestCertificateText: the block of `show cert own`; what depends on keys is taken out.
func TestCertificateText(t *testing.T) {
	long := regexp.MustCompile(`[0-9A-Fa-f]{20,}`)
	c := newCluster(t, "12.5", sim.NonSecure)
	text := long.ReplaceAllString(c.Publisher().Certificate(cucm.CallManager).Text(), "HEX")
	require.Equal(t, `[
  Version: V3
  Serial Number: HEX
  SignatureAlgorithm: SHA256withRSA (1.2.840.113549.1.1.11)
  Issuer Name: L=Ghent, ST=OVL, CN=cucm-pub, OU=Lab, O=Example, C=BE
  Validity From: Mon Jan 05 09:00:00 UTC 2026
           To:   Sat Jan 04 09:00:00 UTC 2031
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
	require.Contains(t, c.Publisher().Certificate(cucm.CallManager).Text(), "Key value: 3082010a0282010100", "as in a published screen of a 2048-bit key")
	require.Contains(t, c.Publisher().Certificate(cucm.CallManagerECDSA).Text(), "Key: EC (1.2.840.10045.2.1)\n    Key value: 04")

	caSigned(t, c, cucm.Tomcat, pub, sim.CSROptions{MultiServer: true})
	text = c.Publisher().Certificate(cucm.Tomcat).Text()
	for _, want := range []string{
		"Issuer Name: CN=lab-intermediate-ca, OU=LAB ONLY, O=tvslab\n", "Subject Name: L=Ghent, ST=OVL, CN=cucm-pub-ms, OU",
		"     SubjectAlternativeName (\n       dNSName: cucm-pub\n       dNSName: cucm-sub1\n     )\n", "AuthorityKeyIdentifier",
		"     Extension: BasicConstraints (OID.2.5.29.19)\n     Critical: true\n     CA: false\n",
	} {
		require.Contains(t, text, want)
	}
	require.Equal(t, strings.Count(text, "     Extension: "), strings.Count(text, "     Critical: "))
}

func TestCertificatePEM(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	cert := c.Publisher().Certificate(cucm.Tomcat)
	block, rest := pem.Decode(cert.PEM())
	require.Empty(t, rest)
	require.Equal(t, "CERTIFICATE", block.Type)
	require.Equal(t, cert.DER, block.Bytes)
}

// TestLabCAs: marked as lab, the same in every cluster with these keys, the chain as named.
func TestLabCAs(t *testing.T) {
	one := newCluster(t, "12.5", sim.NonSecure)
	two := newCluster(t, "8.6", sim.NonSecure, func(cfg *sim.Config) { cfg.Seed = 99 })
	for _, name := range sim.CANames() {
		ca := one.CA(name)
		require.Equal(t, ca.DER, two.CA(name).DER)
		require.Equal(t, name, ca.X509.Subject.CommonName)
		require.Contains(t, ca.Subject, "LAB ONLY")
		require.True(t, ca.X509.IsCA)
		require.Equal(t, name != sim.IntermediateCA, ca.SelfSigned())
	}
	root, intermediate := one.CA(sim.RootCA), one.CA(sim.IntermediateCA)
	require.NoError(t, intermediate.X509.CheckSignatureFrom(root.X509))
	require.Error(t, intermediate.X509.CheckSignatureFrom(one.CA(sim.OtherRootCA).X509))
	require.Nil(t, one.CA("nobody"))
}
