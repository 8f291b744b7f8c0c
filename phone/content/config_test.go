package content

import (
	"strings"
	"testing"

	"tvslab/phone/internal/testfiles"

	"github.com/stretchr/testify/require"
)

func TestParseConfig(t *testing.T) {
	c, err := ParseConfig(testfiles.Config(ModeEncrypted))
	require.NoError(t, err)
	require.Equal(t, &Config{
		FullConfig: true, DeviceProtocol: "SIP", VersionStamp: "v1", SecurityMode: ModeEncrypted,
		CallManagers: []CallManager{{"sub", 2000, 5060, 5061}, {"pub", 2000, 5060, 5061}},
		TVS:          []Server{{"sub", 2445}, {"pub", 2445}},
		SecureURLs:   map[string]string{},
	}, c)
}

func TestParseConfigElements(t *testing.T) {
	c, err := ParseConfig([]byte(`<?xml version="1.0"?><device><fullConfig>false</fullConfig><unknown><x/></unknown>
<loadInformation>sip88xx.12-1-1SR1-4</loadInformation><transportLayerProtocol>4</transportLayerProtocol>
<secureDirectoryURL>https://pub:8443/d</secureDirectoryURL><secureIdleURL></secureIdleURL>
<capfAuthMode>2</capfAuthMode><capfList><capf><phonePort>3804</phonePort><processNodeName>pub</processNodeName></capf></capfList>
<certHash>ab</certHash><encrConfig>true</encrConfig></device><!-- end -->
`))
	require.NoError(t, err)
	require.Equal(t, &Config{
		LoadInformation: "sip88xx.12-1-1SR1-4", SecurityMode: ModeNonSecure, TransportLayerProtocol: 4, CAPFAuthMode: 2,
		CAPF: []Server{{"pub", 3804}}, CertHash: "ab", EncrConfig: true, SecureURLs: map[string]string{"secureDirectoryURL": "https://pub:8443/d"},
	}, c)
}

// TestAutoRegistration: the default file alone can forbid it.
func TestAutoRegistration(t *testing.T) {
	for text, forbidden := range map[string]bool{
		"<Default><autoRegistration>disabled</autoRegistration></Default>": true,
		"<Default><autoRegistration>Disabled</autoRegistration></Default>": true,
		"<Default><autoRegistration>enabled</autoRegistration></Default>":  false,
		"<Default></Default>": false,
		"<device><autoRegistration>disabled</autoRegistration></device>": false,
	} {
		c, err := ParseConfig([]byte(text))
		require.NoError(t, err)
		require.Equal(t, forbidden, c.NoAutoRegistration, text)
	}
}

func TestParseConfigLimitsMembers(t *testing.T) {
	member := `<member priority="%"><address>a%</address></member>`
	var members strings.Builder
	for _, p := range []string{"4", "0", "7", "1", "-1", "2", "3", "1"} {
		members.WriteString(strings.ReplaceAll(member, "%", p))
	}
	c, err := ParseConfig([]byte("<device><TVS><members>" + members.String() + "</members></TVS></device>"))
	require.NoError(t, err)
	require.Equal(t, []Server{{"a0", 2445}, {"a1", 2445}, {"a1", 2445}, {"a2", 2445}, {"a3", 2445}}, c.TVS)
}

func TestParseConfigRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":             "",
		"no XML":              "hello",
		"cut off":             "<device><TVS>",
		"mismatched tags":     "<device><TVS></device>",
		"opening tag twice":   "<device><TVS><members></members><TVS></device>",
		"text behind":         "<device/>x",
		"second root":         "<device/><device/>",
		"other root":          "<phone/>",
		"no number":           "<device><deviceSecurityMode>three</deviceSecurityMode></device>",
		"no boolean":          "<device><encrConfig>perhaps</encrConfig></device>",
		"other character set": `<?xml version="1.0" encoding="EBCDIC"?><device/>`,
	} {
		t.Run(name, func(t *testing.T) {
			c, err := ParseConfig([]byte(text))
			require.ErrorContains(t, err, "configuration")
			require.Nil(t, c)
		})
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add(testfiles.Config(ModeNonSecure))
	f.Add([]byte("<Default><callManagerGroup/></Default>"))
	f.Add([]byte("<device><TVS><members><member priority='9'/></members></TVS></device> <!-- -->"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseConfig(data)
		if err != nil {
			require.Nil(t, c)
			return
		}
		require.LessOrEqual(t, len(c.TVS), maxMembers)
		require.LessOrEqual(t, len(c.CallManagers), maxMembers)
		for _, s := range c.TVS {
			require.NotEmpty(t, s.Address)
		}
	})
}

// TestFirstLine: what a phone registers is the first button that is a line and has a name.
func TestFirstLine(t *testing.T) {
	const whole = `<line button="2"><featureID>9</featureID><name>1001</name><displayName>x</displayName><contact>guid</contact><authName>u</authName><authPassword>p</authPassword></line>`
	for name, row := range map[string]struct {
		lines string
		want  Line
	}{
		"none":               {"", Line{}},
		"all of it":          {whole, Line{"1001", "guid", "u", "p"}},
		"after a speed dial": {`<line button="1"><featureID>21</featureID><name>7</name></line>` + whole, Line{"1001", "guid", "u", "p"}},
		"after one unnamed":  {`<line button="1"><featureID>9</featureID><name></name></line>` + whole, Line{"1001", "guid", "u", "p"}},
		"before another":     {`<line><name>1000</name></line>` + whole, Line{Number: "1000"}},
		"an entity":          {`<line><name>a&amp;b</name></line>`, Line{Number: "a&b"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := ParseConfig([]byte("<device><sipProfile><sipLines>" + row.lines + "</sipLines></sipProfile></device>"))
			require.NoError(t, err)
			require.Equal(t, row.want, c.Line)
		})
	}
}
