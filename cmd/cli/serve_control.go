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
	on   string // --control-on

	answer func() // lets it answer; nil before it is open, and once it answers
}

func (c *controlSocket) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.path, "control", "", `control socket for tvslab cli: a path, or "none" (default: one in the user's runtime folder)`)
	cmd.Flags().StringVar(&c.on, "control-on", controlWays()[0], "what the control socket is: a socket of Unix, or a port of 127.0.0.1, which a file in its place tells with a token")
	completeWords(cmd, "control-on", fixed(controlWays()))
}

// controlWays are the values of --control-on, that of this system first.
func controlWays() (ways []string) {
	for _, w := range control.Ways() {
		ways = append(ways, string(w))
	}
	return ways
}

func (c *controlSocket) check() error { return oneOf("--control-on", "way", c.on, controlWays()) }

func (c *controlSocket) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	if c.path == "none" {
		return func() error { return nil }, nil
	}
	listener, err := control.Open(control.Way(c.on), c.path)
	if err != nil {
		return nil, controlError(err)
	}
	server, err := api.New(shared)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server.Tell = c.trouble
	ready.Control = listener.Path
	ended := make(chan error, 1)
	c.answer = func() { go func() { ended <- server.Serve(ctx, listener, api.Guard{Token: listener.Token}) }() }
	return func() error {
		if c.answer != nil {
			return listener.Close() // something else did not start
		}
		if err := <-ended; err != nil {
			return fmt.Errorf("control socket: %w", err)
		}
		return nil
	}, nil
}

// begin lets the socket answer: who is answered finds all servers up, and what serve says of them. Others have waited.
func (c *controlSocket) begin() {
	if c.answer != nil {
		c.answer()
		c.answer = nil
	}
}
