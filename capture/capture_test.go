package capture

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite golden files")

func newCapture(t *testing.T, o Options) (c *Capture, name string) {
	name = filepath.Join(t.TempDir(), "test.pcapng")
	c, err := Create(name, o)
	require.NoError(t, err)
	c.At(time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC))
	return c, name
}

// story reads a file with gopacket's reader and tells its blocks: what is in packets, and what goes with them. It requires times in
// order and checksums that are right.
func story(t *testing.T, data []byte) string {
	var b strings.Builder
	r, err := pcapgo.NewNgReader(bytes.NewReader(data), pcapgo.DefaultNgReaderOptions)
	require.NoError(t, err)
	about, err := r.Interface(0)
	require.NoError(t, err)
	fmt.Fprintf(&b, "section %q, interface %s: %s\n", r.SectionInfo().Application, about.LinkType, about.Comment)
	var last time.Time
	for {
		packet, info, options, err := r.ReadPacketDataWithOptions()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		require.True(t, info.Timestamp.After(last), "times go backwards")
		last = info.Timestamp
		fmt.Fprintf(&b, "%s\n", told(t, packet, options.Comments))
	}
	for i := range r.NNames() {
		n, err := r.Name(i)
		require.NoError(t, err)
		fmt.Fprintf(&b, "name %v %v\n", n.Addr, n.Names)
	}
	return b.String()
}

func told(t *testing.T, data []byte, comments []string) string {
	first := layers.LayerTypeIPv4
	if data[0]>>4 == 6 {
		first = layers.LayerTypeIPv6
	}
	p := gopacket.NewPacket(data, first, gopacket.Default)
	require.Nil(t, p.ErrorLayer())
	if l, ok := p.TransportLayer().(interface {
		SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
	}); ok {
		require.NoError(t, l.SetNetworkLayerForChecksum(p.NetworkLayer()))
	}
	wrong, mismatches := p.VerifyChecksums()
	require.NoError(t, wrong)
	require.Empty(t, mismatches)
	flow, payload := p.NetworkLayer().NetworkFlow(), ""
	if a := p.ApplicationLayer(); a != nil {
		payload = fmt.Sprintf(" %d bytes", len(a.Payload()))
	}
	switch l := p.TransportLayer().(type) {
	case *layers.TCP:
		var flags string
		for i, set := range []bool{l.SYN, l.FIN, l.RST, l.PSH, l.ACK} {
			if set {
				flags += string("SFRPA"[i])
			}
		}
		return fmt.Sprintf("TCP %v %d > %v %d %s %d %d%s %s", flow.Src(), l.SrcPort, flow.Dst(), l.DstPort, flags, l.Seq&0x7fff, l.Ack&0x7fff, payload, comments)
	case *layers.UDP:
		return fmt.Sprintf("UDP %v %d > %v %d%s", flow.Src(), l.SrcPort, flow.Dst(), l.DstPort, payload)
	}
	return fmt.Sprintf("ICMP %v > %v %v", flow.Src(), flow.Dst(), p.Layer(layers.LayerTypeICMPv4).(*layers.ICMPv4).TypeCode)
}

// ends is a connection that has addresses only.
type ends struct {
	net.Conn
	own, peer string
}

func (e ends) LocalAddr() net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(e.own)) }
func (e ends) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(e.peer))
}

// TestStory: every kind of packet, with what goes with it, as another program reads it.
func TestStory(t *testing.T) {
	c, name := newCapture(t, Options{Synthesised: true})
	server := netip.MustParseAddrPort("10.1.0.1:69")
	c.Name(server.Addr(), "cucm-pub")
	c.Name(server.Addr(), "a second name does not count")
	c.Name(netip.MustParseAddr("fd00::1"), "cucm-six")
	c.Datagram(netip.MustParseAddrPort("10.2.0.1:50000"), server, []byte("head"), []byte("body"))
	c.Datagram(netip.MustParseAddrPort("[fd00::2]:50000"), netip.MustParseAddrPort("[fd00::1]:69"), []byte("six"), nil)
	c.Unreachable(netip.MustParseAddr("10.2.0.1"), server, []byte("nobody listens"))

	s := c.Dialled(ends{nil, "10.2.0.1:50001", "10.1.0.1:2445"}, "SEP000000000001 to cucm-pub: TVS")
	s.Sent(bytes.Repeat([]byte{23}, segment+1))
	s.Received([]byte("answer"), nil)
	s.Received(nil, io.EOF)
	s.Closed()
	s.Closed()

	s = c.Accepted(ends{nil, "[fd00::1]:6970", "[fd00::2]:50002"})
	s.Received([]byte("GET"), nil)
	s.Sent([]byte("200"))
	s.Received(nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET})
	s.Sent([]byte("nobody gets it"))
	s.Closed()

	to := netip.MustParseAddrPort("10.1.0.2:2445")
	c.Failed(netip.MustParseAddr("10.2.0.1"), to, "refused", syscall.ECONNREFUSED)
	c.Failed(netip.Addr{}, to, "silent", context.DeadlineExceeded)
	_, _ = c.Keys().Write([]byte("CLIENT_RANDOM 00 00\n"))
	require.NoError(t, c.Close())
	c.Datagram(server, server, nil, nil) // too late, and no harm

	data, err := os.ReadFile(name)
	require.NoError(t, err)
	got := story(t, data)
	golden := filepath.Join("testdata", "story.txt")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
	require.Contains(t, string(data), "CLIENT_RANDOM 00 00\n")
	require.Equal(t, strings.Count(got, "TCP ")+strings.Count(got, "UDP ")+strings.Count(got, "ICMP "), c.Packets())
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o077, "secrets are the owner's")
}

// TestServerHello: the answer of a TLS server stands behind the secrets that it brought forth.
func TestServerHello(t *testing.T) {
	c, name := newCapture(t, Options{})
	s := c.Dialled(ends{nil, "10.2.0.1:50001", "10.1.0.1:2445"}, "")
	hello := []byte{22, 3, 3, 0, 4, 2, 0xab, 0xcd, 0xef}
	s.Received(hello, nil)
	_, _ = c.Keys().Write([]byte("SECRET\n"))
	s.Receiving()
	require.NoError(t, c.Close())
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Less(t, bytes.Index(data, []byte("SECRET")), bytes.Index(data, hello))
}

// TestKilled: what a process leaves that is killed is whole blocks.
func TestKilled(t *testing.T) {
	c, name := newCapture(t, Options{})
	defer func() { require.NoError(t, c.Close()) }()
	at := netip.MustParseAddrPort("10.1.0.1:69")
	for range 1000 {
		c.Datagram(at, at, make([]byte, 500), nil)
	}
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Greater(t, strings.Count(story(t, data), "UDP "), 800)
	require.Eventually(t, func() bool {
		data, err := os.ReadFile(name)
		return err == nil && strings.Count(story(t, data), "UDP ") == 1000
	}, 10*time.Second, lateness/4, "the rest is written soon")
}

// TestLimit: a file ends where it may not grow, whole, and somebody is told once.
func TestLimit(t *testing.T) {
	var heard []error
	c, name := newCapture(t, Options{Limit: 4000, Tell: func(err error) { heard = append(heard, err) }})
	at := netip.MustParseAddrPort("10.1.0.1:69")
	for range 100 {
		c.Datagram(at, at, make([]byte, 300), nil)
	}
	require.NoError(t, c.Close())
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.LessOrEqual(t, len(data), 4000)
	require.Equal(t, c.Packets(), strings.Count(story(t, data), "UDP "))
	require.Greater(t, c.Packets(), 5)
	require.Len(t, heard, 1)
	require.ErrorIs(t, heard[0], ErrLimit)
}

// TestFullDisk: the first error of writing is told at once, and once, and the end has it too.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	_, err := Create("/dev/full", Options{})
	require.ErrorIs(t, err, syscall.ENOSPC)
	_, err = Create(filepath.Join(t.TempDir(), "none", "x"), Options{})
	require.ErrorIs(t, err, os.ErrNotExist)

	var heard []error
	c, _ := newCapture(t, Options{Tell: func(err error) { heard = append(heard, err) }})
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	require.NoError(t, err)
	require.NoError(t, c.file.out.Close())
	c.file.out = full
	at := netip.MustParseAddrPort("10.1.0.1:69")
	for range 1000 {
		c.Datagram(at, at, make([]byte, 500), nil)
	}
	require.Len(t, heard, 1)
	require.ErrorIs(t, heard[0], syscall.ENOSPC)
	require.ErrorIs(t, c.Close(), syscall.ENOSPC)
}

// TestNone: a capture that there is not changes nothing.
func TestNone(t *testing.T) {
	var c *Capture
	c.At(time.Now())
	c.Name(netip.MustParseAddr("::1"), "x")
	c.Datagram(netip.AddrPort{}, netip.AddrPort{}, nil, nil)
	c.Unreachable(netip.Addr{}, netip.AddrPort{}, nil)
	c.Failed(netip.Addr{}, netip.MustParseAddrPort("10.1.0.1:1"), "", nil)
	s := c.Dialled(nil, "")
	s.Sent(nil)
	s.Receiving()
	s.Received(nil, io.EOF)
	s.Closed()
	require.NoError(t, c.Close())
}

// TestDialler: a connection over real sockets, and one that nobody takes.
func TestDialler(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	at := listener.Addr().String()
	c, name := newCapture(t, Options{})
	dial := c.Dialler(new(net.Dialer).DialContext, netip.Addr{}, "test")
	conn, err := dial(t.Context(), "tcp", at)
	require.NoError(t, err)
	other, err := listener.Accept()
	require.NoError(t, err)
	_, err = conn.Write([]byte("question"))
	require.NoError(t, err)
	_, err = io.ReadFull(other, make([]byte, len("question")))
	require.NoError(t, err)
	_, err = other.Write([]byte("answer"))
	require.NoError(t, err)
	require.NoError(t, other.Close())
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Equal(t, "answer", string(answer))
	require.NoError(t, conn.Close())
	require.NoError(t, listener.Close())
	_, err = dial(t.Context(), "tcp", at)
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	require.NoError(t, c.Close())

	data, err := os.ReadFile(name)
	require.NoError(t, err)
	got := story(t, data)
	require.Contains(t, got, "8 bytes")
	require.Contains(t, got, "6 bytes")
	require.Equal(t, 2, strings.Count(got, " FA "))
	require.Equal(t, 1, strings.Count(got, " RA "))
	require.Equal(t, 2, strings.Count(got, "[test]"))
}
