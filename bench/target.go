package bench

import (
	"context"
	"time"
)

// Target is what a benchmark boots: phones 0 to Size-1.
type Target interface {
	// Size is the number of phones; it does not change.
	Size() int
	// Boot boots a phone and tells r of each phase as soon as it has ended, on the goroutine of the caller. It is called by
	// many goroutines at once, but never twice at a time for the same phone. An error is a boot that failed; an [*Error] says
	// of what kind.
	Boot(ctx context.Context, k int, r Recorder) error
}

// Recorder is told what a phone did during one boot. It is used by one goroutine at a time, and not after Boot has returned.
type Recorder interface {
	Record(Step)
}

// Step is one phase of one boot, or one try of it: a phone that asks a second server, or TFTP after HTTP, has two.
type Step struct {
	Phase    Phase
	Duration time.Duration
	Bytes    int64   // of content received
	Resent   int     // packets sent again because no answer came in time
	Outcome  Outcome // "" where the phase gave what it is for
	Why      string  // of a wrong file: who got what instead of which
}

// Phase is a part of a boot.
type Phase string

// The phases, in the order of reports.
const (
	Boot          Phase = "boot" // the whole, from its intended start; recorded by Run
	CTL           Phase = "CTL"
	ITL           Phase = "ITL"
	Configuration Phase = "configuration"
	Auxiliary     Phase = "auxiliary"     // other files
	TVSHandshake  Phase = "TVS handshake" // TCP and TLS
	TVSAnswer     Phase = "TVS answer"    // from the request inside TLS to the answer
	Registration  Phase = "registration"
	Enrolment     Phase = "enrolment"
)

// phases are all phases; a number of a phase is its place here.
var phases = [...]Phase{Boot, CTL, ITL, Configuration, Auxiliary, TVSHandshake, TVSAnswer, Registration, Enrolment}

// Outcome says how a phase or a boot ended; "" is success.
type Outcome string

// The outcomes. Missing is an answer: the server says that it has no such file. A wrong file is worse than any error, which it is
// counted apart from: the phone got bytes that are another file's.
const (
	OK          Outcome = ""
	Missing     Outcome = "missing"
	WrongFile   Outcome = "wrong-file"  // what came is not the file that was asked for
	Timeout     Outcome = "timeout"     // no answer came in time
	Unreachable Outcome = "unreachable" // refused, no route
	Unavailable Outcome = "unavailable" // the server says that it cannot now
	TLS         Outcome = "tls"         // the handshake failed, or its certificate was refused
	Invalid     Outcome = "invalid"     // an answer that is damaged or too large
	Rejected    Outcome = "rejected"    // of boots: the phone refused a file that came
	Refused     Outcome = "refused"     // the server does not let the phone in
	Exhausted   Outcome = "exhausted"   // the generator had no port or descriptor left
	Interrupted Outcome = "interrupted" // the benchmark ended first
	Other       Outcome = "other"
)

// Failed reports whether the outcome is an error or a wrong file.
func (o Outcome) Failed() bool { return o != OK && o != Missing }

// Error is a boot that failed in a known way.
type Error struct {
	Outcome Outcome
	Err     error
}

// Error implements error.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
