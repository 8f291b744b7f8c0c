package cli

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/bench/boots"
	"tvslab/capf"
	"tvslab/phone"
)

// TestPhonesBooted: phones are counted, and boots beside them where phones booted again by themselves.
func TestPhonesBooted(t *testing.T) {
	for text, r := range map[string]boots.Report{
		"3 of 4 phones booted in 2.0 s":          {Phones: 4, PhonesBoot: 3, Booted: 3, Seconds: 2},
		"1 of 1 phones booted, 3 boots in 2.0 s": {Phones: 1, PhonesBoot: 1, Booted: 3, Seconds: 2},
	} {
		var b bytes.Buffer
		require.NoError(t, writeFleet(&b, &r))
		require.Contains(t, b.String(), text)
	}
}

// TestPhoneKeys: a phone of a fleet makes the key that CAPF asks for.
func TestPhoneKeys(t *testing.T) {
	a := &app{keys: "../../testdata/keys", errs: newScreen(&bytes.Buffer{}, nil)}
	keys := a.phoneKeys(t.Context())
	for _, spec := range []capf.KeySpec{{Bits: 1024}, {Bits: 3072}, {Curve: "P-256"}, {Curve: "P-384"}, {Curve: "P-521"}} {
		key, err := keys(spec, 1)
		require.NoError(t, err)
		switch k := key.Public().(type) {
		case *ecdsa.PublicKey:
			require.Equal(t, spec.Curve, k.Curve.Params().Name)
		case *rsa.PublicKey:
			require.Equal(t, spec.Bits, k.N.BitLen())
		}
	}
}

// TestPhoneSettingWords: each proposal is taken, and each setting has one.
func TestPhoneSettingWords(t *testing.T) {
	proposed := map[string]bool{}
	for _, word := range phoneSettingWords() {
		name, value, _ := strings.Cut(word, "=")
		proposed[name] = true
		if value == "" {
			continue
		}
		_, err := phoneSettings{word}.read()
		require.NoError(t, err)
	}
	require.Len(t, proposed, len(phone.SettingRows()))
}
