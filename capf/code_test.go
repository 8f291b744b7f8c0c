package capf

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// TestCodes: what a session comes to in the log.
func TestCodes(t *testing.T) {
	install, refused := Operation{Kind: Install}, Result{Kind: None, Reason: ReasonInvalid}
	by := func(a Authentication) Operation { return Operation{Kind: Install, Authentication: a} }
	for name, c := range map[string]struct {
		op      Operation
		unknown bool
		s       Session
		r       Result
		err     error
		want    Code
	}{
		"installed":               {op: install, r: Result{Kind: Install, Reason: ReasonSuccess, LSC: &LSC{}}, want: CodeSuccess},
		"installed, then cut off": {op: install, r: Result{Kind: Install, LSC: &LSC{}}, err: outcome.BadAnswer, want: CodeSuccess},
		"read":                    {op: Operation{Kind: Troubleshoot}, r: Result{Kind: Troubleshoot}, want: CodeSuccess},
		"nothing to read":         {op: Operation{Kind: Troubleshoot}, r: Result{Kind: Troubleshoot, Failed: ReasonInvalid}, want: CodeNoCertificate},
		"key not made":            {op: install, r: Result{Kind: Install, Reason: ReasonInvalid, Failed: ReasonInvalid}, want: CodeFail},
		"nothing issued":          {op: install, r: Result{Kind: Install, Reason: ReasonInvalid}, want: CodeFail},
		"unknown device":          {unknown: true, r: Result{Kind: None, Reason: ReasonUnknown}, want: CodeFail},
		"lapsed":                  {op: Operation{Kind: None, Lapsed: true}, r: Result{Kind: None}, want: CodeLate},
		"wrong string":            {op: by(ByString), r: refused, want: CodeInvalidString},
		"LSC not believed":        {op: by(ByLSC), s: Session{Evidence: &Credential{LSC: &LSC{}}}, r: refused, want: CodeInvalidLSC},
		"MIC not believed":        {op: by(ByMIC), s: Session{Evidence: &Credential{}}, r: refused, want: CodeInvalidMIC},
		"nothing shown":           {op: by(ByLSC), r: refused, want: CodeInvalidCredentials},
		"broken off":              {op: install, err: outcome.BadAnswer, want: CodeCommunication},
		"CAPF not believed":       {op: install, err: outcome.Untrusted, want: CodeCommunication},
		"silence":                 {op: install, err: outcome.Timeout, want: CodeTimedOut},
	} {
		require.Equal(t, c.want, CodeOf(c.op, !c.unknown, &c.s, c.r, c.err), name)
	}
	seen := map[string]bool{}
	for c := range codeNames {
		require.False(t, seen[c.String()])
		seen[c.String()] = true
	}
	require.Equal(t, "INVALID_CRENDENTIALS", CodeInvalidCredentials.String(), "literal")
	require.Equal(t, "code 9", Code(9).String())
}

// TestNames: all that is known by name has one.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for c := AuthRequest; c <= SignResponse; c++ {
		require.NotContains(t, c.String(), "command", "%d", c)
		require.False(t, seen[c.String()])
		seen[c.String()] = true
	}
	require.Equal(t, "command 24", Command(24).String())
	for _, tag := range []Tag{TagReasonInfo, TagCertificateID, TagRetryDelay, TagDigest, TagSignedSHA2} {
		require.NotContains(t, tag.String(), "element")
	}
	require.Equal(t, "element 14", Tag(14).String())
}

// TestStates: what a phone was doing when its session ended.
func TestStates(t *testing.T) {
	d := &dialogue{}
	d.open()
	require.Equal(t, "authenticating", d.state)
	for said, want := range map[Command]string{KeygenRequest: "generating key", StoreRequest: "storing certificate", DeleteRequest: "deleting certificate", FetchRequest: "reading certificate"} {
		d.say(said)
		d.end(ReasonInvalid)
		require.Equal(t, want, d.state)
	}
}

// TestCodeOfOutcome: what a server knows of a session is the result that the phone's side has.
func TestCodeOfOutcome(t *testing.T) {
	for code, o := range map[Code]Outcome{
		CodeSuccess:       {Kind: Install, Reason: ReasonSuccess},
		CodeFail:          {Kind: Delete, Reason: ReasonInvalid},
		CodeNoCertificate: {Kind: Troubleshoot, Reason: ReasonInvalid},
		CodeInvalidString: {Kind: Install, Reason: ReasonInvalid, Refused: true, Wrong: 2},
	} {
		require.Equal(t, code, o.Code())
	}
}
