package trust

import (
	"bytes"
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

func TestSignedConfiguration(t *testing.T) {
	plain := testfiles.Config(content.ModeNonSecure)
	changed := func(t *testing.T) *content.File {
		return content.NewFile(append(bytes.Clone(testfiles.Sign(t, "CM1", plain)), ' '))
	}
	sha512 := func(t *testing.T) *content.File {
		data, err := trustlist.Sign(trustlist.SignedTemplate{FileName: "x.cnf.xml.sgn", Timestamp: t0, Digest: trustlist.DigestSHA512, Payload: plain}, testfiles.Signer(t, "CM1"))
		require.NoError(t, err)
		return content.NewFile(data)
	}
	file, itl := testfiles.Encrypted(t)
	for _, c := range []struct {
		name     string
		rules    func() *Rules
		ctl, itl func(*testing.T) *content.File
		served   func(*testing.T) *content.File
		tvs      []string
		code     reason.Code
		checks   []reason.Code
	}{
		{"CCM+TFTP in CTL", an8841, tokenCTL, oldITL, signed("CM2", plain), nil, reason.SignerInCTL, []reason.Code{reason.Found}},
		{"CCM+TFTP in ITL", an8841, none, oldITL, signed("CM1", plain), nil, reason.SignerInITL, []reason.Code{reason.NoCTL, reason.Found}},
		{"CCM+TFTP in CTL, model without SBD", a7960, oldCTL, none, signed("CM2", plain), nil, reason.SignerInCTL, []reason.Code{reason.Found}},
		{"TVS vouches", an8841, none, oldITL, signed("CM1'", plain), []string{"CM1'"}, reason.VouchedByTVS, []reason.Code{reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.Found}},
		{"SAST only in ITL", an8841, none, oldITL, signed("IR", plain), []string{}, reason.SignerUnknown, []reason.Code{reason.NoCTL, reason.WrongRole, reason.NotInCache, reason.TVSUnknownSigner}},
		{"signature of a known signer does not verify", an8841, none, oldITL, changed, nil, reason.BadSignature, []reason.Code{reason.NoCTL, reason.Found}},
		{"signer not found", an8841, none, oldITL, signed("CM1'", plain), nil, reason.SignerUnknown, nil},
		{"plain file under a .sgn name", an8841, none, oldITL, raw(plain), nil, reason.NotSigned, nil},
		{"damaged header", an8841, none, oldITL, raw([]byte{1, 0, 2, 1, 0, 2, 0, 2, 255, 255}), nil, reason.Malformed, nil},
		{"empty", an8841, none, oldITL, raw(nil), nil, reason.NotSigned, nil},
		{"too large for a 7975", a7975, none, oldITL, raw(make([]byte, 550002)), nil, reason.TooLarge, nil},
		{"too large for an 8841", an8841, none, oldITL, raw(make([]byte, 2048*1024+1)), nil, reason.TooLarge, nil},
		{"SHA-512 on a 7975", a7975, none, oldITL, sha512, nil, reason.DigestNotSupported, nil},
		{"SHA-512 on an 8841", an8841, none, oldITL, sha512, nil, reason.SignerInITL, nil},
		{"signed well, not XML", an8841, none, oldITL, signed("CM1", []byte("<device>")), nil, reason.ConfigInvalid, nil},
		{"encrypted", an8841, none, raw(itl), raw(file), nil, reason.SignerInITL, nil},
		{"no list is taken on its word: nothing held", an8841, none, none, signed("CM1", plain), nil, reason.SignerUnknown, []reason.Code{reason.NoCTL, reason.NoITL, reason.NoTVSRecord}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := newJudge(t, c.ctl(t), c.itl(t))
			j.Rules = c.rules()
			if c.tvs != nil {
				j.knows(c.tvs...)
			}
			if c.name == "encrypted" { // the vector is of another time than the tests
				j.Now = time.Time{}
			}
			d := j.SignedConfiguration(c.served(t))
			require.Equal(t, FileConfiguration, d.File)
			requireDecision(t, d, c.code, c.checks)
		})
	}
}

// TestOpened: what was decrypted is judged as a plain file is, and what was not is refused.
func TestOpened(t *testing.T) {
	d := Decision{File: FileConfiguration, Accepted: true, Code: reason.VouchedByTVS}
	require.Equal(t, d, d.Opened(content.NewFile(testfiles.Config(content.ModeNonSecure))))
	requireDecision(t, d.Opened(content.NewFile([]byte("<device"))), reason.ConfigInvalid, nil)
	requireDecision(t, d.Opened(nil), reason.NotDecrypted, nil)
}

func TestPlainConfiguration(t *testing.T) {
	plain := testfiles.Config(content.ModeNonSecure)
	for _, c := range []struct {
		name   string
		served func(*testing.T) *content.File
		code   reason.Code
	}{
		{"XML", raw(plain), reason.UnsignedAccepted},
		{"not XML", raw([]byte("<device")), reason.ConfigInvalid},
		{"signed", signed("CM1", plain), reason.Malformed},
		{"damaged header", raw([]byte{1, 0, 2, 1, 0, 2, 0, 2, 255, 255}), reason.Malformed},
		{"too large", raw(make([]byte, 2048*1024+1)), reason.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireDecision(t, newJudge(t, nil, nil).PlainConfiguration(c.served(t)), c.code, nil)
		})
	}
}

// A configuration that exists as a promise only is judged by what the promise says.
func TestPromisedConfiguration(t *testing.T) {
	signer := id(t, "CM1").Cert
	h := trustlist.Header{SignerName: trustlist.Name(signer.RawSubject), CAName: trustlist.Name(signer.RawIssuer),
		Serial: signer.SerialNumber.Bytes(), Digest: trustlist.DigestSHA1}
	for name, c := range map[string]struct {
		verify error
		config *content.Config
		code   reason.Code
	}{
		"verifies":   {nil, &content.Config{}, reason.SignerInITL},
		"other key":  {errOtherKey, &content.Config{}, reason.BadSignature},
		"no content": {nil, nil, reason.ConfigInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			f := content.NewPromise(content.Promise{Signed: true, Header: h, Config: c.config,
				Verify: func(*x509.Certificate) error { return c.verify }})
			requireDecision(t, newJudge(t, nil, oldITL(t)).SignedConfiguration(f), c.code, nil)
		})
	}
}
