package phone

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"strings"

	"tvslab/phone/content"
	"tvslab/trustlist"
)

// question is what a phone wants to know about a certificate: of the signer of
// a file (known by name and serial only) or of a TLS peer (known in full).
type question struct {
	header   *trustlist.Header // the file's, whose signer is looked for; nil for a peer
	peer     *x509.Certificate // the peer's certificate; nil for a signer
	issuer   string            // of the peer
	subject  string            // of the peer
	ctlRoles []trustlist.Role  // any of these fits in the CTL
	itlRoles []trustlist.Role  // ... and in the ITL and in TVS answers
	noCTL    bool              // the CTL does not count (TVS servers)
	noITL    bool              // the ITL does not count (call managers)
	tvs      bool              // TVS may be asked
	name     string            // memo of text
}

// found is where a certificate was found; code is "" when nowhere.
type found struct {
	code        Code
	certificate *x509.Certificate // from a list
	der         []byte            // from TVS or its cache
}

func (q *question) names() (subject, issuer string, serial []byte) {
	if q.peer != nil {
		return q.subject, q.issuer, q.peer.SerialNumber.Bytes()
	}
	return q.header.SignerName, q.header.CAName, q.header.Serial
}

// text says what is looked for.
func (q *question) text(roles []trustlist.Role) string {
	if q.name == "" {
		subject, issuer, serial := q.names()
		q.name = certificateText(subject, issuer, serial)
	}
	return q.name + ", role " + roleText(roles)
}

// search asks CTL, ITL, TVS cache and TVS, in this order (tech note 118699),
// and stops at the first place that knows the certificate for a fitting role.
func (b *boot) search(d *Decision, q *question) found {
	if !q.noCTL {
		if r := b.searchList(d, q, listPlaces[CTL], b.State.CTL, q.ctlRoles); r != nil {
			return found{code: SignerInCTL, certificate: r}
		}
	}
	if b.Model.SBD && !q.noITL {
		if r := b.searchList(d, q, listPlaces[ITL], b.State.ITL, q.itlRoles); r != nil {
			return found{code: SignerInITL, certificate: r}
		}
	}
	return b.searchTVS(d, q)
}

// listPlace is how a list appears in checks.
type listPlace struct {
	step, place     string
	absent, missing Code
}

var listPlaces = map[Lists]listPlace{
	CTL: {StepCTL, placeCTL, NoCTL, NotInCTL},
	ITL: {StepITL, placeITL, NoITL, NotInITL},
}

// searchList looks in one stored list. It returns a certificate, of a peer
// known by hash the peer's own.
func (b *boot) searchList(d *Decision, q *question, at listPlace, f *content.File, roles []trustlist.Role) *x509.Certificate {
	c := Check{Step: at.step, Place: at.place, LookedFor: q.text(roles)}
	var cert *x509.Certificate
	l, err := f.List()
	switch {
	case err != nil:
		c.Code = at.absent
	case at.step == StepITL && f.Blank():
		c.Code = ITLBlank
	default:
		cert, c.Code, c.Detail = lookUp(l, q, roles, at.missing)
	}
	d.add(c)
	return cert
}

// lookUp matches issuer name and serial number, then the role, then what the
// record can do for the question.
func lookUp(l *trustlist.List, q *question, roles []trustlist.Role, missing Code) (*x509.Certificate, Code, string) {
	_, issuer, serial := q.names()
	code, detail := missing, ""
	for i := range l.Records {
		r := &l.Records[i]
		if !r.Usable() || !q.meant(r, issuer, serial) {
			continue
		}
		if !r.Is(roles...) {
			if code == missing {
				code, detail = WrongRole, "it is there as "+roleText([]trustlist.Role{r.Role})
			}
			continue
		}
		cert, problem := q.use(r)
		if cert != nil {
			return cert, Found, ""
		}
		code, detail = problem, ""
	}
	if code == missing {
		detail = holdings(l, roles)
	}
	return nil, code, detail
}

// meant reports whether a record speaks of the certificate in question. A
// peer's is recognised itself, too, however the record spells its names.
func (q *question) meant(r *trustlist.Record, issuer string, serial []byte) bool {
	return r.Issuer == issuer && bytes.Equal(r.Serial, serial) || q.peer != nil && r.Matches(q.peer.Raw)
}

// use returns the certificate that a fitting record gives. A signer needs the
// full certificate, for its key; a peer is compared, in full or by hash.
func (q *question) use(r *trustlist.Record) (*x509.Certificate, Code) {
	if q.peer != nil {
		if r.Matches(q.peer.Raw) {
			return q.peer, Found
		}
		return nil, CertificateDiffers
	}
	cert, err := r.X509()
	if err != nil {
		return nil, HashOnly
	}
	return cert, Found
}

// Signer names the signer of a list or signed file as decisions do: subject, issuer and serial as CUCM prints them.
func Signer(h *trustlist.Header) string { return certificateText(h.SignerName, h.CAName, h.Serial) }

func certificateText(subject, issuer string, serial []byte) string {
	return subject + ", issuer " + issuer + ", serial " + serialText(serial)
}

func serialText(serial []byte) string { return fmt.Sprintf("%X", serial) }

// holdings lists the certificates of a list that have one of the roles, for
// the explanation of a refusal.
func holdings(l *trustlist.List, roles []trustlist.Role) string {
	var held []string
	for i := range l.Records {
		r := &l.Records[i]
		if r.Is(roles...) && r.Usable() {
			held = append(held, fmt.Sprintf("%s serial %s", r.Subject, serialText(r.Serial)))
		}
	}
	if len(held) == 0 {
		return "it holds no certificate with role " + roleText(roles)
	}
	return "it holds for role " + roleText(roles) + ": " + strings.Join(held, "; ")
}
