package lab

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"

	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab/trouble"
	"tvslab/sim/pki"
)

// judgeDevice decides by the database who may register, and on which kind of port: a device whose profile asks for TLS
// is refused without it (403 "Device security mismatch", recorded), and the other way round (inferred). Devices that are not
// in the database, or have no configuration of their own, register by auto-registration. That another protocol and another
// model are refused is what reasons of CUCM's alarms name (recalled). proves tells whether the phone has a device's digest
// credentials, which are wanted last: that is a guess.
func judgeDevice(c *sim.Cluster, at service.Service, device string, model int, proves func(*sim.Device) bool) error {
	d := c.Device(device)
	why := misfit(c, d, at, model)
	if why == "" && d != nil && d.Profile.Digest && at.Plain() == service.SIP && !proves(d) {
		why = registration.Credentials
	}
	if why != "" {
		return &registration.Refusal{Reason: why}
	}
	return nil
}

// misfit says what keeps a device from registering on a port; "" for nothing.
func misfit(c *sim.Cluster, d *sim.Device, at service.Service, model int) registration.Reason {
	if d == nil || d.Profile.Default {
		if at.Secure() || !c.AutoRegisters(modelName(model)) {
			return registration.UnknownDevice
		}
		return ""
	}
	wantsTLS := c.Mixed() && d.Profile.Mode() != sim.DeviceNonSecure
	known, _ := phone.ModelByName(d.Profile.Model)
	switch {
	case at.Plain().String() != d.Profile.Protocol:
		return registration.OtherProtocol
	case model != 0 && known.Number != 0 && model != known.Number:
		return registration.OtherModel
	case wantsTLS && !at.Secure():
		return registration.ExpectedTLS
	case at.Secure() && !wantsTLS:
		return registration.UnexpectedTLS
	}
	return ""
}

// modelName returns the model with a device type, "" for one that is not known.
func modelName(number int) string {
	for _, m := range phone.Models() {
		if m.Number == number && number != 0 {
			return m.Name
		}
	}
	return ""
}

// judgeIdentity decides about the certificate that a phone shows: outcome.UnknownCA, Expired or NoCertificate.
func judgeIdentity(c *sim.Cluster, node string, id phone.Identity) error {
	if id.Kind == "" || id.Certificate == nil {
		return outcome.NoCertificate
	}
	return outcome.Bare(c.JudgePhone(node, id.Issuer, pki.Validity{From: id.NotBefore, To: id.NotAfter}))
}

// callManager is Cisco CallManager of a node as the server of one of its ports asks it.
type callManager struct {
	host
	at service.Service
}

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
func (m callManager) judge(who registration.Registrant) (err error) {
	if who.Certificate != nil && !strings.HasSuffix(who.Certificate.Subject.CommonName, who.Device) {
		return &registration.Refusal{Reason: registration.WrongName}
	}
	if !m.ask(func(c *sim.Cluster) { err = judgeDevice(c, m.at, who.Device, who.Model, proof(c, who.Proof)) }) {
		return errors.New("the node is in no cluster any more")
	}
	return err
}

// proof compares an answer to a challenge with the credentials of a device.
func proof(c *sim.Cluster, answer *registration.Proof) func(*sim.Device) bool {
	return func(d *sim.Device) bool { return answer.Match(c.DigestUser(d)) }
}

// proofOf stands for that where there is no challenge. Phones of one profile share a configuration with a line of nobody (see
// memory.parsed): credentials of any user of the cluster are the phone's own.
func proofOf(c *sim.Cluster, line *phone.Line) func(*sim.Device) bool {
	return func(*sim.Device) bool {
		return line != nil && line.AuthName != "" && line.AuthPassword == c.DigestPassword(line.AuthName)
	}
}

// Register implements phone.Network.
func (m *memory) Register(_ context.Context, call phone.Call, shown phone.Identity) error {
	c, n := m.world.reach(call)
	fate, hit := m.world.fate(call, registrationExchange(n), thrown)
	if hit && fate.Stage != trouble.Done && fate.Stage != trouble.Answer {
		return stuck(call, fate)
	}
	if n == nil || !n.Running(sim.ServiceCCM) {
		return outcome.Unreachable
	}
	err := admits(c, n, call, shown)
	if refusal := (*registration.Refusal)(nil); fate.Stage == trouble.Answer && (err == nil || errors.As(err, &refusal)) {
		return stuck(call, fate)
	}
	return err
}

// admits is what a call manager makes of a phone.
func admits(c *sim.Cluster, n *sim.Node, call phone.Call, shown phone.Identity) error {
	if call.Service.Secure() {
		if err := call.Judge(n.Loaded(sim.ServiceCCM).DER); err != nil {
			return &outcome.Error{Outcome: outcome.Untrusted, Err: err}
		}
		if err := judgeIdentity(c, n.ID, shown); err != nil {
			return err
		}
	}
	return judgeDevice(c, call.Service, call.Phone, call.Model, proofOf(c, call.Line))
}
