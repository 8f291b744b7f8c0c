package phone

import "time"

// Kinds of events.
const (
	EventReset         = "reset"         // power on, reset, restart, deleted lists
	EventRequest       = "request"       // one file request
	EventTVS           = "tvs"           // one question to a TVS server
	EventDecision      = "decision"      // a file or peer was judged
	EventCommit        = "commit"        // a trust list was stored
	EventConfiguration = "configuration" // applied or kept
	EventRegistration  = "registration"
	EventStatus        = "status" // a line on the phone's status screen
)

// Event is one thing that happened to a phone, as it happened.
type Event struct {
	Time     time.Time `json:"time"`
	Phone    string    `json:"phone"`
	Kind     string    `json:"kind"`
	Text     string    `json:"text"`
	Decision *Decision `json:"decision,omitempty"` // with EventDecision only; must not be changed
}

// emit reports an event. Callers that build text check observed first, so
// that a phone nobody watches builds none.
func (p *Phone) emit(kind, text string) {
	if p.Observe != nil {
		p.Observe(Event{Time: p.now(), Phone: p.Name, Kind: kind, Text: text})
	}
}

func (p *Phone) observed() bool { return p.Observe != nil }

func (p *Phone) emitDecision(d *Decision) {
	if p.Observe != nil {
		copied := *d
		p.Observe(Event{Time: p.now(), Phone: p.Name, Kind: EventDecision, Text: reason(copied), Decision: &copied})
	}
}
