package pki_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

func policy(t testing.TB, release string, edits ...func(*cucm.Settings)) pki.Policy {
	t.Helper()
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	settings := cucm.SettingRows().Defaults()
	for _, edit := range edits {
		edit(&settings)
	}
	return pki.Policy{Release: r, Rules: r.RulesUnder(settings)}
}

// TestKeyBits is row 22: the length at an installation and in the place of keys of 1024 bits, and the hash beside it.
func TestKeyBits(t *testing.T) {
	short := selfSigned(t, cucm.CallManager, 1024, "SHA1")
	for _, row := range []struct {
		release    string
		store      cucm.Store
		first, old int
		hash, next string
	}{
		{"8.6", cucm.CallManager, 1024, 1024, "SHA1", "SHA1"},
		{"10.5(2)", cucm.CallManager, 1024, 2048, "SHA1", "SHA256"},
		{"11.5", cucm.CallManager, 2048, 2048, "SHA256", "SHA256"},
		{"12.5", cucm.CallManager, 2048, 1024, "SHA256", "SHA256"},
		{"12.5", cucm.ITLRecovery, 2048, 2048, "SHA256", "SHA256"},
		{"10.5(2)", cucm.ITLRecovery, 2048, 2048, "SHA1", "SHA256"},
		{"8.6", cucm.TVS, 2048, 2048, "SHA1", "SHA1"},
		{"14", cucm.CallManagerECDSA, 384, 1024, "SHA384", "SHA384"},
	} {
		t.Run(row.release+" "+string(row.store), func(t *testing.T) {
			p := policy(t, row.release)
			require.Equal(t, row.first, p.KeyBits(row.store, nil))
			require.Equal(t, row.old, p.KeyBits(row.store, short))
			require.Equal(t, row.hash, p.Hash(row.store, row.first, false))
			require.Equal(t, row.next, p.Hash(row.store, row.first, true))
		})
	}
	keeps := policy(t, "10.5(2)", func(s *cucm.Settings) { s.RegenKeyLength = "keep" })
	require.Equal(t, 1024, keeps.KeyBits(cucm.CallManager, short))
}

// TestChoices: what can be chosen, and what is said about the rest.
func TestChoices(t *testing.T) {
	for _, row := range []struct {
		name string
		got  func(pki.Policy) (any, error)
		on   string
		want any
		err  string
	}{
		{"no length", func(p pki.Policy) (any, error) { return p.ChooseBits(cucm.Tomcat, 0) }, "12.5", 2048, ""},
		{"length", func(p pki.Policy) (any, error) { return p.ChooseBits(cucm.Tomcat, 4096) }, "12.5", 4096, ""},
		{"curve", func(p pki.Policy) (any, error) { return p.ChooseBits(cucm.TomcatECDSA, 256) }, "12.5", 256, ""},
		{"short", func(p pki.Policy) (any, error) { return p.ChooseBits(cucm.Tomcat, 1024) }, "12.5", nil,
			"key length 1024: a tomcat key on release 12.5 can have 2048, 3072, 4096 bits"},
		{"no hash", func(p pki.Policy) (any, error) { return p.ChooseHash(cucm.Tomcat, 2048, "") }, "12.5", "SHA256", ""},
		{"hyphen", func(p pki.Policy) (any, error) { return p.ChooseHash(cucm.Tomcat, 2048, "sha-1") }, "12.5", "SHA1", ""},
		{"unknown hash", func(p pki.Policy) (any, error) { return p.ChooseHash(cucm.Tomcat, 2048, "MD5") }, "12.5", nil, `hash "MD5" is not one of`},
		{"weak hash", func(p pki.Policy) (any, error) { return p.ChooseHash(cucm.TomcatECDSA, 384, "SHA256") }, "12.5", nil, "weaker than the 384-bit curve"},
		{"new hash", func(p pki.Policy) (any, error) { return p.ChooseHash(cucm.Tomcat, 2048, "SHA256") }, "8.6", nil, "on release 8.6 can have SHA1"},
		{"years", func(p pki.Policy) (any, error) { return p.Years(cucm.ITLRecovery), p.CheckYears(10) }, "14", 5, ""},
		{"old years", func(p pki.Policy) (any, error) { return nil, p.CheckYears(10) }, "12.5", nil, "it cannot be chosen on release 12.5 (14 and later)"},
		{"odd years", func(p pki.Policy) (any, error) { return nil, p.CheckYears(7) }, "14", nil, "it can be 5, 10, 15, 20"},
		{"recovery years", func(p pki.Policy) (any, error) { return p.Years(cucm.ITLRecovery), p.CheckYears(0) }, "12.5", 20, ""},
		{"csr", func(p pki.Policy) (any, error) { return nil, p.CheckCSR(cucm.TVS) }, "12.0", nil, `store "TVS" takes no CA-signed certificate on release 12.0`},
		{"multi csr", func(p pki.Policy) (any, error) { return nil, p.CheckMultiCSR(cucm.CAPF) }, "14", nil, "release 14 has multi-server certificate signing requests for"},
		{"multi self", func(p pki.Policy) (any, error) { return nil, p.CheckMultiSelf(cucm.TVS) }, "12.5", nil, "has no multi-server self-signed certificates"},
		{"multi self on 14", func(p pki.Policy) (any, error) { return nil, p.CheckMultiSelf(cucm.TVS) }, "14", nil, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := row.got(policy(t, row.on))
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, got)
		})
	}
}
