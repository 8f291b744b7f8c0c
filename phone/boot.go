package phone

import (
	"context"
	"time"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
)

// ResetCause says why a phone fetches its files.
type ResetCause string

// The causes. PowerOn and Reset are full boots: the TVS cache is gone and
// session ids begin again. Restart fetches all files without a reboot
// (Security Guide 12.5). ApplyConfig fetches the configuration, and the lists
// only with Settings.ApplyConfigFetchesLists.
const (
	PowerOn     ResetCause = "power-on"
	Reset       ResetCause = "reset"
	Restart     ResetCause = "restart"
	ApplyConfig ResetCause = "apply-config"
)

// ConfigState says which configuration a phone runs on.
type ConfigState string

// The states.
const (
	ConfigCurrent ConfigState = "current"  // what was served at this boot
	ConfigKeptOld ConfigState = "kept-old" // an earlier one, nothing newer was accepted
	ConfigNone    ConfigState = "none"     // it never accepted one
)

// retryInvalidXML is how soon an 8851 asks again for a configuration that is
// not valid XML (observed in a lab, not documented).
const retryInvalidXML = 15 * time.Second

// Request is one file request.
type Request struct {
	Server  string
	Service service.Service // TFTP or HTTP
	Name    string
	Outcome string // "ok" or the error
}

// Attempts are those at a certificate operation of a phone that lives by a clock; else they are all made at once.
type Attempts struct {
	Failed int           // in a row, since the communication failed
	Again  time.Duration // when it goes to CAPF again by itself; 0 never
}

// Report is what one boot did.
type Report struct {
	Cause           ResetCause
	Decisions       []trust.Decision // in order: CTL, ITL, configuration, secure call managers
	Requests        []Request
	ConfigState     ConfigState
	Encryption      reason.Code // what a configuration that announces an encrypted one came to; "" where none came
	Registered      string      // node, "" when not registered
	RegisteredPort  int
	SCCP            bool // it registers over SCCP; else SIP
	RegisterReason  reason.Code
	RegisterDetail  string        // last error of a registration that failed
	RejectedBy      string        // call manager that rejected the device; "" for none
	Identity        string        // KindLSC or KindMIC: what a registration over TLS showed; "" without TLS
	Enrolment       reason.Code   // what came of a certificate operation; "" if none was pending
	EnrolmentDetail string        // error that goes with it, may be empty
	CAPF            Attempts      // at the operation
	RetryAfter      time.Duration // when the phone boots again by itself; 0 never
}

// boot is one run through the boot sequence.
type boot struct {
	*Phone
	ctx       context.Context
	net       Network
	rules     trust.Rules
	judging   trust.Judge   // see judge
	before    *content.File // ITL stored when the boot began, which authenticates TVS servers (tech note 213407)
	report    Report
	timedOut  bool // the status text was shown
	committed bool // a list was stored
	failed    bool // a list was refused or could not be fetched
	upgraded  bool // new firmware runs after a reset
}

func (p *Phone) newBoot(ctx context.Context, net Network) *boot {
	b := &boot{Phone: p, ctx: ctx, net: net, rules: p.Rules(), before: p.State.Lists[trust.ITL].File}
	b.judging.Rules, b.judging.Ask = &b.rules, b.ask
	return b
}

// Boot runs the boot sequence: CTL, ITL, configuration, registration. The
// phone's State is changed as a real phone's would be; a boot cut short by ctx
// leaves it as after servers that do not answer. New firmware that was fetched makes
// it begin anew, as a reset does.
func (p *Phone) Boot(ctx context.Context, net Network, cause ResetCause) Report {
	b := p.start(ctx, net, cause)
	if b.upgraded {
		// Once only: two servers that name a load each would have it reset for ever.
		first := b.report
		b = p.start(ctx, net, Reset)
		b.report.Cause = cause
		b.report.Decisions, b.report.Requests = append(first.Decisions, b.report.Decisions...), append(first.Requests, b.report.Requests...)
	}
	b.enrolAndRegister()
	return b.report
}

// start is a boot up to the configuration and the firmware that it names.
func (p *Phone) start(ctx context.Context, net Network, cause ResetCause) *boot {
	p.begin(cause)
	b := p.newBoot(ctx, net)
	b.report.Cause = cause
	b.report.Decisions = make([]trust.Decision, 0, 3)
	b.report.Requests = make([]Request, 0, 4)
	if cause != ApplyConfig || p.settings().ApplyConfigFetchesLists {
		b.lists()
	}
	b.configuration()
	return b
}

// enrolAndRegister goes to CAPF first in the secure modes, last in non-secure mode (security guide 12.5).
func (b *boot) enrolAndRegister() {
	if b.secure() {
		b.enrol()
		b.register()
		return
	}
	b.register()
	b.enrol()
}

// begin does what the cause does to the stored state.
func (p *Phone) begin(cause ResetCause) {
	if cause == PowerOn || cause == Reset {
		p.State.Session = 0
	}
	if cause != ApplyConfig && (cause != Restart || !p.settings().TVSCacheSurvivesRestart) {
		p.State.Cache = nil
	}
	tell(p, BootBegun{cause})
	if cause == Restart {
		p.status(p.texts().restart, "", "")
	}
}

// lists fetches, judges and stores CTL and ITL. The CTL is always first and
// always asked for, in non-secure clusters too (tech notes 214528, 214535).
func (b *boot) lists() {
	b.list(trust.CTL)
	if b.Model.SBD {
		b.list(trust.ITL)
	}
	b.listStatus()
}

func (b *boot) list(which trust.List) {
	got := b.fetchList(which)
	d := b.judgeList(which, got)
	b.record(d)
	b.after(which, got, &d)
}

// after stores an accepted list and keeps track of what the status screen
// will say.
func (b *boot) after(which trust.List, got fetched, d *trust.Decision) {
	switch {
	case d.Accepted && d.Code != reason.Identical:
		b.commit(which, got.file, got.server)
		b.committed = true
	case !d.Accepted && d.Code != reason.NotFound:
		b.failed = true
	}
	b.noteStale(which, d)
}

// noteStale remembers that the served list was refused for its signer. A
// server that gave none changes nothing.
func (b *boot) noteStale(which trust.List, d *trust.Decision) {
	switch {
	case d.Accepted:
		b.State.Stale[which] = false
	case d.Code == reason.SignerUnknown, d.Code == reason.SignerExpired, d.Code == reason.BadSignature:
		b.State.Stale[which] = b.State.Lists[which].File != nil
	}
}

// commit stores a list and flushes the TVS cache (console logs of tech notes
// 213407 and 214535: "CTL_SUCCESS" and the cache flush request).
func (b *boot) commit(which trust.List, f *content.File, server string) {
	b.State.Lists[which] = StoredList{File: f, From: server}
	b.State.Cache = nil
	tell(b.Phone, ListStored{which, server})
}

// record adds a decision to the report and tells the observer.
func (b *boot) record(d trust.Decision) {
	b.report.Decisions = append(b.report.Decisions, d)
	tell(b.Phone, Decided{d})
}
