package registration

import (
	"bytes"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/service"
)

// dialogue is what a server said to raw bytes, message by message, and what it told of.
type dialogue struct {
	said []string // hex
	told []Attempt
}

// talk sends raw messages to the server's side of a connection, which ends when the phone has nothing more to say.
func talk(t *testing.T, s *Server, sent ...[]byte) dialogue {
	t.Helper()
	phone, server := net.Pipe()
	var d dialogue
	s.Log = func(a Attempt) { d.told = append(d.told, a) }
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer server.Close()
		s.serve(server)
	}()
	go func() {
		for _, b := range sent {
			if _, err := phone.Write(b); err != nil {
				return
			}
		}
		phone.SetReadDeadline(time.Now().Add(time.Second)) // all answers are there: writing to a pipe waits for the reader
	}()
	for {
		m, err := readSCCP(phone)
		if err != nil {
			break
		}
		d.said = append(d.said, hex.EncodeToString(append(sccpBody(nil, m.id), m.body...)))
	}
	phone.Close()
	<-done
	return d
}

// raw is a message of a phone: words in hex.
func raw(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	require.NoError(t, err)
	return b
}

const (
	rawAlarm     = "60000000 00000000 20000000 02000000" // and its text
	rawKeepAlive = "04000000 00000000 00000000"
	rawToken     = "38000000 00000000 29000000 53455030303031303230333034303500 00000000 00000000 c0a80004 b5010000 00000000000000000000000000000000 00000000"
	rawRegister  = "30000000 00000000 01000000 53455030303031303230333034303500 00000000 00000000 c0a80004 b5010000 05000000 00000000"
	rawUnregist  = "08000000 00000000 27000000 00000000"
)

// TestStation: what phones send around their Register is taken, in pieces too, and what has an answer is answered.
func TestStation(t *testing.T) {
	const ack = "81000000" + "1e000000" + "442e4d2e59000000" + "1e000000"
	alarm := append(raw(t, rawAlarm), make([]byte, 88)...)
	newer, old := raw(t, rawRegister+"17000000"), raw(t, rawRegister+"03000000")
	for name, row := range map[string]struct {
		sent     [][]byte
		said     []string
		outcomes []string
		refusal  error
	}{
		"alarm first":         {sent: [][]byte{alarm, old}, said: []string{ack + "03000000"}, outcomes: []string{OutcomeRegistered}},
		"keepalive first":     {sent: [][]byte{raw(t, rawKeepAlive), old}, said: []string{"00010000", ack + "03000000"}, outcomes: []string{OutcomeRegistered}},
		"token first":         {sent: [][]byte{alarm, raw(t, rawToken), old}, said: []string{"1a010000", ack + "03000000"}, outcomes: []string{OutcomeRegistered}},
		"newer than known":    {sent: [][]byte{newer}, said: []string{ack + "16000000"}, outcomes: []string{OutcomeRegistered}},
		"in pieces":           {sent: [][]byte{old[:5], old[5:13], old[13:]}, said: []string{ack + "03000000"}, outcomes: []string{OutcomeRegistered}},
		"keepalive after":     {sent: [][]byte{old, raw(t, rawKeepAlive), raw(t, rawKeepAlive)}, said: []string{ack + "03000000", "00010000", "00010000"}, outcomes: []string{OutcomeRegistered}},
		"again":               {sent: [][]byte{old, old}, said: []string{ack + "03000000", ack + "03000000"}, outcomes: []string{OutcomeRegistered, OutcomeRegistered}},
		"unregister":          {sent: [][]byte{old, raw(t, rawUnregist), raw(t, rawKeepAlive)}, said: []string{ack + "03000000", "1801000000000000"}, outcomes: []string{OutcomeRegistered}},
		"garbage after":       {sent: [][]byte{old, []byte("GET / HTTP/1.1")}, said: []string{ack + "03000000"}, outcomes: []string{OutcomeRegistered}},
		"refused":             {sent: [][]byte{alarm, old, raw(t, rawKeepAlive)}, said: []string{"9d000000" + hex.EncodeToString(sccpString(nil, "Error DBConfig", sccpText))}, outcomes: []string{OutcomeRefused}, refusal: &Refusal{Reason: UnknownDevice}},
		"nothing is answered": {sent: [][]byte{alarm}, outcomes: []string{OutcomeNoRequest}},
		"unregister alone":    {sent: [][]byte{raw(t, rawUnregist)}, said: []string{"1801000000000000"}, outcomes: []string{OutcomeMalformed}},
		"garbage":             {sent: [][]byte{alarm, []byte("REGISTER sip:a")}, outcomes: []string{OutcomeMalformed}},
		"no device name":      {sent: [][]byte{raw(t, "1c000000 00000000 01000000 20202020202020202020202020202020 00000000 00000000")}, outcomes: []string{OutcomeMalformed}},
		"a phone's requests": {
			sent: [][]byte{old, raw(t, "08000000 00000000 02000000 00400000"), raw(t, "0c000000 00000000 10000000 01000000 04000000"),
				raw(t, "04000000 00000000 28000000"), raw(t, "04000000 00000000 25000000"), raw(t, "08000000 00000000 0b000000 01000000"), raw(t, "04000000 00000000 0d000000")},
			said: []string{ack + "03000000", "08010000" + strings.Repeat("00", 12), "09010000" + strings.Repeat("00", 12),
				"94000000 ea070000 01000000 01000000 05000000 09000000 1e000000 07000000 00000000"},
			outcomes: []string{OutcomeRegistered},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := talk(t, &Server{Protocol: service.SCCP, Node: "cucm-pub", Judge: func(Registrant) error { return row.refusal },
					Now: func() time.Time { return time.Date(2026, 1, 5, 9, 30, 7, 0, time.UTC) }}, row.sent...)
				var outcomes []string
				for _, a := range d.told {
					outcomes = append(outcomes, a.Outcome)
				}
				require.Equal(t, row.outcomes, outcomes)
				require.Len(t, d.said, len(row.said))
				for i, want := range row.said {
					want = strings.ReplaceAll(want, " ", "")
					require.Equal(t, want, d.said[i][:min(len(want), len(d.said[i]))])
				}
			})
		})
	}
}

// TestStationTemplates: what a phone shows is one line of the node.
func TestStationTemplates(t *testing.T) {
	s := &station{visit: &visit{Server: &Server{Node: "cucm-pub"}, who: Registrant{Device: "SEP000102030405"}}}
	configuration := s.configuration().body
	require.Len(t, configuration, 112)
	require.Equal(t, "SEP000102030405", string(configuration[:15]))
	require.Equal(t, "cucm-pub", string(bytes.TrimRight(configuration[64:104], "\x00")))
	buttons := s.buttons().body
	require.Len(t, buttons, 12+2*56)
	require.Equal(t, []byte{1, 9, 0, 0xff}, buttons[12:16])
}

// TestStationIsLost: a registered phone that says nothing for three intervals is lost, one that sends KeepAlives is not, and one that
// does not register has no longer than any other.
func TestStationIsLost(t *testing.T) {
	for name, row := range map[string]struct {
		register bool
		every    time.Duration
		lost     time.Duration
	}{
		"silent after Register": {true, 0, sccpSilence},
		"keepalives":            {true, sccpInterval * time.Second, 10*sccpInterval*time.Second + sccpSilence},
		"never registers":       {false, time.Second, timeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				phone, server := net.Pipe()
				s := &Server{Protocol: service.SCCP, Judge: func(Registrant) error { return nil }}
				began, ended := time.Now(), time.Duration(0)
				go func() {
					s.serve(server)
					ended = time.Since(began)
					server.Close()
				}()
				go io.Copy(io.Discard, phone)
				if row.register {
					_, err := phone.Write(raw(t, rawRegister+"16000000"))
					require.NoError(t, err)
				}
				for range 10 {
					if row.every == 0 {
						break
					}
					time.Sleep(row.every) // of the bubble
					if _, err := phone.Write(raw(t, rawKeepAlive)); err != nil {
						break
					}
				}
				time.Sleep(2 * sccpSilence)
				synctest.Wait()
				require.Equal(t, row.lost, ended)
			})
		})
	}
}

// FuzzStation: whatever comes, the server's side ends when the phone goes, and a device that it judges has a device's name.
func FuzzStation(f *testing.F) {
	for _, text := range []string{rawKeepAlive, rawToken, rawRegister, rawRegister + "16000000", rawUnregist} {
		f.Add(raw(f, text))
	}
	f.Add(append(raw(f, rawRegister+"16000000"), raw(f, rawKeepAlive)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &Server{Protocol: service.SCCP, Judge: func(who Registrant) error {
			require.Regexp(t, deviceName, who.Device)
			return nil
		}}
		told := 0
		s.Log = func(Attempt) { told++ }
		s.serve(&recording{Reader: bytes.NewReader(data)})
		require.NotZero(t, told)
	})
}

// recording is a connection on which everything was said already.
type recording struct {
	io.Reader
	net.Conn
}

func (r *recording) Read(b []byte) (int, error) { return r.Reader.Read(b) }
func (*recording) Write(b []byte) (int, error)  { return len(b), nil }
func (*recording) SetDeadline(time.Time) error  { return nil }
func (*recording) RemoteAddr() net.Addr         { return &net.TCPAddr{} }
