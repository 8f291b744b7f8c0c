package phone

import (
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/service"
	"tvslab/trustlist"
)

const (
	encryptedName = phoneName + ".cnf.xml.enc.sgn"
	wholeXML      = `<device><devicePool><callManagerGroup><members><member priority="0"><callManager><processNodeName>sub</processNodeName>` +
		`</callManager></member></members></callManagerGroup></devicePool><versionStamp>whole</versionStamp><encrConfig>true</encrConfig></device>`
)

// short is the short configuration that announces an encrypted one for a certificate with this hash.
func short(t testing.TB, hash string, authMode int) *content.File {
	return sgn(t, "CM1", fmt.Appendf(nil, `<device><fullConfig>false</fullConfig><capfAuthMode>%d</capfAuthMode><capfList><capf><phonePort>%d</phonePort>`+
		`<processNodeName>pub</processNodeName></capf></capfList><certHash>%s</certHash><encrConfig>true</encrConfig></device>`,
		authMode, service.CAPF.Port(), hash))
}

func md5Of(certificate []byte) string { sum := md5.Sum(certificate); return hex.EncodeToString(sum[:]) }

// encryptedFor is a configuration encrypted for the key of an identity.
func encryptedFor(t testing.TB, name, xml string) *content.File {
	data, err := trustlist.Encrypt(trustlist.EncryptTemplate{
		SignedTemplate: trustlist.SignedTemplate{FileName: encryptedName, Timestamp: t0, Payload: []byte(xml)},
		Device:         id(t, name).Key.Public().(*rsa.PublicKey),
	}, testfiles.Signer(t, "CM1"))
	require.NoError(t, err)
	return content.NewFile(data)
}

// TestDecryption: a signed file is decrypted with the key of the phone's LSC, else of its MIC, and is in use then, as plain
// text; what the key does not open, or nobody trusted has signed, is not.
func TestDecryption(t *testing.T) {
	for name, row := range map[string]struct {
		served func(testing.TB) *content.File
		set    func(*Phone)
		code   reason.Code
	}{
		"for the MIC": {func(t testing.TB) *content.File { return encryptedFor(t, "MIC", wholeXML) }, nil, reason.SignerInITL},
		"for the LSC": {func(t testing.TB) *content.File { return encryptedFor(t, "phone key", wholeXML) },
			func(p *Phone) { p.State.LSC = testLSC(t) }, reason.SignerInITL},
		"for the MIC, the phone has an LSC since": {func(t testing.TB) *content.File { return encryptedFor(t, "MIC", wholeXML) },
			func(p *Phone) { p.State.LSC = testLSC(t) }, reason.NotDecrypted},
		"for another phone": {func(t testing.TB) *content.File { return encryptedFor(t, "maker", wholeXML) }, nil, reason.NotDecrypted},
		"no XML inside":     {func(t testing.TB) *content.File { return encryptedFor(t, "MIC", "<device") }, nil, reason.ConfigInvalid},
		"not encrypted":     {func(t testing.TB) *content.File { return sgn(t, "CM1", []byte(wholeXML)) }, nil, reason.SignerInITL},
		"signed by a stranger": {func(t testing.TB) *content.File { return encryptedFor(t, "MIC", wholeXML) },
			func(p *Phone) { p.State.Lists[1].File = itl(t, "CM2", "V1") }, reason.SignerUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", nil, itl(t, "CM1", "V1"))
			p.MIC, p.State.AsksEncrypted = testMIC(t, "maker"), true
			if row.set != nil {
				row.set(p)
			}
			r := p.Boot(t.Context(), newNet(t).serve("pub", encryptedName, row.served(t)), Reset)
			d := r.Decisions[2]
			require.Equal(t, row.code, d.Code, "%+v", d)
			if !d.Accepted {
				require.Equal(t, ConfigKeptOld, r.ConfigState)
				require.Equal(t, "sub", r.Registered, "the old settings still register")
				return
			}
			require.Equal(t, ConfigCurrent, r.ConfigState)
			require.Equal(t, encryptedName, p.State.ConfigName)
			require.Equal(t, "whole", p.State.ParsedConfig.VersionStamp)
			require.True(t, p.State.AsksEncrypted)
			require.False(t, p.State.Config.Encrypted(), "what is stored is plain")
		})
	}
}

// TestNoDecryptionBeforeTheSignature: a file whose signature nobody verified is not opened, whoever has the key.
func TestNoDecryptionBeforeTheSignature(t *testing.T) {
	f := encryptedFor(t, "MIC", wholeXML)
	h := (&Phone{Model: Model{MIC: true}, MIC: testMIC(t, "maker")}).holder()
	_, err := f.Decrypt(h)
	require.ErrorContains(t, err, "verified")
	require.Error(t, f.VerifiedBy(id(t, "CM2").Cert))
	_, err = f.Decrypt(h)
	require.ErrorContains(t, err, "verified")
	require.NoError(t, f.VerifiedBy(id(t, "CM1").Cert))
	plain, err := f.Decrypt(h)
	require.NoError(t, err)
	require.Equal(t, wholeXML, string(plain.Bytes()))
}

// TestDecryptFailure: a phone that cannot decrypt asks again for what it cannot read, or for the short file by the setting.
func TestDecryptFailure(t *testing.T) {
	for again, want := range map[bool]string{false: encryptedName, true: signedName} {
		p := newPhone(t, "8841", nil, itl(t, "CM1", "V1"))
		p.MIC, p.State.AsksEncrypted = testMIC(t, "maker"), true
		p.Settings.ShortConfigAfterDecryptFailure = again
		p.Boot(t.Context(), newNet(t).serve("pub", encryptedName, encryptedFor(t, "maker", wholeXML)), Reset)
		require.Equal(t, want, p.configName())
	}
}

// TestShortConfiguration: it is never in use, and says whether the phone may ask for the encrypted file or goes to CAPF first.
func TestShortConfiguration(t *testing.T) {
	mic := func(p *Phone) { p.MIC = testMIC(t, "maker") }
	sum := sha1.Sum(id(t, "MIC").Cert.Raw)
	for name, row := range map[string]struct {
		model     string
		set       func(*Phone)
		hash      string
		authMode  int
		operation capf.Operation
		code      reason.Code
		enrolment reason.Code
		next      string // configuration asked for at the next boot
	}{
		"the hash is that of the MIC": {"8841", mic, md5Of(id(t, "MIC").Cert.Raw), 0, capf.Operation{}, reason.EncryptionReady, "", encryptedName},
		"of the LSC, which counts before the MIC": {"8841", func(p *Phone) { mic(p); p.State.LSC = testLSC(t) },
			md5Of(testLSC(t).identity().Certificate()), 0, capf.Operation{}, reason.EncryptionReady, "", encryptedName},
		"of the MIC, but there is an LSC": {"8841", func(p *Phone) { mic(p); p.State.LSC = testLSC(t) }, md5Of(id(t, "MIC").Cert.Raw), 0,
			capf.Operation{Kind: capf.None}, reason.EncryptionKeyDiffers, reason.NoOperation, encryptedName},
		"SHA-1, as the phone is set": {"8841", func(p *Phone) { mic(p); p.Settings.CertHashAlgorithm = "SHA-1" },
			hex.EncodeToString(sum[:]), 0, capf.Operation{}, reason.EncryptionReady, "", encryptedName},
		"SHA-1, and the phone compares MD5": {"8841", mic, hex.EncodeToString(sum[:]), 0, capf.Operation{Kind: capf.None}, reason.EncryptionKeyDiffers, reason.NoOperation, encryptedName},
		"empty, no operation":               {"8841", mic, "", 0, capf.Operation{Kind: capf.None}, reason.EncryptionKeyDiffers, reason.NoOperation, encryptedName},
		"empty, an LSC is to be installed":  {"8841", mic, "", 2, capf.Operation{Kind: capf.Install, Authentication: capf.ByNull, Key: capf.KeySpec{Bits: 2048}}, reason.EncryptionKeyDiffers, reason.LSCInstalled, encryptedName},
		"a string has to be typed first":    {"8841", mic, "", 1, capf.Operation{Kind: capf.Install, Authentication: capf.ByString}, reason.EncryptionKeyDiffers, reason.WaitingForString, signedName},
		"no certificate, no operation":      {"8841", nil, "", 0, capf.Operation{Kind: capf.None}, reason.EncryptionNoKey, reason.NoOperation, signedName},
		"no certificate, an LSC is to be installed": {"8841", nil, "", 2, capf.Operation{Kind: capf.Install, Authentication: capf.ByNull, Key: capf.KeySpec{Bits: 2048}},
			reason.EncryptionNoKey, reason.LSCInstalled, encryptedName},
		"a model that does not decrypt": {"DX80", mic, md5Of(id(t, "MIC").Cert.Raw), 0, capf.Operation{}, reason.EncryptionNoKey, "", signedName},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, row.model, nil, list(t, "CM1", sast("CM1"), tftp("CM1"), rec{Role: trustlist.RoleCAPF, Name: "CAPF"}))
			p.NewKey = testKey(t)
			if row.set != nil {
				row.set(p)
			}
			stored := p.State.ParsedConfig
			n := newNet(t).serve("pub", signedName, short(t, row.hash, row.authMode))
			r := p.Boot(t.Context(), &capfNet{tlsNet: &tlsNet{fakeNet: n}, server: "CAPF", office: &capfOffice{t: t, op: &row.operation}}, Reset)
			require.Equal(t, row.code, r.Encryption)
			require.Equal(t, row.enrolment, r.Enrolment)
			require.Equal(t, ConfigKeptOld, r.ConfigState)
			require.Same(t, stored, p.State.ParsedConfig, "the short one is not in use")
			require.Equal(t, row.next, p.configName())
		})
	}
}

// TestEncryptionSwitchedOff: the encrypted file is gone, the signed one is whole again, and the phone asks for it from then on.
func TestEncryptionSwitchedOff(t *testing.T) {
	p := newPhone(t, "8841", nil, itl(t, "CM1", "V1"))
	p.MIC, p.State.AsksEncrypted = testMIC(t, "maker"), true
	p.State.Short = &content.Config{EncrConfig: true}
	r := p.Boot(t.Context(), newNet(t).serve("pub", signedName, sgn(t, "CM1", plainConfig())), Reset)
	require.Equal(t, ConfigCurrent, r.ConfigState)
	require.Equal(t, reason.NotFound, r.Decisions[2].Code)
	require.Equal(t, signedName, p.configName())
	require.Nil(t, p.State.Short)
}
