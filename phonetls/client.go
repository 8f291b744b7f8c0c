package phonetls

import (
	"crypto/tls"
	"net"

	"tvslab/outcome"
)

// Client is the TLS side of a phone. The zero value speaks TLS 1.2 and 1.3 and needs a Check.
type Client struct {
	// Check judges the server's certificate (DER) within the handshake, of a resumed session too. Nothing else about it is
	// looked at.
	Check func(certificate []byte) error
	// MinVersion and MaxVersion are TLS versions as in tls.Config; 0 means Go's own limits. They hold with Old too.
	MinVersion, MaxVersion uint16
	// Old allows TLS 1.0 and 1.1 and RSA key exchange.
	Old bool
	// CipherSuites, if set, is all that is offered up to TLS 1.2.
	CipherSuites []uint16
	// Certificate, if set, is the phone's LSC or MIC, given to servers that ask for one.
	Certificate *tls.Certificate
	// Sessions, if set, keeps sessions for resumption, which phones do not do.
	Sessions tls.ClientSessionCache
}

// Handshake secures a connection, within the deadline that is set on it. Errors are outcome.Untrusted
// with the error of Check inside, or outcome.Handshake with what the connection or TLS said, see [Client.Complaint]; they
// read as what is inside. The connection is the caller's to close.
func (c *Client) Handshake(conn net.Conn) (*tls.Conn, error) {
	config := c.config()
	var refusal error
	config.VerifyConnection = func(state tls.ConnectionState) error {
		refusal = c.Check(state.PeerCertificates[0].Raw) // a server that shows none does not get this far
		return refusal
	}
	secured := tls.Client(conn, config)
	err := secured.Handshake()
	switch {
	case refusal != nil:
		return nil, &outcome.Error{Outcome: outcome.Untrusted, Err: refusal}
	case err != nil:
		return nil, &outcome.Error{Outcome: outcome.Handshake, Err: err}
	}
	return secured, nil
}

// config says all but what is decided about the certificate.
func (c *Client) config() *tls.Config {
	config := &tls.Config{InsecureSkipVerify: true, ClientSessionCache: c.Sessions, KeyLogWriter: keysTo()} // names and chains mean nothing here: Check decides
	if c.Old {
		allowOld(config)
	}
	if c.MinVersion != 0 {
		config.MinVersion = c.MinVersion
	}
	config.MaxVersion = c.MaxVersion
	if c.CipherSuites != nil {
		config.CipherSuites = c.CipherSuites
	}
	if c.Certificate != nil {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return c.Certificate, nil }
	}
	return config
}
