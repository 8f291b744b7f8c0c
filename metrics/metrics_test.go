package metrics_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/metrics"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scrape returns what a scraper reads.
func scrape(t *testing.T, r *metrics.Registry) string {
	t.Helper()
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, w.Code)
	require.True(t, strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain"))
	return w.Body.String()
}

func TestText(t *testing.T) {
	r := metrics.New()
	c := r.Counter("tvslab_transfers_total", "Files\nserved.", "protocol", "outcome")
	c.Add(2, "TFTP", "sent")
	c.Add(1, `a"b\c`, "x\ny")
	r.Gauge("tvslab_phones", "Phones.", func() float64 { return 12.5 })
	r.Total("tvslab_files_total", "Files.", func() float64 { return 7 })
	plain := r.Counter("tvslab_boots_total", "Boots.")
	plain.Add(3)
	h := r.Histogram("tvslab_boot_seconds", "Boots.", "phase")
	h.Observe(time.Millisecond, "CTL") // on a bound
	h.Observe(1100*time.Microsecond, "CTL")
	h.Observe(time.Hour, "CTL")
	text := scrape(t, r)
	for _, line := range []string{
		`tvslab_transfers_total{outcome="sent",protocol="TFTP"} 2`, `tvslab_transfers_total{outcome="x\ny",protocol="a\"b\\c"} 1`,
		"tvslab_phones 12.5", "tvslab_files_total 7", "tvslab_boots_total 3",
		`tvslab_boot_seconds_bucket{phase="CTL",le="0.0005"} 0`, `tvslab_boot_seconds_bucket{phase="CTL",le="0.001"} 1`,
		`tvslab_boot_seconds_bucket{phase="CTL",le="0.0025"} 2`, `tvslab_boot_seconds_bucket{phase="CTL",le="30"} 2`,
		`tvslab_boot_seconds_bucket{phase="CTL",le="+Inf"} 3`, `tvslab_boot_seconds_count{phase="CTL"} 3`,
	} {
		require.Contains(t, text, line+"\n")
	}
	require.Contains(t, text, "go_goroutines ")
	require.Panics(t, func() { c.Add(1, "one label") })
}

func TestServe(t *testing.T) {
	r := metrics.New()
	c := r.Counter("tvslab_boots_total", "Boots.", "outcome")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx, l) }()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				c.Add(1, "ok")
			}
		})
	}
	wait.Wait()
	for range 80 { // who says nothing loses its connection in time
		silent, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer silent.Close()
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + l.Addr().String() + "/metrics")
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Contains(t, string(body), `tvslab_boots_total{outcome="ok"} 800`)
	status := func(path string) int {
		answer, err := client.Get("http://" + l.Addr().String() + path)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode
	}
	require.Equal(t, []int{200, 503}, []int{status("/healthz"), status("/readyz")})
	r.Ready()
	require.Equal(t, 200, status("/readyz"))
	cancel()
	require.NoError(t, <-ended)
}
