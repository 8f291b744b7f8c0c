package sockets

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/service"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// Network is the network over real sockets. It implements [phone.SecureNetwork] and [phone.CAPFNetwork]. Fields are set
// before the first use.
type Network struct {
	Finder   Finder
	Settings *phone.Settings // times of the phone; nil means the defaults
	// TFTP fetches over TFTP; nil means a [tftpd.Client] with the times of Settings.
	TFTP tftpd.Fetcher
	// Local returns the phone's own address; nil, or an invalid one, leaves the choice to the kernel.
	Local func(phone string) netip.Addr
	// Files shares equal content, so that a trust list is parsed and verified once however many phones fetch it. nil
	// shares nothing.
	Files *content.Files
	// ShareAll shares configurations too. Every phone has its own, so that it costs memory for each; it spares parsing
	// where the same phones boot again and again.
	ShareAll bool

	client tftpd.Client // the times, for HTTP and where TFTP is nil
	trace  func(Step)
}

var (
	_ phone.SecureNetwork = (*Network)(nil)
	_ phone.CAPFNetwork   = (*Network)(nil)
)

// New returns a network of the servers that finder knows, with the phone's settings (nil: defaults) and a table of files
// of its own.
func New(finder Finder, settings *phone.Settings) *Network {
	if settings == nil {
		defaults := phone.DefaultSettings()
		settings = &defaults
	}
	n := &Network{Finder: finder, Settings: settings, Files: &content.Files{}}
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

// Fetch implements phone.Network.
func (n *Network) Fetch(ctx context.Context, name, server string, t phone.Transport, file string) (*content.File, error) {
	done := n.begin(name, server, KindOf(file), t)
	data, resent, err := n.download(ctx, name, server, t, file)
	if err != nil {
		err = asPhoneError(err)
		done(len(data), resent, err)
		return nil, err
	}
	done(len(data), resent, nil)
	if n.Files != nil && (n.ShareAll || strings.HasSuffix(file, ".tlv")) {
		return n.Files.Intern(data), nil
	}
	return content.NewFile(data), nil
}

func (n *Network) download(ctx context.Context, name, server string, t phone.Transport, file string) (data []byte, resent int, err error) {
	if t == phone.HTTP {
		address, ok := n.Finder.Find(name, server, service.HTTP, service.HTTP.Port())
		if !ok {
			return nil, 0, phone.ErrUnreachable
		}
		client := n.client
		client.Local = n.local(name)
		data, err = client.HTTP(ctx, address, file)
		return data, 0, err
	}
	address, ok := n.Finder.Find(name, server, service.TFTP, service.TFTP.Port())
	if !ok {
		return nil, 0, phone.ErrUnreachable
	}
	result, err := n.fetcher().Fetch(ctx, tftpd.Request{Server: address, Name: file, Local: n.local(name)})
	return result.Data, result.Resent, err
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

// dial opens TCP connections from the phone's own address; nil where the kernel chooses.
func (n *Network) dial(name string) func(ctx context.Context, network, address string) (net.Conn, error) {
	local := n.local(name)
	if !local.IsValid() {
		return nil
	}
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: local.AsSlice()}}
	return dialer.DialContext
}

// TVS implements phone.Network.
func (n *Network) TVS(ctx context.Context, name string, m phone.Model, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	address, ok := n.Finder.Find(name, server, service.TVS, port)
	handshake := n.begin(name, server, StepTVSHandshake, "")
	if !ok {
		err := fmt.Errorf("tvs %s: %w", server, tvs.ErrUnreachable)
		handshake(0, 0, err)
		return nil, err
	}
	answer := func(int, int, error) {}
	client := tvs.Client{
		ConnectTimeout: time.Duration(n.Settings.TVSConnectTimeout), AnswerTimeout: time.Duration(n.Settings.TVSAnswerTimeout),
		MinVersion: tls.VersionTLS10, MaxVersion: m.TLS, OldCiphers: m.TLS == tls.VersionTLS10, Dial: n.dial(name),
	}
	if n.trace != nil {
		client.Connected = func() {
			handshake(0, 0, nil)
			handshake = func(int, int, error) {}
			answer = n.begin(name, server, StepTVSAnswer, "")
		}
	}
	var refusal error
	response, err := client.Do(ctx, address, func(certificate []byte) error {
		refusal = check(certificate)
		return refusal
	}, r)
	if err != nil {
		err = asTVSError(server, err, refusal)
		handshake(0, 0, err)
		answer(0, 0, err)
		return nil, err
	}
	answer(0, 0, nil)
	return response, nil
}
