package phone

import (
	"time"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// Kinds of events.
const (
	EventReset         = "reset"         // power on, reset, restart, deleted lists
	EventRequest       = "request"       // one file request
	EventTVS           = "tvs"           // one question to a TVS server
	EventDecision      = "decision"      // a file or peer was judged
	EventCommit        = "commit"        // a trust list was stored
	EventConfiguration = "configuration" // applied or kept
	EventRegistration  = "registration"
	EventCAPF          = "capf"      // one session with a CAPF server
	EventEnrolment     = "enrolment" // what came of a certificate operation
	EventStatus        = "status"    // a line on the phone's status screen
)

// Event is one thing that happened to a phone, as it happened.
type Event struct {
	Time     time.Time       `json:"time"`
	Phone    string          `json:"phone"`
	Kind     string          `json:"kind"`
	Text     string          `json:"text"`
	Decision *trust.Decision `json:"decision,omitempty"` // with EventDecision only; must not be changed

	// What Console needs beside the text.
	UI       UI          `json:"-"` // family of the phone
	Sequence int         `json:"-"` // of the event, counting from 1
	Code     reason.Code `json:"-"` // with EventRegistration, EventEnrolment and EventTVS
	Identity string      `json:"-"` // KindLSC or KindMIC, with EventRegistration over TLS
	SCCP     bool        `json:"-"` // with EventRegistration: the phone speaks SCCP
	Request  *Request    `json:"-"` // with EventRequest
	Server   string      `json:"-"` // with EventTVS: server asked, without port
	Signer   bool        `json:"-"` // with EventTVS: a signer is looked for, not a TLS peer
	List     trust.List  `json:"-"` // with EventCommit
}

// emit reports an event. Callers that build text check observed first, so
// that a phone nobody watches builds none.
func (p *Phone) emit(kind, text string) {
	p.tell(Event{Kind: kind, Text: text})
}

// tell completes an event and reports it.
func (p *Phone) tell(e Event) {
	if p.Observe == nil {
		return
	}
	p.told++
	e.Time, e.Phone, e.UI, e.Sequence = p.now(), p.Name, p.Model.UI, p.told
	p.Observe(e)
}

func (p *Phone) observed() bool { return p.Observe != nil }

func (p *Phone) emitDecision(d *trust.Decision) {
	if p.Observe != nil {
		copied := *d
		p.tell(Event{Kind: EventDecision, Text: trust.Conclusion(copied), Decision: &copied})
	}
}
