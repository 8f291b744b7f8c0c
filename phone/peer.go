package phone

import (
	"context"
	"crypto/x509"
	"fmt"

	"tvslab/trustlist"
)

// PeerError is the error of a TLS server whose certificate was refused.
type PeerError struct{ Decision Decision }

// Error returns the code with its explanation.
func (e *PeerError) Error() string {
	return fmt.Sprintf("certificate refused: %s: %s", e.Decision.Code, e.Decision.Code.Text())
}

// peerRule says which roles a TLS server may have and who is asked (tech
// notes 116232, 118699, 213407; 6971 from usecallmanager.nz).
type peerRule struct {
	roles []trustlist.Role
	noCTL bool // the ITL alone counts
	noTVS bool // TVS never vouches
}

var peerRules = map[trustlist.Role]peerRule{
	trustlist.RoleCCM:       {roles: []trustlist.Role{trustlist.RoleCCM, trustlist.RoleCCMTFTP}},
	trustlist.RoleTFTP:      {roles: []trustlist.Role{trustlist.RoleTFTP, trustlist.RoleCCMTFTP}, noCTL: true},
	trustlist.RoleCAPF:      {roles: []trustlist.Role{trustlist.RoleCAPF}},
	trustlist.RoleAppServer: {roles: []trustlist.Role{trustlist.RoleAppServer}},
	trustlist.RoleSRST:      {roles: []trustlist.Role{trustlist.RoleSRST}, noTVS: true},
	trustlist.RoleTVS:       {roles: []trustlist.Role{trustlist.RoleTVS}, noCTL: true, noTVS: true},
}

// peerCodes translates where a certificate was found.
var peerCodes = map[Code]Code{
	SignerInCTL: PeerInCTL, SignerInITL: PeerInITL, VouchedByCache: VouchedByCache, VouchedByTVS: VouchedByTVS,
}

// VerifyPeer decides about the certificate (DER) of a TLS server in the given
// role: RoleAppServer for HTTPS services, RoleCCM, RoleCAPF, RoleTFTP for
// configurations over HTTPS, RoleSRST, RoleTVS. It looks in CTL, ITL and TVS
// cache and asks TVS with a VERIFY request, as far as the role allows.
func (p *Phone) VerifyPeer(ctx context.Context, net Network, certificate []byte, role trustlist.Role) Decision {
	b := p.newBoot(ctx, net)
	d := b.judgePeer(certificate, role)
	p.emitDecision(&d)
	return d
}

func (b *boot) judgePeer(certificate []byte, role trustlist.Role) Decision {
	d := Decision{File: PeerTLS}
	if role == trustlist.RoleAppServer {
		d.File = PeerHTTPS
	}
	cert, err := x509.ParseCertificate(certificate)
	if err != nil {
		d.refuse(Malformed, err)
		return d
	}
	q := b.peerQuestion(cert, role)
	d.Signer = certificateText(q.names())
	q.name = d.Signer
	d.refuse(PeerUnknown, nil)
	if f := b.search(&d, q); f.code != "" {
		d.accept(peerCodes[f.code])
		if err := b.checkKey(cert); err != nil {
			d.refuse(KeyTooLong, err)
		}
	}
	return d
}

func (b *boot) peerQuestion(cert *x509.Certificate, role trustlist.Role) *question {
	rule, known := peerRules[role]
	if !known {
		rule = peerRule{roles: []trustlist.Role{role}, noTVS: true}
	}
	return &question{
		peer: cert, subject: trustlist.Name(cert.RawSubject), issuer: trustlist.Name(cert.RawIssuer),
		ctlRoles: rule.roles, itlRoles: rule.roles, noCTL: rule.noCTL,
		noITL: role == trustlist.RoleCCM && !b.settings().ITLForCCMTLS,
		tvs:   !rule.noTVS && (role != trustlist.RoleCCM || b.settings().TVSForCCMTLS),
	}
}
