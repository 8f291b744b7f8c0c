package metrics

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestText(t *testing.T) {
	var r Registry
	c := r.Counter("tvslab_transfers_total", "Files\nserved.", "protocol", "outcome")
	c.Add(2, "TFTP", "sent")
	c.Add(1, `a"b\c`, "x\ny")
	r.Gauge("tvslab_phones", "Phones.", func() float64 { return 12.5 })
	plain := r.Counter("tvslab_boots_total", "Boots.")
	plain.Add(3)
	h := r.Histogram("tvslab_boot_seconds", "Boots.", "phase")
	h.Observe(time.Millisecond, "CTL") // on a bound
	h.Observe(1100*time.Microsecond, "CTL")
	h.Observe(time.Hour, "CTL")
	text := r.Text()
	require.Contains(t, text, "# HELP tvslab_transfers_total Files\\nserved.\n# TYPE tvslab_transfers_total counter\n"+
		`tvslab_transfers_total{protocol="TFTP",outcome="sent"} 2`+"\n"+
		`tvslab_transfers_total{protocol="a\"b\\c",outcome="x\ny"} 1`+"\n")
	require.Contains(t, text, "# TYPE tvslab_phones gauge\ntvslab_phones 12.5\n")
	require.Contains(t, text, "\ntvslab_boots_total 3\n")
	for _, line := range []string{`_bucket{phase="CTL",le="0.0005"} 0`, `_bucket{phase="CTL",le="0.001"} 1`, `_bucket{phase="CTL",le="0.0025"} 2`,
		`_bucket{phase="CTL",le="30"} 2`, `_bucket{phase="CTL",le="+Inf"} 3`, `_sum{phase="CTL"} 3600.0021`, `_count{phase="CTL"} 3`} {
		require.Contains(t, text, "tvslab_boot_seconds"+line+"\n")
	}
	require.Panics(t, func() { c.Add(1, "one label") })
}

func TestServe(t *testing.T) {
	var r Registry
	r.Process()
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
				_ = r.Text()
			}
		})
	}
	wait.Wait()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + l.Addr().String() + "/metrics")
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, "text/plain; version=0.0.4; charset=utf-8", answer.Header.Get("Content-Type"))
	require.Contains(t, string(body), `tvslab_boots_total{outcome="ok"} 800`)
	require.True(t, strings.HasPrefix(string(body), "# HELP go_goroutines"))
	cancel()
	require.NoError(t, <-ended)
}
