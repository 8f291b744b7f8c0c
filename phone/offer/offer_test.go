package offer

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

func record(role trustlist.Role, name string) testfiles.Record {
	return testfiles.Record{Role: role, Name: name}
}

// ctl makes a CTL; testfiles makes ITLs.
func ctl(t *testing.T, signer string, records ...testfiles.Record) File {
	lt := testfiles.Template(t, testfiles.T0, records)
	lt.FileName = "CTLFile.tlv"
	return File{"ctl.tlv", testfiles.Build(t, lt, signer)}
}

func itl(t *testing.T, signer string, records ...testfiles.Record) File {
	return File{"itl.tlv", testfiles.List(t, signer, records...)}
}

func holder(t *testing.T, model string, held ...File) *Phone {
	m, ok := phone.ModelByName(model)
	require.True(t, ok)
	p := New(m)
	for _, f := range held {
		require.NoError(t, p.Hold(f))
	}
	return p
}

func TestOffer(t *testing.T) {
	oldCTL := ctl(t, "CM1", record(trustlist.RoleSAST, "CM1"), record(trustlist.RoleCCMTFTP, "CM1"))
	oldITL := itl(t, "CM1", record(trustlist.RoleSAST, "CM1"), record(trustlist.RoleCCMTFTP, "CM1"), record(trustlist.RoleTVS, "V1"))
	without := itl(t, "CM1", record(trustlist.RoleSAST, "CM1"), record(trustlist.RoleCCMTFTP, "CM1"))
	newITL := itl(t, "CM2", record(trustlist.RoleSAST, "CM2"), record(trustlist.RoleCCMTFTP, "CM2"))
	for _, c := range []struct {
		name, model string
		held        []File
		offered     File
		code        reason.Code
		tvs         bool
	}{
		{"signer in ITL", "8841", []File{oldITL}, itl(t, "CM1", record(trustlist.RoleSAST, "CM1")), reason.SignerInITL, false},
		{"unknown signer", "8841", []File{oldITL}, newITL, reason.SignerUnknown, true},
		{"unknown signer, no TVS record", "8841", []File{without}, newITL, reason.SignerUnknown, false},
		{"unknown signer, no ITL", "7960", []File{oldCTL}, ctl(t, "CM2", record(trustlist.RoleSAST, "CM2")), reason.SignerUnknown, false},
		{"a CTL by the ITL's signer", "8841", []File{oldITL}, oldCTL, reason.SignerInITL, false},
		{"an ITL for a model without", "7960", []File{oldCTL}, oldITL, reason.NoSBD, false},
		{"configuration", "8841", []File{oldITL, oldCTL}, File{"x.cnf.xml.sgn", testfiles.Sign(t, "CM1", testfiles.Config(content.ModeNonSecure))}, reason.SignerInCTL, false},
		{"nothing held", "8841", nil, newITL, reason.FirstList, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := holder(t, c.model, c.held...).Offer(c.offered)
			require.NoError(t, err)
			require.Equal(t, c.code, a.Decision.Code)
			require.Equal(t, c.tvs, a.TVSMayVouch)
			require.Len(t, a.Held, len(c.held))

			var text bytes.Buffer
			require.NoError(t, a.WriteText(&text))
			require.Contains(t, text.String(), "("+string(c.code)+")")
			require.Equal(t, c.tvs, strings.Contains(text.String(), "No TVS server is asked here."))
			document, err := json.Marshal(a)
			require.NoError(t, err)
			require.Contains(t, string(document), `"code":"`+string(c.code)+`"`)
		})
	}
}

func TestWhatCannotBeHeldOrOffered(t *testing.T) {
	list := itl(t, "CM1", record(trustlist.RoleSAST, "CM1"))
	signed := File{"x.sgn", testfiles.Sign(t, "CM1", nil)}
	require.ErrorContains(t, holder(t, "8841").Hold(File{"x", []byte("hello")}), "x is no trust list: R1")
	require.ErrorContains(t, holder(t, "8841").Hold(signed), `x.sgn is no trust list: its kind is "signed file"`)
	require.ErrorContains(t, holder(t, "8841", list).Hold(list), "two lists of kind ITL")
	require.ErrorContains(t, holder(t, "7960").Hold(list), "a 7960 keeps none")
	require.ErrorContains(t, holder(t, "8841").HoldCTL(list), `itl.tlv is no CTL: its kind is "ITL"`)
	require.NoError(t, holder(t, "8841").HoldCTL(ctl(t, "CM1", record(trustlist.RoleSAST, "CM1"))))

	_, err := holder(t, "8841", list).Offer(File{"x", []byte("hello")})
	var malformed *trustlist.Error
	require.ErrorAs(t, err, &malformed)
	_, err = holder(t, "8841", list).Offer(File{"cm.der", testfiles.ID(t, "CM1").Cert.Raw})
	require.ErrorContains(t, err, "no file that phones load")
}

// A hostile list does not drive the terminal.
func TestTextIsClean(t *testing.T) {
	a, err := holder(t, "8841").Offer(itl(t, "CM1", record(trustlist.RoleSAST, "CM1")))
	require.NoError(t, err)
	a.Decision.Signer = "CN=\x1b[31m"
	var text bytes.Buffer
	require.NoError(t, a.WriteText(&text))
	require.NotContains(t, text.String(), "\x1b")
}
