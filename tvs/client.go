package tvs

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/outcome"
	"tvslab/phonetls"
)

// DefaultClientTimeout is the connect and the answer timeout of a [Client]. Those of
// phones are not known.
const DefaultClientTimeout = 5 * time.Second

// Client asks TVS servers, one connection per question. The zero value is ready and
// speaks TLS 1.2 and 1.3; a Client may be used by many goroutines.
type Client struct {
	// ConnectTimeout bounds the TCP connect. 0 means DefaultClientTimeout.
	ConnectTimeout time.Duration
	// AnswerTimeout bounds all that follows: handshake, request and answer. 0 means
	// DefaultClientTimeout.
	AnswerTimeout time.Duration
	// MinVersion and MaxVersion are TLS versions as in tls.Config; 0 means Go's own
	// limits. They hold with OldCiphers too: a 7900 series phone has both at TLS 1.0.
	MinVersion, MaxVersion uint16
	// OldCiphers allows TLS 1.0 and 1.1 and RSA key exchange.
	OldCiphers bool
	// CipherSuites, if set, is all that is offered up to TLS 1.2.
	CipherSuites []uint16
	// Certificate, if set, is the phone's LSC or MIC, given to servers that ask for one.
	Certificate *tls.Certificate
	// Sessions, if set, keeps sessions for resumption, which phones do not do. check is
	// asked all the same, about the certificate of the session.
	Sessions tls.ClientSessionCache
	// Dial, if set, replaces net.Dialer.DialContext.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Do asks the server at host:port one question, on a connection of its own: see [Client.Connect] and [Conn.Ask].
func (c *Client) Do(ctx context.Context, address string, check func(certificate []byte) error, r *Request) (*Response, error) {
	conn, err := c.Connect(ctx, address, check)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.Ask(ctx, r)
}

// Conn is a connection to a TVS server that was found good.
type Conn struct {
	where   string // for errors
	raw     net.Conn
	secured *tls.Conn
	release func() // ends the watch over the context
}

// Connect connects to the server at host:port. check is given the server's certificate
// (DER) within the handshake; if it fails, the connection ends before anything is sent
// inside TLS (T14). Nothing else about the certificate is looked at. The end of ctx, or
// AnswerTimeout, ends the connection; the caller closes it.
//
// Errors are outcome.Unreachable, outcome.Untrusted with check's error inside,
// outcome.Handshake, or that of a cancelled ctx.
func (c *Client) Connect(ctx context.Context, address string, check func(certificate []byte) error) (*Conn, error) {
	where := "ask tvs " + address
	raw, err := c.connect(ctx, address)
	if err != nil {
		return nil, words.Explain(ctx, where, outcome.Unreachable, err)
	}
	conn := &Conn{where: where, raw: raw, release: sync.OnceFunc(accept.OnCancel(ctx, func() { raw.Close() }))}
	raw.SetDeadline(time.Now().Add(cmp.Or(c.AnswerTimeout, DefaultClientTimeout)))
	if conn.secured, err = c.tls(check).Handshake(raw); err != nil {
		conn.Close()
		return nil, words.Explain(ctx, where, outcome.Of(err), err)
	}
	return conn, nil
}

// Ask asks the one question that a connection is for. Errors are outcome.BadAnswer, with an
// *Error inside where a rule was broken, or that of a cancelled ctx. A nil error means an
// answer that fits the request; whether it vouches is [Response.Found].
func (c *Conn) Ask(ctx context.Context, r *Request) (*Response, error) {
	question, err := r.Marshal()
	if err != nil {
		return nil, err
	}
	response, err := ask(c.secured, question, r)
	if err != nil {
		return nil, words.Explain(ctx, c.where, outcome.BadAnswer, err)
	}
	return response, nil
}

// Close ends the connection; a second call does nothing.
func (c *Conn) Close() {
	c.release()
	c.raw.Close()
}

// connect opens the TCP connection.
func (c *Client) connect(ctx context.Context, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.ConnectTimeout, DefaultClientTimeout))
	defer cancel()
	if c.Dial != nil {
		return c.Dial(ctx, "tcp", address)
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, "tcp", address)
}

// tls is the phone's side of one connection.
func (c *Client) tls(check func([]byte) error) *phonetls.Client {
	return &phonetls.Client{Check: check, MinVersion: c.MinVersion, MaxVersion: c.MaxVersion, Old: c.OldCiphers,
		CipherSuites: c.CipherSuites, Certificate: c.Certificate, Sessions: c.Sessions}
}

// ask sends the question and reads the answer.
func ask(conn *tls.Conn, question []byte, r *Request) (*Response, error) {
	if _, err := conn.Write(question); err != nil {
		return nil, err
	}
	response, err := ReadResponse(conn, false)
	if err != nil {
		return nil, err
	}
	if err := CheckResponse(r, response); err != nil {
		return nil, err
	}
	conn.Close()
	return response, nil
}
