package phone

import (
	"errors"
	"fmt"
	"strconv"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/tvs"
)

// firstSession is the session id of the first question after a boot (tech
// note 213407: 0x000003e9).
const firstSession = 1001

// ask puts a question to one TVS server, tells what came of it, and remembers an answer that vouches.
func (b *boot) ask(server content.Server, q *trust.Question) trust.Answer {
	a := b.query(server, q)
	if b.observed() {
		place := "TVS " + server.Address + ":" + strconv.Itoa(server.Port)
		b.tell(Event{Kind: EventTVS, Text: place + " asked about " + q.LookedFor() + ": " + string(a.Code), Code: a.Code,
			Server: server.Address, Signer: q.AboutSigner()})
	}
	if a.Code == reason.Found {
		b.State.Cache = b.State.Cache.Remember(q, &a, b.now())
	}
	return a
}

func (b *boot) query(server content.Server, q *trust.Question) trust.Answer {
	r := q.Request()
	r.Session, r.Device = b.nextSession(), "CP-"+b.Model.Name+"-"+b.Name
	held := b.judge().Held
	response, err := b.net.TVS(b.ctx, b.Name, b.Model, server.Address, server.Port, held.CheckTVSServer, r)
	if err == nil {
		err = badAnswer(r, response)
	}
	if err != nil {
		return trust.Answer{Code: tvsCode(err), Detail: tvsDetail(err)}
	}
	return q.Read(response)
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

func tvsCode(err error) reason.Code {
	switch {
	case errors.Is(err, tvs.ErrServerCertificate):
		return reason.TVSCertificateMismatch
	case errors.Is(err, tvs.ErrHandshake):
		return reason.TVSHandshakeFailed
	case errors.Is(err, tvs.ErrAnswer):
		return reason.TVSBadAnswer
	}
	return reason.TVSUnreachable
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

func (b *boot) nextSession() uint32 {
	b.State.Session = max(b.State.Session+1, firstSession)
	return b.State.Session
}
