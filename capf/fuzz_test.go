package capf

import (
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
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseMessage(data, false)
		if err != nil {
			return
		}
		for _, c := range []Command{AuthResponse, KeygenResponse, InProgress, StoreResponse, FetchResponse, DeleteResponse} {
			d := &dialogue{authority: withOperation(t, Operation{Kind: Install, Authentication: ByLSC, Key: KeySpec{Bits: 1024}}), session: m.Session, expected: []Command{c}}
			if said := d.next(m); said != nil {
				_, err := said.Marshal()
				require.NoError(t, err)
			}
		}
		h := &handset{session: handsetSession(t), begun: m.Command != AuthRequest, id: m.Session}
		if answer, err := h.answer(m); err == nil && answer != nil {
			_, err := answer.Marshal()
			require.NoError(t, err)
		}
	})
}
