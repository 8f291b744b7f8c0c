package phone

import (
	"slices"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// register connects to the call managers of the configuration in use, in
// order of priority. Trust lists do not matter in non-secure mode (tech note
// 117598), with one exception: a model without ITL whose CTL is stale; and a
// second one by a setting, a phone whose ITL is.
func (b *boot) register() {
	a := b.tryRegister()
	b.report.Registered, b.report.RegisteredPort = a.node, a.port
	b.report.RegisterReason, b.report.RegisterDetail, b.report.RejectedBy = a.code, a.detail, a.rejectedBy
	if b.secure() {
		b.report.Identity = b.identity().Kind
	}
	sccp := b.speaksSCCP(b.State.ParsedConfig)
	b.report.SCCP = sccp
	tell(b.Phone, Registration{Code: a.code, Node: a.node, Port: a.port, RejectedBy: a.rejectedBy, Identity: b.report.Identity, SCCP: sccp})
	if a.code == reason.RejectedUnknownDevice && sccp {
		b.status(b.texts().rejected, "", "")
	}
}

func (b *boot) tryRegister() attempt {
	c := b.State.ParsedConfig
	if code := b.unfit(c); code != "" {
		return attempt{code: code}
	}
	return b.tryCallManagers(c)
}

// unfit says why the phone goes to no call manager at all; "" if it does.
func (b *boot) unfit(c *content.Config) reason.Code {
	switch {
	case c == nil:
		return reason.NoConfiguration
	case !b.speaks(protocolOf(c)):
		return reason.ProtocolNotSpoken
	case c.NoAutoRegistration && b.Model.UI != ui79:
		return reason.AutoRegistrationDisabled // the 7900 series tries all the same (tech note 200716)
	case !b.Model.SBD && b.State.Stale[trust.CTL] && b.settings().NonSBDStaleCTLBlocksRegistration:
		return reason.StaleCTL
	case b.State.Stale[trust.ITL] && b.settings().BadITLBlocksRegistration:
		return reason.BadITL
	case c.SecurityMode > content.ModeNonSecure && !b.namesCallManager():
		return reason.NoSecureCallManager
	case b.secure() && b.report.CAPF.Again > 0:
		return b.report.Enrolment // secure modes register after CAPF
	case b.secure() && b.State.LSC == nil && b.waitsForString():
		return reason.WaitingForString
	case b.secure() && b.identity().Kind == "":
		return reason.NoPhoneCertificate // a soft phone tried TCP instead and got 403 "Device security mismatch" (public capture)
	}
	return ""
}

// namesCallManager reports whether there is anything that could vouch for a call manager over TLS: the CTL, or by a setting the ITL
// (so the builders of ITL files for other call managers, usecallmanager.nz) or a TVS server.
func (p *Phone) namesCallManager() bool {
	itl := p.State.Lists[trust.ITL].File
	return p.State.Lists[trust.CTL].File.NamesCallManager() || p.settings().ITLForCCMTLS && itl.NamesCallManager() ||
		p.settings().TVSForCCMTLS && itl.NamesTVS()
}

// transportUDP is the value of transportLayerProtocol that allows SIP over UDP alone. CUCM's own profiles say 4, TCP and UDP,
// with which phones use TCP (tech note 214535).
const transportUDP = 2

// Protocols of phones, as configurations and the table of models call them.
const (
	protocolSIP  = "SIP"
	protocolSCCP = "SCCP"
)

// protocolOf is what a configuration is for; "" if it does not say.
func protocolOf(c *content.Config) string {
	if c == nil {
		return ""
	}
	return c.DeviceProtocol
}

// speaks reports whether the model speaks a protocol: 9900 series phones with an SCCP configuration never register
// (sccp_manager, issue 85). Models of which no protocol is known speak every one.
func (p *Phone) speaks(protocol string) bool {
	return protocol == "" || len(p.Model.Signalling) == 0 || slices.Contains(p.Model.Signalling, protocol)
}

// speaksSCCP goes by the configuration, else by the load.
func (p *Phone) speaksSCCP(c *content.Config) bool {
	if protocol := protocolOf(c); protocol != "" {
		return protocol == protocolSCCP
	}
	return p.Model.Protocol() == protocolSCCP
}
