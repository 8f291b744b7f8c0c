package why

import (
	"tvslab/phone/trust"
	"tvslab/remedy"
)

// Schema is the number of the JSON form of Document; new fields may appear without it changing.
const Schema = 1

// Document is stories of one moment. The JSON form is documented in docs/json.md.
type Document struct {
	Schema   int     `json:"schema"`
	Scenario string  `json:"scenario,omitempty"`
	Cell     string  `json:"cell,omitempty"`
	Step     int     `json:"step"`            // of the file, the last one that was done; 0 for none
	Clock    string  `json:"clock,omitempty"` // 2006-01-02 15:04:05, UTC
	Well     string  `json:"well,omitempty"`  // where there is nothing to tell: that all is well
	Stories  []Story `json:"stories"`
}

// Story is why phones that stand alike, or a system, stand as they do.
type Story struct {
	Subject   string      `json:"subject"`          // device name of the first of the phones, or name of the system
	Kind      string      `json:"kind"`             // "phone" or "system"
	Group     string      `json:"group,omitempty"`  // of the phones
	Model     string      `json:"model,omitempty"`  // of the phones; the kind of the system
	Phones    string      `json:"phones,omitempty"` // those that stand so, as a selector
	Count     int         `json:"count"`            // of these; 1 for a system
	Summary   string      `json:"summary"`          // where they stand, a line
	Stands    *Standing   `json:"stands,omitempty"` // of phones
	Last      *Boot       `json:"last,omitempty"`   // the last boot; nil where there was none, or nothing is known of it
	Now       []Chapter   `json:"now"`              // what a boot now would bring that the last one did not
	Beside    []Chapter   `json:"beside"`           // services, certificate, network, connections of a system
	Holds     []Anchor    `json:"holds"`            // whom the phone trusts
	Shows     Shows       `json:"shows"`
	Remedies  []Remedies  `json:"remedies"`          // by what they would end
	Untried   string      `json:"untried,omitempty"` // why no remedy was tried
	Documents []Reference `json:"documents"`
}

// Standing is the verdict of phones.
type Standing struct {
	Trust      string `json:"trust"`
	List       string `json:"list,omitempty"`
	Reason     string `json:"reason,omitempty"`
	Config     string `json:"config"`
	Registered string `json:"registered"` // node, "" for none
	On         bool   `json:"on"`
	Network    string `json:"network,omitempty"` // why it has none, "" if it has
}

// Boot is what a boot brought.
type Boot struct {
	Cause    string    `json:"cause"`
	Asked    []Asked   `json:"asked"`    // files, in order
	Chapters []Chapter `json:"chapters"` // what was decided, in order, and what came of it
}

// Asked is a file that was asked for.
type Asked struct {
	Server    string `json:"server"`
	Transport string `json:"transport"`
	Name      string `json:"name"`
	Outcome   string `json:"outcome"` // "ok" or the error
}

// Chapter is one question and its answer.
type Chapter struct {
	About    string          `json:"about"` // "CTL", "ITL", "configuration", "TLS", "HTTPS", "registration", "certificate operation", ...
	Good     bool            `json:"good"`
	Code     string          `json:"code"`
	Lines    []string        `json:"lines"` // sentences
	Decision *trust.Decision `json:"decision,omitempty"`
}

// Anchor is a record of a stored list.
type Anchor struct {
	List    string `json:"list"` // "CTL" or "ITL"
	Role    string `json:"role"`
	Subject string `json:"subject"`
	Serial  string `json:"serial"`
	Has     string `json:"has,omitempty"` // NODE/STORE where the clusters have that certificate now
	Gone    bool   `json:"gone"`          // no node has it any more
}

// Shows is what people see on a phone.
type Shows struct {
	Screen  []string `json:"screen"`  // what is in front
	Status  []string `json:"status"`  // status messages as they stand, oldest first
	Console []Line   `json:"console"` // of a boot now
}

// Line is a line on a console.
type Line struct {
	About string `json:"about"` // kind of event
	Text  string `json:"text"`
}

// Remedies are what would end one trouble.
type Remedies struct {
	Of    string   `json:"of"` // the trouble, in words
	Tried []Remedy `json:"tried"`
}

// Remedy is one that works.
type Remedy struct {
	remedy.Tried
	Frees int      `json:"frees"` // of the phones of the story
	Locks []string `json:"locks"` // others that it would lock, by name, the first ones
}

// Reference is a document behind a rule.
type Reference struct {
	Rule   string `json:"rule"` // a reason code, or the rule of a release in words
	Source string `json:"source"`
}

// whole makes lists of nothing, which JSON would call null.
func (s *Story) whole() {
	some(&s.Now)
	some(&s.Beside)
	some(&s.Holds)
	some(&s.Remedies)
	some(&s.Documents)
	some(&s.Shows.Screen)
	some(&s.Shows.Status)
	some(&s.Shows.Console)
	if s.Last != nil {
		some(&s.Last.Asked)
		some(&s.Last.Chapters)
	}
}

func some[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}
