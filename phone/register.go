package phone

import (
	"errors"
	"strconv"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
	"tvslab/trustlist"
)

// register connects to the call managers of the configuration in use, in
// order of priority. Trust lists do not matter in non-secure mode (tech note
// 117598), with one exception: a model without ITL whose CTL is stale.
func (b *boot) register() {
	code, detail := b.tryRegister()
	b.report.RegisterReason, b.report.RegisterDetail = code, detail
	if b.secure() {
		b.report.Identity = b.identity().Kind
	}
	if !b.observed() {
		return
	}
	text := string(code)
	if code == reason.Registered {
		text += " at " + b.report.Registered + ":" + strconv.Itoa(b.report.RegisteredPort)
	}
	b.tell(Event{Kind: EventRegistration, Text: text, Code: code, Identity: b.report.Identity, SCCP: b.speaksSCCP(b.State.ParsedConfig)})
}

func (b *boot) tryRegister() (reason.Code, string) {
	c := b.State.ParsedConfig
	switch {
	case c == nil:
		return reason.NoConfiguration, ""
	case !b.Model.SBD && b.State.StaleCTL && b.settings().NonSBDStaleCTLBlocksRegistration:
		return reason.StaleCTL, ""
	case c.SecurityMode > content.ModeNonSecure && !b.ctlHasCallManager():
		return reason.NoSecureCallManager, ""
	case b.secure() && b.State.LSC == nil && b.waitsForString():
		return reason.WaitingForString, ""
	case b.secure() && b.identity().Kind == "":
		return reason.NoPhoneCertificate, "" // a soft phone tried TCP instead and got 403 "Device security mismatch" (public capture)
	}
	return b.tryCallManagers(c)
}

func (b *boot) ctlHasCallManager() bool { return b.State.Lists[trust.CTL].File.NamesCallManager() }

func (b *boot) tryCallManagers(c *content.Config) (reason.Code, string) {
	code, detail := reason.NoCallManager, ""
	for _, m := range b.callManagers(c) {
		port := b.port(c, m)
		failure, err := b.connect(c, m.Node, port)
		if err == nil {
			b.report.Registered, b.report.RegisteredPort = m.Node, port
			return reason.Registered, ""
		}
		code, detail = failure, err.Error()
	}
	return code, detail
}

// callManagers returns the group. A configuration without a usable member
// makes the first TFTP server the call manager (79xx console: "No Valid
// Unified CMs. Defaulting to TFTP Server").
func (b *boot) callManagers(c *content.Config) []content.CallManager {
	if len(c.CallManagers) > 0 || len(b.servers()) == 0 {
		return c.CallManagers
	}
	return []content.CallManager{content.DefaultCallManager(b.servers()[0])}
}

func (b *boot) port(c *content.Config, m content.CallManager) int {
	secure := c.SecurityMode > content.ModeNonSecure
	switch sccp := b.speaksSCCP(c); {
	case sccp && secure:
		return service.SecureSCCP.Port() // no configuration names it
	case sccp:
		return m.SCCPPort
	case secure:
		return m.SecuredSIPPort
	}
	return m.SIPPort
}

// speaksSCCP goes by the configuration, else by what the model speaks first.
func (b *boot) speaksSCCP(c *content.Config) bool {
	if c != nil && c.DeviceProtocol != "" {
		return c.DeviceProtocol == "SCCP"
	}
	return len(b.Model.Signalling) > 0 && b.Model.Signalling[0] == "SCCP"
}

// connect registers at one call manager. In secure mode its certificate must
// be in the lists where the Network can show it; a Network without TLS only
// proves that the port answers.
func (b *boot) connect(c *content.Config, node string, port int) (reason.Code, error) {
	secure, ok := b.net.(SecureNetwork)
	if c.SecurityMode <= content.ModeNonSecure || !ok {
		return reason.NoCallManager, b.net.Register(b.ctx, b.Name, node, port)
	}
	failure := reason.NoCallManager
	err := secure.RegisterTLS(b.ctx, b.Name, b.Model, node, port, b.identity(), func(certificate []byte) error {
		d := b.judge().Peer(certificate, trustlist.RoleCCM)
		b.record(d)
		if !d.Accepted {
			failure = reason.CallManagerUnknown
			return &peerError{Decision: d}
		}
		return nil
	})
	if code := identityCodes[b.identity().Kind].of(err); code != "" {
		failure = code
	}
	return failure, err
}

// identityCode says what a refusal of the phone's certificate is called.
type identityCode struct{ issuer, expired reason.Code }

var identityCodes = map[string]identityCode{
	KindLSC: {reason.LSCIssuerUnknown, reason.LSCExpired}, KindMIC: {reason.MICIssuerUnknown, reason.MICExpired},
}

// of returns the code of an error of RegisterTLS, "" if it is not about the phone's certificate.
func (c identityCode) of(err error) reason.Code {
	switch {
	case errors.Is(err, ErrUnknownCA):
		return c.issuer
	case errors.Is(err, ErrCertificateExpired):
		return c.expired
	case errors.Is(err, ErrNoCertificate):
		return reason.NoPhoneCertificate
	}
	return ""
}
