package capf

import (
	"crypto"
	"testing"

	"github.com/stretchr/testify/require"
)

// extraMessages are the messages that no recorded session has.
func extraMessages(t testing.TB) []*Message {
	info, err := requestInfo(device, makeKeys()[KeySpec{Bits: 1024}].Public())
	require.NoError(t, err)
	return []*Message{
		newMessage(EncryptRequest, 1).with(TagSigned, make([]byte, nonceSize)...), newMessage(EncryptResponse, 1).with(TagReason, 1).with(TagSigned, make([]byte, 128)...),
		newMessage(SignRequest, 1).with(TagSigned, info...).with(TagDigest, digestValue(SignDigest)), newMessage(SignResponse, 1).with(TagReason, 7),
		newMessage(RetryLater, 1).with(TagRetryDelay, 0, 60), newMessage(AbortRequest, 1), newMessage(AbortResponse, 1).with(TagReason, 1),
	}
}

// began is a server that has just taken a phone's new key.
func began(t *testing.T, o *office) (*dialogue, *Message) {
	d := &dialogue{authority: o, session: 1}
	d.open()
	said := d.next(newMessage(AuthResponse, 1).with(TagVersion, 3).with(TagDevice, append([]byte(device), 0)...))
	require.Equal(t, KeygenRequest, said.Command)
	return d, d.next(newMessage(KeygenResponse, 1).with(TagPublicKey, publicDER(t, KeySpec{Bits: 1024})...))
}

// TestExtrasRefused: what was not made with the new key ends the session; the phone that says that it cannot ends the operation.
func TestExtrasRefused(t *testing.T) {
	for name, row := range map[string]struct {
		extras  Extras
		command Command
	}{"encrypt": {Extras{Encrypt: true}, EncryptResponse}, "sign": {Extras{Sign: true}, SignResponse}} {
		t.Run(name, func(t *testing.T) {
			op := Operation{Kind: Install, Key: KeySpec{Bits: 1024}, Extras: row.extras}
			o := withOperation(t, op)
			d, _ := began(t, o)
			require.Equal(t, ReasonInvalid, d.next(newMessage(row.command, 1).with(TagReason, 1).with(TagSigned, make([]byte, 128)...)).Reason())
			requireRule(t, RuleKey, d.err)
			require.Empty(t, o.done, "the operation stays pending")

			d, _ = began(t, o)
			require.Equal(t, ReasonInvalid, d.next(newMessage(row.command, 1).with(TagReason, 7)).Reason())
			require.NoError(t, d.err)
			require.Len(t, o.done, 1)
		})
	}
}

// TestAbort: an operation that was taken back while the phone made its key is aborted where the server does that, and the phone
// stores nothing.
func TestAbort(t *testing.T) {
	for _, aborts := range []bool{true, false} {
		o := withOperation(t, Operation{Kind: Install, Key: KeySpec{Bits: 1024}, Extras: Extras{Abort: aborts, Sign: true}})
		d, said := began(t, o)
		require.Equal(t, SignRequest, said.Command)
		h := &handset{session: handsetSession(t), begun: true, id: 1, key: func() (crypto.Signer, error) { return makeKeys()[KeySpec{Bits: 1024}], nil }}
		answer, err := h.answer(said)
		require.NoError(t, err)
		delete(o.pending, device)
		said = d.next(answer)
		if !aborts {
			require.Equal(t, StoreRequest, said.Command)
			continue
		}
		require.Equal(t, AbortRequest, said.Command)
		answer, err = h.answer(said)
		require.NoError(t, err)
		said = d.next(answer)
		require.True(t, d.over)
		require.Equal(t, ReasonInvalid, said.Reason())
		_, err = h.answer(said)
		require.NoError(t, err)
		require.True(t, h.result.Aborted)
		require.Nil(t, h.result.LSC)
	}
}

// TestHandsetSignsNothingElse: a phone signs certificate requests for its new key alone, with digests that it knows.
func TestHandsetSignsNothingElse(t *testing.T) {
	own := makeKeys()[KeySpec{Bits: 1024}]
	info, err := requestInfo(device, own.Public())
	require.NoError(t, err)
	others, err := requestInfo(device, makeKeys()[KeySpec{Bits: 2048}].Public())
	require.NoError(t, err)
	for name, row := range map[string]struct {
		key    crypto.Signer
		data   []byte
		digest byte
		ok     bool
	}{
		"SHA-1": {own, info, 1, true}, "SHA-256": {own, info, 2, true}, "SHA-512": {own, info, 3, true}, "SHA-384": {own, info, 4, true},
		"no digest": {own, info, 9, false}, "another key": {own, others, 4, false}, "no request": {own, []byte("TLS 1.3, server CertificateVerify"), 4, false},
		"no key made": {nil, info, 4, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := &handset{session: handsetSession(t), begun: true, id: 1}
			if row.key != nil {
				h.key = func() (crypto.Signer, error) { return row.key, nil }
			}
			answer, err := h.answer(newMessage(SignRequest, 1).with(TagSigned, row.data...).with(TagDigest, row.digest))
			require.NoError(t, err)
			require.Equal(t, row.ok, answer.Has(TagSigned))
			require.Equal(t, row.ok, answer.Reason() == ReasonSuccess)
		})
	}
}

// TestExtraMessages: their form survives the wire, strictly read.
func TestExtraMessages(t *testing.T) {
	for _, m := range extraMessages(t) {
		data, err := m.Marshal()
		require.NoError(t, err)
		again, err := parseMessage(data, true)
		require.NoError(t, err, "%v", m.Command)
		require.Equal(t, m, again)
	}
}
