package configfile_test

import (
	"encoding/xml"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/configfile"
)

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
