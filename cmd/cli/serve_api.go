package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"tvslab/private"
	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
)

// apiServer lets programs that bring its token reach the lab over TCP. It starts after the control socket.
type apiServer struct {
	*app
	dir *string // --dir

	address string // --api
	at      netip.AddrPort
}

func (s *apiServer) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.address, "api", "", "serve the control API at this ADDRESS:PORT too, or at :PORT of loopback, for those who have its token (docs/api.md)")
}

func (s *apiServer) check() (err error) {
	if s.address == "" {
		return nil
	}
	s.at, err = loopbackUnless(s.address)
	return err
}

// loopbackUnless reads ADDRESS:PORT, or :PORT, which is one of loopback.
func loopbackUnless(text string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(text)
	if err == nil && (host == "" || host == "localhost") {
		text = net.JoinHostPort("127.0.0.1", port)
	}
	at, err := netip.ParseAddrPort(text)
	if err != nil {
		return at, fmt.Errorf("--api %q: ADDRESS:PORT with an IP address, or :PORT", text)
	}
	return at, nil
}

func (s *apiServer) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	if s.address == "" {
		return func() error { return nil }, nil
	}
	file, err := s.tokenFile(ready)
	if err != nil {
		return nil, err
	}
	server, err := api.New(shared)
	if err != nil {
		return nil, err
	}
	server.Tell = s.trouble
	listener, err := net.Listen("tcp", s.at.String())
	if err != nil {
		return nil, fmt.Errorf("--api: %w", err)
	}
	token := api.NewToken()
	if err := private.Replace(file, token+"\n"); err != nil {
		return nil, errors.Join(fmt.Errorf("--api: %w", err), listener.Close())
	}
	if !s.at.Addr().IsLoopback() {
		fmt.Fprintf(s.errs, "tvslab: warning: --api %s may be reached by other machines, and what it says can be read on the way\n", s.at)
	}
	ready.API = &control.APIAddress{Address: "http://" + listener.Addr().String(), TokenFile: file}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener, api.Guard{Token: token}) }()
	return func() error {
		if err := errors.Join(<-ended, os.Remove(file)); err != nil {
			return fmt.Errorf("--api: %w", err)
		}
		return nil
	}, nil
}

// tokenFile is where the token is written to: in the folder of the lab, else beside its control socket.
func (s *apiServer) tokenFile(ready *control.Document) (string, error) {
	switch {
	case *s.dir != "":
		return filepath.Abs(filepath.Join(*s.dir, "api-token"))
	case ready.Control != "":
		return filepath.Abs(ready.Control + ".token")
	}
	return "", usageError{errors.New("--api: there is nowhere to write the token to; choose a folder with --dir, or a --control socket, beside which it is")}
}
