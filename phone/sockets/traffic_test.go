package sockets

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/service"
)

// TestTraffic: a question to TVS counts once, with its answer or with the handshake that failed; registrations do not
// count; a file is there, missing, another one, or failed.
func TestTraffic(t *testing.T) {
	var traffic Traffic
	broken := errors.New("broken")
	for _, s := range []Step{
		{Kind: StepITL, Bytes: 100, Resent: 2},
		{Kind: StepCTL, Err: outcome.NotFound},
		{Kind: StepCTL, Service: service.HTTP, Err: outcome.Unavailable, Resent: 1},
		{Kind: StepCTL, Service: service.TFTP, Err: outcome.Unavailable},
		{Kind: StepConfiguration, Err: broken},
		{Kind: StepConfiguration, Phone: "SEP1", Server: "pub", Service: service.TFTP, File: "SEP1.cnf.xml", Bytes: 50, Wrong: errors.New("another file")},
		{Kind: StepTVSHandshake},
		{Kind: StepTVSAnswer},
		{Kind: StepTVSHandshake, Err: broken},
		{Kind: StepRegistration, Err: broken},
		{Kind: StepEnrolment},
	} {
		traffic.Count(s)
	}
	require.Equal(t, Totals{Files: 1, Bytes: 150, Missing: 2, Wrong: 1, Failed: 2, Resent: 3, TVSQueries: 2, TVSFailed: 1}, traffic.Totals())
	require.Equal(t, []string{`SEP1 asked pub over TFTP for "SEP1.cnf.xml" and got 50 bytes: another file`}, traffic.WrongFiles())
	for range 2 * maxExamples {
		traffic.Count(Step{Kind: StepCTL, Wrong: broken})
	}
	require.Len(t, traffic.WrongFiles(), maxExamples)
	require.EqualValues(t, 1+2*maxExamples, traffic.Totals().Wrong)
}
