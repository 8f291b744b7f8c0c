package registration

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// posted is what a UDP port sent, and where to.
type posted struct {
	to   netip.AddrPort
	text string
}

// port is a UDP port whose answers are kept.
func port(judge func(Registrant) error) (d *datagrams, sent *[]posted, told *[]Attempt) {
	sent, told = new([]posted), new([]Attempt)
	s := &Server{Node: "cucm-pub", Judge: judge, Log: func(a Attempt) { *told = append(*told, a) }}
	return s.datagrams(func(data []byte, to netip.AddrPort) (int, error) {
		*sent = append(*sent, posted{to, string(data)})
		return len(data), nil
	}), sent, told
}

func takesAll(Registrant) error { return nil }

var peer = netip.MustParseAddrPort("127.0.0.9:40000")

// TestDatagramAnswers: where answers over UDP go, and what has none (RFC 3261, section 18.2; RFC 3581).
func TestDatagramAnswers(t *testing.T) {
	via := func(text string) string { return request("REGISTER sip:a", map[string]string{"Via": text}) }
	for name, row := range map[string]struct {
		text, to, has, outcome string
	}{
		"port of Via":           {via("SIP/2.0/UDP 127.0.0.9:5070;branch=z9hG4bKa"), "127.0.0.9:5070", "Via: SIP/2.0/UDP 127.0.0.9:5070;branch=z9hG4bKa\r\n", OutcomeRegistered},
		"no port in Via":        {via("SIP/2.0/UDP 127.0.0.9;branch=z9hG4bKa"), "127.0.0.9:5060", "", OutcomeRegistered},
		"another host in Via":   {via("SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKa"), "127.0.0.9:5070", ";received=127.0.0.9\r\n", OutcomeRegistered},
		"rport":                 {via("SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bKa"), "127.0.0.9:40000", ";rport=40000;received=127.0.0.9;branch=z9hG4bKa\r\n", OutcomeRegistered},
		"maddr is not followed": {via("SIP/2.0/UDP 127.0.0.9:5070;maddr=10.9.9.9;branch=z9hG4bKa"), "127.0.0.9:5070", "", OutcomeRegistered},
		"a body that is short":  {strings.Replace(request("OPTIONS sip:a", nil), "Content-Length: 0", "Content-Length: 9", 1), "127.0.0.9:5060", "400 Bad Request", OutcomeMalformed},
		"no Via":                {strings.Replace(request("REGISTER sip:a", nil), "Via", "X", 1), "", "", OutcomeMalformed},
		"garbage":               {"\x00\x01\x02", "", "", OutcomeMalformed},
		"an answer":             {"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a\r\n\r\n", "", "", ""},
		"ACK":                   {request("ACK sip:a", nil), "", "", ""},
		"two empty lines":       {"\r\n\r\n", "", "", ""},
		"a short request":       {"OPTIONS sip:a SIP/2.0\r\nv:SIP/2.0/UDP a\r\nf:a\r\nt:a\r\ni:a\r\nCSeq:1 OPTIONS\r\n\r\n", "", "", OutcomeFailed},
	} {
		t.Run(name, func(t *testing.T) {
			d, sent, told := port(takesAll)
			d.take([]byte(row.text), peer)
			if row.outcome == "" {
				require.Empty(t, *told)
			} else {
				require.Len(t, *told, 1)
				require.Equal(t, row.outcome, (*told)[0].Outcome)
			}
			if row.to == "" {
				require.Empty(t, *sent)
				return
			}
			final := (*sent)[len(*sent)-1]
			require.Equal(t, row.to, final.to.String())
			require.Contains(t, final.text, row.has)
			require.LessOrEqual(t, length(*sent), datagramGain*len(row.text))
		})
	}
}

func length(sent []posted) (n int) {
	for _, p := range sent {
		n += len(p.text)
	}
	return n
}

// TestDatagramAgain: a request that comes again gets the same answer and is judged once; one of another branch, another peer or, of
// old clients, another CSeq, is another one. Only the first registration is new.
func TestDatagramAgain(t *testing.T) {
	judged := 0
	d, sent, told := port(func(Registrant) error { judged++; return nil })
	text := request("REGISTER sip:a", nil)
	d.take([]byte(text), peer)
	require.Len(t, *sent, 2, "100 and 200")
	require.Contains(t, (*sent)[1].text, "x-cisco-newreg")
	d.take([]byte(text), peer)
	require.Len(t, *sent, 3)
	require.Equal(t, (*sent)[1], (*sent)[2])
	require.Equal(t, 1, judged)
	require.Len(t, *told, 1)

	d.take([]byte(strings.Replace(text, "z9hG4bK1", "z9hG4bK2", 1)), peer)
	require.Equal(t, 2, judged)
	require.NotContains(t, (*sent)[4].text, "x-cisco-newreg")
	d.take([]byte(text), netip.MustParseAddrPort("127.0.0.8:40000"))
	require.Equal(t, 3, judged)

	old := strings.Replace(text, "z9hG4bK1", "1", 1)
	d.take([]byte(old), peer)
	d.take([]byte(old), peer)
	require.Equal(t, 4, judged)
	d.take([]byte(strings.Replace(old, "CSeq: 101", "CSeq: 102", 1)), peer)
	require.Equal(t, 5, judged)
}

// TestDatagramPanic: a judge that panics costs one answer.
func TestDatagramPanic(t *testing.T) {
	d, sent, told := port(func(Registrant) error { panic("judge") })
	d.take([]byte(request("REGISTER sip:a", nil)), peer)
	require.Empty(t, *sent)
	require.Equal(t, OutcomeFailed, (*told)[0].Outcome)
	require.ErrorContains(t, (*told)[0].Err, "panic: judge")
}

// FuzzDatagram: whatever comes, answers are SIP, go to the peer's address and are no flood, and a datagram that comes again is not
// judged again.
func FuzzDatagram(f *testing.F) {
	f.Add([]byte(request("REGISTER sip:a", nil)))
	f.Add([]byte(request("OPTIONS sip:a", map[string]string{"Via": "SIP/2.0/UDP a:0;rport , x"})))
	f.Add([]byte("SIP/2.0 200 OK\r\nVia: a\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		judged := 0
		d, sent, _ := port(func(Registrant) error { judged++; return nil })
		d.take(data, peer)
		before := judged
		require.LessOrEqual(t, length(*sent), datagramGain*len(data))
		for _, p := range *sent {
			require.Equal(t, peer.Addr(), p.to.Addr())
			require.NotZero(t, p.to.Port())
			m, err := readDatagram([]byte(p.text))
			require.NoError(t, err)
			require.NotZero(t, m.status())
		}
		d.take(data, peer)
		require.Equal(t, before, judged)
	})
}
