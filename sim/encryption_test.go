package sim_test

import (
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// encryptedDevice is a cluster with one phone whose configuration shall be encrypted.
func encryptedDevice(t testing.TB, edits ...func(*sim.Config)) *sim.Cluster {
	t.Helper()
	c := newCluster(t, "12.5", sim.NonSecure, edits...)
	profile := &sim.Profile{Model: "8841", Protocol: "SIP", Group: []string{sub1}, Load: "sip88xx.12", Decrypts: true}
	require.NoError(t, c.AddDevices(named(t, sep), sim.Lines{First: 4000}, profile))
	did(t)(c.Do(sim.SetEncryptedConfig(named(t, sep), true)))
	return c
}

func served(t testing.TB, c *sim.Cluster, name string) []byte {
	t.Helper()
	f, err := c.Open(pub, name)
	require.NoError(t, err)
	data, err := f.Bytes()
	require.NoError(t, err)
	return data
}

// withLSC gives the phone an LSC for key 3 of the pool.
func withLSC(t testing.TB, c *sim.Cluster) {
	t.Helper()
	did(t)(c.Do(sim.SetCertificateOperation(named(t, sep), string(capf.Install))))
	enrol(t, c, capf.Session{Device: sep})
}

// TestEncryptedConfiguration: nobody gets more than the short file but who has the key of the certificate that CAPF issued.
func TestEncryptedConfiguration(t *testing.T) {
	c := encryptedDevice(t)
	_, err := c.Open(pub, sep+".cnf.xml.enc.sgn")
	require.Equal(t, outcome.NotFound, outcome.Of(err), "the cluster knows no key yet")
	short := string(served(t, c, sep+".cnf.xml"))
	for _, element := range []string{"<fullConfig>false<", "<encrConfig>true<", "<certHash><", "<loadInformation>sip88xx.12<", "<processNodeName>" + pub + "<"} {
		require.Contains(t, short, element)
	}
	require.NotContains(t, short, "callManagerGroup")

	withLSC(t, c)
	der, err := c.Device(sep).LSC.DER()
	require.NoError(t, err)
	sum := md5.Sum(der)
	signed, err := trustlist.ParseSigned(served(t, c, sep+".cnf.xml.sgn"), trustlist.Strict)
	require.NoError(t, err)
	require.False(t, signed.Encrypted())
	require.Contains(t, string(signed.Payload), "<certHash>"+hex.EncodeToString(sum[:])+"<")

	data := served(t, c, sep+".cnf.xml.enc.sgn")
	require.NotEqual(t, data, served(t, c, sep+".cnf.xml.enc.sgn"), "another AES key each time")
	file, err := trustlist.ParseSigned(data, trustlist.Strict)
	require.NoError(t, err)
	require.Equal(t, sep+".cnf.xml.enc.sgn", file.Header.FileName)
	require.Equal(t, trustlist.Version{Major: 2}, file.Header.Version)
	signer := c.Node(pub).Certificate(cucm.CallManager).X509.PublicKey
	whole, err := file.Decrypt(signer, rsaKey(t, 3))
	require.NoError(t, err)
	for _, element := range []string{"<fullConfig>true<", "<encrConfig>true<", "<processNodeName>" + sub1 + "<", "<certHash>" + hex.EncodeToString(sum[:]) + "<"} {
		require.Contains(t, string(whole), element)
	}
	_, err = file.Decrypt(signer, rsaKey(t, 4))
	require.Error(t, err)

	did(t)(c.Do(sim.SetEncryptedConfig(nil, false)))
	_, err = c.Open(pub, sep+".cnf.xml.enc.sgn")
	require.Equal(t, outcome.NotFound, outcome.Of(err))
	require.Contains(t, string(served(t, c, sep+".cnf.xml")), "<fullConfig>true<")
	_, err = c.Open(pub, "XMLDefault.cnf.xml.enc.sgn")
	require.Equal(t, outcome.NotFound, outcome.Of(err))
}

func rsaKey(t testing.TB, n uint64) *rsa.PrivateKey {
	key, err := sharedKeys(t).RSA(2048, n)
	require.NoError(t, err)
	return key
}

// TestShownCertificate: the certificate with which a phone comes to CAPF counts from then on, until CAPF gives it another one or
// has it erased.
func TestShownCertificate(t *testing.T) {
	c := encryptedDevice(t)
	key := func() (crypto.Signer, error) { return rsaKey(t, 5), nil }
	mic := c.Manufacturers().MIC("8841", sep, true, pki.MICFrom(c.Now), key)
	show := func(issuer *x509.Certificate) {
		enrol(t, c, capf.Session{Device: sep, Evidence: &capf.Credential{Issuer: issuer, Certificate: mic.DER, Key: key}})
	}
	show(nil)
	require.Nil(t, c.Device(sep).Shown, "of a manufacturer that CAPF-trust does not hold")
	show(mic.Issuer)
	require.NotNil(t, c.Device(sep).Shown)
	opens := func(n uint64) bool {
		file, err := trustlist.ParseSigned(served(t, c, sep+".cnf.xml.enc.sgn"), trustlist.Strict)
		require.NoError(t, err)
		_, err = file.Decrypt(c.Node(pub).Certificate(cucm.CallManager).X509.PublicKey, rsaKey(t, n))
		return err == nil
	}
	require.True(t, opens(5))
	withLSC(t, c)
	require.True(t, opens(3))
	show(mic.Issuer)
	require.True(t, opens(5), "what it came with last")
	did(t)(c.Do(sim.SetCertificateOperation(named(t, sep), string(capf.Delete))))
	enrol(t, c, capf.Session{Device: sep, LSC: c.Device(sep).LSC})
	_, err := c.Open(pub, sep+".cnf.xml.enc.sgn")
	require.Equal(t, outcome.NotFound, outcome.Of(err))

	did(t)(c.Do(sim.SetEncryptedConfig(nil, false)))
	show(mic.Issuer)
	require.Nil(t, c.Device(sep).Shown, "nobody needs it")
}

// TestEncryptedConfigRefused: for models that do not decrypt with the key of a certificate, and while the publisher is down.
func TestEncryptedConfigRefused(t *testing.T) {
	c := encryptedDevice(t)
	require.NoError(t, c.AddDevices(named(t, "SEP001122334456"), sim.Lines{First: 4001}, &sim.Profile{Model: "7940", Protocol: "SCCP"}))
	require.ErrorContains(t, second(c.Do(sim.SetEncryptedConfig(nil, true))), `"7940"`)
	did(t)(c.Do(sim.SetEncryptedConfig(nil, false)))
	require.Error(t, second(c.Do(sim.SetEncryptedConfig(named(t, "SEP001122334457"), false))))
}

// TestNoEncryptionForCurves: what CUCM does for elliptic curve keys is not known; here there is no file.
func TestNoEncryptionForCurves(t *testing.T) {
	c := encryptedDevice(t, func(cfg *sim.Config) { cfg.Settings.LSCKeyOrder = "ec_only" })
	did(t)(c.Do(sim.SetCertificateOperation(named(t, sep), string(capf.Install))))
	enrol(t, c, capf.Session{Device: sep, NewKey: func(capf.KeySpec) (func() (crypto.Signer, error), error) {
		return func() (crypto.Signer, error) { return sharedKeys(t).EC(3) }, nil
	}})
	require.NotNil(t, c.Device(sep).LSC)
	_, err := c.Open(pub, sep+".cnf.xml.enc.sgn")
	require.Equal(t, outcome.NotFound, outcome.Of(err))
}

// TestLoad: the configuration names the load, under another version stamp; a name that is none is refused.
func TestLoad(t *testing.T) {
	c := withDevices(t, "12.5", sim.NonSecure, sep)
	before := configOf(t, c, sep)
	require.Contains(t, before, "<loadInformation></loadInformation>")
	did(t)(c.Do(sim.SetLoad(named(t, sep), "sip88xx.12-8-1SR2-3")))
	require.Contains(t, configOf(t, c, sep), "<loadInformation>sip88xx.12-8-1SR2-3</loadInformation>")
	stamp := regexp.MustCompile("<versionStamp>.*</versionStamp>")
	require.NotEqual(t, stamp.FindString(before), stamp.FindString(configOf(t, c, sep)))
	require.ErrorContains(t, second(c.Do(sim.SetLoad(nil, "a<b"))), "no name of a firmware load")
}
