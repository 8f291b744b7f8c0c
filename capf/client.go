package capf

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"time"

	"tvslab/accept"
	"tvslab/outcome"
	"tvslab/phonetls"
)

// DefaultClientTimeout bounds each phase of a [Client]'s session. Those of phones are not known.
const DefaultClientTimeout = 10 * time.Second

// Client is a phone that goes to a CAPF server. The zero value is ready and speaks TLS 1.2 and 1.3; a Client may be
// used by many goroutines.
type Client struct {
	// ConnectTimeout bounds the TCP connect, MessageTimeout the handshake and each wait for the server. 0 means
	// DefaultClientTimeout.
	ConnectTimeout, MessageTimeout time.Duration
	// MaxVersion is a TLS version as in tls.Config; 0 means Go's own limit.
	MaxVersion uint16
	// OldCiphers allows TLS 1.0 and 1.1 and RSA key exchange.
	OldCiphers bool
	// Dial, if set, replaces net.Dialer.DialContext.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Do runs one session with the server at host:port. check is given the server's certificate (DER) within the
// handshake; if it fails, the connection ends before anything is sent inside TLS.
//
// Errors are those of [Failed], outcome.Untrusted with check's error inside, or that of a cancelled ctx. The result says
// what happened to the phone even beside outcome.BadAnswer: a certificate may have been stored before the session broke off.
func (c *Client) Do(ctx context.Context, address string, check func(certificate []byte) error, s *Session) (Result, error) {
	where := "capf " + address
	conn, err := c.connect(ctx, address)
	if err != nil {
		return Result{}, words.Explain(ctx, where, outcome.Unreachable, err)
	}
	defer conn.Close()
	defer accept.OnCancel(ctx, func() { conn.Close() })()
	conn.SetDeadline(time.Now().Add(c.patience()))
	secured, err := (&phonetls.Client{Check: check, MaxVersion: c.MaxVersion, Old: c.OldCiphers}).Handshake(conn)
	if err != nil {
		return Result{}, words.Explain(ctx, where, outcome.Of(err), err)
	}
	h := &handset{session: s, server: peer(secured)}
	if err := c.talk(secured, h); err != nil {
		return h.result, words.Explain(ctx, where, outcome.BadAnswer, err)
	}
	secured.Close()
	return h.result, nil
}

func peer(conn *tls.Conn) *x509.Certificate { return conn.ConnectionState().PeerCertificates[0] }

// talk answers until the server ends the session.
func (c *Client) talk(conn *tls.Conn, h *handset) error {
	for {
		conn.SetReadDeadline(time.Now().Add(c.patience()))
		m, err := ReadMessage(conn, false)
		if err != nil {
			return err
		}
		if m.Command == KeygenRequest { // the key may take long; the server is told that it will come
			if err := c.send(conn, newMessage(InProgress, m.Session)); err != nil {
				return err
			}
		}
		answer, err := h.answer(m)
		if err != nil || h.ended {
			return err
		}
		if err := c.send(conn, answer); err != nil {
			return err
		}
	}
}

func (c *Client) send(conn *tls.Conn, m *Message) error {
	data, err := m.Marshal()
	if err != nil {
		return err
	}
	conn.SetWriteDeadline(time.Now().Add(c.patience()))
	_, err = conn.Write(data)
	return err
}

func (c *Client) patience() time.Duration { return cmp.Or(c.MessageTimeout, DefaultClientTimeout) }

func (c *Client) connect(ctx context.Context, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.ConnectTimeout, DefaultClientTimeout))
	defer cancel()
	if c.Dial != nil {
		return c.Dial(ctx, "tcp", address)
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, "tcp", address)
}
