package sim_test

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"hash/fnv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/event"
	"tvslab/outcome"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

const sep = "SEP001122334455"

func withDevices(t testing.TB, release string, mode sim.Mode, names ...string) *sim.Cluster {
	t.Helper()
	c := newCluster(t, release, mode)
	addDevices(t, c, names...)
	return c
}

func addDevices(t testing.TB, c *sim.Cluster, names ...string) {
	t.Helper()
	profile := &sim.Profile{Model: "8841", Protocol: "SIP", Group: []string{sub1}}
	list, err := devices.Listed(named(t, names...)...)
	require.NoError(t, err)
	require.NoError(t, c.AddDevices(list.Devices(), sim.Lines{First: 4000, Of: list}, profile))
}

// collector is an authority whose outcomes are kept, as a lab keeps them.
type collector struct {
	capf.Authority
	done []capf.Outcome
}

func (c *collector) Done(o capf.Outcome) { c.done = append(c.done, o) }

// enrol plays a session of the device and writes down what came of it.
func enrol(t testing.TB, c *sim.Cluster, s capf.Session) (capf.Result, []event.Event) {
	t.Helper()
	authority, ok := c.CAPF(pub)
	require.True(t, ok)
	office := &collector{Authority: authority}
	if s.NewKey == nil {
		s.NewKey = func(spec capf.KeySpec) (func() (crypto.Signer, error), error) {
			return func() (crypto.Signer, error) { return sharedKeys(t).RSA(spec.Bits, 3) }, nil
		}
	}
	r := capf.Run(office, &s)
	return r, did(t)(c.Do(sim.FinishOperations(ended(t, office.done)...)))
}

func ended(t testing.TB, outcomes []capf.Outcome) []sim.Ended {
	t.Helper()
	var all []sim.Ended
	for _, o := range outcomes {
		all = append(all, sim.Ended{Devices: named(t, o.Device), Outcome: o})
	}
	return all
}

func configOf(t testing.TB, c *sim.Cluster, device string) string {
	t.Helper()
	f, err := c.Open(pub, device+".cnf.xml")
	require.NoError(t, err)
	data, err := f.Bytes()
	require.NoError(t, err)
	return string(data)
}

func TestSecurityProfile(t *testing.T) {
	c := withDevices(t, "12.5", sim.NonSecure, sep)
	plain := configOf(t, c, sep)
	require.Contains(t, plain, "<deviceSecurityMode>1<")
	require.Contains(t, plain, "<transportLayerProtocol>4<")
	did(t)(c.Do(sim.SetSecurityProfile(named(t, sep), "encrypted", "by-existing-mic")))
	require.Contains(t, configOf(t, c, sep), "<deviceSecurityMode>1<", "the cluster is non-secure")

	did(t)(c.Do(sim.SetMixedMode))
	secure := configOf(t, c, sep)
	for _, element := range []string{"<deviceSecurityMode>3<", "<transportLayerProtocol>3<", "<voipControlPort>5061<", "<capfAuthMode>0<"} {
		require.Contains(t, secure, element)
	}
	did(t)(c.Do(sim.SetCertificateOperation(named(t, sep), "install-upgrade")))
	require.Contains(t, configOf(t, c, sep), "<capfAuthMode>4<")
	did(t)(c.Do(sim.SetSecurityProfile(nil, "authenticated", "by-authentication-string")))
	require.Contains(t, configOf(t, c, sep), "<deviceSecurityMode>2<")
	require.Contains(t, configOf(t, c, sep), "<capfAuthMode>1<")
	did(t)(c.Do(sim.SetCertificateOperation(nil, "none")))
	require.Contains(t, configOf(t, c, sep), "<capfAuthMode>0<")
	require.Equal(t, "None", c.Device(sep).OperationStatus())

	before := c.Clone()
	for _, err := range []error{
		second(c.Do(sim.SetSecurityProfile(nil, "secret", ""))), second(c.Do(sim.SetSecurityProfile(nil, "encrypted", "by-luck"))),
		second(c.Do(sim.SetSecurityProfile(named(t, "SEP000000000009"), "encrypted", ""))), second(c.Do(sim.SetCertificateOperation(nil, "renew"))),
		second(c.Do(sim.SetCertificateOperation(named(t, sep, "SEP000000000009"), "delete"))),
	} {
		require.Error(t, err)
	}
	require.Empty(t, c.Compare(before), "a failed operation changes nothing")
}

func second(_ []event.Event, err error) error { return err }

func TestEnrolment(t *testing.T) {
	for _, row := range []struct {
		release string
		bits    int
		hash    x509.SignatureAlgorithm
	}{
		{"8.6", 1024, x509.SHA1WithRSA}, {"10.5", 1024, x509.SHA1WithRSA}, {"11.0", 1024, x509.SHA1WithRSA}, {"11.5", 1024, x509.SHA1WithRSA}, {"11.5SU1", 1024, x509.SHA256WithRSA},
		{"12.5", 2048, x509.SHA256WithRSA}, {"15", 2048, x509.SHA256WithRSA},
	} {
		t.Run(row.release, func(t *testing.T) {
			c := withDevices(t, row.release, sim.NonSecure, sep)
			did(t)(c.Do(sim.SetCertificateOperation(named(t, sep), "install-upgrade")))
			require.Equal(t, "Operation Pending", c.Device(sep).OperationStatus())
			r, events := enrol(t, c, capf.Session{Device: sep})
			require.Equal(t, "Upgrade Success: "+sep, events[0].What.String())
			require.Equal(t, "Upgrade Success", c.Device(sep).OperationStatus())
			require.Equal(t, capf.None, c.Device(sep).Pending(c.Now))

			der, err := r.LSC.DER()
			require.NoError(t, err)
			cert, err := x509.ParseCertificate(der)
			require.NoError(t, err)
			require.Equal(t, row.hash, cert.SignatureAlgorithm)
			algorithm, err := r.LSC.Algorithm()
			require.NoError(t, err)
			require.Equal(t, row.hash, algorithm)
			require.Equal(t, row.bits, cert.PublicKey.(interface{ Size() int }).Size()*8)
			require.Equal(t, "CP-8841-"+sep, cert.Subject.CommonName)
			require.True(t, strings.HasPrefix(cert.Subject.SerialNumber, "PID:CP-8841 SN:"))
			require.Equal(t, cert.NotBefore.AddDate(5, 0, 0), cert.NotAfter)
			capfCert := c.Publisher().Certificate(cucm.CAPF)
			require.NoError(t, capfCert.X509.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature))
			require.NoError(t, c.JudgePhone(sub1, r.LSC.Issuer, pki.Validity{From: r.LSC.NotBefore, To: r.LSC.NotAfter}))
			require.NotContains(t, configOf(t, c, sep), "<certHash></certHash>")

			did(t)(c.Do(sim.SetCertificateOperation(nil, "troubleshoot")))
			_, events = enrol(t, c, capf.Session{Device: sep, LSC: r.LSC})
			require.Equal(t, "Troubleshoot Success: "+sep, events[0].What.String())
			did(t)(c.Do(sim.SetCertificateOperation(nil, "delete")))
			_, events = enrol(t, c, capf.Session{Device: sep, LSC: r.LSC})
			require.Equal(t, "Delete Success: "+sep, events[0].What.String())
			require.Contains(t, configOf(t, c, sep), "<certHash></certHash>")
			did(t)(c.Do(sim.SetCertificateOperation(nil, "delete")))
			_, events = enrol(t, c, capf.Session{Device: sep})
			require.Equal(t, "Delete Failure: "+sep, events[0].What.String())
		})
	}
}

// TestAuthenticationString: a wrong string leaves the operation pending; the operation lapses after its last day.
func TestAuthenticationString(t *testing.T) {
	c := withDevices(t, "12.5", sim.NonSecure, sep)
	did(t)(c.Do(sim.SetSecurityProfile(nil, "non-secure", "by-authentication-string")))
	did(t)(c.Do(sim.SetCertificateOperation(nil, "install-upgrade")))
	text := c.Device(sep).AuthString
	require.Regexp(t, `^[0-9]{6}$`, text)
	r, events := enrol(t, c, capf.Session{Device: sep, String: "x"})
	require.Equal(t, capf.ReasonInvalid, r.Reason)
	require.Empty(t, events)
	require.Equal(t, "Operation Pending", c.Device(sep).OperationStatus())
	late := c.Clone()
	late.Advance(11 * 24 * time.Hour)
	r, _ = enrol(t, late, capf.Session{Device: sep, String: text})
	require.Equal(t, capf.None, r.Kind)
	r, _ = enrol(t, c, capf.Session{Device: sep, String: text})
	require.NotNil(t, r.LSC)
	require.Empty(t, c.Device(sep).AuthString)
	r, _ = enrol(t, c, capf.Session{Device: "SEPFFFFFFFFFFFF"})
	require.Equal(t, capf.ReasonUnknown, r.Reason)
}

// TestOldCAPF: an LSC of a former CAPF certificate is good while that is trusted, and proves the phone to CAPF; once it
// has expired, or is gone, nothing takes it.
func TestOldCAPF(t *testing.T) {
	c := withDevices(t, "12.5", sim.NonSecure, sep)
	did(t)(c.Do(sim.SetCertificateOperation(nil, "install-upgrade")))
	r, _ := enrol(t, c, capf.Session{Device: sep})
	old := c.Publisher().Certificate(cucm.CAPF)
	did(t)(c.Do(sim.Regenerate(cucm.CAPF, pub)))
	require.Equal(t, old, c.Publisher().LoadedCAPF(), "the service still has the old key (row 36)")
	did(t)(c.Do(sim.Restart(sim.ServiceCAPF, pub)))
	require.NotEqual(t, old, c.Publisher().LoadedCAPF())
	require.NoError(t, c.JudgePhone(pub, r.LSC.Issuer, pki.Validity{From: r.LSC.NotBefore, To: r.LSC.NotAfter}))

	did(t)(c.Do(sim.SetSecurityProfile(nil, "non-secure", "by-existing-lsc")))
	did(t)(c.Do(sim.SetCertificateOperation(nil, "install-upgrade")))
	s := capf.Session{Device: sep, Evidence: &capf.Credential{Issuer: r.LSC.Issuer}}
	renewed, _ := enrol(t, c, s)
	require.Equal(t, c.Publisher().Certificate(cucm.CAPF).X509, renewed.LSC.Issuer)
	require.NotEqual(t, r.LSC.Serial, renewed.LSC.Serial)

	require.ErrorIs(t, c.JudgePhone(pub, nil, pki.Validity{}), outcome.UnknownCA)
	stranger := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Seed = 99 })
	require.ErrorIs(t, stranger.JudgePhone(pub, r.LSC.Issuer, pki.Validity{From: r.LSC.NotBefore, To: r.LSC.NotAfter}), outcome.UnknownCA)
	c.Advance(6 * 365 * 24 * time.Hour)
	require.ErrorIs(t, c.JudgePhone(pub, r.LSC.Issuer, pki.Validity{From: r.LSC.NotBefore, To: r.LSC.NotAfter}), outcome.Expired)

	fourteen := withDevices(t, "14", sim.NonSecure, sep)
	did(t)(fourteen.Do(sim.Regenerate(cucm.CAPF, pub)))
	require.Equal(t, fourteen.Publisher().Certificate(cucm.CAPF), fourteen.Publisher().LoadedCAPF(), "row 36")
}

func TestCAPFRunsOnThePublisher(t *testing.T) {
	c := withDevices(t, "12.5", sim.NonSecure, sep)
	_, ok := c.CAPF(sub1)
	require.False(t, ok)
	_, ok = c.CAPF("nowhere")
	require.False(t, ok)
	did(t)(c.Do(sim.Stop(sim.ServiceCAPF, pub)))
	_, ok = c.CAPF(pub)
	require.False(t, ok)
}

// keysOf are the public keys of devices that have these keys.
type keysOf func(device string) func() (crypto.Signer, error)

// Public implements capf.Keys.
func (k keysOf) Public(device string) (crypto.PublicKey, error) {
	key, err := k(device)()
	return key.Public(), err
}

// TestSeries: the LSCs that many devices get alike are those that each of them would have got alone.
func TestSeries(t *testing.T) {
	names := []string{"SEP000000000001", "SEP000000000002"}
	alone, series := withDevices(t, "12.5", sim.NonSecure, names...), withDevices(t, "12.5", sim.NonSecure, names...)
	keyOf := func(device string) func() (crypto.Signer, error) {
		return func() (crypto.Signer, error) { return sharedKeys(t).RSA(2048, uint64(device[len(device)-1])) }
	}
	session := func(device string) capf.Session {
		return capf.Session{Device: device, NewKey: func(capf.KeySpec) (func() (crypto.Signer, error), error) { return keyOf(device), nil }}
	}
	for _, c := range []*sim.Cluster{alone, series} {
		did(t)(c.Do(sim.SetCertificateOperation(nil, "install-upgrade")))
	}
	for _, name := range names {
		enrol(t, alone, session(name))
	}
	authority, ok := series.CAPF(pub)
	require.True(t, ok)
	first := session(names[0])
	r := capf.Run(authority, &first)
	lsc := r.LSC.Series(keysOf(keyOf))
	series.Advance(time.Hour)
	alone.Advance(time.Hour)
	did(t)(series.Do(sim.FinishOperations(sim.Ended{Devices: named(t, names...),
		Outcome: capf.Outcome{Device: names[0], Kind: capf.Install, Reason: capf.ReasonSuccess, LSC: lsc}})))
	require.Len(t, series.Devices().Runs(), 1, "still one span")
	require.Empty(t, series.Compare(alone))
	for _, name := range names {
		require.Equal(t, configOf(t, alone, name), configOf(t, series, name), "with the hash of its own certificate")
		want, err := alone.Device(name).LSC.DER()
		require.NoError(t, err)
		got, err := series.Device(name).LSC.DER()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// TestExpiredCAPF: it issues nothing, and says so; the setting lets it.
func TestExpiredCAPF(t *testing.T) {
	for name, row := range map[string]struct {
		dated  []string
		reason capf.Reason
		want   string
	}{
		"as the guides say": {[]string{cucm.DatedCAPF}, capf.ReasonInvalid, "Upgrade Failure: " + sep + ": CAPF certificate CAPF-"},
		"setting":           {nil, capf.ReasonSuccess, "Upgrade Success: " + sep},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.CheckValidityOf = row.dated })
			addDevices(t, c, sep)
			c.Advance(6 * 365 * 24 * time.Hour)
			did(t)(c.Do(sim.SetCertificateOperation(nil, "install-upgrade")))
			r, events := enrol(t, c, capf.Session{Device: sep})
			require.Equal(t, row.reason, r.Reason)
			require.Equal(t, row.reason == capf.ReasonSuccess, r.LSC != nil)
			require.Contains(t, events[0].What.String(), row.want)
			if r.LSC == nil {
				require.Contains(t, events[0].What.String(), "issues no LSC: it has expired on 2031-01-0")
				require.Empty(t, c.Device(sep).Operation, "it has failed")
			}
		})
	}
}

// TestManyDevices: profiles stay shared whatever is done to devices, and LSCs cost no signature until they are read.
func TestManyDevices(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	profile := &sim.Profile{Model: "8841", Protocol: "SIP", Group: []string{sub1}}
	all := devices.Of(devices.Span{First: 0, Last: 4999})
	require.NoError(t, c.AddDevices(all, sim.Lines{Of: devices.Counted(0, 5000)}, profile))
	did(t)(c.Do(sim.SetCertificateOperation(nil, "install-upgrade")))
	require.Len(t, profilesOf(c), 1)
	authority, ok := c.CAPF(pub)
	require.True(t, ok)
	office, serials := &collector{Authority: authority}, map[string]bool{}
	for n := range all.All() {
		r := capf.Run(office, &capf.Session{Device: n.Name(), NewKey: func(capf.KeySpec) (func() (crypto.Signer, error), error) {
			return func() (crypto.Signer, error) { return nil, fmt.Errorf("key %d was made", n) }, nil
		}})
		serials[string(r.LSC.Serial)] = true
	}
	require.Len(t, serials, all.Len())
	events := did(t)(c.Do(sim.FinishOperations(ended(t, office.done)...)))
	require.Equal(t, "Upgrade Success: 5000 devices", events[0].What.String())
	require.Equal(t, map[*sim.Profile]bool{profile: true}, profilesOf(c), "back to the profile they came with")
}

func profilesOf(c *sim.Cluster) map[*sim.Profile]bool {
	all := map[*sim.Profile]bool{}
	for _, r := range c.Devices().Runs() {
		all[r.Value.Profile] = true
	}
	return all
}

func TestManufacturers(t *testing.T) {
	a, b := newCluster(t, "8.6", sim.NonSecure), newCluster(t, "15", sim.NonSecure)
	keys := map[string]bool{}
	for _, sha2 := range []bool{false, true} {
		ca := a.Manufacturers().CA(sha2)
		require.Equal(t, ca.DER, b.Manufacturers().CA(sha2).DER, "makers belong to no cluster")
		require.NoError(t, a.JudgePhone(pub, ca.X509, pki.Validity{}))
		mic := a.Manufacturers().MIC("8841", sep, sha2, pki.MICFrom(time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC)), func() (crypto.Signer, error) { return sharedKeys(t).RSA(2048, number(sep)) })
		der, err := mic.DER()
		require.NoError(t, err)
		cert, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		require.Equal(t, "CP-8841-"+sep, cert.Subject.CommonName)
		require.NotNil(t, capf.IssuerOf(cert, []*x509.Certificate{ca.X509}))
		keys[cert.SignatureAlgorithm.String()] = true
	}
	require.Len(t, keys, 2)
}

func number(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}
