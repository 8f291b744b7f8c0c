package sockets

import (
	"fmt"
	"strings"
	"time"

	"tvslab/phone"
	"tvslab/service"
)

// StepKind says what a phone did over the network.
type StepKind string

// The kinds of steps.
const (
	StepCTL           StepKind = "CTL"
	StepITL           StepKind = "ITL"
	StepConfiguration StepKind = "configuration"
	StepAuxiliary     StepKind = "auxiliary"
	StepTVSHandshake  StepKind = "TVS handshake" // TCP and TLS
	StepTVSAnswer     StepKind = "TVS answer"    // from the request inside TLS to the answer
	StepRegistration  StepKind = "registration"
	StepEnrolment     StepKind = "enrolment"
)

// Step is one thing that a phone did over the network.
type Step struct {
	Phone    string
	Kind     StepKind
	Server   string
	Service  service.Service
	File     string // that was asked for, of files
	Start    time.Time
	Duration time.Duration
	Bytes    int   // of the file
	Resent   int   // packets sent again
	Err      error // nil, or what the phone is told
	Wrong    error // what came instead of the file that was asked for; the phone is not told, it finds out by itself or not
}

// WrongFile says who got what instead of which file; "" where nothing is wrong.
func (s *Step) WrongFile() string {
	if s.Wrong == nil {
		return ""
	}
	return fmt.Sprintf("%s asked %s over %s for %q and got %d bytes: %s", s.Phone, s.Server, s.Service, s.File, s.Bytes, s.Wrong)
}

// StepOf runs a call as one step and returns it, with all but Bytes, Resent and Wrong.
func StepOf(c phone.Call, call func() error) Step {
	s := Step{Phone: c.Phone, Kind: kindOf(c), Server: c.Server, Service: c.Service, File: c.File, Start: time.Now()}
	s.Err = call()
	s.Duration = time.Since(s.Start)
	return s
}

// kinds are what calls are that are not about files.
var kinds = map[service.Service]StepKind{
	service.TVS: StepTVSAnswer, service.CAPF: StepEnrolment, service.SIP: StepRegistration, service.SCCP: StepRegistration,
	service.SecureSIP: StepRegistration, service.SecureSCCP: StepRegistration,
}

// kindOf says what a call is; of files it goes by the name.
func kindOf(c phone.Call) StepKind {
	if kind, ok := kinds[c.Service]; ok {
		return kind
	}
	switch {
	case strings.HasPrefix(c.File, "CTL") && strings.HasSuffix(c.File, ".tlv"):
		return StepCTL
	case strings.HasPrefix(c.File, "ITL") && strings.HasSuffix(c.File, ".tlv"):
		return StepITL
	case strings.Contains(c.File, ".cnf.xml"):
		return StepConfiguration
	}
	return StepAuxiliary
}

// timed runs a call as a step, which do may add to.
func (n *Network) timed(c phone.Call, do func(*Step) error) error {
	if n.trace == nil {
		return do(&Step{})
	}
	var more Step
	s := StepOf(c, func() error { return do(&more) })
	if more.Kind != "" {
		s.Kind = more.Kind
	}
	n.trace(s)
	return s.Err
}
