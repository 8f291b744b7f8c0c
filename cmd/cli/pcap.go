package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/capture"
	"tvslab/phonetls"
)

// pcapFlag is the file for what goes over the network.
type pcapFlag struct {
	*app
	file string
}

func (f *pcapFlag) register(cmd *cobra.Command, what string) {
	cmd.Flags().StringVar(&f.file, "pcap", "", "write "+what+" into this file as pcapng, with the secrets of TLS, for Wireshark")
}

// open begins the file, if there is to be one, and has TLS sessions write their secrets into it. end ends it, and says how much it
// holds.
func (f *pcapFlag) open(synthesised bool) (c *capture.Capture, end func() error, err error) {
	if f.file == "" {
		return nil, func() error { return nil }, nil
	}
	c, err = capture.Create(f.file, capture.Options{Synthesised: synthesised, Tell: f.tell})
	if err != nil {
		return nil, nil, fmt.Errorf("--pcap: %w", err)
	}
	forget := phonetls.AlsoLogKeys(c.Keys())
	return c, func() error {
		forget()
		return f.end(c)
	}, nil
}

// tell says at once why the file ends before the command does.
func (f *pcapFlag) tell(err error) { fmt.Fprintf(f.errs, "tvslab: --pcap: %v\n", err) }

// errTold ends a command with an error that was printed when it came.
var errTold = errors.New("it was said before")

func (f *pcapFlag) end(c *capture.Capture) error {
	if err := c.Close(); err != nil {
		return errTold
	}
	fmt.Fprintf(f.errs, "tvslab: %d packets in %s, with the secrets of TLS\n", c.Packets(), f.file)
	return nil
}
