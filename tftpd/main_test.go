package tftpd

import (
	"bytes"
	"context"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/outcome"
)

func TestMain(m *testing.M) {
	if kind := os.Getenv(serverProcess); kind != "" {
		serveInProcess(kind)
		return
	}
	goleak.VerifyTestMain(m)
}

// files is a Source of fixed content; a nil file is unavailable.
type files map[string][]byte

func (f files) Open(name string) ([]byte, error) {
	data, ok := f[name]
	switch {
	case !ok:
		return nil, outcome.NotFound
	case data == nil:
		return nil, outcome.Unavailable
	}
	return data, nil
}

// atHand is a Source that has all its answers at hand.
type atHand struct{ files }

func (a atHand) AtHand(name string) ([]byte, bool, error) {
	data, err := a.Open(name)
	return data, true, err
}

// sample files of the lengths where block counting goes wrong.
func samples() files {
	f := files{"wait.tlv": nil}
	for name, size := range map[string]int{
		"empty": 0, "one": 1, "ITLFile.tlv": 511, "block": 512, "block1": 513, "two": 1024, "CTLFile.tlv": 6433, "large": 300_000,
	} {
		f[name] = content(size)
	}
	return f
}

func content(size int) []byte {
	return bytes.Repeat([]byte("0123456789abcdefghijklmnopq"), size/27+1)[:size:size]
}

// eachEngine runs a test with every engine of the server.
func eachEngine(t *testing.T, test func(*testing.T, Engine)) {
	for _, engine := range Engines() {
		t.Run(string(engine), func(t *testing.T) { test(t, engine) })
	}
}

// serving is a server of a test with both listeners.
type serving struct {
	tftp, http string
	log        chan Transfer
	stop       func()
}

// start runs a server over both protocols until the test ends.
func start(t testing.TB, s *Server) serving { return startAt(t, s, net.IPv4(127, 0, 0, 1)) }

// startAt is start with TFTP at an address.
func startAt(t testing.TB, s *Server, at net.IP) serving {
	log := make(chan Transfer, 10000)
	s.Log = func(x Transfer) { log <- x }
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: at})
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 2)
	go func() { done <- s.ServeTFTP(ctx, conn) }()
	go func() { done <- s.ServeHTTPListener(ctx, l) }()
	stopped := false
	stop := func() {
		cancel()
		for !stopped {
			require.NoError(t, <-done)
			require.NoError(t, <-done)
			stopped = true
		}
	}
	t.Cleanup(stop)
	return serving{conn.LocalAddr().String(), l.Addr().String(), log, stop}
}

// peer opens a bare UDP socket.
func peer(t testing.TB) *net.UDPConn {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	return conn
}

// sendTo writes a datagram to host:port.
func sendTo(t testing.TB, conn *net.UDPConn, address string, data []byte) {
	to, err := net.ResolveUDPAddr("udp4", address)
	require.NoError(t, err)
	_, err = conn.WriteToUDP(data, to)
	require.NoError(t, err)
}

// receive reads one datagram.
func receive(t testing.TB, conn *net.UDPConn) ([]byte, *net.UDPAddr) {
	buffer := make([]byte, 70000)
	n, from, err := conn.ReadFromUDP(buffer)
	require.NoError(t, err)
	return buffer[:n], from
}

// request is an RRQ or WRQ with any name.
func request(op byte, name string, options ...string) []byte {
	data := append([]byte{0, op}, name...)
	data = append(data, "\x00octet\x00"...)
	for _, o := range options {
		data = append(append(data, o...), 0)
	}
	return data
}

var brokenOffPacket = []byte("\x00\x05\x00\x00Transfer broken off\x00")

var notFoundPacket = []byte("\x00\x05\x00\x01File not found\x00")
