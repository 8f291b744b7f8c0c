package boots

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"tvslab/bench"
	"tvslab/errno"
	"tvslab/outcome"
	"tvslab/phone/sockets"
	"tvslab/registration"
	"tvslab/service"
)

// phaseOf says as what a step counts.
var phaseOf = map[sockets.StepKind]bench.Phase{
	sockets.StepCTL: bench.CTL, sockets.StepITL: bench.ITL, sockets.StepConfiguration: bench.Configuration,
	sockets.StepAuxiliary: bench.Auxiliary, sockets.StepTVSHandshake: bench.TVSHandshake, sockets.StepTVSAnswer: bench.TVSAnswer,
	sockets.StepRegistration: bench.Registration, sockets.StepEnrolment: bench.Enrolment,
}

func stepOf(s sockets.Step) bench.Step {
	return bench.Step{Phase: phaseOf[s.Kind], Duration: s.Duration, Bytes: int64(s.Bytes), Resent: s.Resent, Outcome: outcomeOf(s), Why: s.WrongFile()}
}

// lacking are errors that tell what the generator itself lacks, apart from what servers do.
var lacking = []errno.Kind{errno.Exhausted, errno.Elsewhere}

// outcomes is what a benchmark counts an outcome of a phone's call as.
var outcomes = map[outcome.Outcome]bench.Outcome{
	outcome.NotFound: bench.Missing, outcome.Unavailable: bench.Unavailable, outcome.Unreachable: bench.Unreachable,
	outcome.Timeout: bench.Timeout, outcome.TooLarge: bench.Invalid, outcome.BadAnswer: bench.Invalid,
	outcome.Untrusted: bench.TLS, outcome.Handshake: bench.TLS,
	outcome.UnknownCA: bench.Refused, outcome.Expired: bench.Refused, outcome.NoCertificate: bench.Refused,
}

// outcomeOf classes the error of a step. Cisco's servers answer HTTP 503 where there is no CTL (tech note 214535), so there
// it means that the file is missing.
func outcomeOf(s sockets.Step) bench.Outcome {
	met := outcome.Of(s.Err)
	switch {
	case s.Wrong != nil:
		return bench.WrongFile
	case s.Err == nil:
		return bench.OK
	case slices.ContainsFunc(lacking, func(k errno.Kind) bool { return k.Of(s.Err) }):
		return bench.Exhausted
	case errors.Is(s.Err, context.Canceled):
		return bench.Interrupted
	case met == outcome.Unavailable && s.Kind == sockets.StepCTL && s.Service == service.HTTP:
		return bench.Missing
	case met != 0:
		return cmp.Or(outcomes[met], bench.Other)
	case errors.As(s.Err, new(*registration.Refusal)):
		return bench.Refused
	case errors.Is(s.Err, context.DeadlineExceeded):
		return bench.Timeout
	}
	return bench.Other
}
