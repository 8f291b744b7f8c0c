package phone

import (
	"strconv"
	"strings"

	"tvslab/event"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// BootBegun is a power-on, reset or other occasion to fetch files.
type BootBegun struct{ Cause ResetCause }

// Kind implements event.What.
func (BootBegun) Kind() string { return "reset" }

func (w BootBegun) String() string { return string(w.Cause) }

// ListsDeleted is lists that were erased by hand.
type ListsDeleted struct{ Lists []trust.List }

// Kind implements event.What.
func (ListsDeleted) Kind() string { return "reset" }

func (w ListsDeleted) String() string {
	names := make([]string, len(w.Lists))
	for i, which := range w.Lists {
		names[i] = which.String()
	}
	return "trust list deleted by hand: " + strings.Join(names, " and ")
}

// Erased is a factory reset.
type Erased struct{}

// Kind implements event.What.
func (Erased) Kind() string { return "reset" }

func (Erased) String() string { return "factory reset" }

// Kind implements event.What.
func (Request) Kind() string { return "request" }

func (w Request) String() string {
	return transport(w.Service) + " " + w.Server + " " + w.Name + ": " + w.Outcome
}

// Of returns the request as another phone made it: see event.Named.
func (w Request) Of(rename func(string) string) Request {
	w.Name, w.Outcome = rename(w.Name), rename(w.Outcome)
	return w
}

// Renamed implements event.Named.
func (w Request) Renamed(rename func(string) string) event.What { return w.Of(rename) }

// TVSAsked is a question to a TVS server and what came of it.
type TVSAsked struct {
	Server    content.Server
	LookedFor string // certificate and roles
	Signer    bool   // the certificate signed a file; else a TLS server presented it
	Code      reason.Code
}

// Kind implements event.What.
func (TVSAsked) Kind() string { return "tvs" }

func (w TVSAsked) String() string {
	return "TVS " + place(w.Server) + " asked about " + w.LookedFor + ": " + string(w.Code)
}

func place(s content.Server) string { return s.Address + ":" + strconv.Itoa(s.Port) }

// Decided is the judgement of a file or of a TLS server.
type Decided struct{ trust.Decision }

// Kind implements event.What.
func (Decided) Kind() string { return "decision" }

func (w Decided) String() string { return trust.Conclusion(w.Decision) }

// Renamed implements event.Named.
func (w Decided) Renamed(rename func(string) string) event.What {
	return Decided{w.Of(rename)}
}

// ListStored is a trust list that was stored. The TVS cache is empty after it.
type ListStored struct {
	List trust.List
	From string // TFTP server
}

// Kind implements event.What.
func (ListStored) Kind() string { return "commit" }

func (w ListStored) String() string {
	return w.List.String() + " from " + w.From + " stored, TVS cache flushed"
}

// ConfigurationApplied is an accepted configuration.
type ConfigurationApplied struct {
	Name         string
	From         string // TFTP server
	VersionStamp string
	Unchanged    bool // the stamp is that of the configuration before it
}

// Kind implements event.What.
func (ConfigurationApplied) Kind() string { return "configuration" }

func (w ConfigurationApplied) String() string {
	stamp := w.VersionStamp
	if w.Unchanged {
		stamp = "unchanged"
	}
	return "applied " + w.Name + " from " + w.From + ", version stamp " + stamp
}

// Renamed implements event.Named.
func (w ConfigurationApplied) Renamed(rename func(string) string) event.What {
	w.Name = rename(w.Name)
	return w
}

// ConfigurationKept is that no configuration was accepted, and what the phone runs on.
type ConfigurationKept struct{ State ConfigState }

// Kind implements event.What.
func (ConfigurationKept) Kind() string { return "configuration" }

func (w ConfigurationKept) String() string { return string(w.State) }

// KeyEntered is a symmetric key that a user typed into the phone, or erased.
type KeyEntered struct{ Key bool }

// Kind implements event.What.
func (KeyEntered) Kind() string { return "encryption" }

func (w KeyEntered) String() string {
	if w.Key {
		return "a symmetric key was typed in"
	}
	return "the symmetric key was erased"
}

// EncryptionAnnounced is a short configuration: the whole one is to be had encrypted.
type EncryptionAnnounced struct{ Code reason.Code }

// Kind implements event.What.
func (EncryptionAnnounced) Kind() string { return "encryption" }

func (w EncryptionAnnounced) String() string { return string(w.Code) }

// Registration is what came of registering.
type Registration struct {
	Code reason.Code
	Node string // call manager that it registered with, "" for none
	Port int
	// RejectedBy is the call manager that said no to the device, "" for none.
	RejectedBy string
	Identity   string // KindLSC or KindMIC: what was shown over TLS; "" without TLS
	SCCP       bool   // else SIP
}

// Kind implements event.What.
func (Registration) Kind() string { return "registration" }

func (w Registration) String() string {
	switch {
	case w.RejectedBy != "":
		return string(w.Code) + " by " + w.RejectedBy
	case w.Code != reason.Registered:
		return string(w.Code)
	}
	return string(w.Code) + " at " + w.Node + ":" + strconv.Itoa(w.Port)
}

// DefaultedToTFTP is that the phone takes one of its TFTP servers for a call manager.
type DefaultedToTFTP struct {
	Server string
	SCCP   bool // else SIP
}

// Kind implements event.What.
func (DefaultedToTFTP) Kind() string { return "registration" }

func (w DefaultedToTFTP) String() string {
	return "no call manager of the configuration answers, TFTP server " + w.Server + " is tried"
}

// CAPFCalled is one session with a CAPF server.
type CAPFCalled struct {
	Server content.Server
	Code   reason.Code
}

// Kind implements event.What.
func (CAPFCalled) Kind() string { return "capf" }

func (w CAPFCalled) String() string { return "CAPF " + place(w.Server) + ": " + string(w.Code) }

// Enrolled is what came of a certificate operation.
type Enrolled struct {
	Code reason.Code
	Hash string // with which a new LSC is signed, see [LSC.Hash]; "" otherwise
}

// Kind implements event.What.
func (Enrolled) Kind() string { return "enrolment" }

func (w Enrolled) String() string {
	if w.Hash == "" {
		return string(w.Code)
	}
	return string(w.Code) + ", signed with " + w.Hash
}

// ServiceOpened is what came of an HTTPS service that a person opens, such as the corporate directory.
type ServiceOpened struct {
	Node   string
	Code   reason.Code // of the decision about the node's certificate
	Failed bool
}

// Kind implements event.What.
func (ServiceOpened) Kind() string { return "service" }

// String has the words of the phone's screen where it fails (tech note 118699).
func (w ServiceOpened) String() string {
	if !w.Failed {
		return "HTTPS service on " + w.Node + " opened"
	}
	return "HTTPS service on " + w.Node + ": Host Not Found (" + string(w.Code) + ")"
}

// Open tells what comes of a service of a node that a person opens on the phone: the decision about its certificate.
func (p *Phone) Open(node string, d trust.Decision) {
	tell(p, Decided{d})
	tell(p, ServiceOpened{node, d.Code, !d.Accepted})
}

// StatusShown is a line on the status messages screen.
type StatusShown struct{ Text string }

// Kind implements event.What.
func (StatusShown) Kind() string { return "status" }

func (w StatusShown) String() string { return w.Text }

// Renamed implements event.Named.
func (w StatusShown) Renamed(rename func(string) string) event.What {
	w.Text = rename(w.Text)
	return w
}

// tell reports what happened. A phone that nobody watches makes no event of it.
func tell[W event.What](p *Phone, what W) {
	if p.Observe == nil {
		return
	}
	p.told++
	p.Observe(event.Event{Time: p.now(), Phone: p.Name, Sequence: p.told, What: what})
}
