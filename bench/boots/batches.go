package boots

import (
	"context"
	"errors"
	"hash/maphash"

	"tvslab/tftpd"
)

// Batches shares TFTP transfers among several [tftpd.Batch], each of which uses one processor.
type Batches struct {
	list []*tftpd.Batch
	seed maphash.Seed
}

var _ tftpd.Fetcher = (*Batches)(nil)

// NewBatches returns n batches that hold the given number of sockets together. They must be closed.
func NewBatches(c *tftpd.Client, n, sockets int) (*Batches, error) {
	b := &Batches{seed: maphash.MakeSeed()}
	for range max(n, 1) {
		one, err := c.Batch((sockets + n - 1) / max(n, 1))
		if err != nil {
			return nil, errors.Join(err, b.Close())
		}
		b.list = append(b.list, one)
	}
	return b, nil
}

// Fetch implements tftpd.Fetcher.
func (b *Batches) Fetch(ctx context.Context, r tftpd.Request) (tftpd.Result, error) {
	return b.list[maphash.String(b.seed, r.Name)%uint64(len(b.list))].Fetch(ctx, r)
}

// Close ends them; transfers in progress end first.
func (b *Batches) Close() error {
	var all error
	for _, one := range b.list {
		all = errors.Join(all, one.Close())
	}
	return all
}
