package capf

import (
	"errors"
	"fmt"

	"tvslab/outcome"
)

// Code is a result as CAPF's log files have it (Troubleshooting Guide 12.5(1), "CAPF error codes"). Whether these are the values on the
// wire is not known: sessions that were recorded have those of [Reason].
type Code uint8

// The codes.
const (
	CodeSuccess            Code = 0
	CodeNoCertificate      Code = 1 // of a Troubleshoot operation
	CodeFail               Code = 2
	CodeInvalidString      Code = 3
	CodeInvalidLSC         Code = 4
	CodeInvalidMIC         Code = 5
	CodeInvalidCredentials Code = 6
	CodeCommunication      Code = 7
	CodeTimedOut           Code = 8
	CodeLate               Code = 11 // the operation lapsed before the phone came
)

// codeNames are literal; "CRENDENTIALS" is the guide's.
var codeNames = map[Code]string{
	CodeSuccess: "SUCCESS", CodeNoCertificate: "FETCH_SUCCESS_BUT_NO_CERT", CodeFail: "FAIL", CodeInvalidString: "INVALID_AUTH_STR",
	CodeInvalidLSC: "INVALID_LSC", CodeInvalidMIC: "INVALID_MIC", CodeInvalidCredentials: "INVALID_CRENDENTIALS",
	CodeCommunication: "PHONE_COMM_ERROR", CodeTimedOut: "OP_TIMED_OUT", CodeLate: "LATE_REQUEST",
}

// String returns the name of the code.
func (c Code) String() string {
	if name, ok := codeNames[c]; ok {
		return name
	}
	return fmt.Sprintf("code %d", uint8(c))
}

// CodeOf is what a session comes to: op is what was pending when it began, known whether the device was. Which code an unknown device
// gets, and whether a lapsed operation is what LATE_REQUEST means, is inferred from the names.
func CodeOf(op Operation, known bool, s *Session, r Result, err error) Code {
	switch {
	case err != nil && r.LSC == nil && !r.Deleted:
		return codeOfFailure(err)
	case !known:
		return CodeFail
	case r.Busy:
		return CodeFail
	case op.Kind == None:
		return op.codeOfNothing()
	case r.Kind == None && r.Reason != ReasonNone && r.Reason != ReasonSuccess:
		return op.codeOfRefusal(s)
	case r.Kind == Troubleshoot && r.Failed != ReasonNone:
		return CodeNoCertificate
	case r.Failed != ReasonNone || r.Reason == ReasonInvalid || r.Aborted:
		return CodeFail
	}
	return CodeSuccess
}

// ending is what END SESSION has.
func (op Operation) ending(r Reason, c Code) Reason {
	if op.Extras.Codes {
		return Reason(c)
	}
	return r
}

// codeOfNothing is the code of a session with nothing to do.
func (op Operation) codeOfNothing() Code {
	if op.Lapsed {
		return CodeLate
	}
	return CodeSuccess
}

// codeOfProof is the code of a phone that did not prove who it is; shown says that it showed a certificate. Of which kind it should have
// been the operation says.
func (op Operation) codeOfProof(shown bool) Code {
	switch {
	case op.Authentication == ByString:
		return CodeInvalidString
	case !shown:
		return CodeInvalidCredentials
	case op.Authentication == ByMIC:
		return CodeInvalidMIC
	}
	return CodeInvalidLSC
}

// Code is the result of the session that came to the outcome.
func (o Outcome) Code() Code {
	switch {
	case o.Wrong > 0:
		return CodeInvalidString
	case o.Reason == ReasonSuccess:
		return CodeSuccess
	case o.Kind == Troubleshoot:
		return CodeNoCertificate
	}
	return CodeFail
}

func codeOfFailure(err error) Code {
	if errors.Is(err, outcome.Timeout) {
		return CodeTimedOut
	}
	return CodeCommunication
}

// codeOfRefusal says by what the phone should have proved who it is.
func (op Operation) codeOfRefusal(s *Session) Code {
	switch {
	case op.Authentication == ByString:
		return CodeInvalidString
	case s.Evidence == nil:
		return CodeInvalidCredentials
	case s.Evidence.LSC != nil:
		return CodeInvalidLSC
	}
	return CodeInvalidMIC
}
