package trust

import (
	"crypto/x509"
	"fmt"
	"strconv"
	"strings"

	"tvslab/phone/reason"
	"tvslab/trustlist"
)

// place is one place where a phone looks for a certificate.
type place struct {
	step, name string
	applies    func(*search) bool
	look       func(*search, Check) found // completes the check and records it
}

// places are searched in this order (tech note 118699); the first that knows the certificate for a fitting role ends it.
var places = []place{
	{StepNone, "phone", func(s *search) bool { return s.purpose.takesFirst }, (*search).lookAtPhone},
	{StepCTL, FileCTL, func(s *search) bool { return s.purpose.ctl(s.Rules) }, (*search).lookInCTL},
	{StepITL, FileITL, func(s *search) bool { return s.Rules.SBD && s.purpose.itl(s.Rules) }, (*search).lookInITL},
	{StepTVS, "TVS", func(s *search) bool { return s.obstacle() != "" }, (*search).giveUpTVS},
	{StepTVS, "TVS cache", func(s *search) bool { return s.obstacle() == "" }, (*search).lookInCache},
	{StepTVS, "TVS", func(s *search) bool { return s.obstacle() == "" }, (*search).askServers},
}

// search is one question on its way through the places.
type search struct {
	*Judge
	*Question
	checks []Check
}

// found is where a certificate was found. A list that is taken on its word has none.
type found struct {
	code        reason.Code       // "" when nowhere
	certificate *x509.Certificate // from a list
	der         []byte            // from TVS or its cache
}

// search goes through the places.
func (j *Judge) search(q *Question) (found, []Check) {
	s := search{Judge: j, Question: q}
	for i := range places {
		p := &places[i]
		if !p.applies(&s) {
			continue
		}
		if f := p.look(&s, Check{Step: p.step, Place: p.name}); f.code != "" {
			return f, s.checks
		}
	}
	return found{}, s.checks
}

func (s *search) add(c Check) { s.checks = append(s.checks, c) }

// passChecks are what T0 finds on the phone, by the reason to take a list on its word.
var passChecks = map[reason.Code]reason.Code{
	reason.FirstList: reason.NoList, reason.BlankList: reason.ITLBlank, "": reason.ListStored,
}

// lookAtPhone is T0: whether a list is taken on its word.
func (s *search) lookAtPhone(c Check) found {
	f := found{code: s.Held.pass(s.list, s.Rules)}
	c.Code = passChecks[f.code]
	s.add(c)
	return f
}

func (s *search) lookInCTL(c Check) found {
	return s.lookInList(c, CTL, s.ctlRoles(s.Rules))
}

func (s *search) lookInITL(c Check) found {
	if !s.Held.Blank() {
		return s.lookInList(c, ITL, s.purpose.roles)
	}
	c.LookedFor, c.Code = s.LookedFor(), reason.ITLBlank
	s.add(c)
	return found{}
}

// listCodes are what a search of a list is called, by List.
var listCodes = [len(Lists)]struct{ absent, missing, signer, peer reason.Code }{
	CTL: {reason.NoCTL, reason.NotInCTL, reason.SignerInCTL, reason.PeerInCTL},
	ITL: {reason.NoITL, reason.NotInITL, reason.SignerInITL, reason.PeerInITL},
}

// lookInList looks in one stored list. Of a peer known by hash it gives the peer's own certificate.
func (s *search) lookInList(c Check, which List, roles []trustlist.Role) (f found) {
	codes := &listCodes[which]
	c.LookedFor, c.Code = s.text(roles), codes.absent
	if l, err := s.Held.Lists[which].List(); err == nil {
		f.certificate, c.Code, c.Detail = lookUp(l, s.Question, roles, codes.missing)
	}
	s.add(c)
	switch {
	case f.certificate == nil:
		return found{}
	case s.peer != nil:
		f.code = codes.peer
	default:
		f.code = codes.signer
	}
	return f
}

// lookUp matches issuer name and serial number, then the role, then what the
// record can do for the question.
func lookUp(l *trustlist.List, q *Question, roles []trustlist.Role, missing reason.Code) (*x509.Certificate, reason.Code, string) {
	code, detail := missing, ""
	for i := range l.Records {
		r := &l.Records[i]
		if !r.Usable() || !q.meant(r) {
			continue
		}
		if !r.Is(roles...) {
			if code == missing {
				code, detail = reason.WrongRole, "it is there as "+roleText([]trustlist.Role{r.Role})
			}
			continue
		}
		cert, problem := q.use(r)
		if cert != nil {
			return cert, reason.Found, ""
		}
		code, detail = problem, ""
	}
	if code == missing {
		detail = holdings(l, roles)
	}
	return nil, code, detail
}

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

// obstacle says why TVS cannot be asked at all, "" when it can.
func (s *search) obstacle() reason.Code {
	switch {
	case !s.Rules.SBD:
		return reason.NoSBD
	case !s.purpose.tvs(s.Rules):
		return reason.TVSDisabled
	case !s.Held.TVSRecords.NamesTVS():
		return reason.NoTVSRecord
	case len(s.Held.Config.TVSServers()) == 0:
		return reason.NoTVSServer
	}
	return ""
}

func (s *search) giveUpTVS(c Check) found {
	c.LookedFor, c.Code = s.LookedFor(), s.obstacle()
	s.add(c)
	return found{}
}

func (s *search) lookInCache(c Check) (f found) {
	c.LookedFor, c.Code = s.LookedFor(), reason.NotInCache
	if e := s.Held.Cache.answer(s.Question, s.Now); e != nil {
		c.Code, c.Detail = reason.Found, "until "+e.Expires.UTC().Format("2006-01-02 15:04:05 UTC")
		f = found{code: reason.VouchedByCache, der: e.Certificate}
	}
	s.add(c)
	return f
}

// askServers asks the TVS servers of the last accepted configuration in order of priority.
func (s *search) askServers(c Check) found {
	for _, server := range s.Held.Config.TVSServers() {
		a := s.Ask(server, s.Question)
		s.add(Check{Step: c.Step, Place: c.Place + " " + server.Address + ":" + strconv.Itoa(server.Port),
			LookedFor: s.LookedFor(), Code: a.Code, Detail: a.Detail})
		if a.Code == reason.Found {
			return found{code: reason.VouchedByTVS, der: a.Certificate}
		}
		if !s.Rules.asksNext(a.Code) {
			break
		}
	}
	return found{}
}

// asksNext says whether the next TVS server is tried. When servers
// cannot be reached it is (usecallmanager.nz); the rest is not documented.
func (r *Rules) asksNext(code reason.Code) bool {
	switch code {
	case reason.TVSCertificateMismatch, reason.TVSCertificateExpired, reason.TVSHandshakeFailed:
		return r.TVSFailoverOnTLSFailure
	case reason.TVSUnknownSigner, reason.TVSWrongRole:
		return r.TVSFailoverOnUnknown
	}
	return true
}
