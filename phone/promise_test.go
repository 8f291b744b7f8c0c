package phone

import (
	"crypto/x509"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

// promise describes what sgn would make; making bytes counts.
func promise(t *testing.T, signer string, made *int) *content.File {
	real := sgn(t, signer, plainConfig())
	h, err := real.Header()
	require.NoError(t, err)
	config, err := real.Config()
	require.NoError(t, err)
	return content.NewPromise(content.Promise{
		Signed: true, Header: *h, Config: config, Size: real.Size(),
		Verify: func(cert *x509.Certificate) error { return real.VerifiedBy(cert) },
		Bytes:  func() []byte { *made++; return real.Bytes() },
	})
}

func TestPromiseIsJudgedWithoutMakingIt(t *testing.T) {
	for signer, code := range map[string]reason.Code{"CM1": reason.SignerInITL, "CM1'": reason.SignerUnknown} {
		made := 0
		p := newPhone(t, "8841", nil, oldITL(t))
		f := promise(t, signer, &made)
		r := p.Boot(t.Context(), newNet(t).serve("pub", signedName, f), Reset)
		require.Equal(t, code, lastCode(r))
		require.Zero(t, made)
		require.Equal(t, sgn(t, signer, plainConfig()).Sum(), f.Sum())
		require.Equal(t, 1, made)
	}
}

func TestPlainPromise(t *testing.T) {
	p := newPhone(t, "8841", nil, nil)
	n := newNet(t).serve("pub", phoneName+".cnf.xml", content.NewPromise(content.Promise{Config: &content.Config{}}))
	require.Equal(t, reason.UnsignedAccepted, lastCode(p.Boot(t.Context(), n, Reset)))

	broken := content.NewPromise(content.Promise{})
	require.Equal(t, reason.ConfigInvalid, lastCode(p.Boot(t.Context(), n.serve("pub", phoneName+".cnf.xml", broken), Reset)))
}

func TestPromisedBadSignature(t *testing.T) {
	i := id(t, "CM1")
	h := trustlist.Header{SignerName: trustlist.Name(i.Cert.RawSubject), CAName: trustlist.Name(i.Cert.RawIssuer), Serial: i.Cert.SerialNumber.Bytes(), Digest: trustlist.DigestSHA1}
	f := content.NewPromise(content.Promise{Signed: true, Header: h, Config: &content.Config{}, Verify: func(*x509.Certificate) error { return errors.New("other key") }})
	p := newPhone(t, "8841", nil, oldITL(t))
	r := p.Boot(t.Context(), newNet(t).serve("pub", signedName, f), Reset)
	require.Equal(t, reason.BadSignature, lastCode(r))
	require.Equal(t, "other key", r.Decisions[2].Detail)
}
