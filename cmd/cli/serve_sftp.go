package cli

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/spf13/cobra"

	"tvslab/sim/lab/control"
	"tvslab/sim/lab/transfer"
)

// fileSender lets nodes send files to SFTP servers, and fetch what they sent.
type fileSender struct {
	to      []string // --sftp-to
	allowed []netip.Prefix
}

// register implements companion.
func (v *fileSender) register(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&v.to, "sftp-to", nil, "address or network of SFTP servers to which nodes may send files (file get), beside those on loopback")
}

// check implements companion.
func (v *fileSender) check() error {
	for _, text := range v.to {
		at, err := parseNetwork(text)
		if err != nil {
			return fmt.Errorf("--sftp-to %q: neither an address nor a network such as 192.0.2.0/24", text)
		}
		v.allowed = append(v.allowed, at)
	}
	return nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if at, err := netip.ParseAddr(text); err == nil {
		return at.Prefix(at.BitLen())
	}
	return netip.ParsePrefix(text)
}

// start implements companion.
func (v *fileSender) start(ctx context.Context, shared *control.Lab, _ *control.Document) (wait func() error, err error) {
	shared.Reach(&transfer.Client{Context: ctx, Allowed: v.allowed})
	return func() error { return nil }, nil
}
