package lab

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"time"

	"tvslab/phone"
	"tvslab/registration"
	"tvslab/sim"
)

// judgeDevice decides by the database who may register, and on which kind of port: a device whose profile asks for TLS
// is refused without it (403 "Device security mismatch", recorded), and the other way round (inferred). Devices that
// run on the default file register by auto-registration.
func judgeDevice(c *sim.Cluster, device string, secure bool) error {
	d := c.Device(device)
	if d == nil {
		return &registration.Refusal{Reason: registration.UnknownDevice}
	}
	wantsTLS := c.Mixed() && d.Profile.Mode() != sim.DeviceNonSecure
	switch {
	case d.Profile.Default || wantsTLS == secure:
		return nil
	case wantsTLS:
		return &registration.Refusal{Reason: registration.ExpectedTLS}
	}
	return &registration.Refusal{Reason: registration.UnexpectedTLS}
}

// judgeIdentity decides about the certificate that a phone shows, in the words of phones.
func judgeIdentity(c *sim.Cluster, node string, id phone.Identity) error {
	if id.Kind == "" || id.Certificate == nil {
		return phone.ErrNoCertificate
	}
	switch err := c.JudgePhone(node, id.Issuer, id.NotAfter); {
	case errors.Is(err, sim.ErrPhoneExpired):
		return phone.ErrCertificateExpired
	case err != nil:
		return phone.ErrUnknownCA
	}
	return nil
}

// callManager is Cisco CallManager of a node as its servers ask it, as of now.
type callManager struct {
	lab  *Lab
	node string
}

// presented is what its TLS ports present: the certificate that the service loaded at its start.
func (m callManager) presented() (*tls.Certificate, error) {
	m.lab.mutex.RLock()
	defer m.lab.mutex.RUnlock()
	return tlsCertificate(m.lab.clusters.node(m.node).Loaded(sim.ServiceCCM))
}

// tlsCertificate is what a service with this certificate shows; nil is a service that was stopped meanwhile.
func tlsCertificate(c *sim.Certificate) (*tls.Certificate, error) {
	if c == nil {
		return nil, errors.New("the service does not run")
	}
	return &tls.Certificate{Certificate: [][]byte{c.DER}, PrivateKey: c.Key, Leaf: c.X509}, nil
}

// verify judges the certificate of a phone that came over TLS.
func (m callManager) verify(certificate *x509.Certificate) error {
	m.lab.mutex.RLock()
	defer m.lab.mutex.RUnlock()
	c := m.lab.clusters.of(m.node)
	if c == nil { // removed meanwhile
		return registration.ErrUnknownCA
	}
	switch err := c.JudgePhone(m.node, c.PhoneIssuer(m.node, certificate), certificate.NotAfter); {
	case errors.Is(err, sim.ErrPhoneExpired):
		return registration.ErrExpired
	case err != nil:
		return registration.ErrUnknownCA
	}
	return nil
}

// judge decides about a device. A certificate must be the device's own: its common name ends in the device's name.
func (m callManager) judge(device string, certificate *x509.Certificate) error {
	if certificate != nil && !strings.HasSuffix(certificate.Subject.CommonName, device) {
		return &registration.Refusal{Reason: registration.WrongName}
	}
	m.lab.mutex.RLock()
	defer m.lab.mutex.RUnlock()
	c := m.lab.clusters.of(m.node)
	if c == nil { // removed meanwhile
		return errors.New("the node is in no cluster any more")
	}
	return judgeDevice(c, device, certificate != nil)
}

// startCCM serves the four ports of a call manager.
func (s *servers) startCCM(ctx context.Context, r *running, a Address) error {
	m := callManager{lab: s.lab, node: a.Node}
	secure := &registration.TLS{Certificate: m.presented, Verify: m.verify}
	for _, at := range []struct {
		port     int
		protocol registration.Protocol
		tls      *registration.TLS
	}{
		{a.SIP, registration.SIP, nil}, {a.SCCP, registration.SCCP, nil},
		{a.SecureSIP, registration.SIP, secure}, {a.SecureSCCP, registration.SCCP, secure},
	} {
		listener, err := net.Listen("tcp4", a.at(at.port))
		if err != nil {
			return err
		}
		server := &registration.Server{Protocol: at.protocol, Node: a.Node, Judge: m.judge, TLS: at.tls, Log: s.logRegistration(a.Node, at.protocol)}
		r.serve(func() error { return server.Serve(ctx, listener) })
	}
	return nil
}

func (s *servers) logRegistration(node string, protocol registration.Protocol) func(registration.Attempt) {
	if s.log == nil {
		return nil
	}
	return func(a registration.Attempt) {
		outcome := "registered"
		if a.Err != nil {
			outcome = a.Err.Error()
		}
		s.log(Access{a.Time, node, string(protocol), a.Peer, a.Device, 0, a.Duration, outcome})
	}
}

// Register implements phone.Network.
func (m *memory) Register(_ context.Context, name, server string, port int) error {
	c, n := m.lab.reach(name, server, port)
	if n == nil || !n.Running(sim.ServiceCCM) {
		return phone.ErrUnreachable
	}
	return judgeDevice(c, name, false)
}

// RegisterTLS implements phone.SecureNetwork.
func (m *memory) RegisterTLS(_ context.Context, name string, _ phone.Model, server string, port int, id phone.Identity, check func([]byte) error) error {
	c, n := m.lab.reach(name, server, port)
	if n == nil || !n.Running(sim.ServiceCCM) {
		return phone.ErrUnreachable
	}
	if err := check(n.Loaded(sim.ServiceCCM).DER); err != nil {
		return err
	}
	if err := judgeIdentity(c, n.ID, id); err != nil {
		return err
	}
	return judgeDevice(c, name, true)
}

// Register implements phone.Network.
func (s *socketNetwork) Register(ctx context.Context, name, server string, port int) error {
	return s.register(ctx, name, server, port, nil)
}

// RegisterTLS implements phone.SecureNetwork.
func (s *socketNetwork) RegisterTLS(ctx context.Context, name string, m phone.Model, server string, port int, id phone.Identity, check func([]byte) error) error {
	secure := &registration.Secure{MaxVersion: m.TLS, Check: check}
	if id.Certificate != nil {
		if der := id.Certificate(); der != nil {
			secure.Certificate = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: id.Key()}
		}
	}
	return s.register(ctx, name, server, port, secure)
}

func (s *socketNetwork) register(ctx context.Context, name, server string, port int, secure *registration.Secure) error {
	a, err := s.reach(name, server, port)
	if err != nil {
		return err
	}
	own, protocol := a.callManagerPort(port)
	if own == 0 {
		return phone.ErrUnreachable
	}
	client := registration.Client{Protocol: protocol, Timeout: time.Duration(s.lab.settings.HTTPTimeout), Secure: secure}
	return asRegistrationError(client.Register(ctx, name, server, a.at(own)))
}

// callManagerPort returns where a port of CUCM listens in the lab, 0 for none, and what is spoken there.
func (a Address) callManagerPort(port int) (own int, protocol registration.Protocol) {
	switch port {
	case portSIP:
		return a.SIP, registration.SIP
	case portSecureSIP:
		return a.SecureSIP, registration.SIP
	case portSCCP:
		return a.SCCP, registration.SCCP
	case portSecureSCCP:
		return a.SecureSCCP, registration.SCCP
	}
	return 0, ""
}

// registrationErrors maps what a client met to what a phone calls it.
var registrationErrors = []struct{ met, called error }{
	{registration.ErrUnreachable, phone.ErrUnreachable},
	{registration.ErrUnknownCA, phone.ErrUnknownCA},
	{registration.ErrExpired, phone.ErrCertificateExpired},
	{registration.ErrNoCertificate, phone.ErrNoCertificate},
	{registration.ErrAnswer, phone.ErrTimeout},
}

// asRegistrationError says what went wrong in the words of the in-memory network; what the phone itself said about the
// call manager's certificate, and a refusal, stay as they are.
func asRegistrationError(err error) error {
	for _, e := range registrationErrors {
		if errors.Is(err, e.met) {
			return e.called
		}
	}
	return err
}
