package tftpd

import (
	"bytes"
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestOptions: the first answer to a request with options, of both engines alike.
func TestOptions(t *testing.T) {
	block1 := func(size int) []byte { return append([]byte{0, opData, 0, 1}, content(size)...) }
	answer := func(text string) []byte { return append([]byte{0, opOptions}, text...) }
	rows := map[string]struct {
		file    string
		options []string
		want    []byte
	}{
		"none":                  {"two", nil, block1(512)},
		"blksize":               {"two", []string{"blksize", "1428"}, answer("blksize\x001428\x00")},
		"blksize, a sign":       {"two", []string{"blksize", "+1428"}, answer("blksize\x00+1428\x00")},
		"blksize, largest":      {"two", []string{"blksize", "65464"}, answer("blksize\x0065464\x00")},
		"blksize, too large":    {"two", []string{"blksize", "65465"}, block1(512)},
		"blksize, too small":    {"two", []string{"blksize", "511"}, block1(512)},
		"blksize, no number":    {"two", []string{"blksize", "many"}, block1(512)},
		"blksize, empty":        {"two", []string{"blksize", ""}, block1(512)},
		"tsize":                 {"two", []string{"tsize", "0"}, answer("tsize\x001024\x00")},
		"tsize, zeros":          {"two", []string{"tsize", "000"}, answer("tsize\x001024\x00")},
		"tsize, empty file":     {"empty", []string{"tsize", "0"}, block1(0)},
		"tsize of a write":      {"two", []string{"tsize", "99"}, answer("tsize\x0099\x00")},
		"tsize, no number":      {"two", []string{"tsize", "x"}, answer("tsize\x00x\x00")},
		"timeout":               {"two", []string{"timeout", "5"}, block1(512)},
		"windowsize":            {"two", []string{"windowsize", "8"}, block1(512)},
		"unknown among known":   {"two", []string{"timeout", "5", "tsize", "0", "multicast", ""}, answer("tsize\x001024\x00")},
		"repeated, last counts": {"two", []string{"tsize", "7", "tsize", "0"}, answer("tsize\x001024\x00")},
		"in capitals":           {"two", []string{"BLKSIZE", "1428"}, answer("blksize\x001428\x00")},
		"as it comes":           {"two", []string{"BlkSize", "1428", "tSize", "0"}, answer("blksize\x001428\x00tsize\x001024\x00")},
		"in another order":      {"two", []string{"tsize", "0", "blksize", "1428"}, answer("blksize\x001428\x00tsize\x001024\x00")},
		"repeated in capitals":  {"two", []string{"tsize", "7", "TSIZE", "0"}, answer("tsize\x001024\x00")},
		"without a value":       {"two", []string{"tsize"}, answer("tsize\x00\x00")},
	}
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: samples()})
		_, err := new(Client).TFTP(t.Context(), s.tftp, "one") // now the socket tells interfaces
		require.NoError(t, err)
		<-s.log
		for name, row := range rows {
			t.Run(name, func(t *testing.T) {
				conn := peer(t)
				sendTo(t, conn, s.tftp, request(opRead, row.file, row.options...))
				got, from := receive(t, conn)
				require.Equal(t, row.want, got)
				_, err := conn.WriteToUDP([]byte{0, opError, 0, 0, 'x', 0}, from)
				require.NoError(t, err)
				require.Equal(t, OutcomeInterrupted, (<-s.log).Outcome)
			})
		}
	})
}

// fetchRaw takes a whole file block by block, acknowledging every packet, and returns the blocks' content.
func fetchRaw(t *testing.T, address string, packet []byte, size int) []byte {
	conn := peer(t)
	sendTo(t, conn, address, packet)
	var file []byte
	for {
		got, from := receive(t, conn)
		ack := []byte{0, opAck, 0, 0}
		if got[1] == opData {
			copy(ack[2:], got[2:4])
			file = append(file, got[4:]...)
		}
		_, err := conn.WriteToUDP(ack, from)
		require.NoError(t, err)
		if got[1] == opData && len(got) < 4+size {
			return file
		}
	}
}

// TestBlockSizes fetches whole files at agreed block sizes.
func TestBlockSizes(t *testing.T) {
	long := content(300*512 + 100)
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: files{"long": long}})
		require.True(t, bytes.Equal(long, fetchRaw(t, s.tftp, request(opRead, "long", "blksize", "512"), 512)))
		require.True(t, bytes.Equal(long, fetchRaw(t, s.tftp, request(opRead, "long", "blksize", "65464"), 65464)))
	})
}

// TestNetascii: a text request gets text.
func TestNetascii(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: files{"text": []byte("a\nb\rc\r\n")}})
		for _, mode := range []string{"netascii", "NetASCII"} {
			got := fetchRaw(t, s.tftp, []byte("\x00\x01text\x00"+mode+"\x00tsize\x000\x00"), 512)
			require.Equal(t, "a\r\nb\r\x00c\r\x00\r\n", string(got))
		}
	})
}

// TestMalformedRequests are logged and not answered.
func TestMalformedRequests(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: samples()})
		for name, packet := range map[string][]byte{
			"short": {0}, "no name": {0, opRead, 'a', 'b'}, "data": {0, opData, 0, 1}, "acknowledgement": {0, opAck, 0, 1},
			"unknown": {9, 9, 9, 9}, "no name to write": {0, opWrite, 'a', 'b'},
		} {
			t.Run(name, func(t *testing.T) {
				conn := peer(t)
				sendTo(t, conn, s.tftp, packet)
				require.Equal(t, OutcomeMalformed, (<-s.log).Outcome)
				sendTo(t, conn, s.tftp, request(opRead, "one"))
				got, from := receive(t, conn)
				require.Equal(t, []byte{0, opData, 0, 1, '0'}, got, "the first answer is to the request")
				ack(t, conn, from, 1)
				require.Equal(t, OutcomeSent, (<-s.log).Outcome)
			})
		}
	})
}

// TestAskedAddress: a server on all addresses answers from the one that was asked, IPv4 on a
// socket of both families too.
func TestAskedAddress(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine Engine) {
		for network, hosts := range map[string][]string{"udp4": {"127.0.0.11", "127.0.0.12", "127.0.0.11"}, "udp": {"127.0.0.13", "::1", "127.0.0.14", "::1"}} {
			conn, err := net.ListenUDP(network, nil)
			if err != nil {
				continue // no IPv6 here
			}
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error)
			go func() { done <- (&Server{Engine: engine, Source: samples()}).ServeTFTP(ctx, conn) }()
			for _, host := range hosts {
				data, err := new(Client).TFTP(t.Context(), net.JoinHostPort(host, port(conn)), "CTLFile.tlv")
				require.NoError(t, err, host)
				require.Equal(t, content(6433), data)
			}
			cancel()
			require.NoError(t, <-done)
		}
	})
}

func port(conn *net.UDPConn) string {
	_, p, _ := net.SplitHostPort(conn.LocalAddr().String())
	return p
}

func TestParseEngine(t *testing.T) {
	for name, want := range map[string]Engine{"": EngineLean, "pin": EnginePin, "lean": EngineLean} {
		got, err := ParseEngine(name)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := ParseEngine("fast")
	require.ErrorContains(t, err, `tftp engine "fast": want one of lean, pin`)
	conn := peer(t)
	require.ErrorContains(t, (&Server{Engine: "fast"}).ServeTFTP(t.Context(), conn), `engine "fast" is unknown`)
}

// TestRetransmissionTimes: a wait of a Timeout is repeated four times to a silent peer and the fifth gives up, at the
// times that the settings say.
func TestRetransmissionTimes(t *testing.T) {
	const wait = 100 * time.Millisecond
	eachEngine(t, func(t *testing.T, engine Engine) {
		s := start(t, &Server{Engine: engine, Source: samples(), Timeout: wait})
		conn := peer(t)
		sendTo(t, conn, s.tftp, request(opRead, "two"))
		begin := time.Now()
		for i := range 6 {
			got, _ := receive(t, conn)
			require.GreaterOrEqual(t, time.Since(begin), time.Duration(i)*wait-wait/10)
			require.Equal(t, i == 5, got[1] == opError)
		}
		require.Equal(t, OutcomeInterrupted, (<-s.log).Outcome)
	})
}
