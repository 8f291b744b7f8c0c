package sockets_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/sockets"
	"tvslab/service"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// files is a tftpd.Source that remembers who asked from where.
type files map[string]string

func (f files) Open(name string) ([]byte, error) {
	if name == "busy" {
		return nil, outcome.Unavailable
	}
	data, ok := f[name]
	if !ok {
		return nil, outcome.NotFound
	}
	return []byte(data), nil
}

// serve runs TFTP and HTTP on ports of their own, and returns a finder that knows them as "pub".
func serve(t *testing.T, source tftpd.Source, log func(tftpd.Transfer)) *sockets.Servers {
	t.Helper()
	return serveWith(t, &tftpd.Server{Source: source, Log: log})
}

// serveWith is serve with a server.
func serveWith(t *testing.T, server *tftpd.Server) *sockets.Servers {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { _ = server.ServeTFTP(ctx, conn) })
	wait.Go(func() { _ = server.ServeHTTPListener(ctx, listener) })
	t.Cleanup(func() { cancel(); wait.Wait() })
	port := func(a net.Addr) int { return int(netip.MustParseAddrPort(a.String()).Port()) }
	return &sockets.Servers{Hosts: map[string]string{"pub": "127.0.0.1"}, Ports: map[sockets.Place]int{
		{Server: "pub", Service: service.TFTP}: port(conn.LocalAddr()), {Server: "pub", Service: service.HTTP}: port(listener.Addr()),
	}}
}

// file is the call of a phone for a file of server "pub".
func file(name string, at service.Service, file string) phone.Call {
	return phone.Call{Phone: name, Server: "pub", Service: at, Port: at.Port(), File: file}
}

// TestFetch: both transports give the file, share lists, keep configurations apart, and put failures in a phone's words.
func TestFetch(t *testing.T) {
	list := strings.Repeat("list ", 300)
	n := sockets.New(serve(t, files{"ITLSEP1.tlv": list, "ITLSEP2.tlv": list, "SEP1.cnf.xml": "<device/>"}, nil), nil)
	for _, transport := range []service.Service{service.TFTP, service.HTTP} {
		t.Run(transport.String(), func(t *testing.T) {
			var steps []sockets.Step
			traced := n.Traced(func(s sockets.Step) { steps = append(steps, s) })
			one, err := traced.Fetch(t.Context(), file("SEP1", transport, "ITLSEP1.tlv"))
			require.NoError(t, err)
			two, err := n.Fetch(t.Context(), file("SEP2", transport, "ITLSEP2.tlv"))
			require.NoError(t, err)
			require.Same(t, one, two)
			require.Equal(t, list, string(one.Bytes()))
			config, err := traced.Fetch(t.Context(), file("SEP1", transport, "SEP1.cnf.xml"))
			require.NoError(t, err)
			again, err := n.Fetch(t.Context(), file("SEP1", transport, "SEP1.cnf.xml"))
			require.NoError(t, err)
			require.NotSame(t, config, again)
			_, err = traced.Fetch(t.Context(), file("SEP1", transport, "CTLSEP1.tlv"))
			require.ErrorIs(t, err, outcome.NotFound)
			_, err = traced.Fetch(t.Context(), file("SEP1", transport, "busy"))
			require.ErrorIs(t, err, map[service.Service]error{service.HTTP: outcome.Unavailable, service.TFTP: outcome.NotFound}[transport])
			var kinds []sockets.StepKind
			for _, s := range steps {
				kinds = append(kinds, s.Kind)
				require.Equal(t, transport, s.Service)
				require.Positive(t, s.Duration)
			}
			require.Equal(t, []sockets.StepKind{sockets.StepITL, sockets.StepConfiguration, sockets.StepCTL, sockets.StepAuxiliary}, kinds)
			require.Equal(t, len(list), steps[0].Bytes)
			require.ErrorIs(t, steps[2].Err, outcome.NotFound)
		})
	}
	n.ShareAll = true
	one, err := n.Fetch(t.Context(), file("SEP1", service.HTTP, "SEP1.cnf.xml"))
	require.NoError(t, err)
	two, err := n.Fetch(t.Context(), file("SEP1", service.HTTP, "SEP1.cnf.xml"))
	require.NoError(t, err)
	require.Same(t, one, two)
}

// TestLocal: a phone's packets come from its own address.
func TestLocal(t *testing.T) {
	var mutex sync.Mutex
	peers := map[string]string{}
	n := sockets.New(serve(t, files{"ITLSEP1.tlv": "x"}, func(tr tftpd.Transfer) {
		mutex.Lock()
		defer mutex.Unlock()
		host, _, _ := net.SplitHostPort(tr.Peer)
		peers[tr.Protocol] = host
	}), nil)
	own := netip.MustParseAddr("127.0.0.77")
	if probe, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(own, 0))); err != nil {
		t.Skip("this system has 127.0.0.1 only")
	} else {
		require.NoError(t, probe.Close())
	}
	n.Local = func(name string) netip.Addr {
		require.Equal(t, "SEP1", name)
		return own
	}
	for _, transport := range []service.Service{service.TFTP, service.HTTP} {
		_, err := n.Fetch(t.Context(), file("SEP1", transport, "ITLSEP1.tlv"))
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		mutex.Lock()
		defer mutex.Unlock()
		return peers["TFTP"] == own.String() && peers["HTTP"] == own.String()
	}, waitAtMost, tick)
}

// TestNobody: where nobody listens, everything is unreachable, and each try is one step.
func TestNobody(t *testing.T) {
	var steps []sockets.Step
	n := sockets.New(nowhere{}, nil).Traced(func(s sockets.Step) { steps = append(steps, s) })
	_, err := n.Fetch(t.Context(), file("SEP1", service.TFTP, "ITLSEP1.tlv"))
	require.ErrorIs(t, err, outcome.Unreachable)
	_, err = n.Ask(t.Context(), phone.Call{Phone: "SEP1", Server: "pub", Service: service.TVS, Port: 2445}, &tvs.Request{})
	require.ErrorIs(t, err, outcome.Unreachable)
	_, err = n.Enrol(t.Context(), phone.Call{Phone: "SEP1", Server: "pub", Service: service.CAPF, Port: 3804}, capf.Session{})
	require.EqualError(t, err, "capf pub: capf server unreachable")
	require.ErrorIs(t, n.Register(t.Context(), phone.Call{Phone: "SEP1", Server: "pub", Service: service.SIP, Port: 5060}, phone.Identity{}), outcome.Unreachable)
	var kinds []sockets.StepKind
	for _, s := range steps {
		kinds = append(kinds, s.Kind)
		require.Error(t, s.Err)
	}
	require.Equal(t, []sockets.StepKind{sockets.StepITL, sockets.StepTVSHandshake, sockets.StepEnrolment, sockets.StepRegistration}, kinds)
}

// nowhere is a finder of a network without servers.
type nowhere struct{}

func (nowhere) Find(phone.Call) (string, bool) { return "", false }

// TestClosedPorts: a refused connection is unreachable, not a time-out.
func TestClosedPorts(t *testing.T) {
	free, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	port := int(netip.MustParseAddrPort(free.Addr().String()).Port())
	require.NoError(t, free.Close())
	n := sockets.New(&sockets.Servers{}, nil)
	require.ErrorIs(t, n.Register(t.Context(), phone.Call{Phone: "SEP1", Server: "127.0.0.1", Service: service.SIP, Port: port}, phone.Identity{}), outcome.Unreachable)
	_, err = n.Ask(t.Context(), phone.Call{Phone: "SEP1", Server: "127.0.0.1", Service: service.TVS, Port: port, Judge: func([]byte) error { return errors.New("not asked") }}, &tvs.Request{Command: tvs.QueryRequest, Device: "d", Subject: "s", Issuer: "i", Serial: []byte{1}})
	require.ErrorIs(t, err, outcome.Unreachable)
}

// remembering is a tftpd.Fetcher that keeps the addresses that it is told to use.
type remembering struct {
	tftpd.Fetcher
	from []netip.Addr
}

func (r *remembering) Fetch(ctx context.Context, q tftpd.Request) (tftpd.Result, error) {
	r.from = append(r.from, q.Local)
	return r.Fetcher.Fetch(ctx, q)
}

// TestRoute: a phone without an address of its own asks from the address on the way to the server, never from all of them: at
// a loopback server from the loopback.
func TestRoute(t *testing.T) {
	servers := serve(t, files{"ITLSEP1.tlv": "x"}, nil)
	servers.Hosts["far"] = "no host"
	n := sockets.New(servers, nil)
	asked := &remembering{Fetcher: n.Client()}
	n.TFTP = asked
	for range 2 {
		_, err := n.Fetch(t.Context(), file("SEP1", service.TFTP, "ITLSEP1.tlv"))
		require.NoError(t, err)
	}
	call := file("SEP1", service.TFTP, "ITLSEP1.tlv")
	call.Server = "far"
	_, err := n.Fetch(t.Context(), call)
	require.ErrorIs(t, err, outcome.Unreachable)
	loopback := netip.MustParseAddr("127.0.0.1")
	require.Equal(t, []netip.Addr{loopback, loopback, {}}, asked.from)
	own := netip.MustParseAddr("127.0.0.9")
	n.Local = func(string) netip.Addr { return own }
	_, _ = n.Fetch(t.Context(), file("SEP1", service.TFTP, "ITLSEP1.tlv"))
	require.Equal(t, own, asked.from[3])
}
