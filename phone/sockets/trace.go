package sockets

import (
	"strings"
	"time"

	"tvslab/phone"
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
	Phone     string
	Kind      StepKind
	Server    string
	Transport phone.Transport // of files; else ""
	Start     time.Time
	Duration  time.Duration
	Bytes     int   // of the file
	Resent    int   // packets sent again
	Err       error // nil, or what the phone is told
}

func nothing(int, int, error) {}

// begin starts the clock of a step; the returned function ends it.
func (n *Network) begin(name, server string, kind StepKind, t phone.Transport) func(bytes, resent int, err error) {
	if n.trace == nil {
		return nothing
	}
	start := time.Now()
	return func(bytes, resent int, err error) {
		n.trace(Step{Phone: name, Kind: kind, Server: server, Transport: t, Start: start, Duration: time.Since(start),
			Bytes: bytes, Resent: resent, Err: err})
	}
}

// kindOf goes by the name of the file.
func kindOf(file string) StepKind {
	switch {
	case strings.HasPrefix(file, "CTL") && strings.HasSuffix(file, ".tlv"):
		return StepCTL
	case strings.HasPrefix(file, "ITL") && strings.HasSuffix(file, ".tlv"):
		return StepITL
	case strings.Contains(file, ".cnf.xml"):
		return StepConfiguration
	}
	return StepAuxiliary
}
