package expect

import (
	"maps"
	"slices"
	"strings"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

// acceptance is the word of the language for what accepted a file, and what says so.
var acceptance = []struct {
	word string
	code reason.Code
}{
	{"first", reason.FirstList}, {"ctl", reason.SignerInCTL}, {"itl", reason.SignerInITL}, {"tvs", reason.VouchedByTVS},
	{"cache", reason.VouchedByCache}, {"identical", reason.Identical}, {"blank", reason.BlankList},
	{"unsigned", reason.UnsignedAccepted}, {"https", reason.SecuredByTLS}, {"typed-key", reason.TypedKey}, {refusedFile, ""}, {"not-served", reason.NotFound},
	{"unreachable", reason.Unreachable}, {undecided, ""},
}

// The words for a file that nothing accepted, and for one that was not decided about.
const (
	refusedFile = "refused"
	undecided   = "nothing"
)

func acceptors() []string {
	var list []string
	for _, a := range acceptance {
		list = append(list, a.word)
	}
	return list
}

// acceptor says what accepted a file at the last boot that decided about it.
func acceptor(file string) func(PhoneView) string {
	return func(v PhoneView) string {
		word := undecided
		for _, d := range v.Decisions {
			if d.File == file {
				word = acceptedBy(d.Code)
			}
		}
		return word
	}
}

func acceptedBy(code reason.Code) string {
	for _, a := range acceptance {
		if a.code != "" && a.code == code {
			return a.word
		}
	}
	return refusedFile
}

// decided lists the decisions a reason may come from: what the phone would decide now, what it refused at its last
// boot, why it is or is not registered, what came of a certificate operation, and of a short configuration.
func (v PhoneView) decided() []trust.Decision {
	list := []trust.Decision{v.Decision}
	for _, d := range v.Decisions {
		if !d.Accepted {
			list = append(list, d)
		}
	}
	return append(list, trust.Decision{Code: v.Reason}, trust.Decision{Code: v.Enrolment}, trust.Decision{Code: v.Encryption})
}

// codes are the reasons of those decisions, and the findings that led to them.
func (v PhoneView) codes() []reason.Code {
	var list []reason.Code
	for _, d := range v.decided() {
		list = append(list, d.Code)
		for _, c := range d.Checks {
			list = append(list, c.Code)
		}
	}
	return list
}

func (v PhoneView) hasReason(code reason.Code) bool { return slices.Contains(v.codes(), code) }

func (v PhoneView) reasons() string {
	var list []string
	for _, c := range v.codes() {
		if c != "" && !slices.Contains(list, string(c)) {
			list = append(list, string(c))
		}
	}
	return strings.Join(list, ", ")
}

// ReasonNames lists the reason codes.
func ReasonNames() []string {
	list := map[string]bool{}
	for _, c := range reason.Codes() {
		list[string(c.Code)] = true
	}
	return slices.Sorted(maps.Keys(list))
}
