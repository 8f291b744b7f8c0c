package fleet

import (
	"time"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// Verdict is where a phone stands by what it decided at its last boot. It needs no cluster, and so it cannot tell what
// the phone would decide now.
type Verdict string

// The verdicts, best first. A file that no server has counts for nothing.
const (
	Accepted        Verdict = "accepted"         // every file that came
	ConfigRefused   Verdict = "config-refused"   // lists accepted, configuration refused
	ListsRefused    Verdict = "lists-refused"    // CTL or ITL refused
	CutOff          Verdict = "cut-off"          // no TFTP server answered for one file at least
	NeverBooted     Verdict = "never-booted"     // a new phone
	NothingCame     Verdict = "nothing-came"     // no server had any file; the phone goes on with what it has
	NothingAccepted Verdict = "nothing-accepted" // the phone has no configuration, and none came
)

// Verdicts lists them, best first.
func Verdicts() []Verdict {
	return []Verdict{Accepted, ConfigRefused, ListsRefused, NothingCame, NothingAccepted, CutOff, NeverBooted}
}

// Outcome is what the last boot of a phone brought.
type Outcome struct {
	Verdict      Verdict
	File         string      // trust.FileCTL... that made the verdict; "" for NeverBooted
	Reason       reason.Code // of the decision about File
	Signer       string      // of File
	CTL, ITL     reason.Code // decisions of the last boot, "" where it had none
	Config       reason.Code
	Registered   string      // call manager, "" when not registered
	Registration reason.Code // why
	Enrolment    reason.Code // what came of a certificate operation, "" if none was pending
	Boots        int
	Booted       time.Time     // end of the last one
	RetryAfter   time.Duration // when the phone boots again by itself, 0 for never; only in what Boot returns
}

// verdict goes from bad to good; it names the file that decided.
func (r *record) verdict() (Verdict, string) {
	switch {
	case r.boots == 0:
		return NeverBooted, ""
	case r.flags&itlRefused != 0:
		return ListsRefused, trust.FileITL
	case r.flags&ctlRefused != 0:
		return ListsRefused, trust.FileCTL
	case r.flags&configRefused != 0:
		return ConfigRefused, trust.FileConfiguration
	case r.flags&noneCame != 0:
		return CutOff, r.fileWith(reason.Unreachable)
	case r.config == 0:
		return NothingAccepted, trust.FileConfiguration
	case came(r.itlCode):
		return Accepted, trust.FileITL
	case came(r.ctlCode):
		return Accepted, trust.FileCTL
	case came(r.configCode):
		return Accepted, trust.FileConfiguration
	}
	return NothingCame, trust.FileConfiguration
}

// came reports whether a file came, by the code of the decision about it.
func came(c codeIndex) bool { return c != 0 && c.code() != reason.NotFound }

// Served reports whether servers gave the phone what it boots with, whatever it made of it.
func (v Verdict) Served() bool {
	return v == Accepted || v == ConfigRefused || v == ListsRefused
}

func (r *record) fileWith(code reason.Code) string {
	switch code {
	case r.ctlCode.code():
		return trust.FileCTL
	case r.itlCode.code():
		return trust.FileITL
	}
	return trust.FileConfiguration
}

// codeAbout returns the last decision about a file.
func (r *record) codeAbout(file string) reason.Code {
	switch file {
	case trust.FileCTL:
		return r.ctlCode.code()
	case trust.FileITL:
		return r.itlCode.code()
	case trust.FileConfiguration:
		return r.configCode.code()
	}
	return ""
}

// Outcome returns what the last boot of phone i brought.
func (f *Fleet) Outcome(i int) Outcome {
	r := f.read(i)
	return f.outcome(&r)
}

func (f *Fleet) outcome(r *record) Outcome {
	verdict, file := r.verdict()
	o := Outcome{
		Verdict: verdict, File: file, Reason: r.codeAbout(file), Signer: f.contents.textAt(r.signer),
		CTL: r.ctlCode.code(), ITL: r.itlCode.code(), Config: r.configCode.code(),
		Registered: f.contents.textAt(r.registered), Registration: r.registerCode.code(), Enrolment: r.enrolCode.code(),
		Boots: int(r.boots),
	}
	if r.booted != 0 {
		o.Booted = time.Unix(int64(r.booted), 0).UTC()
	}
	return o
}
