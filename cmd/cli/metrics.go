package cli

import (
	"context"
	"fmt"
	"net"

	"tvslab/metrics"
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
