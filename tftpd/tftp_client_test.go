package tftpd

import (
	"bytes"
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/pin/tftp/v3"
	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// quick repeats soon, so that tests of lost packets are short.
var quick = &Client{Retransmit: []time.Duration{50 * time.Millisecond, 50 * time.Millisecond, 50 * time.Millisecond}}

// eachWay runs a test with both ways to fetch over TFTP.
func eachWay(t *testing.T, test func(t *testing.T, with func(*Client) getter)) {
	eachWayOf(t, 64, test)
}

// eachWayOf is eachWay with a batch of so many sockets.
func eachWayOf(t *testing.T, sockets int, test func(t *testing.T, with func(*Client) getter)) {
	for name, with := range ways(sockets) {
		t.Run(name, func(t *testing.T) { test(t, func(c *Client) getter { return with(t, c) }) })
	}
}

func ways(sockets int) map[string]func(*testing.T, *Client) getter {
	return map[string]func(*testing.T, *Client) getter{
		"client": func(_ *testing.T, c *Client) getter { return c.TFTP },
		"batch":  func(t *testing.T, c *Client) getter { return newBatch(t, c, sockets).TFTP },
	}
}

type getter func(ctx context.Context, address, name string) ([]byte, error)

func TestClientFetches(t *testing.T) { eachWay(t, testClientFetches) }

func testClientFetches(t *testing.T, with func(*Client) getter) {
	s := start(t, &Server{Source: samples()})
	tftpGet := with(new(Client))
	for name, want := range samples() {
		for protocol, get := range map[string]getter{s.tftp: tftpGet, s.http: new(Client).HTTP} {
			got, err := get(t.Context(), protocol, name)
			switch {
			case want != nil:
				require.NoError(t, err)
				require.True(t, bytes.Equal(want, got), name)
			case protocol == s.http:
				require.ErrorIs(t, err, outcome.Unavailable)
			default:
				require.ErrorIs(t, err, outcome.NotFound)
			}
		}
	}
	_, err := tftpGet(t.Context(), s.tftp, "missing")
	require.ErrorIs(t, err, outcome.NotFound)
	require.ErrorContains(t, err, "File not found")
	_, err = new(Client).HTTP(t.Context(), s.http, "missing")
	require.ErrorIs(t, err, outcome.NotFound)
	for _, bad := range hostile {
		_, err = tftpGet(t.Context(), s.tftp, bad)
		require.ErrorIs(t, err, outcome.NotFound)
		_, err = new(Client).HTTP(t.Context(), s.http, bad)
		require.ErrorIs(t, err, outcome.NotFound)
	}
	data, err := new(Client).HTTP(t.Context(), s.http, "CTLFile.tlv")
	require.NoError(t, err)
	require.Len(t, data, 6433)
}

// TestForeignTFTPServer fetches from a bare pin/tftp server.
func TestForeignTFTPServer(t *testing.T) {
	address := bareServer(t)
	data, err := new(Client).TFTP(t.Context(), address, "CTLFile.tlv")
	require.NoError(t, err)
	require.Equal(t, content(6433), data)
}

// bareServer is pin/tftp without this package.
func bareServer(t testing.TB) string {
	all := samples()
	s := tftp.NewServer(func(name string, rf readerFrom) error {
		_, err := rf.ReadFrom(bytes.NewReader(all[name]))
		return err
	}, nil)
	conn := peer(t)
	require.NoError(t, conn.SetDeadline(time.Time{}))
	done := make(chan error)
	go func() { done <- s.Serve(conn) }()
	t.Cleanup(func() { s.Shutdown(); require.NoError(t, <-done) })
	return conn.LocalAddr().String()
}

// TestConcurrentClients: 200 phones at once, over each protocol, all get their file.
func TestConcurrentClients(t *testing.T) { eachWay(t, testConcurrentClients) }

func testConcurrentClients(t *testing.T, with func(*Client) getter) {
	s := start(t, &Server{Source: samples()})
	c := &Client{Retransmit: []time.Duration{time.Second, time.Second, 2 * time.Second, 4 * time.Second}}
	get := with(c)
	errs := make(chan error, 400)
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			data, err := get(t.Context(), s.tftp, "CTLFile.tlv")
			if err == nil && !bytes.Equal(data, content(6433)) {
				err = outcome.BadAnswer
			}
			errs <- err
		})
		all.Go(func() {
			_, err := c.HTTP(t.Context(), s.http, "CTLFile.tlv")
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
}

// scripted is a TFTP server of a test: each received packet is shown to the script.
func scripted(t *testing.T, script func(conn *net.UDPConn, packet []byte, from *net.UDPAddr) bool) string {
	conn := peer(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 600)
		for {
			n, from, err := conn.ReadFromUDP(buffer)
			if err != nil || !script(conn, append([]byte(nil), buffer[:n]...), from) {
				return
			}
		}
	}()
	t.Cleanup(func() { conn.Close(); <-done })
	return conn.LocalAddr().String()
}

func data(block byte, payload string) []byte { return append([]byte{0, opData, 0, block}, payload...) }

// TestRequestBytes: no options, a new port for each file, repeats as told.
func TestRequestBytes(t *testing.T) { eachWay(t, testRequestBytes) }

func testRequestBytes(t *testing.T, with func(*Client) getter) {
	type arrival struct {
		packet string
		from   string
	}
	arrivals := make(chan arrival, 10)
	address := scripted(t, func(_ *net.UDPConn, packet []byte, from *net.UDPAddr) bool {
		arrivals <- arrival{string(packet), from.String()}
		return true
	})
	get := with(quick)
	for range 2 {
		_, err := get(t.Context(), address, "CTLSEP2834A2823B58.tlv")
		require.ErrorIs(t, err, outcome.Timeout)
	}
	ports := map[string]int{}
	for range 6 {
		a := <-arrivals
		require.Equal(t, "\x00\x01CTLSEP2834A2823B58.tlv\x00octet\x00", a.packet)
		require.Len(t, a.packet, 31) // as in tech note 214528
		ports[a.from]++
	}
	require.Len(t, ports, 2)
	require.Empty(t, arrivals)
}

// TestDisorder: lost, repeated, foreign and malformed packets do not spoil a transfer.
func TestDisorder(t *testing.T) { eachWay(t, testDisorder) }

func testDisorder(t *testing.T, with func(*Client) getter) {
	stranger := peer(t)
	first := string(content(512))
	requests, acks := 0, map[byte]int{}
	address := scripted(t, func(conn *net.UDPConn, packet []byte, from *net.UDPAddr) bool {
		send := func(c *net.UDPConn, b []byte) { c.WriteToUDP(b, from) }
		if packet[1] == opRead {
			requests++
			if requests == 1 {
				return true // lost
			}
			send(conn, data(2, "future"))
			send(conn, []byte{0, 3})
			send(conn, []byte{0, 6, 'b', 0})
			send(conn, data(1, first+"x")) // longer than a block
			send(conn, data(1, first))
			return true
		}
		acks[packet[3]]++
		switch {
		case packet[3] == 1 && acks[1] == 1:
			send(stranger, data(2, "stranger"))
			send(conn, data(1, first)) // repeated
		case packet[3] == 1:
			send(conn, data(2, "end"))
		}
		return packet[3] != 2
	})
	got, err := with(quick)(t.Context(), address, "file")
	require.NoError(t, err)
	require.Equal(t, first+"end", string(got))
	answer, _ := receive(t, stranger)
	require.Equal(t, []byte{0, opError, 0, codeUnknownTID}, answer[:4])
}

func TestClientErrors(t *testing.T) { eachWay(t, testClientErrors) }

func testClientErrors(t *testing.T, with func(*Client) getter) {
	reply := func(b []byte) func(*net.UDPConn, []byte, *net.UDPAddr) bool {
		return func(conn *net.UDPConn, packet []byte, from *net.UDPAddr) bool {
			if packet[1] == opRead {
				conn.WriteToUDP(b, from)
				return true
			}
			conn.WriteToUDP(data(packet[3]+1, string(content(512))), from) // endless
			return packet[1] != opError
		}
	}
	rows := map[string]struct {
		answer []byte
		want   error
	}{
		"code 1":           {[]byte("\x00\x05\x00\x01File not found\x00"), outcome.NotFound},
		"code 2":           {[]byte("\x00\x05\x00\x02Access violation\x00"), outcome.Unavailable},
		"code 0, no text":  {[]byte("\x00\x05\x00\x00"), outcome.Unavailable},
		"endless":          {data(1, string(content(512))), outcome.TooLarge},
		"never a block":    {[]byte{0, 4, 0, 1}, outcome.Timeout},
		"block 2 at first": {data(2, "x"), outcome.Timeout},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := &Client{Retransmit: quick.Retransmit, MaxBytes: 2000}
			_, err := with(c)(t.Context(), scripted(t, reply(row.answer)), "file")
			require.ErrorIs(t, err, row.want)
		})
	}
	c := &Client{Retransmit: []time.Duration{time.Hour}, TFTPTimeout: 50 * time.Millisecond}
	_, err := with(c)(t.Context(), peer(t).LocalAddr().String(), "file")
	require.ErrorIs(t, err, outcome.Timeout)
}

// TestClientRefused: where nobody listens the client knows at once.
func TestClientRefused(t *testing.T) { eachWay(t, testClientRefused) }

func testClientRefused(t *testing.T, with func(*Client) getter) {
	conn := peer(t)
	address := conn.LocalAddr().String()
	conn.Close()
	begin := time.Now()
	_, err := with(&Client{Retransmit: []time.Duration{20 * time.Second}})(t.Context(), address, "file")
	require.ErrorIs(t, err, outcome.Unreachable)
	require.Less(t, time.Since(begin), 10*time.Second)
	_, err = with(new(Client))(t.Context(), "no-port", "file")
	require.ErrorIs(t, err, outcome.Unreachable)
}

// TestClientCancelled: a cancelled context ends both protocols at once.
func TestClientCancelled(t *testing.T) { eachWay(t, testClientCancelled) }

func testClientCancelled(t *testing.T, with func(*Client) getter) {
	ctx, cancel := context.WithCancel(t.Context())
	address := scripted(t, func(*net.UDPConn, []byte, *net.UDPAddr) bool { cancel(); return false })
	_, err := with(&Client{Retransmit: []time.Duration{time.Hour}})(ctx, address, "file")
	require.ErrorIs(t, err, context.Canceled)
	_, err = new(Client).HTTP(ctx, address, "file")
	require.ErrorIs(t, err, context.Canceled)
}

// FuzzParsePacket: no panic, and nothing longer than a block.
func FuzzParsePacket(f *testing.F) {
	f.Add(data(1, "x"))
	f.Add([]byte(notFoundPacket))
	f.Add([]byte{0, 5, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := parsePacket(b)
		if err != nil {
			return
		}
		require.Contains(t, []uint16{opData, opError}, p.op)
		require.LessOrEqual(t, len(p.payload), max(len(b)-4, 0))
		if p.op == opData {
			require.LessOrEqual(t, len(p.payload), blockSize)
		} else {
			require.NotContains(t, p.payload, byte(0))
		}
	})
}
