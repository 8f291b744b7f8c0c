package registration

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSCCPRegister holds the messages to their layout.
func TestSCCPRegister(t *testing.T) {
	var sent bytes.Buffer
	require.NoError(t, writeSCCP(&sent, sccpVersion, sccpRegisterOf("SEP0A0101000001", 437, netip.MustParseAddr("127.0.0.1"))))
	data := sent.Bytes()
	require.Len(t, data, 12+124, "as phones from version 17 on send; dissectors read all of it above 100")
	require.Equal(t, []byte{128, 0, 0, 0, 22, 0, 0, 0, 1, 0, 0, 0}, data[:12])
	require.Equal(t, "SEP0A0101000001\x00", string(data[12:28]))
	require.Equal(t, []byte{127, 0, 0, 1, 437 & 0xff, 1, 0, 0, maxStreams, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0x72, 0x85}, data[36:56])
	require.Equal(t, []byte{0x0a, 1, 1, 0, 0, 1}, data[64:70])
	m, err := readSCCP(&sent)
	require.NoError(t, err)
	who, err := readSCCPRegister(m.body)
	require.NoError(t, err)
	require.Equal(t, sccpStation{"SEP0A0101000001", 437, 22}, who)

	require.NoError(t, writeSCCP(&sent, sccpVersion, sccpAnswerOf(22, &Refusal{Reason: UnknownDevice})))
	require.Equal(t, []byte{37, 0, 0, 0, 22, 0, 0, 0, 0x9d, 0, 0, 0}, sent.Bytes()[:12])
	require.Equal(t, UnknownDevice, readSCCPAnswer(&sent).(*Refusal).Reason)

	sent.Reset()
	require.NoError(t, writeSCCP(&sent, sccpVersion, sccpAlarmOf("SEP0A0101000001")))
	require.Equal(t, 12+4+80+8, sent.Len())
	require.Equal(t, "25: Name=SEP0A0101000001 Last=Initialized", string(bytes.TrimRight(sent.Bytes()[16:96], "\x00")))
}

// TestForeignRegisters: what phones sent, as the source of chan-sccp quotes it.
func TestForeignRegisters(t *testing.T) {
	for name, row := range map[string]struct {
		body string
		who  sccpStation
	}{
		"7941, load 8.5(3)": {"53455030303146394532363633363900 00000000 00000000 c0a80924 73000000 05000000 00000000 11007285 01000000" +
			"00000000 001f9e266369000000000000 03000000 02000000 00000000000000000000000000000000 00000000" +
			"5343435034312e382d352d33530000000000000000000000000000000000000000", sccpStation{"SEP001F9E266369", 115, 17}},
		"7936":             {"53455030303034463245323430413300 00000000 01000000 c0a804c8 43750000 00000000 00000001 04000000", sccpStation{"SEP0004F2E240A3", 30019, 4}},
		"cut off":          {"53455030303034463245323430413300 00000000 01000000", sccpStation{"SEP0004F2E240A3", 0, 0}},
		"no device type":   {"53455030303034463245323430413300 00000000 01000000 c0a804c8", sccpStation{"SEP0004F2E240A3", 0, 0}},
		"7960, load 8.1.2": {"53455030303142353335434433443600 00000000 01000000 0A0F0FB2 07000000 00000000 00000000 0B006085" + strings.Repeat("00", 24), sccpStation{"SEP001B535CD3D6", 7, 11}},
	} {
		t.Run(name, func(t *testing.T) {
			body, err := hex.DecodeString(strings.ReplaceAll(row.body, " ", ""))
			require.NoError(t, err)
			who, err := readSCCPRegister(body)
			require.NoError(t, err)
			require.Equal(t, row.who, who)
		})
	}
}

// TestWordings: every reason reads differently in both protocols, and fits.
func TestWordings(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range wordings {
		require.Less(t, len(w.sccp), sccpText)
		require.False(t, seen[w.warning] || seen[w.sccp], w.reason)
		seen[w.warning], seen[w.sccp] = true, true
	}
	require.EqualError(t, &Refusal{Reason: Other, Text: "500 x"}, `registration refused: "500 x"`)
	require.EqualError(t, &Refusal{Reason: UnknownDevice}, "registration refused: device is not in the database")
}

// TestForeignRefusals: another call manager's answer is a refusal too, and what its status says by itself is known.
func TestForeignRefusals(t *testing.T) {
	for name, row := range map[string]struct {
		answer string
		reason Reason
		text   string
	}{
		"401":                 {"SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest\r\n\r\n", Credentials, "401 Unauthorized"},
		"407":                 {"SIP/2.0 407 Proxy Authentication Required\r\n\r\n", Credentials, "407 Proxy Authentication Required"},
		"404":                 {"SIP/2.0 404 Not Found\r\n\r\n", UnknownDevice, "404 Not Found"},
		"403":                 {"SIP/2.0 403 Forbidden\r\n\r\n", Other, "403 Forbidden"},
		"with its own words":  {"SIP/2.0 403 Forbidden\r\nWarning: 399 a \"No\"\r\n\r\n", Other, `403 Forbidden 399 a "No"`},
		"with the known ones": {"SIP/2.0 500 X\r\nWarning: 399 a \"Device type mismatch\"\r\n\r\n", OtherModel, `399 a "Device type mismatch"`},
	} {
		t.Run(name, func(t *testing.T) {
			connection := &exchanged{in: bytes.NewReader([]byte(row.answer))}
			require.Equal(t, &Refusal{Reason: row.reason, Text: row.text}, new(Client).dialog("SEP0A0101000001", "a", local).exchange(connection, newSIPReader(connection)))
		})
	}
	var answer bytes.Buffer
	for _, m := range []sccpMessage{{id: sccpKeepAliveAck}, {id: 0x9b}, {sccpRegisterReject, []byte("No\x00")}} {
		require.NoError(t, writeSCCP(&answer, 0, m))
	}
	require.Equal(t, &Refusal{Reason: Other, Text: "No"}, readSCCPAnswer(&answer))
	for range maxAside {
		require.NoError(t, writeSCCP(&answer, 0, sccpMessage{id: sccpKeepAliveAck}))
	}
	require.ErrorIs(t, readSCCPAnswer(&answer), errMessage, "talks, and does not answer")
}

// TestMalformed: what is no registration is refused before anything is made of it.
func TestMalformed(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing":             nil,
		"a length too big":    {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 0, 0, 0},
		"a length too small":  {3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
		"beyond all messages": {4, 0, 0, 0, 0, 0, 0, 0, 0x61, 1, 0, 0},
		"too short":           append([]byte{27, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, make([]byte, 23)...),
		"no name":             append([]byte{28, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, make([]byte, 24)...),
	} {
		t.Run("SCCP "+name, func(t *testing.T) {
			m, err := readSCCP(bytes.NewReader(data))
			if err == nil {
				_, err = readSCCPRegister(m.body)
			}
			require.ErrorIs(t, err, errMessage)
		})
	}
}

// FuzzMessages feeds the reader of answers.
func FuzzMessages(f *testing.F) {
	var sccp bytes.Buffer
	require.NoError(f, writeSCCP(&sccp, sccpVersion, sccpAnswerOf(22, &Refusal{Reason: UnknownDevice})))
	f.Add(sccp.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = readSCCPAnswer(bytes.NewReader(data))
	})
}
