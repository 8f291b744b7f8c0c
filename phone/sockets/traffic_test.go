package sockets

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// TestTraffic: a question to TVS counts once, with its answer or with the handshake that failed; registrations do not
// count; a file is there, missing, or failed.
func TestTraffic(t *testing.T) {
	var traffic Traffic
	broken := errors.New("broken")
	for _, s := range []Step{
		{Kind: StepITL, Bytes: 100, Resent: 2},
		{Kind: StepCTL, Err: outcome.NotFound},
		{Kind: StepCTL, Err: outcome.Unavailable, Resent: 1},
		{Kind: StepConfiguration, Err: broken},
		{Kind: StepTVSHandshake},
		{Kind: StepTVSAnswer},
		{Kind: StepTVSHandshake, Err: broken},
		{Kind: StepRegistration, Err: broken},
		{Kind: StepEnrolment},
	} {
		traffic.Count(s)
	}
	require.Equal(t, Totals{Files: 1, Bytes: 100, Missing: 2, Failed: 1, Resent: 3, TVSQueries: 2, TVSFailed: 1}, traffic.Totals())
}
