package phone

import (
	"cmp"
	"errors"

	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/trustlist"
)

// attempt is what came of going to one call manager, or to none.
type attempt struct {
	code       reason.Code
	detail     string // the error, may be empty
	node       string // where the phone is registered now, "" for nowhere
	port       int
	rejectedBy string // call manager that said no to the device, "" for none
	answered   bool   // somebody was there, whatever he said
}

// tryCallManagers goes to the group in order, then perhaps to the phone's own TFTP servers. Where none takes the phone, the last
// one that answered counts.
func (b *boot) tryCallManagers(c *content.Config) attempt {
	best := attempt{code: reason.NoCallManager}
	for _, m := range c.CallManagers {
		best = best.or(b.try(c, m, false))
		if best.node != "" {
			return best
		}
	}
	if best.answered || len(c.CallManagers) > 0 && !b.defaultsToTFTP() {
		return best
	}
	return b.tryTFTPServers(c, best)
}

// defaultsToTFTP reports whether the phone takes its TFTP servers for call managers where none that the configuration names resolves
// or answers. So it is reported of the 7900 series (community ta-p/3108501); an 8945 (community m-p/2064222) and a 7821 are reported
// to stay unregistered.
func (p *Phone) defaultsToTFTP() bool {
	switch p.settings().TFTPAsCallManager {
	case TFTPNoAnswer:
		return true
	case TFTPByModel:
		return p.Model.UI == ui79
	}
	return false
}

// tryTFTPServers takes the phone's own TFTP servers for call managers (79xx console: "No Valid Unified CMs. Defaulting to TFTP
// Server"). That the second TFTP server is tried after the first is a guess.
func (b *boot) tryTFTPServers(c *content.Config, best attempt) attempt {
	for _, server := range b.servers() {
		tell(b.Phone, DefaultedToTFTP{Server: server, SCCP: b.speaksSCCP(c)})
		best = best.or(b.try(c, content.DefaultCallManager(server), true))
		if best.node != "" {
			return best
		}
	}
	return best
}

// or is what counts of two attempts, next being the later one.
func (a attempt) or(next attempt) attempt {
	if next.answered || !a.answered {
		return next
	}
	return a
}

// try goes to one call manager; own says that it is one of the phone's TFTP servers.
func (b *boot) try(c *content.Config, m content.CallManager, own bool) attempt {
	call := b.callManager(c, m)
	call.Own = own
	err := b.net.Register(b.ctx, call, b.identity())
	if err == nil {
		return attempt{code: reason.Registered, node: m.Node, port: call.Port, answered: true}
	}
	return b.refused(m.Node, err)
}

// callManager is the call to a member of the group. In secure mode its certificate must be in the lists.
func (b *boot) callManager(c *content.Config, m content.CallManager) Call {
	at, secure := service.SIP, c.SecurityMode > content.ModeNonSecure
	if b.speaksSCCP(c) {
		at = service.SCCP
	}
	at = at.Over(secure)
	if at == service.SIP && c.TransportLayerProtocol == transportUDP {
		at = service.UDPSIP
	}
	call := b.call(m.Node, at, portOf(m, at))
	if at.Plain() == service.SIP {
		call.Line = &Line{Line: c.Line, Load: b.State.Load}
	}
	if secure {
		call.Judge = b.peerJudge(trustlist.RoleCCM)
	}
	return call
}

func portOf(m content.CallManager, at service.Service) int {
	switch at {
	case service.SIP, service.UDPSIP:
		return m.SIPPort
	case service.SCCP:
		return m.SCCPPort
	case service.SecureSIP:
		return m.SecuredSIPPort
	}
	return at.Port() // no configuration names that of secure SCCP
}

// refused returns what a registration that failed at a node is called, and what is to be said about it.
func (b *boot) refused(node string, err error) attempt {
	met := outcome.Of(err)
	a := attempt{code: reason.NoCallManager, detail: err.Error(), answered: met != outcome.Unreachable && met != outcome.Timeout}
	if refusal := (*registration.Refusal)(nil); errors.As(err, &refusal) {
		a.code, a.rejectedBy = cmp.Or(rejections[refusal.Reason], reason.Rejected), node
		return a
	}
	if alert, ok := alerts[met]; ok {
		a.code, a.detail = cmp.Or(alert.code[b.identity().Kind], reason.NoCallManager), alert.text
		return a
	}
	if met == outcome.Untrusted {
		a.code = untrusted(err, reason.CallManagerUnknown, reason.CallManagerExpired)
	}
	return a
}

// rejections are what a call manager says against the device, by what it is called here.
var rejections = map[registration.Reason]reason.Code{
	registration.UnknownDevice: reason.RejectedUnknownDevice,
	registration.OtherProtocol: reason.RejectedProtocol,
	registration.OtherModel:    reason.RejectedModel,
	registration.ExpectedTLS:   reason.RejectedSecurity,
	registration.UnexpectedTLS: reason.RejectedSecurity,
	registration.WrongName:     reason.RejectedName,
	registration.Credentials:   reason.RejectedCredentials,
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
