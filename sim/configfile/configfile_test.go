package configfile_test

import (
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/configfile"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestGolden: the whole file for each protocol, secure and not. Other packages read these files in their tests.
func TestGolden(t *testing.T) {
	for name, change := range map[string]func(*configfile.Phone){
		"sip":           func(*configfile.Phone) {},
		"sip-secure":    func(p *configfile.Phone) { p.Mode, p.CAPFAuthMode, p.CertHash, p.Encrypted = 3, 2, "ab12", true },
		"specific":      func(p *configfile.Phone) { p.Web, p.Settings, p.Brief = "0", "2", true },
		"brief":         func(p *configfile.Phone) { p.Brief = true },
		"authenticated": func(p *configfile.Phone) { p.Mode = 2 },
		"sccp-secure":   func(p *configfile.Phone) { p.Model, p.Protocol, p.Mode = "7965", "SCCP", 3 },
		"sccp":          func(p *configfile.Phone) { p.Model, p.Protocol, p.Zone = "7965", "SCCP", "America/Chicago" },
	} {
		t.Run(name, func(t *testing.T) {
			p := configfile.Phone{Name: "SEP0A0101000001", Model: "8841", Protocol: "SIP", Load: "sip88xx.12-5-1SR2-2", Group: []string{"sub", "pub"},
				Publisher: "pub", Extension: 1001, Mode: 1, Stamp: "stamp", Domain: "example.test", Zone: "UTC",
				GUID: func(text string) string { return "guid of " + text }}
			change(&p)
			data, err := p.XML()
			require.NoError(t, err)
			golden := filepath.Join("testdata", name+".cnf.xml")
			if *update {
				require.NoError(t, os.WriteFile(golden, data, 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), string(data))
		})
	}
}

// TestNoSecrets: passwords are empty, and there are no digest credentials.
func TestNoSecrets(t *testing.T) {
	data, err := configfile.Phone{Protocol: "SIP", Model: "7821"}.XML()
	require.NoError(t, err)
	for _, empty := range []string{"sshPassword", "phonePassword"} {
		require.Contains(t, string(data), "<"+empty+"></"+empty+">")
	}
	require.NotContains(t, string(data), "authPassword")
}

// TestTimeZoneFile: what is fetched for time zones goes by the model.
func TestTimeZoneFile(t *testing.T) {
	for model, want := range map[string]string{"7821": "tzupdater.jar", "7965": "tzupdater.jar", "8841": "j9-tzdata.jar", "6921": "tzdatacsv.csv",
		"8945": "tzdatacsv.csv", "9971": "tzupdater.jar"} {
		data, err := configfile.Phone{Model: model}.XML()
		require.NoError(t, err)
		require.Contains(t, string(data), "<tzupdater>"+want+"</tzupdater>", model)
	}
}

// document is what a phone reads of its configuration.
type document struct {
	Protocol  string   `xml:"deviceProtocol"`
	Group     []string `xml:"devicePool>callManagerGroup>members>member>callManager>processNodeName"`
	TVS       []string `xml:"TVS>members>member>address"`
	Port      int      `xml:"sipProfile>voipControlPort"`
	Line      int      `xml:"sipProfile>sipLines>line>name"`
	Load      string   `xml:"loadInformation"`
	Stamp     string   `xml:"versionStamp"`
	Mode      int      `xml:"deviceSecurityMode"`
	Transport int      `xml:"transportLayerProtocol"`
	CAPFMode  int      `xml:"capfAuthMode"`
	CAPF      string   `xml:"capfList>capf>processNodeName"`
	CertHash  string   `xml:"certHash"`
	Secure    string   `xml:"secureAuthenticationURL"`
}

// TestPhone: every value stands where a phone looks for it; a secure mode changes transport and port.
func TestPhone(t *testing.T) {
	for mode, want := range map[int]struct{ transport, port int }{1: {4, 5060}, 2: {3, 5061}, 3: {3, 5061}} {
		p := configfile.Phone{Model: "8841", Protocol: "SIP", Load: "sip88xx.12", Group: []string{"sub", "pub"}, Publisher: "pub",
			Extension: 1001, Mode: mode, CAPFAuthMode: 2, CertHash: "ab12", Stamp: "stamp"}
		data, err := p.XML()
		require.NoError(t, err)
		var got document
		require.NoError(t, xml.Unmarshal(data, &got))
		require.Equal(t, document{Protocol: "SIP", Group: []string{"sub", "pub"}, TVS: []string{"sub", "pub"}, Port: want.port, Line: 1001,
			Load: "sip88xx.12", Stamp: "stamp", Mode: mode, Transport: want.transport, CAPFMode: 2, CAPF: "pub", CertHash: "ab12",
			Secure: "https://sub:8443/ccmcip/authenticate.jsp"}, got)
		require.Equal(t, mode > 1, p.Secure())
	}
	data, err := configfile.Phone{}.XML()
	require.NoError(t, err, "a phone without a group still gets a file")
	require.NoError(t, xml.Unmarshal(data, &document{}))
}

// TestDefault: a CallManager group and no TVS list (bug CSCti64589).
func TestDefault(t *testing.T) {
	for forbidden, want := range map[bool]string{false: "enabled", true: "disabled"} {
		data, err := configfile.Default([]string{"pub", "sub"}, forbidden)
		require.NoError(t, err)
		require.Contains(t, string(data), "<autoRegistration>"+want+"</autoRegistration>")
	}
	data, err := configfile.Default([]string{"pub", "sub"}, false)
	require.NoError(t, err)
	var got struct {
		XMLName xml.Name
		Group   []string `xml:"callManagerGroup>members>member>callManager>processNodeName"`
	}
	require.NoError(t, xml.Unmarshal(data, &got))
	require.Equal(t, "Default", got.XMLName.Local)
	require.Equal(t, []string{"pub", "sub"}, got.Group)
	require.NotContains(t, string(data), "TVS")
}
