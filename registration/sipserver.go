package registration

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Times of registrations, in seconds: what phones ask for, what call managers grant (tech note 214535; traces of 11.5, 12.5 and 14
// grant 120 to who asks for 3600 or 300), and the least that can be asked for. Cisco's line messaging guide knows 423 for less than a
// minimum and does not say which: that is a guess.
const (
	sipAsked   = 3600
	sipGranted = 120
	sipLeast   = 60
)

// sipSilence is how long a registered phone may be silent on its connection: phones register again before sipGranted is over.
const sipSilence = 2 * sipGranted * time.Second

// sip answers what comes on the connection, until it ends or nothing can be read from it any more. A phone that is registered keeps
// the connection; others have the time of a connection.
func (v *visit) sip() error {
	reader := newSIPReader(v.conn)
	for {
		m, err := reader.read()
		if errors.Is(err, errKeepAlive) {
			if _, err := io.WriteString(v.conn, "\r\n"); err != nil {
				return err
			}
			v.extend()
			continue
		}
		if err != nil {
			return err
		}
		if v.told > 0 {
			v.began = time.Now()
		}
		if more, err := v.one(m); err != nil || !more {
			return err
		}
		v.extend()
	}
}

// extend gives a registered phone its time.
func (v *visit) extend() {
	if v.registered {
		v.conn.SetDeadline(time.Now().Add(sipSilence))
	}
}

// one answers a message; more says that another may come.
func (v *visit) one(m *sipMessage) (more bool, err error) {
	trying, text, reply := v.reply(m)
	if reply == nil {
		return true, nil
	}
	if _, err := io.WriteString(v.conn, trying+text); err != nil {
		v.tell(OutcomeFailed, err)
		return false, err
	}
	v.tell(reply.outcome, reply.err)
	return !reply.end, nil
}

// reply is what is said to a message, no reply for what nobody answers. A REGISTER is told 100 Trying first, as by CUCM.
func (v *visit) reply(m *sipMessage) (trying, text string, reply *sipReply) {
	q := m.request()
	if q == nil || q.method == "ACK" {
		return "", "", nil
	}
	for _, check := range sipChecks {
		if reply = check(v, q); reply != nil {
			return "", v.answer(q, v.peer, reply), reply
		}
	}
	if reply = sipMethods[q.method](v, q); reply == nil {
		return "", "", nil
	}
	if q.method == "REGISTER" {
		trying = v.answer(q, v.peer, &sipReply{status: 100})
	}
	return trying, v.answer(q, v.peer, reply), reply
}

// allowed is what the lab's call managers do: they register phones, and make no calls.
const allowed = "Allow: REGISTER, OPTIONS"

// sipMethods are the methods that RFC 3261 and its extensions name. Those that belong to calls, subscriptions and messages are not
// allowed.
var sipMethods = map[string]func(*visit, *sipRequest) *sipReply{
	"REGISTER": (*visit).register, "OPTIONS": (*visit).options,
	"CANCEL": (*visit).nothingThere, "BYE": (*visit).nothingThere,
	"INVITE": (*visit).notAllowed, "SUBSCRIBE": (*visit).notAllowed, "REFER": (*visit).notAllowed, "NOTIFY": (*visit).notAllowed,
	"PUBLISH": (*visit).notAllowed, "MESSAGE": (*visit).notAllowed, "INFO": (*visit).notAllowed, "UPDATE": (*visit).notAllowed,
	"PRACK": (*visit).notAllowed,
}

// sipChecks are what is looked at before a method, in the order of RFC 3261, section 8.2. A request that is not understood ends its
// connection.
var sipChecks = []func(*visit, *sipRequest) *sipReply{
	func(v *visit, q *sipRequest) *sipReply {
		if q.version == sipVersion {
			return nil
		}
		r := v.refuse(505, OutcomeMalformed, "version is not "+sipVersion)
		r.end = true
		return r
	},
	func(v *visit, q *sipRequest) *sipReply {
		fault := q.answerable()
		if fault == "" {
			return nil
		}
		r := v.refuse(400, OutcomeMalformed, fault)
		r.end = true
		return r
	},
	func(v *visit, q *sipRequest) *sipReply {
		if sipMethods[q.method] != nil {
			return nil
		}
		return v.refuse(501, OutcomeRefused, "method is not known", allowed)
	},
	func(v *visit, q *sipRequest) *sipReply {
		if scheme, _, _ := strings.Cut(strings.ToLower(q.uri), ":"); scheme == "sip" || scheme == "sips" {
			return nil
		}
		return v.refuse(416, OutcomeRefused, "address is neither sip nor sips")
	},
	func(v *visit, q *sipRequest) *sipReply {
		if hops, err := strconv.Atoi(q.get("max-forwards")); err != nil || hops > 0 || q.method == "OPTIONS" {
			return nil
		}
		return v.refuse(483, OutcomeRefused, "Max-Forwards is 0")
	},
	func(v *visit, q *sipRequest) *sipReply {
		if unknown := strings.Join(q.all("require"), ", "); unknown != "" {
			return v.refuse(420, OutcomeRefused, "extension is not supported", "Unsupported: "+unknown)
		}
		return nil
	},
}

func (v *visit) options(*sipRequest) *sipReply {
	return &sipReply{status: 200, outcome: OutcomeAnswered, extra: []string{allowed, v.supported()}}
}

func (v *visit) notAllowed(q *sipRequest) *sipReply {
	return v.refuse(405, OutcomeRefused, q.method+" is not allowed: only registrations are", allowed)
}

func (v *visit) nothingThere(*sipRequest) *sipReply {
	return v.refuse(481, OutcomeRefused, "there is no call")
}

// register answers a REGISTER. One that names no device is of the device that registered over the connection; CUCM challenges who is
// not known so (line messaging guide: a third-party phone is known by its digest user), and the lab has no such phones.
func (v *visit) register(q *sipRequest) *sipReply {
	contacts := q.contacts()
	seconds, everything := q.expires(contacts), len(contacts) == 1 && contacts[0] == "*"
	name, model, ok := device(contacts)
	if everything && seconds != 0 || !ok {
		return v.refuse(400, OutcomeMalformed, "Contact does not fit")
	}
	if name != "" {
		v.who.Device, v.who.Model = name, model
	}
	if v.who.Proof = v.proof(q); v.who.Device == "" && v.who.Proof == nil {
		return v.challenge(&Refusal{Reason: Credentials})
	}
	if seconds != 0 && seconds < sipLeast {
		return v.refuse(423, OutcomeRefused, "Expires is too short", "Min-Expires: "+strconv.Itoa(sipLeast))
	}
	refusal, err := v.judged()
	switch {
	case err != nil:
		return &sipReply{status: 500, outcome: OutcomeFailed, err: err, end: true}
	case refusal != nil:
		return v.refused(refusal)
	}
	return v.granted(contacts, min(seconds, sipGranted))
}

// judged judges a device; who has none is in no database.
func (v *visit) judged() (*Refusal, error) {
	if v.who.Device == "" {
		return &Refusal{Reason: UnknownDevice}, nil
	}
	return v.judge(v.who)
}

// refused says no to a device, with the Warning of the reason.
func (v *visit) refused(refusal *Refusal) *sipReply {
	if refusal.Reason == Credentials {
		return v.challenge(refusal)
	}
	words := wordingOf(refusal.Reason)
	return &sipReply{status: words.status, phrase: words.phrase, outcome: OutcomeRefused, err: refusal,
		extra: []string{fmt.Sprintf("Warning: 399 %s \"%s\"", v.Node, words.warning)}}
}

// granted says for how long the addresses of the device are known; a device is told of its first registration on a connection by
// x-cisco-newreg, as in recorded answers. 0 takes the registration back.
func (v *visit) granted(contacts []string, seconds int) *sipReply {
	r := &sipReply{status: 200, outcome: OutcomeRegistered, extra: []string{"Expires: " + strconv.Itoa(seconds)}}
	first := !v.registered && (v.known == nil || !v.known())
	v.registered = v.registered && len(contacts) == 0 || seconds > 0 && len(contacts) > 0
	switch {
	case len(contacts) == 0:
		r.outcome = OutcomeAnswered
	case seconds == 0:
		r.outcome = OutcomeUnregistered
	default:
		if first {
			contacts[len(contacts)-1] += ";x-cisco-newreg"
		}
		r.extra = append(r.extra, "Contact: "+strings.Join(contacts, ", "))
	}
	r.extra = append(r.extra, v.supported())
	return r
}
