package tftpd

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pin/tftp/v3"
	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/tftpd/internal/udp"
)

// TestForeignTFTPClient fetches with the client of pin/tftp, without and with options.
func TestForeignTFTPClient(t *testing.T) { eachEngine(t, testForeignTFTPClient) }

func testForeignTFTPClient(t *testing.T, engine Engine) {
	s := start(t, &Server{Engine: engine, Source: samples()})
	for name, want := range samples() {
		if want == nil {
			continue
		}
		for _, block := range []int{0, 1428} {
			c, err := tftp.NewClient(s.tftp)
			require.NoError(t, err)
			if block > 0 {
				c.SetBlockSize(block)
				c.RequestTSize(true)
			}
			wt, err := c.Receive(name, "octet")
			require.NoError(t, err)
			var got bytes.Buffer
			n, err := wt.WriteTo(&got)
			require.NoError(t, err)
			require.True(t, bytes.Equal(want, got.Bytes()), name)
			x := <-s.log
			require.Equal(t, Transfer{
				Time: x.Time, Protocol: "TFTP", Peer: x.Peer, Name: name, Bytes: n, Duration: x.Duration, Outcome: OutcomeSent,
			}, x)
			require.Contains(t, x.Peer, "127.0.0.1:")
		}
	}
}

// TestRefusals: whatever the reason, the client gets one text; the log has the reason.
func TestRefusals(t *testing.T) { eachEngine(t, testRefusals) }

func testRefusals(t *testing.T, engine Engine) {
	s := start(t, &Server{Engine: engine, Source: errorSource{files{"wait.tlv": nil}}})
	rows := map[string]struct {
		packet  []byte
		outcome string
	}{
		"missing":       {request(1, "CTLSEP001122334455.tlv"), OutcomeNotFound},
		"unavailable":   {request(1, "wait.tlv"), OutcomeUnavailable},
		"secret error":  {request(1, "secret"), OutcomeUnavailable},
		"write":         {request(2, "SEP001122334455.cnf.xml"), OutcomeRefused},
		"write options": {request(2, "x", "tsize", "99", "blksize", "65464"), OutcomeRefused},
	}
	for name, bad := range hostile {
		rows["name "+name] = struct {
			packet  []byte
			outcome string
		}{request(1, bad), OutcomeRefused}
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			conn := peer(t)
			sendTo(t, conn, s.tftp, row.packet)
			answer, from := receive(t, conn)
			require.Equal(t, notFoundPacket, answer)
			require.NotEqual(t, s.tftp, from.String(), "answers come from a port of their own")
			x := <-s.log
			require.Equal(t, row.outcome, x.Outcome)
			require.Equal(t, conn.LocalAddr().String(), x.Peer)
			require.Error(t, x.Err)
		})
	}
}

// errorSource fails with a text that must not leave the server.
type errorSource struct{ files }

func (s errorSource) Open(name string) ([]byte, error) {
	if name == "secret" {
		return nil, errors.New("open /home/admin/secret: permission denied")
	}
	if CheckName(name) != nil {
		panic("asked for " + name)
	}
	return s.files.Open(name)
}

// TestStuckClient: a client that never acknowledges is given up after five sendings, and
// others are served meanwhile.
func TestStuckClient(t *testing.T) { eachEngine(t, testStuckClient) }

func testStuckClient(t *testing.T, engine Engine) {
	s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 100 * time.Millisecond})
	stuck := peer(t)
	sendTo(t, stuck, s.tftp, request(1, "two"))
	data, err := new(Client).TFTP(t.Context(), s.tftp, "CTLFile.tlv")
	require.NoError(t, err)
	require.Len(t, data, 6433)
	require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	x := <-s.log
	require.Equal(t, OutcomeInterrupted, x.Outcome)
	require.Less(t, x.Duration, 5*time.Second)
	for range 5 {
		block, _ := receive(t, stuck)
		require.Equal(t, []byte{0, opData, 0, 1}, block[:4])
	}
	last, _ := receive(t, stuck)
	require.Equal(t, brokenOffPacket, last, "not that there is no such file")
}

// TestSlowClient: acknowledging in time, but for ever, ends at MaxDuration.
func TestSlowClient(t *testing.T) { eachEngine(t, testSlowClient) }

func testSlowClient(t *testing.T, engine Engine) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := make(chan time.Time, 1)
	s := &Server{Engine: engine, Source: samples(), MaxDuration: time.Minute}
	s.Now = func() time.Time {
		select {
		case now = <-clock:
		default:
		}
		return now
	}
	running := start(t, s)
	conn := peer(t)
	sendTo(t, conn, running.tftp, request(1, "two"))
	_, from := receive(t, conn)
	clock <- now.Add(2 * time.Minute)
	_, err := conn.WriteToUDP([]byte{0, opAck, 0, 1}, from)
	require.NoError(t, err)
	last, _ := receive(t, conn)
	require.Equal(t, brokenOffPacket, last)
	x := <-running.log
	require.Equal(t, OutcomeInterrupted, x.Outcome)
	require.ErrorIs(t, x.Err, errTooSlow)
}

// TestTransferLimit: beyond MaxTransfers a request is not answered, with or without options. A phone that repeats it until
// there is a place gets its file, and one that gives up takes the server as silent, not the file as missing.
func TestTransferLimit(t *testing.T) { eachEngine(t, testTransferLimit) }

func testTransferLimit(t *testing.T, engine Engine) {
	s := start(t, &Server{Engine: engine, Source: samples(), MaxTransfers: 2, Timeout: time.Minute})
	var held []func()
	for range 2 {
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(1, "one"))
		_, from := receive(t, conn)
		held = append(held, func() { ack(t, conn, from, 1) })
	}
	impatient := &Client{Retransmit: []time.Duration{10 * time.Millisecond, 10 * time.Millisecond}}
	_, err := impatient.TFTP(t.Context(), s.tftp, "CTLFile.tlv")
	require.ErrorIs(t, err, outcome.Timeout)
	require.NotErrorIs(t, err, outcome.NotFound)
	other := peer(t)
	sendTo(t, other, s.tftp, request(1, "CTLFile.tlv", "blksize", "1024"))
	for range 3 {
		x := <-s.log
		require.Equal(t, OutcomeBusy, x.Outcome)
		require.Equal(t, "CTLFile.tlv", x.Name)
		require.ErrorIs(t, x.Err, errBusy)
	}
	quiet(t, other, 20*time.Millisecond)

	patient := &Client{Retransmit: slices.Repeat([]time.Duration{10 * time.Millisecond}, 1000)}
	got := make(chan []byte, 1)
	go func() {
		data, _ := patient.TFTP(context.Background(), s.tftp, "CTLFile.tlv")
		got <- data
	}()
	require.Equal(t, OutcomeBusy, (<-s.log).Outcome)
	held[0]()
	require.Equal(t, content(6433), <-got)
}

// TestHostileOptions: options made to overrun the engine's answer buffer.
func TestHostileOptions(t *testing.T) { eachEngine(t, testHostileOptions) }

func testHostileOptions(t *testing.T, engine Engine) {
	s := start(t, &Server{Engine: engine, Source: files{"a": make([]byte, 1<<20), "CTLFile.tlv": content(100)}, Timeout: 50 * time.Millisecond})
	for _, name := range []string{"a", "CTLFile.tlv"} {
		for zeros := 400; zeros < 500; zeros++ {
			packet := append([]byte{0, 1}, name...)
			packet = append(packet, "\x00\x00tsize\x000\x00blksize\x00"...)
			packet = append(packet, strings.Repeat("0", zeros)+"512"...)
			conn := peer(t)
			sendTo(t, conn, s.tftp, packet)
			conn.Close()
		}
	}
	data, err := new(Client).TFTP(t.Context(), s.tftp, "CTLFile.tlv")
	require.NoError(t, err)
	require.Len(t, data, 100)
}

// TestServeTFTPEnds: cancelling cuts a transfer at its next block.
func TestServeTFTPEnds(t *testing.T) { eachEngine(t, testServeTFTPEnds) }

func testServeTFTPEnds(t *testing.T, engine Engine) {
	s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 5 * time.Second})
	conn := peer(t)
	sendTo(t, conn, s.tftp, request(1, "large"))
	_, from := receive(t, conn)
	stopped := make(chan struct{})
	go func() { s.stop(); close(stopped) }()
	require.Eventually(t, func() bool { // the request port is closed first
		_, err := (&Client{Retransmit: []time.Duration{50 * time.Millisecond}}).TFTP(t.Context(), s.tftp, "one")
		return errors.Is(err, outcome.Unreachable)
	}, 5*time.Second, 10*time.Millisecond)
	_, err := conn.WriteToUDP([]byte{0, opAck, 0, 1}, from)
	require.NoError(t, err)
	<-stopped
	for x := range drain(s.log) {
		if x.Name == "large" {
			require.Equal(t, OutcomeInterrupted, x.Outcome)
			require.ErrorIs(t, x.Err, context.Canceled)
			return
		}
	}
	t.Fatal("the transfer is not in the log")
}

// pooled is a peer whose port nobody else gets while the server may send to it.
func pooled(t *testing.T, at netip.Addr) (conn *net.UDPConn, quiet func()) {
	port, err := udp.Ephemeral().Bind(at, func(port uint16) (err error) {
		conn, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(at, port)))
		return err
	})
	require.NoError(t, err)
	return conn, func() {
		conn.Close()
		udp.Ephemeral().Put(at, port, time.Second)
	}
}

// drain closes a log whose server has ended.
func drain(log chan Transfer) chan Transfer {
	close(log)
	return log
}

// FuzzServeTFTP sends any first packet; the server must serve the next client. The server goes on sending to a peer that
// has closed its port, so that no port may come again soon: they are of the pool, at ever new addresses, and every process
// has servers at an address of its own.
func FuzzServeTFTP(f *testing.F) {
	for _, name := range []string{"two", "missing", "../x", ""} {
		f.Add(request(1, name))
		f.Add(request(1, name, "blksize", "8", "tsize", "0", "timeout", "1", "windowsize", "4"))
		f.Add(request(2, name))
	}
	f.Add([]byte{0, 3, 0, 1, 'x'})
	f.Add([]byte{0, 5, 0, 0})
	f.Add([]byte{0})
	f.Add(append(request(1, "two", "blksize"), strings.Repeat("0", 480)...))
	var servers []serving
	own := net.IPv4(127, 69, byte(os.Getpid()>>8), byte(os.Getpid())|1)
	for _, engine := range Engines() {
		servers = append(servers, startAt(f, &Server{Engine: engine, Source: samples(), Timeout: time.Millisecond}, own))
	}
	var phones atomic.Uint32
	f.Fuzz(func(t *testing.T, packet []byte) {
		if len(packet) > 60000 {
			return
		}
		for _, s := range servers {
			n := phones.Add(1)
			at := netip.AddrFrom4([4]byte{127, 70, byte(n >> 8), byte(n)})
			conn, quiet := pooled(t, at)
			sendTo(t, conn, s.tftp, packet)
			defer quiet()
			data, err := (&Client{Local: at, Retransmit: []time.Duration{time.Second, time.Second, time.Second, time.Second}}).TFTP(t.Context(), s.tftp, "one")
			require.NoError(t, err)
			require.Equal(t, content(1), data)
			for len(s.log) > 0 {
				require.NotEmpty(t, (<-s.log).Outcome)
			}
		}
	})
}
