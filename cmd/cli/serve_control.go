package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/upkeep"
)

// attendant lets the lab do what it does by itself while nobody types anything.
type attendant struct{ *app }

func (*attendant) register(*cobra.Command) {}

func (*attendant) check() error { return nil }

func (a *attendant) start(ctx context.Context, shared *control.Lab, _ *control.Document) (wait func() error, err error) {
	ended := upkeep.Attend(ctx, shared, a.failed)
	return func() error { ended(); return nil }, nil
}

// controlSocket lets tvslab cli and others reach the lab.
type controlSocket struct {
	*app
	path string // --control; "none" for no socket
}

func (c *controlSocket) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.path, "control", "", `control socket for tvslab cli: a path, or "none" (default: one in the user's runtime folder)`)
}

func (*controlSocket) check() error { return nil }

func (c *controlSocket) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	if c.path == "none" {
		return func() error { return nil }, nil
	}
	listener, err := control.Listen(c.path)
	if err != nil {
		return nil, controlError(err)
	}
	server, err := api.New(shared)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server.Tell = c.trouble
	ready.Control = listener.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener, api.Guard{}) }()
	return func() error {
		if err := <-ended; err != nil {
			return fmt.Errorf("control socket: %w", err)
		}
		return nil
	}, nil
}
