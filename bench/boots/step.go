package boots

import (
	"context"
	"errors"
	"syscall"

	"tvslab/bench"
	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phone/sockets"
	"tvslab/tvs"
)

// phaseOf says as what a step counts.
var phaseOf = map[sockets.StepKind]bench.Phase{
	sockets.StepCTL: bench.CTL, sockets.StepITL: bench.ITL, sockets.StepConfiguration: bench.Configuration,
	sockets.StepAuxiliary: bench.Auxiliary, sockets.StepTVSHandshake: bench.TVSHandshake, sockets.StepTVSAnswer: bench.TVSAnswer,
	sockets.StepRegistration: bench.Registration, sockets.StepEnrolment: bench.Enrolment,
}

func stepOf(s sockets.Step) bench.Step {
	return bench.Step{Phase: phaseOf[s.Kind], Duration: s.Duration, Bytes: int64(s.Bytes), Resent: s.Resent, Outcome: outcomeOf(s)}
}

// outcomes is the table from what a phone is told to what a benchmark counts; the first that fits wins, so that what the
// generator itself lacks is told apart from what servers do.
var outcomes = []struct {
	is      error
	outcome bench.Outcome
}{
	{syscall.EMFILE, bench.Exhausted}, {syscall.ENFILE, bench.Exhausted}, {syscall.EADDRNOTAVAIL, bench.Exhausted},
	{syscall.ENOBUFS, bench.Exhausted},
	{context.Canceled, bench.Interrupted},
	{phone.ErrNotFound, bench.Missing}, {phone.ErrUnavailable, bench.Unavailable}, {phone.ErrUnreachable, bench.Unreachable},
	{phone.ErrTooLarge, bench.Invalid}, {phone.ErrUnknownCA, bench.Refused}, {phone.ErrCertificateExpired, bench.Refused},
	{phone.ErrNoCertificate, bench.Refused},
	{tvs.ErrUnreachable, bench.Unreachable}, {tvs.ErrServerCertificate, bench.TLS}, {tvs.ErrHandshake, bench.TLS},
	{tvs.ErrAnswer, bench.Invalid},
	{capf.ErrUnreachable, bench.Unreachable}, {capf.ErrServerCertificate, bench.TLS},
	{context.DeadlineExceeded, bench.Timeout}, {phone.ErrTimeout, bench.Timeout},
}

// outcomeOf classes the error of a step. Cisco's servers answer HTTP 503 where there is no CTL (tech note 214535), so there
// it means that the file is missing.
func outcomeOf(s sockets.Step) bench.Outcome {
	if s.Err == nil {
		return bench.OK
	}
	if s.Kind == sockets.StepCTL && s.Transport == phone.HTTP && errors.Is(s.Err, phone.ErrUnavailable) {
		return bench.Missing
	}
	for _, o := range outcomes {
		if errors.Is(s.Err, o.is) {
			return o.outcome
		}
	}
	return bench.Other
}
