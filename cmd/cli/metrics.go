package cli

import (
	"context"
	"fmt"
	"net"

	"tvslab/metrics"
	"tvslab/sim/lab"
)

// serveMetrics serves the registry's metrics at an address until stop is called, which waits for the end. An empty
// address serves nothing.
func (a *app) serveMetrics(ctx context.Context, address string, r *metrics.Registry) (stop func() error, err error) {
	if address == "" {
		return func() error { return nil }, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--metrics: %w", err)
	}
	fmt.Fprintf(a.errs, "tvslab: metrics at http://%s/metrics\n", listener.Addr())
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx, listener) }()
	return func() error {
		cancel()
		return <-ended
	}, nil
}

// accessMetrics counts what the servers of a lab do.
func accessMetrics(r *metrics.Registry) func(lab.Access) {
	requests := r.Counter("tvslab_requests_total", "Requests that the servers answered or refused: file transfers, TVS exchanges, CAPF sessions, registrations.",
		"node", "protocol", "outcome")
	took := r.Histogram("tvslab_request_seconds", "Durations of requests.", "node", "protocol")
	bytes := r.Counter("tvslab_request_bytes_total", "Bytes of file content handed out.", "node", "protocol")
	return func(e lab.Access) {
		requests.Add(1, e.Node, e.Protocol, e.Outcome)
		took.Observe(e.Duration, e.Node, e.Protocol)
		bytes.Add(e.Bytes, e.Node, e.Protocol)
	}
}

// both tells two; the first may be nil.
func both(first, second func(lab.Access)) func(lab.Access) {
	if first == nil {
		return second
	}
	return func(e lab.Access) {
		first(e)
		second(e)
	}
}
