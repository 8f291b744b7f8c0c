package trust

import (
	"bytes"
	"crypto/x509"
	"fmt"

	"tvslab/phone/reason"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// purpose says which roles a certificate needs for something, and who may vouch for it.
type purpose struct {
	roles      []trustlist.Role
	inCTL      func(*Rules) []trustlist.Role // the roles that fit in the CTL, nil when the same
	ctl        func(*Rules) bool             // the CTL counts
	itl        func(*Rules) bool
	tvs        func(*Rules) bool
	takesFirst bool                // T0 applies: a list may be taken on its word
	dated      func(Validity) bool // of a server: its validity dates count
}

func always(*Rules) bool { return true }
func never(*Rules) bool  { return false }

// listPurposes are those of the signers of lists, by List: a SAST signs lists (tech note 116232, usecallmanager.nz).
var listPurposes = [len(Lists)]purpose{
	CTL: {roles: []trustlist.Role{trustlist.RoleSAST}, ctl: always, itl: always, tvs: tvsForLists, takesFirst: true},
	ITL: {roles: []trustlist.Role{trustlist.RoleSAST}, inCTL: itlSignersInCTL, ctl: always, itl: always, tvs: tvsForLists, takesFirst: true},
}

// configPurpose is that of the signer of any other file: a TFTP server (tech note 116232).
var configPurpose = purpose{roles: []trustlist.Role{trustlist.RoleCCMTFTP, trustlist.RoleTFTP}, ctl: always, itl: always, tvs: always}

// peerPurposes are those of TLS servers by role (tech notes 116232, 118699, 213407; 6971 from usecallmanager.nz).
var peerPurposes = map[trustlist.Role]purpose{
	trustlist.RoleCCM:       {roles: []trustlist.Role{trustlist.RoleCCM, trustlist.RoleCCMTFTP}, ctl: always, itl: itlForCCM, tvs: tvsForCCM, dated: datedCallManagers},
	trustlist.RoleTFTP:      {roles: []trustlist.Role{trustlist.RoleTFTP, trustlist.RoleCCMTFTP}, ctl: never, itl: always, tvs: always, dated: datedHTTPS},
	trustlist.RoleCAPF:      {roles: []trustlist.Role{trustlist.RoleCAPF}, ctl: always, itl: always, tvs: always, dated: datedCAPF},
	trustlist.RoleAppServer: {roles: []trustlist.Role{trustlist.RoleAppServer}, ctl: always, itl: always, tvs: always, dated: datedHTTPS},
	trustlist.RoleSRST:      {roles: []trustlist.Role{trustlist.RoleSRST}, ctl: always, itl: always, tvs: never, dated: datedCallManagers},
	trustlist.RoleTVS:       {roles: []trustlist.Role{trustlist.RoleTVS}, ctl: never, itl: always, tvs: never, dated: datedTVS},
}

func tvsForLists(r *Rules) bool                 { return r.TVSForListSigners }
func itlSignersInCTL(r *Rules) []trustlist.Role { return r.ITLSignerRolesInCTL }
func itlForCCM(r *Rules) bool                   { return r.ITLForCCMTLS }
func tvsForCCM(r *Rules) bool                   { return r.TVSForCCMTLS }

// peerPurpose returns the purpose of a TLS server; in a role that no document speaks of TVS is not asked.
func peerPurpose(role trustlist.Role) *purpose {
	p, known := peerPurposes[role]
	if !known {
		p = purpose{roles: []trustlist.Role{role}, ctl: always, itl: always, tvs: never, dated: datedHTTPS}
	}
	return &p
}

// Question is what a phone wants to know about a certificate: of the signer of a file, known by name and serial number
// only, or of a TLS server, known in full.
type Question struct {
	purpose         *purpose
	list            List              // whose signer is looked for, where the purpose takes lists
	peer            *x509.Certificate // of the server; nil for a signer
	held            []byte            // DER of a signer's certificate, where TVS is to verify it; else nil
	subject, issuer string
	serial          []byte
	name            string // all three, as checks tell them
}

// signerQuestion asks about the signer of a file; name is what Signer calls it.
func signerQuestion(h *trustlist.Header, name string, p *purpose, list List) *Question {
	return &Question{purpose: p, list: list, subject: h.SignerName, issuer: h.CAName, serial: h.Serial, name: name}
}

// verified is the question about the signer of a list, to be put with VERIFY where the rules say so and the list itself holds the
// certificate. That phones do so is a guess; a TVS server that knows VERIFY only can vouch for a signer then.
func (q *Question) verified(r *Rules, l *trustlist.List) *Question {
	if !r.TVSVerifiesSigners {
		return q
	}
	if record := l.Find(q.issuer, q.serial); record != nil {
		if cert, err := record.X509(); err == nil {
			q.held = cert.Raw
		}
	}
	return q
}

func peerQuestion(cert *x509.Certificate, role trustlist.Role) *Question {
	q := &Question{purpose: peerPurpose(role), peer: cert,
		subject: trustlist.Name(cert.RawSubject), issuer: trustlist.Name(cert.RawIssuer), serial: cert.SerialNumber.Bytes()}
	q.name = NameOf(cert)
	return q
}

// NameOf names a certificate as decisions do: subject, issuer and serial as CUCM prints them.
func NameOf(cert *x509.Certificate) string {
	return certificateText(trustlist.Name(cert.RawSubject), trustlist.Name(cert.RawIssuer), cert.SerialNumber.Bytes())
}

// AboutSigner reports whether the certificate in question signed a file; else a TLS server presented it.
func (q *Question) AboutSigner() bool { return q.peer == nil }

// LookedFor says what is looked for in the ITL and at TVS: the certificate and the roles.
func (q *Question) LookedFor() string { return q.text(q.purpose.roles) }

func (q *Question) text(roles []trustlist.Role) string { return q.name + ", role " + roleText(roles) }

// ctlRoles are those that fit in the CTL.
func (q *Question) ctlRoles(r *Rules) []trustlist.Role {
	if q.purpose.inCTL != nil {
		return q.purpose.inCTL(r)
	}
	return q.purpose.roles
}

// Request returns the question for a TVS server: QUERY about a signer, known by name only, VERIFY about a server (tech
// notes 118699, 213407). Session and device are the caller's.
func (q *Question) Request() *tvs.Request {
	if der := q.known(); der != nil {
		return &tvs.Request{Command: tvs.VerifyRequest, Certificate: der}
	}
	return &tvs.Request{Command: tvs.QueryRequest, Subject: q.subject, Issuer: q.issuer, Serial: q.serial}
}

// known is the certificate that is asked about in full, nil where TVS is to give it.
func (q *Question) known() []byte {
	if q.peer != nil {
		return q.peer.Raw
	}
	return q.held
}

// meant reports whether a record speaks of the certificate in question. A
// peer's is recognised itself, too, however the record spells its names.
func (q *Question) meant(r *trustlist.Record) bool {
	return r.Issuer == q.issuer && bytes.Equal(r.Serial, q.serial) || q.peer != nil && r.Matches(q.peer.Raw)
}

// use returns the certificate that a fitting record gives. A signer needs the
// full certificate, for its key; a peer is compared, in full or by hash.
func (q *Question) use(r *trustlist.Record) (*x509.Certificate, reason.Code) {
	if q.peer != nil {
		if r.Matches(q.peer.Raw) {
			return q.peer, reason.Found
		}
		return nil, reason.CertificateDiffers
	}
	cert, err := r.X509()
	if err != nil {
		return nil, reason.HashOnly
	}
	return cert, reason.Found
}

// Signer names the signer of a list or signed file as decisions do: subject, issuer and serial as CUCM prints them.
func Signer(h *trustlist.Header) string { return certificateText(h.SignerName, h.CAName, h.Serial) }

func certificateText(subject, issuer string, serial []byte) string {
	return subject + ", issuer " + issuer + ", serial " + serialText(serial)
}

func serialText(serial []byte) string { return fmt.Sprintf("%X", serial) }
