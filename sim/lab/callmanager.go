package lab

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"

	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/registration"
	"tvslab/sim"
	"tvslab/sim/pki"
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

// judgeIdentity decides about the certificate that a phone shows: outcome.UnknownCA, Expired or NoCertificate.
func judgeIdentity(c *sim.Cluster, node string, id phone.Identity) error {
	if id.Kind == "" || id.Certificate == nil {
		return outcome.NoCertificate
	}
	return outcome.Bare(c.JudgePhone(node, id.Issuer, pki.Validity{From: id.NotBefore, To: id.NotAfter}))
}

// callManager is Cisco CallManager of a node as its servers ask it.
type callManager struct{ host }

// verify judges the certificate of a phone that came over TLS.
func (m callManager) verify(certificate *x509.Certificate) (err error) {
	if !m.ask(func(c *sim.Cluster) {
		err = outcome.Bare(c.JudgePhone(m.node, c.PhoneIssuer(m.node, certificate), pki.ValidityOf(certificate)))
	}) {
		return outcome.UnknownCA
	}
	return err
}

// judge decides about a device. A certificate must be the device's own: its common name ends in the device's name.
func (m callManager) judge(device string, certificate *x509.Certificate) (err error) {
	if certificate != nil && !strings.HasSuffix(certificate.Subject.CommonName, device) {
		return &registration.Refusal{Reason: registration.WrongName}
	}
	if !m.ask(func(c *sim.Cluster) { err = judgeDevice(c, device, certificate != nil) }) {
		return errors.New("the node is in no cluster any more")
	}
	return err
}

// Register implements phone.Network.
func (m *memory) Register(_ context.Context, call phone.Call, shown phone.Identity) error {
	c, n := m.world.reach(call)
	if n == nil || !n.Running(sim.ServiceCCM) {
		return outcome.Unreachable
	}
	if call.Service.Secure() {
		if err := call.Judge(n.Loaded(sim.ServiceCCM).DER); err != nil {
			return &outcome.Error{Outcome: outcome.Untrusted, Err: err}
		}
		if err := judgeIdentity(c, n.ID, shown); err != nil {
			return err
		}
	}
	return judgeDevice(c, call.Phone, call.Service.Secure())
}
