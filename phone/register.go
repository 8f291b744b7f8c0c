package phone

import (
	"cmp"

	"tvslab/outcome"
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
	tell(b.Phone, Registration{Code: code, Node: b.report.Registered, Port: b.report.RegisteredPort, Identity: b.report.Identity,
		SCCP: b.speaksSCCP(b.State.ParsedConfig)})
}

func (b *boot) tryRegister() (reason.Code, string) {
	c := b.State.ParsedConfig
	switch {
	case c == nil:
		return reason.NoConfiguration, ""
	case !b.Model.SBD && b.State.StaleCTL && b.settings().NonSBDStaleCTLBlocksRegistration:
		return reason.StaleCTL, ""
	case c.SecurityMode > content.ModeNonSecure && !b.State.Lists[trust.CTL].File.NamesCallManager():
		return reason.NoSecureCallManager, ""
	case b.secure() && b.State.LSC == nil && b.waitsForString():
		return reason.WaitingForString, ""
	case b.secure() && b.identity().Kind == "":
		return reason.NoPhoneCertificate, "" // a soft phone tried TCP instead and got 403 "Device security mismatch" (public capture)
	}
	return b.tryCallManagers(c)
}

func (b *boot) tryCallManagers(c *content.Config) (reason.Code, string) {
	code, detail := reason.NoCallManager, ""
	for _, m := range b.callManagers(c) {
		call := b.callManager(c, m)
		err := b.net.Register(b.ctx, call, b.identity())
		if err == nil {
			b.report.Registered, b.report.RegisteredPort = m.Node, call.Port
			return reason.Registered, ""
		}
		code, detail = b.refused(err)
	}
	return code, detail
}

// callManagers returns the group. A configuration without a usable member
// makes the first TFTP server the call manager (79xx console: "No Valid
// Unified CMs. Defaulting to TFTP Server").
func (p *Phone) callManagers(c *content.Config) []content.CallManager {
	if len(c.CallManagers) > 0 || len(p.servers()) == 0 {
		return c.CallManagers
	}
	return []content.CallManager{content.DefaultCallManager(p.servers()[0])}
}

// callManager is the call to a member of the group. In secure mode its certificate must be in the lists.
func (b *boot) callManager(c *content.Config, m content.CallManager) Call {
	at, secure := service.SIP, c.SecurityMode > content.ModeNonSecure
	if b.speaksSCCP(c) {
		at = service.SCCP
	}
	at = at.Over(secure)
	call := b.call(m.Node, at, portOf(m, at))
	if secure {
		call.Judge = b.peerJudge(trustlist.RoleCCM)
	}
	return call
}

func portOf(m content.CallManager, at service.Service) int {
	switch at {
	case service.SIP:
		return m.SIPPort
	case service.SCCP:
		return m.SCCPPort
	case service.SecureSIP:
		return m.SecuredSIPPort
	}
	return at.Port() // no configuration names that of secure SCCP
}

// speaksSCCP goes by the configuration, else by what the model speaks first.
func (p *Phone) speaksSCCP(c *content.Config) bool {
	if c != nil && c.DeviceProtocol != "" {
		return c.DeviceProtocol == "SCCP"
	}
	return len(p.Model.Signalling) > 0 && p.Model.Signalling[0] == "SCCP"
}

// refused returns what a failed registration is called, and what is to be said about it.
func (b *boot) refused(err error) (code reason.Code, detail string) {
	met := outcome.Of(err)
	if alert, ok := alerts[met]; ok {
		return cmp.Or(alert.code[b.identity().Kind], reason.NoCallManager), alert.text
	}
	if met == outcome.Untrusted {
		return untrusted(err, reason.CallManagerUnknown, reason.CallManagerExpired), err.Error()
	}
	return reason.NoCallManager, err.Error()
}

// alerts are what a call manager says against the phone's certificate: the words of the TLS alert, and what they mean for an
// LSC and for a MIC.
var alerts = map[outcome.Outcome]struct {
	text string
	code map[string]reason.Code
}{
	outcome.UnknownCA: {"SSL3 alert: unknown CA",
		map[string]reason.Code{KindLSC: reason.LSCIssuerUnknown, KindMIC: reason.MICIssuerUnknown}},
	outcome.Expired: {"SSL3 alert: certificate expired",
		map[string]reason.Code{KindLSC: reason.LSCExpired, KindMIC: reason.MICExpired}},
	outcome.NoCertificate: {"SSL3 alert: certificate required",
		map[string]reason.Code{KindLSC: reason.NoPhoneCertificate, KindMIC: reason.NoPhoneCertificate, "": reason.NoPhoneCertificate}},
}
