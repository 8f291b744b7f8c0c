package registration

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"tvslab/accept"
	"tvslab/phonetls"
	"tvslab/service"
)

// Client registers phones, one connection each; it may be used by many goroutines.
type Client struct {
	Protocol service.Service // SIP or SCCP, with TLS or without
	Timeout  time.Duration   // for everything; 0 means 10 seconds
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

// Classes of a Client's errors; compare with errors.Is. A refused phone gets a *Refusal or, for its certificate, one of the
// errors of package phonetls; a call manager that Check refused, the error of Check.
var (
	// ErrUnreachable: the TCP connection was refused or timed out.
	ErrUnreachable = errors.New("call manager unreachable")
	// ErrHandshake: the TLS handshake failed for another reason.
	ErrHandshake = errors.New("tls handshake with the call manager failed")
	// ErrAnswer: no answer came, or one that is none.
	ErrAnswer = errors.New("call manager gave no answer")
)

// Register registers a device with the call manager at host:port, which is called server in the request.
func (c *Client) Register(ctx context.Context, device, server, address string) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.Timeout, timeout))
	defer cancel()
	dial := c.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer conn.Close()
	defer accept.OnCancel(ctx, func() { conn.Close() })()
	if c.Secure == nil {
		return c.exchange(conn, device, server)
	}
	secured, err := c.Secure.handshake(conn)
	if err != nil {
		return err
	}
	return c.exchange(secured, device, server)
}

func (c *Client) exchange(conn net.Conn, device, server string) error {
	local, write := conn.LocalAddr(), error(nil)
	read := readSIPAnswer
	if c.Protocol.Plain() == service.SCCP {
		own, err := netip.ParseAddrPort(local.String())
		if err != nil || !own.Addr().Unmap().Is4() {
			return fmt.Errorf("%w: SCCP needs an IPv4 address, not %s", ErrAnswer, local)
		}
		write, read = writeSCCPRegister(conn, device, own.Addr().Unmap()), readSCCPAnswer
	} else {
		write = writeSIPRegister(conn, device, server, local)
	}
	if write != nil {
		return fmt.Errorf("%w: %w", ErrAnswer, write)
	}
	err := read(conn)
	var refusal *Refusal
	if err != nil && !errors.As(err, &refusal) {
		return fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	return err
}

func (s *Secure) handshake(conn net.Conn) (*tls.Conn, error) {
	side := &phonetls.Client{Check: s.Check, MaxVersion: tls.VersionTLS12, Old: true, Certificate: s.Certificate}
	if s.MaxVersion != 0 {
		side.MaxVersion = min(s.MaxVersion, tls.VersionTLS12)
	}
	secured, err := side.Handshake(conn)
	var refusal *phonetls.Refusal
	switch {
	case err == nil:
		return secured, nil
	case errors.As(err, &refusal):
		return nil, refusal.Err
	}
	return nil, fmt.Errorf("%w: %w", ErrHandshake, cmp.Or(side.Complaint(err), err))
}
