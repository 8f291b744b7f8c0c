package registration

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"time"

	"tvslab/accept"
	"tvslab/outcome"
	"tvslab/phonetls"
	"tvslab/service"
)

// Client registers phones, one connection each; it may be used by many goroutines.
type Client struct {
	Protocol service.Service // SIP or SCCP, with TLS or without, or SIP over UDP
	Model    int             // device type of the phone's model, 0 for none
	Line     Line            // whom it registers over SIP
	Timeout  time.Duration   // for everything; 0 means 10 seconds
	// T1 is the first wait before a request over UDP is sent again; 0 means 500 ms (RFC 3261, section 17.1.1.1).
	T1 time.Duration
	// Secure, if set, registers over TLS.
	Secure *Secure
	// Dial, if set, replaces net.Dialer.DialContext.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Secure is the TLS side of a phone.
type Secure struct {
	MaxVersion  uint16           // TLS version as in tls.Config; 0 means 1.2
	Certificate *tls.Certificate // LSC or MIC; nil for none
	// Check judges the call manager's certificate (DER) within the handshake. Nothing else about it is looked at.
	Check func(certificate []byte) error
}

var words = outcome.Words{
	outcome.Unreachable:   "call manager unreachable",
	outcome.Timeout:       "call manager gave no answer",
	outcome.Handshake:     handshakeFailed,
	outcome.UnknownCA:     handshakeFailed + ": unknown CA",
	outcome.Expired:       handshakeFailed + ": certificate expired",
	outcome.NoCertificate: handshakeFailed + ": no certificate",
}

const handshakeFailed = "tls handshake with the call manager failed"

func failed(o outcome.Outcome, reason error) error { return words.Failed("", o, reason) }

// Register registers a device with the call manager at host:port, which is called server in the request. A refused phone
// gets a *Refusal or, for its certificate, outcome.UnknownCA, outcome.Expired or outcome.NoCertificate. Further errors are
// outcome.Unreachable, outcome.Untrusted, which reads as the error of Check, outcome.Handshake, and outcome.Timeout for an
// answer that did not come or is none.
func (c *Client) Register(ctx context.Context, device, server, address string) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.Timeout, timeout))
	defer cancel()
	if c.Protocol.UDP() {
		return c.overUDP(ctx, device, server, address)
	}
	return c.stream(ctx, device, server, address)
}

// stream is a registration over TCP, or TLS.
func (c *Client) stream(ctx context.Context, device, server, address string) error {
	conn, release, err := c.connect(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer release()
	if c.Secure == nil {
		return c.exchange(conn, device, server)
	}
	secured, err := c.Secure.handshake(conn)
	if err != nil {
		return err
	}
	return c.exchange(secured, device, server)
}

// connect opens a connection that ends with ctx, or when release is called.
func (c *Client) connect(ctx context.Context, network, address string) (conn net.Conn, release func(), err error) {
	dial := c.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	if conn, err = dial(ctx, network, address); err != nil {
		return nil, nil, failed(outcome.Unreachable, err)
	}
	forget := accept.OnCancel(ctx, func() { conn.Close() })
	return conn, func() { forget(); conn.Close() }, nil
}

func (c *Client) exchange(conn net.Conn, device, server string) error {
	speak := c.speakSIP
	if c.Protocol.Plain() == service.SCCP {
		speak = c.speakSCCP
	}
	err := speak(conn, device, server)
	var refusal *Refusal
	if err != nil && !errors.As(err, &refusal) {
		return failed(outcome.Timeout, err)
	}
	return err
}

// serverName is what can stand in a request as the name of its server: host names and addresses. Configurations say others.
var serverName = regexp.MustCompile(`^[A-Za-z0-9._:\[\]-]{1,255}$`)

func (c *Client) speakSIP(conn net.Conn, device, server string) error {
	if !serverName.MatchString(server) {
		return notHost(server)
	}
	return c.dialog(device, server, conn.LocalAddr()).exchange(conn, newSIPReader(conn))
}

func notHost(server string) error { return fmt.Errorf("call manager %q: not a host name", server) }

// speakSCCP registers as phones of the 7900 series begin: with an alarm, then the Register.
func (c *Client) speakSCCP(conn net.Conn, device, _ string) error {
	own, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err != nil || !own.Addr().Unmap().Is4() {
		return fmt.Errorf("SCCP needs an IPv4 address, not %s", conn.LocalAddr())
	}
	for _, m := range []sccpMessage{sccpAlarmOf(device), sccpRegisterOf(device, c.Model, own.Addr().Unmap())} {
		if err := writeSCCP(conn, sccpVersion, m); err != nil {
			return err
		}
	}
	return readSCCPAnswer(conn)
}

func (s *Secure) handshake(conn net.Conn) (*tls.Conn, error) {
	side := &phonetls.Client{Check: s.Check, MaxVersion: tls.VersionTLS12, Old: true, Certificate: s.Certificate}
	if s.MaxVersion != 0 {
		side.MaxVersion = min(s.MaxVersion, tls.VersionTLS12)
	}
	secured, err := side.Handshake(conn)
	if err == nil {
		return secured, nil
	}
	if complaint := side.Complaint(err); complaint != 0 {
		return nil, failed(complaint, nil)
	}
	return nil, failed(outcome.Of(err), err)
}
