package boots

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/metrics"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

// nobody is a run of three phones whose server is not there.
func nobody() Run {
	return Run{
		Fleet: fleet.Config{Count: 3, HTTP: fleet.HTTPNever,
			Groups: []fleet.Group{{Name: "a", TFTP: []string{"127.0.0.1:9"}, Models: []fleet.Share{{Model: "8841"}}}}},
		Servers: &sockets.Servers{Hosts: map[string]string{}, Ports: map[sockets.Place]int{}},
		Cause:   phone.Reset, Which: All, Workers: 2,
	}
}

// TestRun: what phones came to is reported, told while it happens, and seen by Prometheus.
func TestRun(t *testing.T) {
	r := nobody()
	r.Metrics = metrics.New()
	told := make(chan [2]int, 3)
	r.Progress = func(done, total int) { told <- [2]int{done, total} }
	report, err := r.Boot(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 3, report.Booted)
	require.Equal(t, 3, report.PhonesBoot)
	require.Equal(t, 3, report.Unserved)
	require.Equal(t, 3, report.Phones)
	require.Equal(t, "0/1", report.Shard)
	require.Len(t, report.Groups, 1)
	require.Equal(t, fleet.CutOff, report.Groups[0].Verdict)
	require.Positive(t, report.Traffic.Failed)
	require.ElementsMatch(t, [][2]int{{1, 3}, {2, 3}, {3, 3}}, [][2]int{<-told, <-told, <-told})

	scraped := httptest.NewRecorder()
	r.Metrics.Handler().ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, scraped.Body.String(), "\ntvslab_boots_total 3\n")
	require.Contains(t, scraped.Body.String(), "\ntvslab_phones 3\n")

	document, err := json.Marshal(report)
	require.NoError(t, err)
	require.Contains(t, string(document), `"schema":1,"phones":3,"shard":"0/1","seed":0,"booted":3,`)
}

// TestInterruptedRun reports how far it came.
func TestInterruptedRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	report, err := nobody().Boot(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.True(t, report.Interrupted)
	require.Zero(t, report.Booted)
	require.Zero(t, report.PhonesBoot)
}

// TestCount: a phone that booted again and again is one, and one that never did is none.
func TestCount(t *testing.T) {
	fl, err := fleet.New(nobody().Fleet)
	require.NoError(t, err)
	defer func() { require.NoError(t, fl.Close()) }()
	booted := make([]atomic.Bool, fl.Size())
	booted[1].Store(true)
	r := Report{Booted: 5}
	r.count(fl, booted)
	require.Equal(t, 1, r.PhonesBoot)
	require.Equal(t, 1, r.Unserved)
}

// TestPlan: all phones boot, those that never did, or none; at a rate one after the other.
func TestPlan(t *testing.T) {
	r := nobody()
	fl, err := fleet.New(r.Fleet)
	require.NoError(t, err)
	defer func() { require.NoError(t, fl.Close()) }()
	_, err = fl.BootOn(t.Context(), 1, phone.Reset, sockets.New(r.Servers, nil))
	require.NoError(t, err)
	for which, want := range map[Which][]int{All: {0, 1, 2}, Once: {0, 2}, None: {}} {
		r.Which = which
		phones := []int{}
		for _, w := range r.plan(fl) {
			phones = append(phones, w.Phone)
			require.Zero(t, w.After)
		}
		require.Equal(t, want, phones, which)
	}
	r.Which, r.Rate = All, 10
	require.Equal(t, 200*time.Millisecond, r.plan(fl)[2].After)
}

func TestFleetOfNobody(t *testing.T) {
	r := nobody()
	r.Fleet.Groups = nil
	report, err := r.Boot(t.Context())
	require.ErrorContains(t, err, "fleet of 0 groups")
	require.Nil(t, report)
}
