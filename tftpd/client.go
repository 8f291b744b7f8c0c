package tftpd

import (
	"context"
	"net"
	"net/netip"
	"time"

	"tvslab/phonetls"
	"tvslab/tftpd/internal/udp"
)

// Defaults of a [Client].
const (
	DefaultHTTPTimeout = 10 * time.Second
	DefaultTFTPTimeout = 5 * time.Minute
	// DefaultMaxBytes is "limited to 2048 KB" of 78xx phones (tech note 214535).
	DefaultMaxBytes = 2048 << 10
)

// DefaultRetransmit holds the waits after each transmission of a TFTP packet. Only
// the first, about 0.5 s, has been seen in a capture (7821, tech note 214535); the
// others are a guess.
var DefaultRetransmit = []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second}

// Tap is told of datagrams: where one leaves, where it goes, and its two parts, of which the second may be nil. They are valid until
// it returns. An address of ours that nobody chose is the one that means all.
type Tap func(from, to netip.AddrPort, head, body []byte)

// Client fetches files as a phone does. The zero value is ready, a Client may be
// used by many goroutines, and a transfer starts none of its own.
type Client struct {
	// Retransmit holds the waits after each transmission of a TFTP packet; after
	// the last one the transfer fails with outcome.Timeout. nil means DefaultRetransmit.
	Retransmit []time.Duration
	// TFTPTimeout bounds a whole TFTP transfer. 0 means DefaultTFTPTimeout.
	TFTPTimeout time.Duration
	// HTTPTimeout bounds a whole HTTP transfer. 0 means DefaultHTTPTimeout.
	HTTPTimeout time.Duration
	// MaxBytes is the largest accepted file. 0 means DefaultMaxBytes.
	MaxBytes int
	// Local is the phone's own address; the zero value leaves the choice to the
	// kernel. Ports are always ephemeral, one per file, and not used again for 6 seconds,
	// or for 30 where the server may still answer; a transfer waits where an address has
	// no other.
	Local netip.Addr

	// Dial, if set, replaces net.Dialer.DialContext over HTTP; Local has no say then.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Tap, if set, is told of every datagram of TFTP.
	Tap Tap

	ports *udp.Ports // of this machine; nil means udp.Ephemeral
}

// TFTP fetches a file from host:port by TFTP in octet mode without options, in
// blocks of 512 bytes, as all phones do (tech note 214528). Errors: outcome.NotFound
// (error code 1), outcome.Unavailable (another code), outcome.Unreachable (ICMP port
// unreachable, where the system reports it), outcome.Timeout, outcome.TooLarge, or that of ctx.
func (c *Client) TFTP(ctx context.Context, address, name string) ([]byte, error) {
	result, err := c.Fetch(ctx, Request{Server: address, Name: name})
	return result.Data, err
}

// HTTP fetches a file from host:port with the request of a phone: GET, a Host
// header without blank after the colon, nothing else (byte counts of tech note
// 214528), one connection per file. Errors: outcome.NotFound (404), outcome.Unavailable
// (any other status but 200), outcome.Unreachable, outcome.Timeout, outcome.TooLarge, outcome.BadAnswer,
// or that of ctx.
func (c *Client) HTTP(ctx context.Context, address, name string) ([]byte, error) {
	return c.http(ctx, address, name, nil)
}

// HTTPS is HTTP within TLS. Errors of the handshake are outcome.Untrusted and outcome.Handshake, as of [phonetls.Client.Handshake].
func (c *Client) HTTPS(ctx context.Context, address, name string, side *phonetls.Client) ([]byte, error) {
	return c.http(ctx, address, name, side)
}

// waits after each transmission of a packet.
func (c *Client) waits() []time.Duration {
	if len(c.Retransmit) > 0 {
		return c.Retransmit
	}
	return DefaultRetransmit
}

func (c *Client) pool() *udp.Ports {
	if c.ports != nil {
		return c.ports
	}
	return udp.Ephemeral()
}

func (c *Client) maxBytes() int {
	if c.MaxBytes > 0 {
		return c.MaxBytes
	}
	return DefaultMaxBytes
}

// deadline returns when a transfer that may last d has to end.
func deadline(ctx context.Context, d time.Duration) time.Time {
	end := time.Now().Add(d)
	if t, ok := ctx.Deadline(); ok && t.Before(end) {
		return t
	}
	return end
}
