package phone

import (
	"cmp"
	"errors"

	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
	"tvslab/tvs"
)

// firstSession is the session id of the first question after a boot (tech
// note 213407: 0x000003e9).
const firstSession = 1001

// ask puts a question to one TVS server, tells what came of it, and remembers an answer that vouches.
func (b *boot) ask(server content.Server, q *trust.Question) trust.Answer {
	a := b.query(server, q)
	if b.Observe != nil {
		tell(b.Phone, TVSAsked{Server: server, LookedFor: q.LookedFor(), Signer: q.AboutSigner(), Code: a.Code})
	}
	if a.Code == reason.Found {
		b.State.Cache = b.State.Cache.Remember(q, &a, b.now())
	}
	return a
}

func (b *boot) query(server content.Server, q *trust.Question) trust.Answer {
	r := q.Request()
	r.Session, r.Device = b.nextSession(), "CP-"+b.Model.Name+"-"+b.Name
	call := b.call(server.Address, service.TVS, server.Port)
	call.Judge = b.judging.TVSServer
	response, err := b.net.Ask(b.ctx, call, r)
	if err == nil {
		err = badAnswer(r, response)
	}
	if dates := (*trust.DateError)(nil); errors.As(err, &dates) {
		return trust.Answer{Code: reason.TVSCertificateExpired, Detail: dates.Error()}
	}
	if err != nil {
		return trust.Answer{Code: cmp.Or(tvsCodes[outcome.Of(err)], reason.TVSUnreachable), Detail: tvsDetail(err)}
	}
	return q.Read(response)
}

func badAnswer(r *tvs.Request, answer *tvs.Response) error {
	if answer == nil {
		return tvs.Failed("", outcome.BadAnswer, nil)
	}
	if err := tvs.CheckResponse(r, answer); err != nil {
		return tvs.Failed("", outcome.BadAnswer, err)
	}
	return nil
}

// tvsCodes are what outcomes of a question are called; all others are TVSUnreachable.
var tvsCodes = map[outcome.Outcome]reason.Code{
	outcome.Untrusted: reason.TVSCertificateMismatch, outcome.Handshake: reason.TVSHandshakeFailed, outcome.BadAnswer: reason.TVSBadAnswer,
}

// tvsDetail is what the code of a failed question does not say: the broken rule, or nothing for a server that did
// not answer.
func tvsDetail(err error) string {
	var rule *tvs.Error
	switch {
	case errors.As(err, &rule):
		return rule.Reason
	case outcome.Of(err) == outcome.Unreachable:
		return ""
	}
	return err.Error()
}

func (p *Phone) nextSession() uint32 {
	p.State.Session = max(p.State.Session+1, firstSession)
	return p.State.Session
}
