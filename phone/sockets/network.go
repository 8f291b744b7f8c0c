package sockets

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"tvslab/capture"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phonetls"
	"tvslab/service"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// Network is the network over real sockets. It implements [phone.Network]. Fields are set
// before the first use.
type Network struct {
	Finder   Finder
	Settings *phone.Settings // times of the phone; nil means the defaults
	// TFTP fetches over TFTP; nil means a [tftpd.Client] with the times of Settings.
	TFTP tftpd.Fetcher
	// Local returns the phone's own address; nil, or an invalid one, leaves the choice to the kernel, which takes one on the
	// way to the server.
	Local func(phone string) netip.Addr
	// Dial opens connections, of TCP and of UDP with one peer; nil means the machine's sockets.
	Dial Dialer
	// Files shares equal content, so that a trust list is parsed and verified once however many phones fetch it. nil
	// shares nothing.
	Files *content.Files
	// ShareAll shares configurations too. Every phone has its own, so that it costs memory for each; it spares parsing
	// where the same phones boot again and again.
	ShareAll bool
	// Known, if set, knows every file that servers have: a network in memory of the same lab, which nobody changes. What comes
	// is then compared with it, else with its name alone; what is wrong is told in the step, and the phone gets it all the same.
	Known Knower

	capture *capture.Capture // nil for none
	client  tftpd.Client     // the times, for HTTP and where TFTP is nil
	routes  *routes
	trace   func(Step)
}

var _ phone.Network = (*Network)(nil)

// Knower knows files without fetching them.
type Knower interface {
	Fetch(ctx context.Context, c phone.Call) (*content.File, error)
}

// New returns a network of the servers that finder knows, with the phone's settings (nil: defaults) and a table of files
// of its own.
func New(finder Finder, settings *phone.Settings) *Network {
	if settings == nil {
		defaults := phone.DefaultSettings()
		settings = &defaults
	}
	n := &Network{Finder: finder, Settings: settings, Files: &content.Files{}, routes: &routes{}}
	n.client.HTTPTimeout = time.Duration(settings.HTTPTimeout)
	for _, d := range settings.TFTPRetransmit {
		n.client.Retransmit = append(n.client.Retransmit, time.Duration(d))
	}
	return n
}

// Traced returns the same network for one phone at a time, telling each step to trace as soon as it is done. The
// receiver must not be changed afterwards.
func (n *Network) Traced(trace func(Step)) *Network {
	traced := *n
	traced.trace = trace
	return &traced
}

// Client returns the TFTP client with the phone's times, for a [tftpd.Batch] of it to become the TFTP field.
func (n *Network) Client() *tftpd.Client { return &n.client }

// Watch has a capture note what goes over the network; nil notes nothing. It is called before the first use, and before a
// [tftpd.Batch] is made of [Network.Client].
func (n *Network) Watch(c *capture.Capture) {
	n.capture, n.client.Tap = c, nil
	if c != nil {
		n.client.Tap = c.Datagram
	}
}

// Fetch implements phone.Network.
func (n *Network) Fetch(ctx context.Context, c phone.Call) (*content.File, error) {
	var data []byte
	var resent int
	s := StepOf(c, func() (err error) {
		data, resent, err = n.download(ctx, c)
		return err
	})
	var f *content.File
	if s.Err == nil {
		f = n.file(c, data)
	}
	if n.trace != nil {
		s.Bytes, s.Resent, s.Wrong = len(data), resent, n.wrong(ctx, c, f)
		n.trace(s)
	}
	return f, s.Err
}

// file returns the content, shared where others may have it too.
func (n *Network) file(c phone.Call, data []byte) *content.File {
	if n.Files != nil && (n.ShareAll || strings.HasSuffix(c.File, ".tlv")) {
		return n.Files.Intern(data)
	}
	return content.NewFile(data)
}

// wrong reports what came instead of the file that was asked for, if that is known.
func (n *Network) wrong(ctx context.Context, c phone.Call, f *content.File) error {
	if f == nil {
		return nil
	}
	name := c.File
	if c.Service == service.HTTPS {
		name = strings.TrimSuffix(name, ".sgn") // TLS stands for the signature
	}
	if n.Known == nil {
		return f.Belongs(name)
	}
	want, err := n.Known.Fetch(ctx, c)
	switch met := outcome.Of(err); {
	case err == nil:
		return f.Is(want)
	case met == outcome.NotFound || met == outcome.Unavailable:
		return errNoFile
	}
	return f.Belongs(name)
}

// errNoFile is what is wrong with a file that no server has.
var errNoFile = errors.New("a file, and there is none of that name")

func (n *Network) download(ctx context.Context, c phone.Call) (data []byte, resent int, err error) {
	address, ok := n.find(c)
	if !ok {
		return nil, 0, outcome.Unreachable
	}
	switch c.Service {
	case service.HTTP:
		data, err = n.http(c).HTTP(ctx, address, c.File)
	case service.HTTPS:
		data, err = n.http(c).HTTPS(ctx, address, c.File, ellipticOnly(c))
	default:
		data, resent, err = n.tftp(ctx, address, c)
	}
	if err != nil {
		return data, resent, fetchError(err)
	}
	return data, resent, nil
}

// http is the client of a phone.
func (n *Network) http(c phone.Call) *tftpd.Client {
	client := n.client
	client.Dial = n.dial(c)
	return &client
}

// ellipticOnly is the TLS side of a phone that takes no server but one with an elliptic curve key (usecallmanager.nz).
func ellipticOnly(c phone.Call) *phonetls.Client {
	return &phonetls.Client{Check: c.Judge, MinVersion: tls.VersionTLS12, MaxVersion: min(c.TLS, tls.VersionTLS12), CipherSuites: ellipticSuites}
}

// ellipticSuites are those of TLS 1.2 that such a key serves.
var ellipticSuites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
}

// tftp fetches a file from the phone's own address; where it has none, from the one that the way to the server gives.
func (n *Network) tftp(ctx context.Context, address string, c phone.Call) (data []byte, resent int, err error) {
	local := n.local(c.Phone)
	if !local.IsValid() {
		local = n.routes.to(ctx, address)
	}
	got, err := n.fetcher().Fetch(ctx, tftpd.Request{Server: address, Name: c.File, Local: local})
	if met := outcome.Of(err); met == outcome.Unreachable || met == outcome.Timeout {
		n.routes.forget(address)
	}
	return got.Data, got.Resent, err
}

// find returns where the service of a call listens. That it cannot be reached a capture shows as the kernel would find out.
func (n *Network) find(c phone.Call) (address string, ok bool) {
	address, ok = n.Finder.Find(c)
	if to, err := netip.ParseAddrPort(address); !ok && err == nil {
		n.miss(c, to)
	}
	return address, ok
}

func (n *Network) miss(c phone.Call, to netip.AddrPort) {
	switch {
	case c.Service == service.TFTP:
		n.capture.Unreachable(n.local(c.Phone), to, tftpd.ReadRequest(c.File))
	case !c.Service.UDP(): // what a phone would have said over SIP is made only where somebody hears it
		n.capture.Failed(n.local(c.Phone), to, noteOf(c), outcome.Unreachable)
	}
}

func (n *Network) fetcher() tftpd.Fetcher {
	if n.TFTP != nil {
		return n.TFTP
	}
	return &n.client
}

func (n *Network) local(name string) netip.Addr {
	if n.Local == nil {
		return netip.Addr{}
	}
	return n.Local(name)
}

// dial opens connections from the phone's own address, or from one that the kernel chooses.
func (n *Network) dial(c phone.Call) func(ctx context.Context, network, address string) (net.Conn, error) {
	local := n.local(c.Phone)
	dial := dialFrom(local)
	if n.Dial != nil {
		dial = n.Dial(local)
	}
	if n.capture == nil {
		return dial
	}
	return n.capture.Dialler(dial, local, noteOf(c))
}

// Dialer returns what opens connections from an address, as net.Dialer.DialContext does.
type Dialer func(local netip.Addr) func(ctx context.Context, network, address string) (net.Conn, error)

// dialFrom opens connections from an address, or where it is invalid from one that the kernel chooses.
func dialFrom(local netip.Addr) func(ctx context.Context, network, address string) (net.Conn, error) {
	if !local.IsValid() {
		return new(net.Dialer).DialContext
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: local.AsSlice()}}
		if network == "udp" {
			dialer.LocalAddr = &net.UDPAddr{IP: local.AsSlice()}
		}
		return dialer.DialContext(ctx, network, address)
	}
}

// noteOf says in a capture what a connection is for.
func noteOf(c phone.Call) string {
	what := fmt.Sprintf("%s to %s: %s", c.Phone, c.Server, c.Service)
	if c.File != "" {
		what += " " + c.File
	}
	return what
}

// Ask implements phone.Network. Handshake and answer are steps of their own.
func (n *Network) Ask(ctx context.Context, c phone.Call, r *tvs.Request) (*tvs.Response, error) {
	var conn *tvs.Conn
	err := n.timed(c, func(s *Step) (err error) {
		s.Kind = StepTVSHandshake
		address, ok := n.find(c)
		if !ok {
			return tvs.Failed("tvs "+c.Server, outcome.Unreachable, nil)
		}
		conn, err = n.tvsClient(c).Connect(ctx, address, c.Judge)
		return named("tvs "+c.Server, err)
	})
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	var response *tvs.Response
	err = n.timed(c, func(*Step) (err error) {
		response, err = conn.Ask(ctx, r)
		return err
	})
	return response, err
}

// tvsClient speaks TLS as the phone does.
func (n *Network) tvsClient(c phone.Call) *tvs.Client {
	return &tvs.Client{
		ConnectTimeout: time.Duration(n.Settings.TVSConnectTimeout), AnswerTimeout: time.Duration(n.Settings.TVSAnswerTimeout),
		MinVersion: tls.VersionTLS10, MaxVersion: c.TLS, OldCiphers: c.TLS == tls.VersionTLS10, Dial: n.dial(c),
	}
}
