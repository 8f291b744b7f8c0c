package page_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/page"
	"tvslab/sim/pki"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// newCluster installs publisher and subscriber.
func newCluster(t *testing.T, release string, mode sim.Mode) *sim.Cluster {
	t.Helper()
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	c, err := sim.New(t.Context(), sim.Config{
		Release: r, Mode: mode, Domain: "example.org", Org: pki.Organization{Unit: "Voice", Name: "Lab"}, Keys: keys,
		Settings: cucm.SettingRows().Defaults(), Start: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC),
		Nodes: []sim.NodeSpec{
			{Name: "pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}},
			{Name: "sub", Roles: []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}},
		},
	})
	require.NoError(t, err)
	return c
}

// hex are keys, serial numbers and identifiers, which the golden files leave out.
var hex = regexp.MustCompile(`[0-9a-fA-F]{8,}`)

func TestPages(t *testing.T) {
	set := devices.Set{{First: 1, Last: 3}}
	seen := []page.Registration{
		{Phones: set, Model: "8841", Protocol: "SIP", Status: page.Registered, Node: "sub"},
		{Phones: devices.One(9), Model: "8841", Protocol: "SIP", Status: page.Unregistered, Node: "pub"},
		{Phones: devices.One(7), Model: "8841", Protocol: "SIP", Status: page.Rejected, Node: "pub"},
		{Phones: devices.One(10), Model: "7965", Protocol: "SIP", Status: page.NeverSeen},
	}
	for _, tt := range []struct {
		name, release string
		mode          sim.Mode
		request       page.Request
	}{
		{"enterprise-parameters-8.6", "8.6", sim.NonSecure, page.Request{Page: page.EnterpriseParameters}},
		{"enterprise-parameters-10.5", "10.5", sim.MixedTokenless, page.Request{Page: page.EnterpriseParameters}},
		{"enterprise-parameters-15", "15", sim.NonSecure, page.Request{Page: page.EnterpriseParameters}},
		{"certificates-9.1", "9.1", sim.NonSecure, page.Request{Page: page.CertificateManagement}},
		{"certificates-15", "15", sim.NonSecure, page.Request{Page: page.CertificateManagement, Node: "sub"}},
		{"certificates-15-before", "15", sim.NonSecure, page.Request{Page: page.CertificateManagement, Before: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}},
		{"certificate-9.1", "9.1", sim.NonSecure, page.Request{Page: page.Certificate, Certificate: "TVS"}},
		{"certificate-10.5", "10.5", sim.NonSecure, page.Request{Page: page.Certificate, Certificate: "CallManager"}},
		{"certificate-trust", "10.5", sim.NonSecure, page.Request{Page: page.Certificate, Certificate: "CAPF-trust/Cisco_Manufacturing_CA_6a6900.pem"}},
		{"certificate-tomcat", "15", sim.NonSecure, page.Request{Page: page.Certificate, Certificate: "tomcat", Node: "sub.example.org"}},
		{"device-summary", "12.5", sim.NonSecure, page.Request{Page: page.DeviceSummary}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := page.Make(page.View{Cluster: newCluster(t, tt.release, tt.mode), Phones: seen}, tt.request)
			require.NoError(t, err)
			for _, s := range d.Sections {
				for _, row := range s.Rows {
					require.Len(t, row, len(s.Columns))
				}
			}
			golden := filepath.Join("testdata", tt.name+".golden")
			text := hex.ReplaceAllString(d.String(), "HEX")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(text), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), text)
		})
	}
}

func TestRefusedPages(t *testing.T) {
	day := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		request page.Request
		want    string
	}{
		{"no such page", page.Request{Page: "bulk"}, `page "bulk" is not known; pages are enterprise-parameters`},
		{"no such node", page.Request{Page: page.DeviceSummary, Node: "far"}, `node "far" is not in the cluster`},
		{"a choice of another page", page.Request{Page: page.DeviceSummary, Certificate: "TVS"}, "page device-summary: certificate means nothing there"},
		{"which device", page.Request{Page: page.Phone}, "page phone: say which device"},
		{"no such device", page.Request{Page: page.Phone, Device: "SEP000000000001"}, `device "SEP000000000001": Phone Configuration has none of that name`},
		{"a device of another page", page.Request{Page: page.DeviceSummary, Device: "SEP000000000001"}, "page device-summary: device means nothing there"},
		{"a date of another page", page.Request{Page: page.EnterpriseParameters, Before: day}, "expires-before means nothing there"},
		{"which certificate", page.Request{Page: page.Certificate}, "say which certificate"},
		{"no such certificate", page.Request{Page: page.Certificate, Certificate: "CAPF-trust/x.pem"}, `certificate "CAPF-trust/x.pem": Certificate Management on pub has none`},
		{"a store and no file", page.Request{Page: page.Certificate, Certificate: "CAPF-trust"}, "has none"},
		{"by expiry before 10.0", page.Request{Page: page.CertificateManagement, Before: day}, "release 9.1 does not find certificates by expiry"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := page.Make(page.View{Cluster: newCluster(t, "9.1", sim.NonSecure)}, tt.request)
			require.ErrorContains(t, err, tt.want)
		})
	}
}

// A multi-server tomcat certificate that serves CallManager leaves it without a line.
func TestReusedCertificateHasNoLine(t *testing.T) {
	c := newCluster(t, "14", sim.NonSecure)
	v := page.View{Cluster: c}
	_, err := page.Make(v, page.Request{Page: page.Certificate, Certificate: "CallManager"})
	require.NoError(t, err)
	_, err = c.Do(sim.All(sim.GenerateSelfSigned(cucm.Tomcat, "pub", sim.SelfSignedOptions{MultiServer: true}), sim.ReuseTomcat("pub")))
	require.NoError(t, err)
	_, err = page.Make(v, page.Request{Page: page.Certificate, Certificate: "CallManager"})
	require.ErrorContains(t, err, "has none")
	d, err := page.Make(v, page.Request{Page: page.Certificate, Certificate: "tomcat"})
	require.NoError(t, err)
	require.Contains(t, d.Buttons, "Generate CSR")
}

// The page of a device has its authentication string from "Generate String" until the operation is over.
func TestPhonePage(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	set := devices.One(1)
	name := set.Names(1)[0]
	do := func(op sim.Op) {
		_, err := c.Do(op)
		require.NoError(t, err)
	}
	fields := func() map[string]string {
		d, err := page.Make(page.View{Cluster: c}, page.Request{Page: page.Phone, Device: name})
		require.NoError(t, err)
		found := map[string]string{}
		for _, s := range d.Sections {
			for _, f := range s.Fields {
				found[f.Name] = f.Value
			}
		}
		return found
	}
	require.NoError(t, c.AddDevices(set, sim.Lines{First: 4001}, &sim.Profile{Model: "8841", Protocol: "SIP", Group: []string{"pub"}}))
	require.Equal(t, "", fields()["Authentication String"])
	require.Equal(t, "No Pending Operation", fields()["Certificate Operation"])
	require.Equal(t, "By Null String", fields()["Authentication Mode"])

	do(sim.SetSecurityProfile(set, "encrypted", "by-authentication-string"))
	do(sim.SetCertificateOperation(set, "install-upgrade"))
	shown := fields()
	require.Regexp(t, `^[0-9]{6}$`, shown["Authentication String"])
	require.Equal(t, c.Device(name).AuthString, shown["Authentication String"])
	require.Equal(t, "Install/Upgrade", shown["Certificate Operation"])
	require.Equal(t, "By Authentication String", shown["Authentication Mode"])
	require.Equal(t, "2026:01:15:09", shown["Operation Completes By"])
	require.Equal(t, "Operation Pending", shown["Certificate Operation Status"])
	require.Equal(t, "Encrypted", shown["Device Security Mode"])

	do(sim.SetCertificateOperation(set, "none"))
	require.Equal(t, "", fields()["Authentication String"])
}
