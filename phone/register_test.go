package phone

import (
	"context"
	"testing"

	"tvslab/event"
	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/registration"
	"tvslab/trustlist"

	"github.com/stretchr/testify/require"
)

// tlsNet is a fakeNet whose call managers speak TLS with one certificate.
type tlsNet struct {
	*fakeNet
	certificate string
	ports       []int
	refusal     error    // of the phone's certificate
	shown       Identity // by the phone
}

func (n *tlsNet) Register(_ context.Context, c Call, shown Identity) error {
	n.ports = append(n.ports, c.Port)
	if n.deadCM[c.Server] {
		return outcome.Unreachable
	}
	n.shown = shown
	if !c.Service.Secure() {
		return nil
	}
	if err := c.Judge(id(n.t, n.certificate).Cert.Raw); err != nil {
		return &outcome.Error{Outcome: outcome.Untrusted, Err: err}
	}
	return n.refusal
}

func TestRegistration(t *testing.T) {
	group := []content.CallManager{{Node: "sub", SCCPPort: 2000, SIPPort: 5060, SecuredSIPPort: 5061}, {Node: "pub", SCCPPort: 2000, SIPPort: 5060, SecuredSIPPort: 5061}}
	sip := func(mode int) *content.Config {
		return &content.Config{DeviceProtocol: "SIP", SecurityMode: mode, CallManagers: group}
	}
	for name, c := range map[string]struct {
		model  string
		config *content.Config
		ctl    func(*testing.T) *content.File
		dead   []string
		node   string
		port   int
		reason reason.Code
	}{
		"first of the group":           {"8841", sip(1), none, nil, "sub", 5060, reason.Registered},
		"first dead":                   {"8841", sip(1), none, []string{"sub"}, "pub", 5060, reason.Registered},
		"all dead":                     {"8841", sip(1), none, []string{"sub", "pub"}, "", 0, reason.NoCallManager},
		"no configuration":             {"8841", nil, none, nil, "", 0, reason.NoConfiguration},
		"SCCP to a model without it":   {"9971", &content.Config{DeviceProtocol: "SCCP", SecurityMode: 1, CallManagers: group}, none, nil, "", 0, reason.ProtocolNotSpoken},
		"SIP to a model without it":    {"7921", sip(1), none, nil, "", 0, reason.ProtocolNotSpoken},
		"UDP alone":                    {"8841", &content.Config{DeviceProtocol: "SIP", SecurityMode: 1, TransportLayerProtocol: 2, CallManagers: group}, none, nil, "sub", 5060, reason.Registered},
		"TCP and UDP":                  {"8841", &content.Config{DeviceProtocol: "SIP", SecurityMode: 1, TransportLayerProtocol: 4, CallManagers: group}, none, nil, "sub", 5060, reason.Registered},
		"UDP is no matter of SCCP":     {"7975", &content.Config{DeviceProtocol: "SCCP", SecurityMode: 1, TransportLayerProtocol: 2, CallManagers: group}, none, nil, "sub", 2000, reason.Registered},
		"TLS comes before UDP":         {"8841", &content.Config{DeviceProtocol: "SIP", SecurityMode: 3, TransportLayerProtocol: 2, CallManagers: group}, oldCTL, nil, "sub", 5061, reason.Registered},
		"default file, forbidden":      {"8841", &content.Config{Default: true, NoAutoRegistration: true, SecurityMode: 1, CallManagers: group}, none, nil, "", 0, reason.AutoRegistrationDisabled},
		"default file, 7900 series":    {"7965", &content.Config{Default: true, NoAutoRegistration: true, DeviceProtocol: "SIP", SecurityMode: 1, CallManagers: group}, none, nil, "sub", 5060, reason.Registered},
		"SCCP by configuration":        {"7975", &content.Config{DeviceProtocol: "SCCP", SecurityMode: 1, CallManagers: group}, none, nil, "sub", 2000, reason.Registered},
		"SCCP by model":                {"7975", &content.Config{SecurityMode: 1, CallManagers: group}, none, nil, "sub", 2000, reason.Registered},
		"empty group: TFTP server":     {"8841", &content.Config{SecurityMode: 1}, none, nil, "pub", 5060, reason.Registered},
		"secure, no CTL":               {"8841", sip(3), none, nil, "", 0, reason.NoSecureCallManager},
		"secure, CTL without CCM":      {"8841", sip(3), blankITL, nil, "", 0, reason.NoSecureCallManager},
		"secure, CTL with CCM":         {"8841", sip(3), oldCTL, nil, "sub", 5061, reason.Registered},
		"secure SCCP has a fixed port": {"7975", &content.Config{DeviceProtocol: "SCCP", SecurityMode: 2, CallManagers: group}, oldCTL, nil, "sub", 2443, reason.Registered},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c.model, c.ctl(t), nil)
			p.State.Config, p.State.ParsedConfig = content.NewFile(nil), c.config
			if c.config == nil {
				p.State.Config = nil
			}
			n := newNet(t)
			for _, node := range c.dead {
				n.deadCM[node] = true
			}
			r := p.Boot(t.Context(), n, Reset)
			require.Equal(t, c.reason, r.RegisterReason)
			require.Equal(t, c.node, r.Registered)
			require.Equal(t, c.port, r.RegisteredPort)
		})
	}
}

// TestRejection: who says no to the device is named, with the reason, and what nobody answered does not hide it.
func TestRejection(t *testing.T) {
	for name, c := range map[string]struct {
		reason registration.Reason
		want   reason.Code
	}{
		"unknown device":   {registration.UnknownDevice, reason.RejectedUnknownDevice},
		"other protocol":   {registration.OtherProtocol, reason.RejectedProtocol},
		"other model":      {registration.OtherModel, reason.RejectedModel},
		"TLS wanted":       {registration.ExpectedTLS, reason.RejectedSecurity},
		"TLS not wanted":   {registration.UnexpectedTLS, reason.RejectedSecurity},
		"another's name":   {registration.WrongName, reason.RejectedName},
		"credentials":      {registration.Credentials, reason.RejectedCredentials},
		"something else":   {registration.Other, reason.Rejected},
		"not heard before": {"x", reason.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", nil, oldITL(t))
			n := newNet(t)
			n.refusing, n.deadCM["pub"] = map[string]error{"sub": &registration.Refusal{Reason: c.reason}}, true
			r := p.Boot(t.Context(), n, Reset)
			require.Equal(t, c.want, r.RegisterReason)
			require.Equal(t, "sub", r.RejectedBy)
			require.Contains(t, r.RegisterDetail, string(c.reason))
			require.Len(t, n.calls, 2, "the next call manager is tried, the TFTP servers are not")
		})
	}
}

// TestRejectedOnTheScreen: 7900 series phones show it, over SCCP.
func TestRejectedOnTheScreen(t *testing.T) {
	const text = "Registration Rejected: Error DBConfig"
	for protocol, shown := range map[string]bool{"SCCP": true, "SIP": false} {
		p := newPhone(t, "7965", nil, oldITL(t))
		p.State.ParsedConfig = &content.Config{DeviceProtocol: protocol, SecurityMode: 1, CallManagers: []content.CallManager{content.DefaultCallManager("sub")}}
		n := newNet(t)
		n.refusing = map[string]error{"sub": &registration.Refusal{Reason: registration.UnknownDevice}}
		p.Boot(t.Context(), n, Reset)
		if shown {
			require.Contains(t, statusTexts(p), text)
		} else {
			require.NotContains(t, statusTexts(p), text)
		}
	}
}

// TestDefaultsToTFTP: where no call manager of the configuration resolves or answers, the TFTP servers are tried in turn.
func TestDefaultsToTFTP(t *testing.T) {
	gone := []content.CallManager{content.DefaultCallManager("gone1"), content.DefaultCallManager("gone2")}
	for name, c := range map[string]struct {
		model    string
		mode     int
		ctl      func(*testing.T) *content.File
		fallback TFTPFallback
		dead     []string
		refusing map[string]error
		node     string
		reason   reason.Code
		calls    []string
	}{
		"first TFTP server":      {"8841", 1, none, TFTPNoAnswer, nil, nil, "pub", reason.Registered, []string{"gone1", "gone2", "pub"}},
		"second TFTP server":     {"8841", 1, none, TFTPNoAnswer, []string{"pub"}, nil, "sub", reason.Registered, []string{"gone1", "gone2", "pub", "sub"}},
		"none":                   {"8841", 1, none, TFTPNoAnswer, []string{"pub", "sub"}, nil, "", reason.NoCallManager, []string{"gone1", "gone2", "pub", "sub"}},
		"the server's no counts": {"8841", 1, none, TFTPNoAnswer, []string{"sub"}, map[string]error{"pub": &registration.Refusal{Reason: registration.UnknownDevice}}, "", reason.RejectedUnknownDevice, []string{"gone1", "gone2", "pub", "sub"}},
		"the other reading":      {"8841", 1, none, TFTPNoMember, nil, nil, "", reason.NoCallManager, []string{"gone1", "gone2"}},
		"7900 series":            {"7962", 1, none, TFTPByModel, nil, nil, "pub", reason.Registered, []string{"gone1", "gone2", "pub"}},
		"8900 series":            {"8945", 1, none, TFTPByModel, nil, nil, "", reason.NoCallManager, []string{"gone1", "gone2"}},
		"7800 series":            {"7821", 1, none, TFTPByModel, nil, nil, "", reason.NoCallManager, []string{"gone1", "gone2"}},
		"one answered":           {"8841", 1, none, TFTPNoAnswer, nil, map[string]error{"gone1": outcome.Handshake}, "", reason.NoCallManager, []string{"gone1", "gone2"}},
		"secure, in the CTL":     {"8841", 3, oldCTL, TFTPNoAnswer, nil, nil, "pub", reason.Registered, []string{"gone1", "gone2", "pub"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c.model, c.ctl(t), nil)
			p.Settings.TFTPAsCallManager = c.fallback
			p.State.Config, p.State.ParsedConfig = content.NewFile(nil), &content.Config{DeviceProtocol: "SIP", SecurityMode: c.mode, CallManagers: gone}
			n := newNet(t)
			n.deadCM["gone1"], n.deadCM["gone2"], n.refusing = c.refusing["gone1"] == nil, true, c.refusing
			for _, server := range c.dead {
				n.deadCM[server] = true
			}
			var told []string
			p.Observe = func(e event.Event) {
				if w, ok := e.What.(DefaultedToTFTP); ok {
					told = append(told, w.Server)
				}
			}
			r := p.Boot(t.Context(), n, Reset)
			require.Equal(t, c.reason, r.RegisterReason)
			require.Equal(t, c.node, r.Registered)
			var calls []string
			for i, call := range n.calls {
				calls = append(calls, call.Server)
				require.Equal(t, i >= len(gone), call.Own, "TFTP servers are addresses of the phone's own")
			}
			require.Equal(t, c.calls, calls)
			require.Equal(t, c.calls[len(gone):], append([]string{}, told...))
		})
	}
}

// TestDefaultsToATrustedTFTPServer: in secure mode the CTL must hold it.
func TestDefaultsToATrustedTFTPServer(t *testing.T) {
	for certificate, want := range map[string]reason.Code{"CM2": reason.Registered, "CM2'": reason.CallManagerUnknown} {
		p := newPhone(t, "8841", oldCTL(t), nil)
		p.Settings.TFTPAsCallManager = TFTPNoAnswer
		p.State.Config = content.NewFile(nil)
		p.State.ParsedConfig = &content.Config{DeviceProtocol: "SIP", SecurityMode: 3, CallManagers: []content.CallManager{content.DefaultCallManager("gone")}}
		n := &tlsNet{fakeNet: newNet(t), certificate: certificate}
		n.deadCM["gone"] = true
		require.Equal(t, want, p.Boot(t.Context(), n, Reset).RegisterReason)
	}
}

func TestSecureRegistrationChecksTheCallManager(t *testing.T) {
	for name, c := range map[string]struct {
		certificate string
		set         func(*Settings)
		reason      reason.Code
	}{
		"in CTL":                    {"CM2", nil, reason.Registered},
		"regenerated, CTL is stale": {"CM2'", nil, reason.CallManagerUnknown},
		"expired":                   {"CM-", nil, reason.CallManagerExpired},
		"not yet valid":             {"CM+", nil, reason.CallManagerExpired},
		"expired, setting":          {"CM-", func(s *Settings) { s.CheckValidityOf = []string{DatedSigners} }, reason.Registered},
		"regenerated, TVS may help": {"CM2'", func(s *Settings) { s.TVSForCCMTLS = true }, reason.Registered},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", list(t, "CM1", sast("CM1"), tftp("CM1"), tftp("CM2"), tftp("CM-"), tftp("CM+")), oldITL(t))
			if c.set != nil {
				c.set(p.Settings)
			}
			n := &tlsNet{fakeNet: newNet(t).knows("CM2'").serve("pub", signedName, sgn(t, "CM1", secureConfig())), certificate: c.certificate}
			r := p.Boot(t.Context(), n, Reset)
			require.Equal(t, c.reason, r.RegisterReason)
			require.Equal(t, trust.PeerTLS, r.Decisions[len(r.Decisions)-1].File)
			if c.reason != reason.Registered {
				require.Equal(t, []int{5061, 5061}, n.ports, "every call manager is tried")
				require.Contains(t, r.RegisterDetail, map[bool]string{true: "peer-unknown", false: "peer-expired"}[c.reason == reason.CallManagerUnknown])
			}
		})
	}
}

// TestSecureWithITLOnly: without a CTL the ITL or TVS vouches for call managers by a setting alone, and only if it names one.
func TestSecureWithITLOnly(t *testing.T) {
	server := rec{Role: trustlist.RoleTFTP, Name: "CM1"}
	named := list(t, "CM1", sast("CM1"), server, rec{Role: trustlist.RoleCCM, Name: "CM2"})
	noTVS, noManager := list(t, "CM1", sast("CM1"), server), list(t, "CM1", sast("CM1"), server, tvsr("V1"), tvsr("V2"))
	for name, c := range map[string]struct {
		itl    *content.File
		set    func(*Settings)
		reason reason.Code
	}{
		"default":                {named, func(*Settings) {}, reason.NoSecureCallManager},
		"setting":                {named, func(s *Settings) { s.ITLForCCMTLS = true }, reason.Registered},
		"no call manager in ITL": {noManager, func(s *Settings) { s.ITLForCCMTLS = true }, reason.NoSecureCallManager},
		"TVS":                    {noManager, func(s *Settings) { s.TVSForCCMTLS = true }, reason.Registered},
		"TVS, none in ITL":       {noTVS, func(s *Settings) { s.TVSForCCMTLS = true }, reason.NoSecureCallManager},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", nil, c.itl)
			c.set(p.Settings)
			n := &tlsNet{fakeNet: newNet(t).knows("CM2").serve("pub", signedName, sgn(t, "CM1", secureConfig())), certificate: "CM2"}
			require.Equal(t, c.reason, p.Boot(t.Context(), n, Reset).RegisterReason)
		})
	}
}

// A phone with a bad ITL registers, or by the setting does not until its ITL is deleted.
func TestBadITLBlocksRegistration(t *testing.T) {
	for _, blocks := range []bool{false, true} {
		n := newNet(t).serveList(trust.ITL, newList(t)).serve("pub", signedName, sgn(t, "CM1'", plainConfig()))
		n.tvs = nil
		p := newPhone(t, "8841", nil, oldITL(t))
		p.Settings.BadITLBlocksRegistration = blocks
		for range 2 {
			r := p.Boot(t.Context(), n, Reset)
			require.Equal(t, reason.SignerUnknown, r.Decisions[1].Code)
			require.Equal(t, map[bool]reason.Code{false: reason.Registered, true: reason.BadITL}[blocks], r.RegisterReason)
			require.Equal(t, blocks, r.Registered == "")
		}
		p.DeleteTrustList(trust.ITL)
		require.Equal(t, reason.Registered, p.Boot(t.Context(), n, Reset).RegisterReason)
	}
}

func TestStaleCTLBlocksModelsWithoutSBD(t *testing.T) {
	n := newNet(t).serveList(trust.CTL, newList(t)).serve("pub", signedName, sgn(t, "CM1'", plainConfig()))
	p := newPhone(t, "7960", oldCTL(t), nil)
	r := p.Boot(t.Context(), n, Reset)
	require.Equal(t, reason.SignerUnknown, r.Decisions[0].Code)
	require.Equal(t, reason.StaleCTL, r.RegisterReason)
	require.Empty(t, r.Registered)

	n.down["pub"], n.down["sub"] = outcome.Unreachable, outcome.Unreachable
	require.Equal(t, reason.StaleCTL, p.Boot(t.Context(), n, Reset).RegisterReason, "no server, no news")
	n.down = nil

	p.Settings.NonSBDStaleCTLBlocksRegistration = false
	require.Equal(t, reason.Registered, p.Boot(t.Context(), n, Reset).RegisterReason)
	p.Settings.NonSBDStaleCTLBlocksRegistration = true

	p.DeleteTrustList(trust.CTL)
	r = p.Boot(t.Context(), n, Reset)
	require.Equal(t, reason.FirstList, r.Decisions[0].Code)
	require.Equal(t, reason.Registered, r.RegisterReason)
	require.Equal(t, ConfigCurrent, r.ConfigState)

	sbd := newPhone(t, "8841", oldCTL(t), oldITL(t))
	require.Equal(t, reason.Registered, sbd.Boot(t.Context(), n, Reset).RegisterReason, "SBD phones go on with the old configuration")
}

func TestNonSBDPhoneInANonSecureCluster(t *testing.T) {
	p := newPhone(t, "7940", nil, nil)
	n := newNet(t).serveList(trust.ITL, oldITL(t)).serve("pub", phoneName+".cnf.xml", content.NewFile(plainConfig()))
	for _, signer := range []string{"CM1", "CM1'", "CM1''"} {
		n.serveList(trust.ITL, itl(t, signer, "V1"))
		r := p.Boot(t.Context(), n, Reset)
		require.Equal(t, ConfigCurrent, r.ConfigState)
		require.Equal(t, "sub", r.Registered)
		require.Nil(t, p.State.Lists[trust.ITL].File)
	}
}

// Foreign ITL and no configuration: the phone refuses the configuration and
// does not register.
func TestForeignITLWithoutConfiguration(t *testing.T) {
	p := newPhone(t, "8945", nil, oldITL(t))
	p.State.Config, p.State.ParsedConfig = nil, nil
	n := newNet(t).knows("X").serveList(trust.ITL, list(t, "X", sast("X"), tftp("X"))).serve("pub", signedName, sgn(t, "X", plainConfig()))
	r := p.Boot(t.Context(), n, PowerOn)
	require.Equal(t, reason.SignerUnknown, r.Decisions[1].Code)
	require.Equal(t, reason.SignerUnknown, r.Decisions[2].Code)
	require.Equal(t, ConfigNone, r.ConfigState)
	require.Equal(t, reason.NoConfiguration, r.RegisterReason)
	require.Equal(t, p.Settings.RetryWithoutConfig, r.RetryAfter)
	require.Contains(t, statusTexts(p), "invalid file "+signedName+", authenticated fail. Reason:14.")
}
