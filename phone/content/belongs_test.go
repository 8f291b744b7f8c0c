package content_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/trustlist"
)

const (
	deviceXML  = `<?xml version="1.0" encoding="UTF-8"?><device><fullConfig>true</fullConfig></device>`
	defaultXML = `<?xml version="1.0" encoding="UTF-8"?><Default></Default>`
	// signedName is that of what testfiles.Sign signs.
	signedName = "SEP0A1B2C3D4E5F.cnf.xml.sgn"
)

func ctl(t *testing.T) []byte {
	lt := testfiles.Template(t, testfiles.T0, []testfiles.Record{{Role: trustlist.RoleSAST, Name: "CM1"}})
	lt.FileName = "CTLFile.tlv"
	return testfiles.Build(t, lt, "CM1")
}

func TestBelongs(t *testing.T) {
	itl := testfiles.List(t, "CM1", testfiles.Record{Role: trustlist.RoleSAST, Name: "CM1"})
	signed := testfiles.Sign(t, "CM1", []byte(deviceXML))
	encrypted, _ := testfiles.Encrypted(t)
	inFolder, err := trustlist.Sign(trustlist.SignedTemplate{FileName: "phones/" + signedName, Payload: []byte(deviceXML)}, testfiles.Signer(t, "CM1"))
	require.NoError(t, err)
	for name, row := range map[string]struct {
		asked string
		came  []byte
		want  string // part of the error, "" where it belongs
	}{
		"CTL":                                {"CTLSEP0A1B2C3D4E5F.tlv", ctl(t), ""},
		"CTL for all":                        {"CTLFile.tlv", ctl(t), ""},
		"ITL":                                {"ITLSEP0A1B2C3D4E5F.tlv", itl, ""},
		"damaged ITL":                        {"ITLFile.tlv", itl[:len(itl)-40], ""},
		"ITL for CTL":                        {"CTLSEP0A1B2C3D4E5F.tlv", itl, `the file "ITLFile.tlv"`},
		"CTL for ITL":                        {"ITLFile.tlv", ctl(t), `the file "CTLFile.tlv"`},
		"configuration for CTL":              {"CTLSEP0A1B2C3D4E5F.tlv", signed, `the file "` + signedName + `"`},
		"XML for ITL":                        {"ITLFile.tlv", []byte(deviceXML), "no trust list: file carries no signature header"},
		"beginning of a list":                {"ITLFile.tlv", itl[:30], "no trust list"},
		"nothing for a list":                 {"CTLFile.tlv", nil, ""},
		"signed":                             {signedName, signed, ""},
		"signed in a folder":                 {signedName, inFolder, ""},
		"signed, small letters":              {"sep0a1b2c3d4e5f.cnf.xml.sgn", signed, ""},
		"signed of another device":           {"SEP0A1B2C3D4E60.cnf.xml.sgn", signed, `the file "` + signedName + `"`},
		"signed for plain":                   {"SEP0A1B2C3D4E5F.cnf.xml", signed, `the file "` + signedName + `"`},
		"plain for signed":                   {signedName, []byte(deviceXML), "no signature header"},
		"ITL for signed":                     {signedName, itl, `the file "ITLFile.tlv"`},
		"beginning of signed":                {signedName, signed[:30], "no signed file"},
		"encrypted":                          {"SEP001122334455.cnf.xml.enc.sgn", encrypted, ""},
		"encrypted of another device":        {"SEP001122334456.cnf.xml.enc.sgn", encrypted, `the file "SEP001122334455.cnf.xml.enc.sgn"`},
		"plain":                              {"SEP0A1B2C3D4E5F.cnf.xml", []byte(deviceXML), ""},
		"default for a device":               {"SEP0A1B2C3D4E5F.cnf.xml", []byte(defaultXML), ""},
		"default":                            {"XMLDefault.cnf.xml", []byte(defaultXML), ""},
		"device for default":                 {"XMLDefault.cnf.xml", []byte(deviceXML), "the configuration of a device"},
		"damaged default":                    {"XMLDefault.cnf.xml", []byte(defaultXML[:50]), ""},
		"ITL for default":                    {"XMLDefault.cnf.xml", itl, `the file "ITLFile.tlv"`},
		"something else, anything":           {"Ringlist.xml", itl, ""},
		"a name that only looks like a list": {"XTLFile.tlv", signed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := content.NewFile(row.came).Belongs(row.asked)
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, row.want)
		})
	}
}

// TestIs: a file is compared with the one that a network in memory knows, bytes or promise.
func TestIs(t *testing.T) {
	itl := testfiles.List(t, "CM1", testfiles.Record{Role: trustlist.RoleSAST, Name: "CM1"})
	other := testfiles.List(t, "CM2", testfiles.Record{Role: trustlist.RoleSAST, Name: "CM2"})
	signed := testfiles.Sign(t, "CM1", []byte(deviceXML))
	parsed, err := trustlist.ParseSigned(signed, trustlist.Lenient)
	require.NoError(t, err)
	promised := func(change func(*trustlist.Header)) *content.File {
		h := parsed.Header
		change(&h)
		return content.NewPromise(content.Promise{Signed: true, Header: h})
	}
	plain := content.NewPromise(content.Promise{Bytes: func() []byte { return []byte(deviceXML) }})
	for name, row := range map[string]struct {
		came []byte
		want *content.File
		is   string // part of the error
	}{
		"list":                   {itl, content.NewFile(itl), ""},
		"list of another lab":    {other, content.NewFile(itl), `the file "ITLFile.tlv" of 2024-05-06T07:00:00Z by "CN=CM2`},
		"signed":                 {signed, promised(func(*trustlist.Header) {}), ""},
		"signed, other name":     {signed, promised(func(h *trustlist.Header) { h.FileName = "SEP1.cnf.xml.sgn" }), signedName},
		"signed by another":      {signed, promised(func(h *trustlist.Header) { h.Serial = []byte{1} }), signedName},
		"signed at another time": {signed, promised(func(h *trustlist.Header) { h.Timestamp = h.Timestamp.Add(1e9) }), signedName},
		"plain for signed":       {[]byte(deviceXML), promised(func(*trustlist.Header) {}), "another file"},
		"plain":                  {[]byte(deviceXML), plain, ""},
		"other plain":            {[]byte(defaultXML), plain, "another file"},
		"signed for plain":       {signed, plain, signedName},
		"nothing":                {nil, content.NewFile(itl), "another file"},
	} {
		t.Run(name, func(t *testing.T) {
			err := content.NewFile(row.came).Is(row.want)
			if row.is == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, row.is)
		})
	}
}
