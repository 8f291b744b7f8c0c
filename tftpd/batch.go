package tftpd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"tvslab/outcome"
	"tvslab/tftpd/internal/udp"
)

// Batch fetches files over TFTP for many phones at once. On Linux one goroutine moves
// all transfers with one epoll set: a caller wakes once per file instead of once per
// block. Elsewhere each caller drives its own transfer. Every file has a socket of its
// own on a port that no other transfer had lately; where an address has no such port
// left, transfers wait for one.
//
// One Batch uses one processor; a fleet on many has one for each.
type Batch struct {
	client *Client
	slots  chan struct{} // one per transfer in progress
	hub    *hub          // nil where there is none
	mu     sync.Mutex
	closed bool
	users  sync.WaitGroup // Fetch calls
}

// Batch returns a Batch with the settings of the client that holds at most the given
// number of sockets, which is also the number of transfers at a time; further ones wait.
// It must be closed.
func (c *Client) Batch(sockets int) (*Batch, error) {
	b := &Batch{client: c, slots: make(chan struct{}, max(sockets, 1))}
	var err error
	if b.hub, err = newHub(c, cap(b.slots)); err != nil {
		return nil, fmt.Errorf("tftp batch of %d sockets: %w", sockets, err)
	}
	return b, nil
}

// Fetch implements [Fetcher] for many goroutines at once. After Close it fails with
// net.ErrClosed.
func (b *Batch) Fetch(ctx context.Context, r Request) (Result, error) {
	if !b.enter() {
		return Result{}, fmt.Errorf("get tftp://%s/%s: %w", r.Server, r.Name, net.ErrClosed)
	}
	defer b.users.Done()
	select {
	case b.slots <- struct{}{}:
	case <-ctx.Done():
		return Result{}, fmt.Errorf("get tftp://%s/%s: %w", r.Server, r.Name, classify(ctx, ctx.Err()))
	}
	defer func() { <-b.slots }()
	if b.hub == nil {
		return b.client.Fetch(ctx, r)
	}
	return b.fetch(ctx, r)
}

// TFTP is [Client.TFTP] through the batch.
func (b *Batch) TFTP(ctx context.Context, address, name string) ([]byte, error) {
	result, err := b.Fetch(ctx, Request{Server: address, Name: name})
	return result.Data, err
}

// Close waits for the transfers in progress, then closes the sockets.
func (b *Batch) Close() error {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.users.Wait()
	if b.hub == nil {
		return nil
	}
	return b.hub.close()
}

// enter counts a call of Fetch, unless the batch is closed.
func (b *Batch) enter() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.users.Add(1)
	}
	return !b.closed
}

// fetch has the loop do a transfer and waits for it.
func (b *Batch) fetch(ctx context.Context, r Request) (Result, error) {
	if err := CheckName(r.Name); err != nil {
		return Result{}, err
	}
	result, err := b.fly(ctx, r)
	if err == nil {
		return result, nil
	}
	return result, fmt.Errorf("get tftp://%s/%s: %w", r.Server, r.Name, classify(ctx, err))
}

// timedOut is outcome.Timeout for a context whose deadline has passed.
func timedOut(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return outcome.Timeout
	}
	return nil
}

func (b *Batch) fly(ctx context.Context, r Request) (Result, error) {
	server, err := resolve(ctx, r.Server)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", outcome.Unreachable, err)
	}
	f := flights.Get().(*flight)
	f.begin(server, r.Name, b.client.maxBytes(), f.content)
	f.hub, f.socket = b.hub, nil
	f.end = deadline(ctx, cmp.Or(b.client.TFTPTimeout, DefaultTFTPTimeout))
	if f.local = r.Local; !f.local.IsValid() {
		f.local = b.client.Local
	}
	if time.Until(f.end) < slices.Max(b.client.waits()) { // the loop looks at the end only when it repeats
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, f.end)
		defer cancel()
	}
	b.hub.loop.Post(f)
	cancelled := false
	select {
	case err = <-f.done:
	case <-ctx.Done():
		cancelled = true
		b.hub.loop.Post(cancellation{f})
		if err = <-f.done; err != nil && !errors.Is(err, udp.ErrNoPort) {
			err = cmp.Or(timedOut(ctx), err)
		}
	}
	result := Result{Resent: f.resent}
	if err == nil {
		result.Data = copied(r.Into, f.data)
	}
	f.content, f.data = kept(f.data), nil
	if !cancelled { // the loop may still hold the cancellation, which must not hit another transfer
		flights.Put(f)
	}
	return result, err
}
