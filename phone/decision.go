package phone

import (
	"strings"

	"tvslab/trustlist"
)

// What a Decision is about.
const (
	FileCTL           = "CTL"
	FileITL           = "ITL"
	FileConfiguration = "configuration"
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

// Places that are not a server.
const (
	placePhone = "phone"
	placeCTL   = "CTL"
	placeITL   = "ITL"
	placeCache = "TVS cache"
	placeTVS   = "TVS"
)

// Check is one place where the phone looked for a certificate.
type Check struct {
	Step      string `json:"step"`                 // T0 to T3
	Place     string `json:"place"`                // "CTL", "ITL", "TVS cache", "TVS node:2445"
	LookedFor string `json:"looked_for,omitempty"` // subject, issuer, serial and roles
	Code      Code   `json:"code"`
	Detail    string `json:"detail,omitempty"` // what was there instead, may be empty
}

// Decision is what a phone made of one file or one server certificate, and
// why.
type Decision struct {
	File     string  `json:"file"`             // FileCTL, FileITL, FileConfiguration, PeerHTTPS, PeerTLS
	Name     string  `json:"name,omitempty"`   // file name asked for, empty for peers
	Server   string  `json:"server,omitempty"` // TFTP server that gave the file, or the last one asked
	Accepted bool    `json:"accepted"`
	Code     Code    `json:"code"`
	Signer   string  `json:"signer,omitempty"` // subject, issuer, serial; empty when not known or not signed
	Detail   string  `json:"detail,omitempty"` // error text that goes with the code, may be empty
	Checks   []Check `json:"checks,omitempty"`
}

// refuse sets the code of a refusal.
func (d *Decision) refuse(code Code, err error) {
	d.Accepted, d.Code = false, code
	if err != nil {
		d.Detail = err.Error()
	}
}

func (d *Decision) accept(code Code) { d.Accepted, d.Code = true, code }

func (d *Decision) add(c Check) { d.Checks = append(d.Checks, c) }

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
