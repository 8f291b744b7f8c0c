package metrics

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/net/netutil"
)

// Handler answers GET with the metrics.
func (r *Registry) Handler() http.Handler {
	return promhttp.HandlerFor(r.registry, promhttp.HandlerOpts{})
}

// most bounds the connections of scrapers; further ones wait.
const most = 64

// health answers whether the program lives, and with ready whether it is ready.
func (r *Registry) health(ready bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if ready && !r.ready.Load() {
			http.Error(w, "not ready yet", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ok\n")
	}
}

// Serve serves the metrics at /metrics, and /healthz and /readyz beside, until ctx ends. It returns nil then, when all its goroutines are gone.
func (r *Registry) Serve(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", r.Handler())
	mux.Handle("GET /healthz", r.health(false))
	mux.Handle("GET /readyz", r.health(true))
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 2 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 5 * time.Second}
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { defer close(stopped); _ = s.Close() })
	err := s.Serve(netutil.LimitListener(l, most))
	if !stop() {
		<-stopped
	}
	if ctx.Err() != nil && errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
