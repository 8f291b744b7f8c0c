package capf

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

func seed(f *testing.F) {
	for _, session := range loadVectors(f) {
		for _, v := range session {
			f.Add(v.bytes(f))
		}
	}
}

// FuzzReadMessage: no panic; what parses is encoded to something that parses to the same; strict accepts nothing that
// lenient refuses.
func FuzzReadMessage(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseMessage(data, false)
		if err != nil {
			_, err = parseMessage(data, true)
			require.Error(t, err)
			return
		}
		encoded, err := m.Marshal()
		require.NoError(t, err)
		require.LessOrEqual(t, len(encoded), len(data))
		again, err := parseMessage(encoded, false)
		require.NoError(t, err)
		require.Equal(t, m, again)
	})
}

// FuzzDialogue throws a message at every state of both sides: no panic, and whatever the server says can be sent.
func FuzzDialogue(f *testing.F) {
	seed(f)
	for _, m := range extraMessages(f) {
		data, err := m.Marshal()
		require.NoError(f, err)
		f.Add(data)
	}
	request, err := requestInfo(device, makeKeys()[KeySpec{Bits: 1024}].Public())
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseMessage(data, false)
		if err != nil {
			return
		}
		public := makeKeys()[KeySpec{Bits: 1024}].Public()
		for _, c := range []Command{AuthResponse, KeygenResponse, InProgress, EncryptResponse, SignResponse, AbortResponse, StoreResponse, FetchResponse, DeleteResponse} {
			d := &dialogue{public: public, nonce: make([]byte, nonceSize), request: request, authority: withOperation(t, Operation{Kind: Install, Authentication: ByLSC, Key: KeySpec{Bits: 1024}}), session: m.Session, expected: []Command{c}}
			if said := d.next(m); said != nil {
				_, err := said.Marshal()
				require.NoError(t, err)
			}
		}
		key := func() (crypto.Signer, error) { return makeKeys()[KeySpec{Bits: 1024}], nil }
		h := &handset{session: handsetSession(t), key: key, begun: m.Command != AuthRequest, id: m.Session}
		if answer, err := h.answer(m); err == nil && answer != nil {
			_, err := answer.Marshal()
			require.NoError(t, err)
		}
	})
}

// FuzzParseKey: a public key of the network is refused by rule C8, or it is of the kind that was asked for.
func FuzzParseKey(f *testing.F) {
	specs := []KeySpec{{Bits: 512}, {Bits: 1024}, {Bits: 2048}, {Curve: "P-256"}, {Curve: "P-384"}, {Curve: "P-521"}}
	seed(f)
	for _, public := range []crypto.PublicKey{
		&rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), 1023, 1), E: 65537}, &rsa.PublicKey{N: new(big.Int).SetBit(new(big.Int), 1023, 1), E: 3},
	} {
		der, err := x509.MarshalPKIXPublicKey(public)
		require.NoError(f, err)
		f.Add(der)
	}
	for _, curve := range curves {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		require.NoError(f, err)
		der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
		require.NoError(f, err)
		f.Add(der)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		for _, want := range specs {
			key, err := parseKey(der, want)
			var rule *Error
			switch {
			case err != nil:
				require.ErrorAs(t, err, &rule)
				require.Equal(t, RuleKey, rule.Rule)
			default:
				require.Equal(t, want, specOf(key))
			}
		}
	})
}
