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
	"tvslab/phone/trust"
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

// TestFailedBoots: a boot fails as the file did that it could not do without, whatever else failed on the way.
func TestFailedBoots(t *testing.T) {
	steps := []bench.Step{{Phase: bench.CTL, Outcome: bench.Missing}, {Phase: bench.Configuration, Outcome: bench.Timeout},
		{Phase: bench.ITL, Outcome: bench.Invalid}, {Phase: bench.TVSHandshake, Outcome: bench.TLS}, {Phase: bench.Registration, Outcome: bench.Refused}}
	for name, row := range map[string]struct {
		out  fleet.Outcome
		want bench.Outcome
	}{
		"accepted":                {fleet.Outcome{Verdict: fleet.Accepted}, bench.OK},
		"no configuration":        {fleet.Outcome{Verdict: fleet.CutOff, File: trust.FileConfiguration}, bench.Timeout},
		"damaged ITL":             {fleet.Outcome{Verdict: fleet.CutOff, File: trust.FileITL}, bench.Invalid},
		"nobody to ask":           {fleet.Outcome{Verdict: fleet.CutOff, File: trust.FileCTL}, bench.Unreachable},
		"refused lists":           {fleet.Outcome{Verdict: fleet.ListsRefused, File: trust.FileITL}, bench.Rejected},
		"refused a configuration": {fleet.Outcome{Verdict: fleet.ConfigRefused, File: trust.FileConfiguration}, bench.Rejected},
		"nothing, and has none":   {fleet.Outcome{Verdict: fleet.NothingAccepted, File: trust.FileConfiguration}, bench.Unavailable},
		"nothing, but has one":    {fleet.Outcome{Verdict: fleet.NothingCame, File: trust.FileConfiguration}, bench.Unavailable},
	} {
		require.Equal(t, row.want, bootOutcome(failure(row.out, steps)), name)
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
