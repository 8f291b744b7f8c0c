package capf

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// TestVectorsCodec: every recorded message is read strictly and written back to the same bytes.
func TestVectorsCodec(t *testing.T) {
	for name, session := range loadVectors(t) {
		t.Run(name, func(t *testing.T) {
			for _, v := range session {
				data := v.bytes(t)
				m, err := parseMessage(data, true)
				require.NoError(t, err)
				require.Equal(t, v.Fields.Command, m.Command)
				require.Equal(t, v.Fields.Session, m.Session)
				require.Len(t, m.Elements, len(v.Fields.Elements))
				for _, e := range v.Fields.Elements {
					require.Len(t, m.value(e.Tag), e.Length)
					if e.Text != nil {
						require.Equal(t, *e.Text, m.text(e.Tag))
					} else if e.Hex != "" {
						require.Equal(t, e.Hex, hex.EncodeToString(m.value(e.Tag)))
					}
				}
				again, err := ReadMessage(iotest.OneByteReader(strings.NewReader(string(data))), true)
				require.NoError(t, err)
				require.Equal(t, m, again)
				encoded, err := m.Marshal()
				require.NoError(t, err)
				require.Equal(t, data, encoded)
			}
		})
	}
}

// operations of the recorded server, by session.
var operations = map[string]Operation{
	"delete-none-installed": {Kind: Delete}, "delete": {Kind: Delete}, "fetch-none-installed": {Kind: Troubleshoot}, "fetch": {Kind: Troubleshoot},
	"install-auth-by-ec-lsc":      {Kind: Install, Authentication: ByLSC, Key: KeySpec{Curve: "P-256"}},
	"install-auth-by-lsc-and-mic": {Kind: Install, Authentication: ByLSC, Key: KeySpec{Bits: 2048}},
	"install-ec-secp384r1":        {Kind: Install, Key: KeySpec{Curve: "P-384"}},
	"install-rsa1024-password":    {Kind: Install, Authentication: ByString, String: "123456", Key: KeySpec{Bits: 1024}},
	"install-rsa2048-no-password": {Kind: Install, Key: KeySpec{Bits: 2048}},
	"no-operation":                {Kind: None},
	"wrong-password":              {Kind: Install, Authentication: ByString, String: "123456", Key: KeySpec{Bits: 1024}},
}

// TestVectorsServer replays the recorded phone against the server's side: it says the same, but for the certificate.
// The recorded signatures verify.
func TestVectorsServer(t *testing.T) {
	for name, session := range loadVectors(t) {
		t.Run(name, func(t *testing.T) {
			authority := &office{t: t, pending: map[string]Operation{}}
			if op, ok := operations[name]; ok {
				authority.pending[deviceOf(t, session)] = op
			}
			d := &dialogue{authority: authority, session: 1}
			said := d.open()
			for _, v := range session {
				m, err := parseMessage(v.bytes(t), true)
				require.NoError(t, err)
				if v.From == "server" {
					require.NotNil(t, said, "the server waits for %v", m.Command)
					requireSame(t, m, said)
					continue
				}
				said = d.next(m)
			}
			require.Equal(t, EndSession, said.Command)
			if name != "wrong-password" {
				require.NoError(t, d.err)
			}
		})
	}
}

func requireSame(t *testing.T, want, got *Message) {
	t.Helper()
	if want.Command == StoreRequest {
		blank(t, TagCertificate, want, got)
	}
	require.Equal(t, want, got)
}

// blank empties an element that both messages must have.
func blank(t *testing.T, tag Tag, messages ...*Message) {
	t.Helper()
	for _, m := range messages {
		require.True(t, m.Has(tag))
		m.Elements[m.Elements.Index(uint8(tag))].Value = nil
	}
}

func deviceOf(t *testing.T, session []vector) string {
	for _, v := range session {
		if v.Fields.Command == AuthResponse {
			m, err := parseMessage(v.bytes(t), true)
			require.NoError(t, err)
			return m.Device()
		}
	}
	t.Fatal("no AUTH response")
	return ""
}

// TestVectorsPhone replays the recorded server against the phone's side. Keys differ, and so ECDSA signatures; RSA
// signatures must be the recorded ones.
func TestVectorsPhone(t *testing.T) {
	for name, session := range loadVectors(t) {
		t.Run(name, func(t *testing.T) {
			s := &Session{Device: deviceOf(t, session), NewKey: newKey, String: passwords[name]}
			switch name {
			case "fetch", "delete":
				withLSC(t, s)
			case "install-auth-by-lsc-and-mic":
				s.Evidence, s.MIC = credential(t, "lsc-7965", "capf"), credential(t, "mic-8861", "mfgca")
			case "install-auth-by-ec-lsc":
				s.Evidence, s.MIC = credential(t, "lsc-ec", "capf"), credential(t, "mic-8861", "mfgca")
			}
			h := &handset{session: s, server: pair(t, "capf").Leaf}
			var said *Message
			for _, v := range session {
				m, err := parseMessage(v.bytes(t), true)
				require.NoError(t, err)
				switch {
				case v.From == "phone" && m.Command != InProgress:
					requireAnswer(t, m, said)
				case v.From == "server" && m.Command == StoreRequest:
					said, err = h.answer(m)
					require.NoError(t, err)
					require.Equal(t, ReasonInvalid, said.Reason(), "the recorded certificate is not for this phone's key")
					said = newMessage(StoreResponse, 1).with(TagReason, 1)
				case v.From == "server":
					said, err = h.answer(m)
					require.NoError(t, err)
				}
			}
			require.True(t, h.ended)
		})
	}
}

var passwords = map[string]string{"install-rsa1024-password": "123456", "wrong-password": "654321"}

// random are the elements with something random inside, in sessions with an EC key.
func requireAnswer(t *testing.T, want, got *Message) {
	t.Helper()
	for _, tag := range []Tag{TagPublicKey, TagSigned, TagSignedSHA2} {
		ec := tag != TagPublicKey && len(want.value(TagSigned)) < 128
		if !want.Has(tag) || tag != TagPublicKey && !ec {
			continue
		}
		blank(t, tag, want, got)
	}
	require.Equal(t, want, got)
}

// TestVectorSignature holds the bare form of signatures to the recorded one: there is no DigestInfo.
func TestVectorSignature(t *testing.T) {
	m, err := parseMessage(loadVectors(t)["install-auth-by-lsc-and-mic"][1].bytes(t), true)
	require.NoError(t, err)
	require.Equal(t, pair(t, "lsc-7965").Certificate[0], m.Certificate())
	issuers := (&office{t: t}).Issuers()
	require.NoError(t, m.proven(issuers))
	require.ErrorIs(t, m.proven(issuers[1:]), errIssuer)
	digest := sha1.Sum(signedByLSC(device, m.Certificate()))
	require.NoError(t, verify(pair(t, "lsc-7965").Leaf.PublicKey, digest[:], m.value(TagSigned)))
	for _, tag := range []Tag{TagSigned, TagSUDI, TagSignedSHA2} {
		v := m.value(tag)
		v[len(v)-1] ^= 1
		require.Error(t, m.proven(issuers), "element %d", tag)
		v[len(v)-1] ^= 1
	}
	i := m.Elements.Index(uint8(TagSignedSHA2))
	m.Elements = append(m.Elements[:i], m.Elements[i+1:]...)
	require.ErrorIs(t, m.proven(issuers), errNoProof)
}
