package phone

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
)

// Rules returns what decides about trust beside the stored lists: the model's abilities and the settings.
func (p *Phone) Rules() trust.Rules {
	s, m := p.settings(), &p.Model
	r := trust.Rules{
		SBD: m.SBD, SHA512: m.SHA512, MaxKeyBits: m.MaxKeyBits, MaxFile: m.fileLimit(),
		TVSFailoverOnTLSFailure: s.TVSFailoverOnTLSFailure,
		TVSFailoverOnUnknown:    s.TVSFailoverOnUnknown,
		TVSForListSigners:       s.TVSForListSigners,
		TVSVerifiesSigners:      s.TVSSignerQuestion == SignerVerify,
		RefuseOlderITL:          s.ITLOlderThanStored == OlderReject,
		Validity:                s.validity(),
		ITLSignerRolesInCTL:     s.itlSignersInCTL(),
		BlankITLAcceptsAny:      s.BlankITLWithCTL == BlankAccept,
		ITLForCCMTLS:            s.ITLForCCMTLS,
		TVSForCCMTLS:            s.TVSForCCMTLS,
	}
	if s.LongKeys == LongKeysAccept {
		r.MaxKeyBits = 0
	}
	return r
}

// validity is what CheckValidityOf means.
func (s *Settings) validity() trust.Validity {
	of := func(who string) bool { return slices.Contains(s.CheckValidityOf, who) }
	return trust.Validity{Signers: of(DatedSigners), CallManagers: of(DatedCallManagers), TVS: of(DatedTVS), CAPF: of(DatedCAPF), HTTPS: of(DatedHTTPS)}
}

func (s *Settings) itlSignersInCTL() []trustlist.Role {
	roles := make([]trustlist.Role, 0, len(s.ITLSignerRolesInCTL))
	for _, name := range s.ITLSignerRolesInCTL {
		if role, ok := signerRoles[name]; ok {
			roles = append(roles, role)
		}
	}
	return roles
}

// Held returns what the phone has stored for the rule of trust.
func (p *Phone) Held() trust.Held {
	h := trust.Held{TVSRecords: p.State.Lists[trust.ITL].File, Cache: p.State.Cache, Config: p.State.ParsedConfig}
	for _, which := range trust.Lists {
		h.Lists[which] = p.State.Lists[which].File
	}
	return h
}

// judge returns the phone's judge at this point of the boot. TVS servers are authenticated by the ITL stored before the
// boot's new lists (tech note 213407), or by the phone's first, where there was none.
func (b *boot) judge() *trust.Judge {
	j := &b.judging
	j.Held, j.Now = b.Held(), b.now()
	if b.before != nil {
		j.Held.TVSRecords = b.before
	}
	return j
}

// judgeList decides about a served CTL or ITL against what is stored now. Nothing is stored here.
func (b *boot) judgeList(which trust.List, got fetched) trust.Decision {
	return judgeFile(which.String(), got, func(f *content.File) trust.Decision { return b.judge().List(which, f) })
}

// judgeConfiguration decides about a served configuration by how it came and by the name that was asked for.
func (b *boot) judgeConfiguration(got fetched) trust.Decision {
	judge := (*trust.Judge).PlainConfiguration
	switch {
	case got.secure:
		judge = (*trust.Judge).ConfigurationOverTLS
	case strings.HasSuffix(got.name, signedSuffix):
		judge = (*trust.Judge).SignedConfiguration
	}
	if b.typed() && strings.HasSuffix(got.name, encryptedSuffix) && b.settings().TypedKeyIgnoresSignature {
		judge = (*trust.Judge).KeyedConfiguration
	}
	return judgeFile(trust.FileConfiguration, got, func(f *content.File) trust.Decision { return judge(b.judge(), f) })
}

// judgeFile decides about what was fetched, if anything came.
func judgeFile(kind string, got fetched, judge func(*content.File) trust.Decision) trust.Decision {
	d := trust.Decision{File: kind, Code: got.code}
	switch {
	case got.code == "":
		d = judge(got.file)
	case got.err != nil:
		d.Detail = got.err.Error()
	}
	d.Name, d.Server = got.name, got.server
	return d
}

// peerError is the error of a TLS server whose certificate was refused.
type peerError struct{ Decision trust.Decision }

// Error returns the code with its explanation.
func (e *peerError) Error() string {
	return fmt.Sprintf("certificate refused: %s: %s", e.Decision.Code, e.Decision.Code.Text())
}

// untrusted tells a server whose certificate nobody knows from one whose certificate is outside its validity.
func untrusted(err error, unknown, expired reason.Code) reason.Code {
	if refused := (*peerError)(nil); errors.As(err, &refused) && refused.Decision.Code == reason.PeerExpired {
		return expired
	}
	return unknown
}

// peerJudge decides about the certificate of a TLS server in the given role, and records the decision.
func (b *boot) peerJudge(role trustlist.Role) func(certificate []byte) error {
	return func(certificate []byte) error {
		d := b.judge().Peer(certificate, role)
		b.record(d)
		if !d.Accepted {
			return &peerError{Decision: d}
		}
		return nil
	}
}

// VerifyPeer decides about the certificate (DER) of a TLS server in the given
// role: RoleAppServer for HTTPS services, RoleCCM, RoleCAPF, RoleTFTP for
// configurations over HTTPS, RoleSRST, RoleTVS. It looks in CTL, ITL and TVS
// cache and asks TVS with a VERIFY request, as far as the role allows.
func (p *Phone) VerifyPeer(ctx context.Context, net Network, certificate []byte, role trustlist.Role) trust.Decision {
	b := p.newBoot(ctx, net)
	d := b.judge().Peer(certificate, role)
	tell(p, Decided{d})
	return d
}
