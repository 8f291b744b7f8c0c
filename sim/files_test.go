package sim_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

func TestOpenRefusals(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	addPhone(t, c)
	stopped := c.Clone()
	did(t)(stopped.Do(sim.Stop(sim.ServiceTFTP, pub)))
	down := c.Clone()
	did(t)(down.Do(sim.SetDown(pub, true)))
	for _, row := range []struct {
		name, node, file string
		cluster          *sim.Cluster
		want             error
	}{
		{"unknown node", "nobody", "ITLFile.tlv", c, outcome.NotFound},
		{"stopped service", pub, "ITLFile.tlv", stopped, outcome.Unreachable},
		{"node down", pub, "ITLFile.tlv", down, outcome.Unreachable},
		{"no CTL", pub, "CTLFile.tlv", c, outcome.Unavailable},
		{"no CTL by the phone's name", pub, "CTLSEP001122334455.tlv", c, outcome.Unavailable},
		{"unknown device's CTL", pub, "CTLSEP0000000000FF.tlv", c, outcome.NotFound},
		{"unknown device's ITL", pub, "ITLSEP0000000000FF.tlv", c, outcome.NotFound},
		{"unknown device", pub, "SEP0000000000FF.cnf.xml.sgn", c, outcome.NotFound},
		{"device on the default file", pub, "SEP00112233AAAA.cnf.xml.sgn", c, outcome.NotFound},
		{"other list", pub, "XTLFile.tlv", c, outcome.NotFound},
		{"short list name", pub, ".tlv", c, outcome.NotFound},
		{"other file", pub, "ringlist.xml", c, outcome.NotFound},
		{"empty name", pub, "", c, outcome.NotFound},
		{"signed twice", pub, "SEP001122334455.cnf.xml.sgn.sgn", c, outcome.NotFound},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := row.cluster.Open(row.node, row.file)
			require.ErrorIs(t, err, row.want)
		})
	}
	did(t)(c.Do(sim.DeleteFile(pub, "ITLFile.tlv")))
	_, err := c.Open(pub, "ITLFile.tlv")
	require.ErrorIs(t, err, outcome.NotFound)
}

func TestOpenLists(t *testing.T) {
	c := newCluster(t, "12.5", sim.MixedTokenless)
	addPhone(t, c)
	for name, want := range map[string]*list.File{
		"ITLFile.tlv": c.Node(sub1).ITL(), "ITLSEP001122334455.tlv": c.Node(sub1).ITL(), "ITLSEP00112233AAAA.tlv": c.Node(sub1).ITL(),
		"CTLFile.tlv": c.Node(sub1).CTL(), "CTLSEP001122334455.tlv": c.Node(sub1).CTL(),
	} {
		f, err := c.Open(sub1, name)
		require.NoError(t, err)
		require.Same(t, want, f.List)
		data, err := f.Bytes()
		require.NoError(t, err)
		require.Equal(t, want.Bytes(), data)
	}
}

// TestCTLNeedsProvider: by default phones get the CTL of any node while Cisco CTL Provider of the publisher runs, whether or not
// that node is up. The file stays on disk.
func TestCTLNeedsProvider(t *testing.T) {
	for setting, served := range map[string][2]bool{
		cucm.CTLByPublisher: {false, true}, cucm.CTLByNode: {true, false}, cucm.CTLAlways: {true, true},
	} {
		t.Run(setting, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.MixedTokenless, func(cfg *sim.Config) { cfg.Settings.CTLServed = setting })
			for i, node := range []string{pub, sub1} {
				without := c.Clone()
				did(t)(without.Do(sim.Deactivate(sim.ServiceCTLProvider, node)))
				_, err := without.Open(sub1, "CTLFile.tlv")
				require.Equal(t, served[i], err == nil, node)
				require.Equal(t, served[i], without.ProvidesCTL(without.Node(sub1)))
				require.NotNil(t, without.Node(sub1).CTL())
				if !served[i] {
					require.ErrorIs(t, err, outcome.Unavailable)
				}
				did(t)(without.Do(sim.Activate(sim.ServiceCTLProvider, node)))
				_, err = without.Open(sub1, "CTLFile.tlv")
				require.NoError(t, err)
			}
			did(t)(c.Do(sim.SetDown(pub, true)))
			_, err := c.Open(sub1, "CTLFile.tlv")
			require.NoError(t, err)
		})
	}
}

// TestOpenConfigurations: plain and signed names, for a device and the default; the signed file verifies and its
// header is the one promised without signing.
func TestOpenConfigurations(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	addPhone(t, c)
	for _, name := range []string{"SEP001122334455.cnf.xml", "XMLDefault.cnf.xml"} {
		for _, digest := range []string{"SHA-1", "SHA-512"} {
			t.Run(name+" "+digest, func(t *testing.T) {
				did(t)(c.Do(sim.SetParameter(sim.ParamSignature, digest)))
				did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
				plain, err := c.Open(sub1, name)
				require.NoError(t, err)
				require.Nil(t, plain.Config.Signer)
				require.Zero(t, plain.Config.Header())
				text, err := plain.Bytes()
				require.NoError(t, err)
				require.NoError(t, xml.Unmarshal(text, new(any)))

				f, err := c.Open(sub1, name+".sgn")
				require.NoError(t, err)
				requireSigned(t, f, c.Node(sub1).Certificate(cucm.CallManager), text)
			})
		}
	}
}

func requireSigned(t *testing.T, f *sim.File, signer *pki.Certificate, payload []byte) {
	t.Helper()
	require.Equal(t, signer, f.Config.Signer)
	data, err := f.Bytes()
	require.NoError(t, err)
	again, err := f.Bytes()
	require.NoError(t, err)
	require.Equal(t, data, again)
	signed, err := trustlist.ParseSigned(data, trustlist.Strict)
	require.NoError(t, err)
	require.NoError(t, signed.VerifyWith(signer.X509.PublicKey))
	require.Equal(t, payload, signed.Payload)
	promised := f.Config.Header()
	require.Equal(t, signed.Header.Version, promised.Version)
	require.Equal(t, signed.Header.SignerName, promised.SignerName)
	require.Equal(t, signed.Header.CAName, promised.CAName)
	require.Equal(t, signed.Header.Serial, promised.Serial)
	require.Equal(t, signed.Header.Digest, promised.Digest)
	require.Equal(t, signed.Header.FileName, promised.FileName)
	require.True(t, signed.Header.Timestamp.Equal(promised.Timestamp))
}

// TestConfigurationContent: TVS members are the CallManager group; the default file names all CallManager nodes and
// no TVS.
func TestConfigurationContent(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	addPhone(t, c)
	var doc struct {
		Protocol string   `xml:"deviceProtocol"`
		Group    []string `xml:"devicePool>callManagerGroup>members>member>callManager>processNodeName"`
		TVS      []string `xml:"TVS>members>member>address"`
		Default  []string `xml:"callManagerGroup>members>member>callManager>processNodeName"`
		Line     string   `xml:"sipProfile>sipLines>line>name"`
		Load     string   `xml:"loadInformation"`
	}
	read := func(name string) {
		f, err := c.Open(pub, name)
		require.NoError(t, err)
		data, err := f.Bytes()
		require.NoError(t, err)
		require.NoError(t, xml.Unmarshal(data, &doc))
	}
	read("SEP001122334455.cnf.xml")
	require.Equal(t, []string{sub1, pub}, doc.Group)
	require.Equal(t, doc.Group, doc.TVS)
	require.Equal(t, "SIP", doc.Protocol)
	require.Equal(t, "1001", doc.Line)
	require.Equal(t, "sip88xx.12-8-1", doc.Load)
	doc.TVS = nil
	read("XMLDefault.cnf.xml")
	require.Equal(t, []string{pub, sub1}, doc.Default)
	require.Empty(t, doc.TVS)
}

// TestKeyPickup: whose key signs configurations right after CallManager was regenerated (row 7).
func TestKeyPickup(t *testing.T) {
	for _, row := range []struct {
		name, release, setting string
		atOnce                 bool
	}{
		{"8.6", "8.6", "by_release", false}, {"11.5", "11.5", "by_release", false}, {"12.0", "12.0", "by_release", false},
		{"12.5", "12.5", "by_release", false}, {"12.5SU3", "12.5SU3", "by_release", false}, {"14", "14", "by_release", true}, {"14SU3", "14SU3", "by_release", true},
		{"15", "15", "by_release", true}, {"15 on restart", "15", "on_restart", false}, {"9.1 immediate", "9.1", "immediate", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.KeyPickup = row.setting })
			addPhone(t, c)
			old := c.Publisher().Certificate(cucm.CallManager)
			did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
			fresh := c.Publisher().Certificate(cucm.CallManager)
			want := old
			if row.atOnce {
				want = fresh
			}
			require.Equal(t, want, signerOf(t, c))
			require.Contains(t, contents(c, c.Publisher().ITL().List), "TFTP cucm-pub/CallManager", "the ITL has the new one at once")
			c.Advance(time.Hour)
			require.Equal(t, want, signerOf(t, c))
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP, pub)))
			require.Equal(t, fresh, signerOf(t, c))
		})
	}
}

func signerOf(t *testing.T, c *sim.Cluster) *pki.Certificate {
	t.Helper()
	f, err := c.Open(pub, "SEP001122334455.cnf.xml.sgn")
	require.NoError(t, err)
	return f.Config.Signer
}

func TestDevices(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	addPhone(t, c)
	require.Equal(t, []string{"SEP001122334455", "SEP00112233AAAA"}, c.AllDevices().Names(9))
	require.Equal(t, 1001, c.Device("SEP001122334455").Extension)
	require.Nil(t, c.Device("SEP0000000000FF"))
	require.NoError(t, c.Regroup(named(t, "SEP001122334455"), []string{pub}))
	require.Equal(t, []string{pub}, c.Device("SEP001122334455").Profile.Group)
	require.Equal(t, "sip88xx.12-8-1", c.Device("SEP001122334455").Profile.Load)
	require.ErrorContains(t, c.Regroup(named(t, "SEP000000000002"), []string{pub}), `device "SEP000000000002" is not in the database`)
	before := c.Clone()
	for want, group := range map[string][]string{"at most 3 nodes": {pub, sub1, pub, sub1}, `node "nobody"`: {"nobody"}} {
		require.ErrorContains(t, c.AddDevices(named(t, "SEP000000000002"), sim.Lines{First: 1}, &sim.Profile{Group: group}), want)
		require.ErrorContains(t, c.Regroup(named(t, "SEP001122334455"), group), want)
		require.Empty(t, c.Compare(before))
	}
}

// TestConfigurationSetting: the full form has what phones fetch besides, the brief one has not, and both have the line.
func TestConfigurationSetting(t *testing.T) {
	for word, full := range map[string]bool{"full": true, "brief": false} {
		c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.Configuration = word })
		addPhone(t, c)
		f, err := c.Open(pub, "SEP001122334455.cnf.xml")
		require.NoError(t, err)
		data, err := f.Bytes()
		require.NoError(t, err)
		for _, text := range []string{"<softKeyFile>SK", `serviceProfileFile="SPDefault.cnf.xml"`, "<contact>", "<sshUserId>"} {
			require.Equal(t, full, strings.Contains(string(data), text), "%s: %s", word, text)
		}
		require.Contains(t, string(data), "<name>1001</name>")
	}
}

// TestOpenFurtherFiles: what every CUCM has comes plain, or signed with the key that Cisco Tftp loaded; configurations name a file of
// soft keys that is there.
func TestOpenFurtherFiles(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	addPhone(t, c)
	own := c.Node(sub1).Certificate(cucm.CallManager)
	f, err := c.Open(sub1, "SEP001122334455.cnf.xml")
	require.NoError(t, err)
	xml, err := f.Bytes()
	require.NoError(t, err)
	_, after, _ := strings.Cut(string(xml), "<softKeyFile>")
	softKeys, _, _ := strings.Cut(after, "<")
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, sub1)))
	loaded := map[bool]*pki.Certificate{false: own, true: c.Node(sub1).Certificate(cucm.CallManager)}
	for _, restarted := range []bool{false, true} {
		if restarted {
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP, sub1)))
		}
		for _, name := range []string{"Ringlist.xml", "Ringlist-wb.xml", "AppDialRules.xml", softKeys, "SPDefault.cnf.xml"} {
			plain, err := c.Open(sub1, name)
			require.NoError(t, err, name)
			data, err := plain.Bytes()
			require.NoError(t, err)
			signed, err := c.Open(sub1, name+".sgn")
			require.NoError(t, err, name)
			bytes, err := signed.Bytes()
			require.NoError(t, err)
			file, err := trustlist.ParseSigned(bytes, trustlist.Strict)
			require.NoError(t, err)
			require.NoError(t, file.VerifyWith(loaded[restarted].X509.PublicKey))
			require.Equal(t, data, file.Payload)
			require.Equal(t, name+".sgn", file.Header.FileName)
		}
	}
	_, err = newCluster(t, "8.6", sim.NonSecure).Open(sub1, "Ringlist-wb.xml")
	require.ErrorIs(t, err, outcome.NotFound)
}
