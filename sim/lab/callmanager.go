package lab

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"tvslab/phone"
	"tvslab/phonetls"
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
		return phonetls.ErrUnknownCA
	}
	switch err := c.JudgePhone(m.node, c.PhoneIssuer(m.node, certificate), certificate.NotAfter); {
	case errors.Is(err, sim.ErrPhoneExpired):
		return phonetls.ErrExpired
	case err != nil:
		return phonetls.ErrUnknownCA
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
	secure := &phonetls.Server{Certificate: m.presented, Old: true, Verify: m.verify}
	for _, at := range []struct {
		port     int
		protocol registration.Protocol
		tls      *phonetls.Server
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
