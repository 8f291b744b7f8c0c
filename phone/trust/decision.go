package trust

import (
	"slices"
	"strings"

	"tvslab/phone/reason"
	"tvslab/trustlist"
)

// What a Decision is about.
const (
	FileCTL           = "CTL"
	FileITL           = "ITL"
	FileConfiguration = "configuration"
	FileFirmware      = "firmware"
	PeerHTTPS         = "HTTPS"
	PeerTLS           = "TLS" // any other TLS server: call manager, CAPF, TVS, SRST
)

// Steps of a search, named as in the rule of four tests: T0 nothing stored, T1
// CTL, T2 ITL, T3 TVS (and its cache).
const (
	StepNone = "T0"
	StepCTL  = "T1"
	StepITL  = "T2"
	StepTVS  = "T3"
)

// Check is one place where the phone looked for a certificate.
type Check struct {
	Step      string      `json:"step"`                 // T0 to T3
	Place     string      `json:"place"`                // "CTL", "ITL", "TVS cache", "TVS node:2445"
	LookedFor string      `json:"looked_for,omitempty"` // subject, issuer, serial and roles
	Code      reason.Code `json:"code"`
	Detail    string      `json:"detail,omitempty"` // what was there instead, may be empty
}

// Decision is what a phone made of one file or one server certificate, and
// why.
type Decision struct {
	File     string      `json:"file"`             // FileCTL, FileITL, FileConfiguration, FileFirmware, PeerHTTPS, PeerTLS
	Name     string      `json:"name,omitempty"`   // file name asked for, empty for peers
	Server   string      `json:"server,omitempty"` // TFTP server that gave the file, or the last one asked
	Accepted bool        `json:"accepted"`
	Code     reason.Code `json:"code"`
	Signer   string      `json:"signer,omitempty"` // subject, issuer, serial; empty when not known or not signed
	Detail   string      `json:"detail,omitempty"` // error text that goes with the code, may be empty
	Checks   []Check     `json:"checks,omitempty"`
}

// ruling is what a decision comes to.
type ruling struct {
	accepted bool
	code     reason.Code
	err      error // goes with the code, may be nil
}

func accept(code reason.Code) ruling { return ruling{accepted: true, code: code} }

func refuse(code reason.Code, err error) ruling { return ruling{code: code, err: err} }

// ruled returns the decision with its outcome.
func (d Decision) ruled(r ruling) Decision {
	d.Accepted, d.Code = r.accepted, r.code
	if r.err != nil {
		d.Detail = r.err.Error()
	}
	return d
}

// roleText names roles in few words: SAST instead of the long form of
// `show itl`.
func roleText(roles []trustlist.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.String()
		if r == trustlist.RoleSAST {
			names[i] = "SAST"
		}
	}
	return strings.Join(names, " or ")
}

// Of returns the decision of another phone that decided the same; rename puts that phone's name into a text.
func (d Decision) Of(rename func(string) string) Decision {
	d.Name, d.Detail = rename(d.Name), rename(d.Detail)
	d.Checks = slices.Clone(d.Checks)
	for i := range d.Checks {
		d.Checks[i].Detail = rename(d.Checks[i].Detail)
	}
	return d
}
