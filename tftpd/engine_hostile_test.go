package tftpd

import (
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ack acknowledges a block.
func ack(t *testing.T, conn *net.UDPConn, to *net.UDPAddr, block byte) {
	_, err := conn.WriteToUDP([]byte{0, opAck, 0, block}, to)
	require.NoError(t, err)
}

// quiet says that nothing arrives within the time.
func quiet(t *testing.T, conn *net.UDPConn, d time.Duration) {
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(d)))
	packet := make([]byte, 1000)
	n, from, err := conn.ReadFromUDP(packet)
	require.Error(t, err, "a packet of %v that nothing asked for: %.8q", from, packet[:n])
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
}

// TestRepeatedAcknowledgements: each block goes out once however often the one before is
// acknowledged (RFC 1123 section 4.2.3.1).
func TestRepeatedAcknowledgements(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 5 * time.Second})
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "CTLFile.tlv"))
		for want := byte(1); want <= 13; want++ {
			got, from := receive(t, conn)
			require.Equal(t, []byte{0, opData, 0, want}, got[:4])
			for range 5 {
				ack(t, conn, from, want)
			}
		}
		quiet(t, conn, 50*time.Millisecond)
		require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	})
}

// TestAcknowledgedAhead: blocks that were not sent cannot be acknowledged.
func TestAcknowledgedAhead(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 5 * time.Second})
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "CTLFile.tlv"))
		_, from := receive(t, conn)
		for _, block := range []byte{0, 2, 13, 200} {
			ack(t, conn, from, block)
		}
		_, err := conn.WriteToUDP([]byte{0, opAck}, from)
		require.NoError(t, err)
		quiet(t, conn, 50*time.Millisecond)
		ack(t, conn, from, 1)
		got, _ := receive(t, conn)
		require.Equal(t, []byte{0, opData, 0, 2}, got[:4])
		_, err = conn.WriteToUDP([]byte("\x00\x05\x00\x00enough\x00"), from)
		require.NoError(t, err)
	})
}

// TestSpoofedPackets: another port neither advances nor ends a transfer, whatever it sends.
func TestSpoofedPackets(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 5 * time.Second})
		conn, stranger := peer(t), peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "two"))
		_, from := receive(t, conn)
		for range 3 {
			ack(t, stranger, from, 1)
			_, err := stranger.WriteToUDP([]byte{0, opError, 0, 0, 'x', 0}, from)
			require.NoError(t, err)
		}
		quiet(t, conn, 50*time.Millisecond)
		for block := byte(1); block <= 3; block++ {
			ack(t, conn, from, block)
			if block < 3 {
				got, _ := receive(t, conn)
				require.Equal(t, []byte{0, opData, 0, block + 1}, got[:4])
			}
		}
		require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	})
}

// TestErrorIsNotAnswered: nothing is said to a client that has ended the transfer (RFC 1350 section 7).
func TestErrorIsNotAnswered(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: samples()})
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "two"))
		_, from := receive(t, conn)
		_, err := conn.WriteToUDP([]byte("\x00\x05\x00\x03size limit\x00"), from)
		require.NoError(t, err)
		x := <-s.log
		require.Equal(t, OutcomeInterrupted, x.Outcome)
		require.ErrorContains(t, x.Err, `the client sent error code 3 "size limit"`)
		quiet(t, conn, 50*time.Millisecond)
	})
}

// TestRepeatedRequests: the lean engine serves a request once that its phone repeats, even after
// the first answers, but another file, and one that was asked for again after silence, anew.
func TestRepeatedRequests(t *testing.T) {
	const wait = 300 * time.Millisecond
	s := start(t, &Server{Engine: EngineLean, Source: samples(), Timeout: wait})
	conn := peer(t)
	begin := time.Now()
	for range 10 {
		sendTo(t, conn, s.tftp, request(opRead, "CTLFile.tlv"))
	}
	_, first := receive(t, conn)
	ack(t, conn, first, 1)
	second, again := receive(t, conn)
	require.Equal(t, []byte{0, opData, 0, 2}, second[:4])
	require.Equal(t, first.Port, again.Port, "first %v", first)
	sendTo(t, conn, s.tftp, request(opRead, "CTLFile.tlv")) // overtaken by the acknowledgement
	if time.Since(begin) < wait/3 {
		quiet(t, conn, wait/3)
	}

	sendTo(t, conn, s.tftp, request(opRead, "one"))
	other := answerFrom(t, conn, func(from *net.UDPAddr) bool { return from.Port != first.Port })
	ack(t, conn, other, 1)
	x := <-s.log
	require.Equal(t, "one", x.Name)
	require.Equal(t, OutcomeSent, x.Outcome)

	sendTo(t, conn, s.tftp, request(opRead, "two", "tsize", "0"))
	asked := answerFrom(t, conn, func(from *net.UDPAddr) bool { return from.Port != first.Port })
	ack(t, conn, asked, 0)
	answerFrom(t, conn, func(from *net.UDPAddr) bool { return from.Port == asked.Port })
	require.Eventually(t, func() bool { // its phone has begun anew, and hears of the old transfer meanwhile
		sendTo(t, conn, s.tftp, request(opRead, "two", "tsize", "0"))
		_, from := receive(t, conn)
		return from.Port != first.Port && from.Port != asked.Port
	}, 10*time.Second, wait/4)
}

// answerFrom receives until a packet has a sender that is looked for.
func answerFrom(t *testing.T, conn *net.UDPConn, wanted func(*net.UDPAddr) bool) *net.UDPAddr {
	for {
		if _, from := receive(t, conn); wanted(from) {
			return from
		}
	}
}

// TestPortsAreNew: the lean engine keeps its sockets, and not their ports.
func TestPortsAreNew(t *testing.T) {
	s := start(t, &Server{Engine: EngineLean, Source: samples()})
	ports := map[int]bool{}
	for range 20 {
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "one"))
		_, from := receive(t, conn)
		ack(t, conn, from, 1)
		require.Equal(t, OutcomeSent, (<-s.log).Outcome)
		require.Eventually(t, func() bool { // the log comes before the port is free
			again, err := net.ListenUDP("udp4", from)
			return err == nil && again.Close() == nil
		}, 5*time.Second, time.Millisecond)
		ports[from.Port] = true
	}
	require.Greater(t, len(ports), 15)
}

// TestClientGone: a transfer ends at once whose client has closed its port, where the system tells so.
func TestClientGone(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		if runtime.GOOS != "linux" {
			t.Skip("not every system tells of ICMP errors")
		}
		s := start(t, &Server{Engine: engine, Source: samples(), Timeout: 50 * time.Millisecond})
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "two"))
		receive(t, conn)
		require.NoError(t, conn.Close())
		x := <-s.log
		require.Equal(t, OutcomeInterrupted, x.Outcome)
		require.ErrorContains(t, x.Err, "refused")
	})
}

// TestManySilent: a thousand clients that never acknowledge do not keep others waiting.
func TestManySilent(t *testing.T) {
	s := start(t, &Server{Engine: EngineLean, Source: samples(), Timeout: 300 * time.Millisecond})
	b := newBatch(t, new(Client), 1)
	_, err := b.TFTP(t.Context(), s.tftp, "one") // the receive buffer is large from now on
	require.NoError(t, err)
	require.Equal(t, OutcomeSent, (<-s.log).Outcome)
	for range 1000 {
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "two"))
	}
	result, err := b.Fetch(t.Context(), Request{Server: s.tftp, Name: "CTLFile.tlv"})
	require.NoError(t, err)
	require.Equal(t, content(6433), result.Data)
	interrupted := 0
	for range 1001 {
		if (<-s.log).Outcome == OutcomeInterrupted {
			interrupted++
		}
	}
	require.Equal(t, 1000, interrupted)
}
