package registration

import (
	"bytes"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var local = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 49152}

// TestSIPRegister holds the request to the headers of the published one, and the answer to what it repeats.
func TestSIPRegister(t *testing.T) {
	var request, answer bytes.Buffer
	require.NoError(t, writeSIPRegister(&request, "SEPC80084AA8743", 621, "cucm-115.home.lab", local))
	text := request.String()
	require.Contains(t, text, "REGISTER sip:cucm-115.home.lab SIP/2.0\r\n")
	require.Contains(t, text, `+sip.instance="<urn:uuid:00000000-0000-0000-0000-c80084aa8743>";+u.sip!devicename.ccm.cisco.com="SEPC80084AA8743";+u.sip!model.ccm.cisco.com="621"`)
	require.Contains(t, text, "Expires: 3600\r\n")
	q, err := readSIPRegister(&request)
	require.NoError(t, err)
	require.Equal(t, "SEPC80084AA8743", q.device)
	require.Equal(t, 621, q.model)
	require.Equal(t, "101 REGISTER", q.cseq)

	require.NoError(t, writeSIPAnswer(&answer, q, "cucm-115", &Refusal{Reason: ExpectedTLS}))
	require.Contains(t, answer.String(), "SIP/2.0 403 Forbidden\r\n")
	require.Contains(t, answer.String(), `Warning: 399 cucm-115 "Device security mismatch: expected TLS, received TCP/UDP"`)
	answer.Reset()
	require.NoError(t, writeSIPAnswer(&answer, q, "cucm-115", nil))
	require.Contains(t, answer.String(), "Expires: 120\r\n")
}

// TestSCCPRegister holds the messages to their layout.
func TestSCCPRegister(t *testing.T) {
	var request, answer bytes.Buffer
	require.NoError(t, writeSCCPRegister(&request, "SEP0A0101000001", 437, netip.MustParseAddr("127.0.0.1")))
	data := request.Bytes()
	require.Equal(t, []byte{48, 0, 0, 0, 22, 0, 0, 0, 1, 0, 0, 0}, data[:12])
	require.Equal(t, "SEP0A0101000001\x00", string(data[12:28]))
	require.Equal(t, []byte{127, 0, 0, 1}, data[36:40])
	device, model, err := readSCCPRegister(&request)
	require.NoError(t, err)
	require.Equal(t, "SEP0A0101000001", device)
	require.Equal(t, 437, model)
	require.NoError(t, writeSCCPAnswer(&answer, &Refusal{Reason: UnknownDevice}))
	require.Equal(t, []byte{37, 0, 0, 0, 22, 0, 0, 0, 0x9d, 0, 0, 0}, answer.Bytes()[:12])
	require.Equal(t, UnknownDevice, readSCCPAnswer(&answer).(*Refusal).Reason)
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
			require.Equal(t, &Refusal{Reason: row.reason, Text: row.text}, readSIPAnswer(strings.NewReader(row.answer)))
		})
	}
	var answer bytes.Buffer
	require.NoError(t, writeSCCP(&answer, sccpRegisterReject, append([]byte("No"), 0)))
	require.Equal(t, &Refusal{Reason: Other, Text: "No"}, readSCCPAnswer(&answer))
}

// TestMalformed: what is no registration is refused before anything is made of it.
func TestMalformed(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":           "",
		"another method":    "INVITE sip:a SIP/2.0\r\n\r\n",
		"no device":         "REGISTER sip:a SIP/2.0\r\nContact: <sip:a>\r\n\r\n",
		"a name too long":   "REGISTER sip:a SIP/2.0\r\nContact: <sip:a>;+u.sip!devicename.ccm.cisco.com=\"" + strings.Repeat("A", 16) + "\"\r\n\r\n",
		"an endless header": "REGISTER sip:a SIP/2.0\r\nContact: " + strings.Repeat("A", 2*maxMessage),
	} {
		t.Run("SIP "+name, func(t *testing.T) {
			_, err := readSIPRegister(strings.NewReader(text))
			require.ErrorIs(t, err, errMessage)
		})
	}
	for name, data := range map[string][]byte{
		"nothing":            nil,
		"a length too big":   {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 0, 0, 0},
		"a length too small": {3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
		"another message":    {4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0},
		"no name":            append([]byte{28, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, make([]byte, 24)...),
	} {
		t.Run("SCCP "+name, func(t *testing.T) {
			_, _, err := readSCCPRegister(bytes.NewReader(data))
			require.ErrorIs(t, err, errMessage)
		})
	}
}

// FuzzMessages feeds all four readers; whatever a reader takes for a device is a device name.
func FuzzMessages(f *testing.F) {
	var sip, sccp bytes.Buffer
	require.NoError(f, writeSIPRegister(&sip, "SEP0A0101000001", 683, "cucm-pub", local))
	require.NoError(f, writeSCCPRegister(&sccp, "SEP0A0101000001", 683, netip.MustParseAddr("127.0.0.1")))
	f.Add(sip.Bytes())
	f.Add(sccp.Bytes())
	f.Add([]byte("SIP/2.0 403 Forbidden\r\nWarning: 399 x \"y\"\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if q, err := readSIPRegister(bytes.NewReader(data)); err == nil {
			require.Regexp(t, deviceName, q.device)
			require.NotContains(t, q.via+q.from+q.to+q.callID+q.cseq, "\n", "an answer repeats these")
		}
		if device, _, err := readSCCPRegister(bytes.NewReader(data)); err == nil {
			require.Regexp(t, deviceName, device)
		}
		_ = readSIPAnswer(bytes.NewReader(data))
		_ = readSCCPAnswer(bytes.NewReader(data))
	})
}
