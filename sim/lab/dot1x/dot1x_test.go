package dot1x_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/sim/lab/dot1x"
)

func TestJudge(t *testing.T) {
	now := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	ca := func(name string, until time.Time) *x509.Certificate {
		return &x509.Certificate{Raw: []byte(name), Subject: pkix.Name{CommonName: name}, NotAfter: until}
	}
	good, old, other := ca("good", now.AddDate(1, 0, 0)), ca("old", now.AddDate(-1, 0, 0)), ca("other", now.AddDate(1, 0, 0))
	var a dot1x.Authenticator
	a.Trust(good)
	a.Trust(good)
	a.Trust(old)
	require.Equal(t, []*x509.Certificate{good, old}, a.Trusted(), "twice is once")
	der := func() []byte { return []byte{1} }
	for want, id := range map[string]phone.Identity{
		"":                               {Kind: phone.KindLSC, Certificate: der, Issuer: good, NotAfter: now.AddDate(0, 1, 0)},
		"has no certificate":             {Kind: phone.KindMIC, Issuer: good},
		"does not trust other":           {Kind: phone.KindLSC, Certificate: der, Issuer: other},
		"does not trust the unknown":     {Kind: phone.KindLSC, Certificate: der},
		"LSC or its issuer good has exp": {Kind: phone.KindLSC, Certificate: der, Issuer: good, NotBefore: now.AddDate(-2, 0, 0), NotAfter: now.AddDate(-1, 0, 0)},
		"MIC or its issuer old has exp":  {Kind: phone.KindMIC, Certificate: der, Issuer: old},
	} {
		err := a.Judge(id, now)
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want)
		require.ErrorIs(t, err, outcome.Unreachable)
	}
}
