package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tvslab/phone/internal/testfiles"

	"github.com/stretchr/testify/require"
)

// FuzzScanConfig: what the fast reader takes, encoding/xml takes too, with the same content.
func FuzzScanConfig(f *testing.F) {
	full := `<?xml version="1.0"?>
<device><fullConfig>true</fullConfig><deviceProtocol>SIP</deviceProtocol><versionStamp>{1-2}</versionStamp><loadInformation model="a">x</loadInformation>
<devicePool><callManagerGroup><members><member priority="1"><callManager><ports><ethernetPhonePort>2000</ethernetPhonePort>
<sipPort> 5060 </sipPort><securedSipPort/></ports><processNodeName>pub</processNodeName></callManager></member></members></callManagerGroup></devicePool>
<callManagerGroup><members><member priority="0"></member></members></callManagerGroup>
<TVS><members><member priority="0"><port>2445</port><address>sub</address></member></members></TVS>
<deviceSecurityMode>2</deviceSecurityMode><transportLayerProtocol>1</transportLayerProtocol><capfAuthMode>3</capfAuthMode>
<capfList><capf><phonePort>3804</phonePort><processNodeName>pub</processNodeName></capf></capfList><certHash></certHash><encrConfig>1</encrConfig>
<sipProfile><sipLines><line button="1"><featureID>21</featureID><name>7</name></line><line button="2" lineIndex="1"><featureID>9</featureID><name>1001</name>
<contact>ab-1</contact><authName>u</authName><authPassword>p</authPassword></line></sipLines></sipProfile><secureAuthenticationURL>https://a</secureAuthenticationURL><secureIdleURL></secureIdleURL></device>`
	f.Add([]byte(full))
	f.Add([]byte(`<device xsi:type="axl:XIPPhone" x:priority="3"><TVS><members><member  a:priority="2"><port>1</port></member></members></TVS><b/></device>`))
	for _, cut := range []string{"pub", "</member>", "2000", "<device>", "</device>", ` priority="1"`, "SIP"} {
		for _, in := range []string{"", "<port>7</port>", "<!-- x -->", "&amp;", "x", " ", "<port/>", "</a>"} {
			f.Add([]byte(strings.Replace(full, cut, in, 1)))
			f.Add([]byte(strings.Replace(full, cut, cut+in, 1)))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fast, ok := scanConfig(data)
		if !ok {
			return
		}
		slow, err := decodeConfig(data)
		require.NoError(t, err)
		slow.XMLName.Space = fast.XMLName.Space
		require.Equal(t, slow.config(), fast.config())
		require.Equal(t, slow.XMLName.Local, fast.XMLName.Local)
	})
}

// TestScanTakesConfigurations: configurations as they are served take the fast way.
func TestScanTakesConfigurations(t *testing.T) {
	for _, data := range [][]byte{testfiles.Config(ModeNonSecure), testfiles.Config(ModeEncrypted)} {
		_, ok := scanConfig(data)
		require.True(t, ok)
	}
	own, err := filepath.Glob("../../sim/configfile/testdata/*.cnf.xml")
	require.NoError(t, err)
	require.NotEmpty(t, own)
	for _, name := range own {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		fast, ok := scanConfig(data)
		require.True(t, ok, name)
		slow, err := decodeConfig(data)
		require.NoError(t, err)
		require.Equal(t, slow.config(), fast.config())
	}
	for name, data := range map[string]string{
		"entity": "<device><certHash>&amp;</certHash></device>", "open": "<device>", "two roots": "<device/><device/>", "comment": "<device><!-- --></device>",
		"not a number": "<device><capfAuthMode>x</capfAuthMode></device>", "crossed": "<device><a></device></a>", "nothing": "",
	} {
		_, ok := scanConfig([]byte(data))
		require.False(t, ok, name)
	}
}

func BenchmarkParseConfig(b *testing.B) {
	own, err := os.ReadFile("../../sim/configfile/testdata/sip.cnf.xml")
	require.NoError(b, err)
	for name, data := range map[string][]byte{"short": testfiles.Config(ModeNonSecure), "own": own} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseConfig(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
