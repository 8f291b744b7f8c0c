package phone

import (
	"errors"
	"fmt"
	"strconv"

	"tvslab/phone/content"
	"tvslab/tvs"
)

// firstSession is the session id of the first question after a boot (tech
// note 213407: 0x000003e9).
const firstSession = 1001

// searchTVS asks the cache, then the TVS servers.
func (b *boot) searchTVS(d *Decision, q *question) found {
	if code := b.tvsObstacle(q); code != "" {
		d.add(Check{Step: StepTVS, Place: placeTVS, LookedFor: q.text(q.itlRoles), Code: code})
		return found{}
	}
	if e := b.searchCache(d, q); e != nil {
		return found{code: VouchedByCache, der: e.Certificate}
	}
	if e := b.askServers(d, q); e != nil {
		return found{code: VouchedByTVS, der: e.Certificate}
	}
	return found{}
}

// tvsObstacle says why TVS cannot be asked at all, "" when it can.
func (b *boot) tvsObstacle(q *question) Code {
	itl := b.authenticatingITL()
	switch {
	case !b.Model.SBD:
		return NoSBD
	case !q.tvs:
		return TVSDisabled
	case !itl.NamesTVS():
		return NoTVSRecord
	case len(b.State.ParsedConfig.TVSServers()) == 0:
		return NoTVSServer
	}
	return ""
}

// authenticatingITL returns the ITL whose TVS records authenticate TVS
// servers: the one stored before this boot's new lists (tech note 213407), or
// the phone's first, where there was none.
func (b *boot) authenticatingITL() *content.File {
	if b.tvsITL == nil {
		return b.State.ITL
	}
	return b.tvsITL
}

func (b *boot) searchCache(d *Decision, q *question) *CacheEntry {
	c := Check{Step: StepTVS, Place: placeCache, LookedFor: q.text(q.itlRoles), Code: NotInCache}
	e := b.cached(q)
	if e != nil {
		c.Code = Found
		c.Detail = "until " + e.Expires.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	d.add(c)
	return e
}

// askServers asks the TVS servers of the last accepted configuration in order
// of priority.
func (b *boot) askServers(d *Decision, q *question) *CacheEntry {
	for _, server := range b.State.ParsedConfig.TVSServers() {
		c := Check{Step: StepTVS, Place: "TVS " + server.Address + ":" + strconv.Itoa(server.Port), LookedFor: q.text(q.itlRoles)}
		var e *CacheEntry
		e, c.Code, c.Detail = b.ask(server, q)
		d.add(c)
		if b.observed() {
			b.tell(Event{Kind: EventTVS, Text: c.Place + " asked about " + c.LookedFor + ": " + string(c.Code), Code: c.Code,
				Server: server.Address, Signer: q.peer == nil})
		}
		if e != nil {
			b.remember(*e)
			return e
		}
		if !b.askNextServer(c.Code) {
			return nil
		}
	}
	return nil
}

// askNextServer says whether the next TVS server is tried. When servers
// cannot be reached it is (usecallmanager.nz); the rest is not documented.
func (b *boot) askNextServer(code Code) bool {
	switch code {
	case TVSCertificateMismatch, TVSHandshakeFailed:
		return b.settings().TVSFailoverOnTLSFailure
	case TVSUnknownSigner, TVSWrongRole:
		return b.settings().TVSFailoverOnUnknown
	}
	return true
}

// ask puts the question to one server. The entry is nil unless the server
// vouches for a fitting role.
func (b *boot) ask(server content.Server, q *question) (*CacheEntry, Code, string) {
	r := b.tvsRequest(q)
	answer, err := b.net.TVS(b.ctx, b.Name, b.Model, server.Address, server.Port, b.checkTVSServer, r)
	if err == nil {
		err = badAnswer(r, answer)
	}
	if err != nil {
		return nil, tvsCode(err), tvsDetail(err)
	}
	if !answer.Found() {
		return nil, TVSUnknownSigner, ""
	}
	if !answer.HasRole(q.itlRoles...) {
		return nil, TVSWrongRole, "it knows it as " + roleText(answer.Roles)
	}
	return b.cacheEntry(q, answer), Found, ""
}

func badAnswer(r *tvs.Request, answer *tvs.Response) error {
	if answer == nil {
		return tvs.ErrAnswer
	}
	if err := tvs.CheckResponse(r, answer); err != nil {
		return fmt.Errorf("%w: %w", tvs.ErrAnswer, err)
	}
	return nil
}

func tvsCode(err error) Code {
	switch {
	case errors.Is(err, tvs.ErrServerCertificate):
		return TVSCertificateMismatch
	case errors.Is(err, tvs.ErrHandshake):
		return TVSHandshakeFailed
	case errors.Is(err, tvs.ErrAnswer):
		return TVSBadAnswer
	}
	return TVSUnreachable
}

// tvsDetail is what the code of a failed question does not say: the broken rule, or nothing for a server that did
// not answer.
func tvsDetail(err error) string {
	var rule *tvs.Error
	switch {
	case errors.As(err, &rule):
		return rule.Reason
	case errors.Is(err, tvs.ErrUnreachable):
		return ""
	}
	return err.Error()
}

// checkTVSServer judges the certificate of a TVS server: only TVS records of
// the stored ITL count (rule T14).
func (b *boot) checkTVSServer(certificate []byte) error {
	l, err := b.authenticatingITL().List()
	if err != nil {
		return err
	}
	return tvs.CheckServer(l, certificate)
}

// tvsRequest asks QUERY about a signer, known by name only, and VERIFY about a
// peer (tech notes 118699, 213407).
func (b *boot) tvsRequest(q *question) *tvs.Request {
	r := &tvs.Request{Session: b.nextSession(), Device: "CP-" + b.Model.Name + "-" + b.Name}
	if q.peer != nil {
		r.Command, r.Certificate = tvs.VerifyRequest, q.peer.Raw
		return r
	}
	r.Command = tvs.QueryRequest
	r.Subject, r.Issuer, r.Serial = q.names()
	return r
}

func (b *boot) nextSession() uint32 {
	b.State.Session = max(b.State.Session+1, firstSession)
	return b.State.Session
}
