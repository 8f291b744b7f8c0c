package lab_test

import (
	"crypto/tls"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/phonetls"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/tftpd"
)

// overHTTPS fetches a file from a node and returns the certificate that it showed.
func overHTTPS(t *testing.T, l *lab.Lab, at service.Service, name string, suites ...uint16) (data, shown []byte, err error) {
	t.Helper()
	host := l.Addresses()[0]
	require.Equal(t, at.Port(), host.Ports[at])
	data, err = new(tftpd.Client).HTTPS(t.Context(), host.At(host.Ports[at]), name, &phonetls.Client{
		CipherSuites: suites, MaxVersion: tls.VersionTLS12, Check: func(der []byte) error { shown = der; return nil }})
	return data, shown, err
}

// TestFilesOverHTTPS: from 11.0 on there are two ports with TLS, also on servers that run while the cluster is upgraded. Configurations
// come without a signature, lists with theirs, and each port shows what Cisco Tftp loaded at its start.
func TestFilesOverHTTPS(t *testing.T) {
	l := newLab(t, "10.5(2)", 2, true)
	require.Zero(t, l.Addresses()[0].Ports[service.HTTPS])
	release, err := cucm.ParseRelease("12.5")
	require.NoError(t, err)
	do(t, l, sim.Upgrade(release, false))

	name := at(l, 0).Name() + ".cnf.xml"
	host := l.Addresses()[0]
	plain := fetchConfig(t, host.IP.String(), host.Ports[service.HTTP], name)
	data, _, err := overHTTPS(t, l, service.HTTPS, name+".sgn")
	require.NoError(t, err)
	require.Equal(t, string(plain), string(data))
	data, _, err = overHTTPS(t, l, service.RemoteHTTPS, "ITLFile.tlv")
	require.NoError(t, err)
	require.Equal(t, l.Cluster().Publisher().ITL().Bytes(), data)
	_, _, err = overHTTPS(t, l, service.HTTPS, "SEP001122334455.cnf.xml.sgn")
	require.ErrorIs(t, err, outcome.NotFound)

	before := map[cucm.Store][]byte{}
	for _, s := range []cucm.Store{cucm.CallManagerECDSA, cucm.CallManager, cucm.TomcatECDSA} {
		before[s] = l.Cluster().Publisher().Certificate(s).DER
	}
	shows := func(s cucm.Store, at service.Service, want []byte, suites ...uint16) {
		_, shown, err := overHTTPS(t, l, at, name, suites...)
		require.NoError(t, err)
		require.Equal(t, want, shown, s)
	}
	regenerate(t, l, cucm.CallManagerECDSA)
	regenerate(t, l, cucm.TomcatECDSA)
	shows(cucm.CallManagerECDSA, service.HTTPS, before[cucm.CallManagerECDSA])
	shows(cucm.TomcatECDSA, service.RemoteHTTPS, before[cucm.TomcatECDSA])
	shows(cucm.CallManager, service.HTTPS, before[cucm.CallManager], tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
	require.NotEmpty(t, l.Cluster().RestartsDue(), "Cisco Tftp works with certificates of before")
	restart(t, l, sim.ServiceTFTP)
	require.Empty(t, l.Cluster().Shows("cucm-pub", service.TVS))
	shows(cucm.CallManagerECDSA, service.HTTPS, l.Cluster().Publisher().Certificate(cucm.CallManagerECDSA).DER)
	shows(cucm.TomcatECDSA, service.RemoteHTTPS, l.Cluster().Publisher().Certificate(cucm.TomcatECDSA).DER)
}
