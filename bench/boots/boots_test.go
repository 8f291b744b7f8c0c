package boots

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/bench"
	"tvslab/metrics"
	"tvslab/outcome"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/tvs"
)

func TestOutcomesOfSteps(t *testing.T) {
	for name, c := range map[string]struct {
		step sockets.Step
		want bench.Outcome
	}{
		"done":                  {sockets.Step{Kind: sockets.StepITL}, bench.OK},
		"404":                   {sockets.Step{Kind: sockets.StepITL, Err: outcome.NotFound}, bench.Missing},
		"503 for a CTL":         {sockets.Step{Kind: sockets.StepCTL, Service: service.HTTP, Err: outcome.Unavailable}, bench.Missing},
		"503 for an ITL":        {sockets.Step{Kind: sockets.StepITL, Service: service.HTTP, Err: outcome.Unavailable}, bench.Unavailable},
		"no descriptor":         {sockets.Step{Kind: sockets.StepITL, Err: fmt.Errorf("%w: %w", outcome.Timeout, syscall.EMFILE)}, bench.Exhausted},
		"other TVS certificate": {sockets.Step{Kind: sockets.StepTVSHandshake, Err: tvs.Failed("tvs a", outcome.Untrusted, nil)}, bench.TLS},
		"connection timed out":  {sockets.Step{Kind: sockets.StepTVSHandshake, Err: tvs.Failed("tvs a", outcome.Unreachable, context.DeadlineExceeded)}, bench.Unreachable},
		"wrong file":            {sockets.Step{Kind: sockets.StepCTL, Wrong: fmt.Errorf("an ITL")}, bench.WrongFile},
		"cut short":             {sockets.Step{Kind: sockets.StepITL, Err: context.Canceled}, bench.Interrupted},
		"certificate of phone":  {sockets.Step{Kind: sockets.StepRegistration, Err: outcome.UnknownCA}, bench.Refused},
		"rejected":              {sockets.Step{Kind: sockets.StepRegistration, Err: &registration.Refusal{Reason: registration.UnknownDevice}}, bench.Refused},
		"something":             {sockets.Step{Kind: sockets.StepITL, Err: fmt.Errorf("what")}, bench.Other},
	} {
		require.Equal(t, c.want, stepOf(c.step).Outcome, name)
	}
}

// TestEveryOutcome: whatever became of a call is something to a benchmark, never a success.
func TestEveryOutcome(t *testing.T) {
	for o := outcome.NotFound; o <= outcome.NoCertificate; o++ {
		require.Contains(t, outcomes, o, o.Error())
		require.NotEqual(t, bench.OK, stepOf(sockets.Step{Err: o}).Outcome, o.Error())
	}
}

func TestFailedBoots(t *testing.T) {
	require.NoError(t, failure(fleet.Outcome{Verdict: fleet.Accepted}, bench.Timeout))
	for verdict, want := range map[fleet.Verdict]bench.Outcome{fleet.CutOff: bench.Timeout, fleet.ListsRefused: bench.Rejected, fleet.ConfigRefused: bench.Rejected,
		fleet.NothingAccepted: bench.Unavailable} {
		require.Equal(t, want, bootOutcome(failure(fleet.Outcome{Verdict: verdict}, bench.Timeout)), verdict)
	}
}

// numbered remembers which phone booted last.
type numbered struct{ size, last int }

func (n *numbered) Size() int { return n.size }

func (n *numbered) Boot(_ context.Context, k int, r bench.Recorder) error {
	n.last = k
	r.Record(bench.Step{Phase: bench.ITL, Bytes: 7})
	return nil
}

func TestJoinedAndCounted(t *testing.T) {
	a, b := &numbered{3, -1}, &numbered{2, -1}
	r := metrics.New()
	target := Count(Join(a, b), r)
	require.Equal(t, 5, target.Size())
	for k, want := range [][2]int{{0, -1}, {1, -1}, {2, -1}, {2, 0}, {2, 1}} {
		require.NoError(t, target.Boot(context.Background(), k, discard{}))
		require.Equal(t, want, [2]int{a.last, b.last}, "phone %d", k)
	}
	scraped := httptest.NewRecorder()
	r.Handler().ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, scraped.Body.String(), "tvslab_boots_total{outcome=\"ok\"} 5\n")
	require.Contains(t, scraped.Body.String(), "tvslab_phase_bytes_total{phase=\"ITL\"} 35\n")
}

type discard struct{}

func (discard) Record(bench.Step) {}
