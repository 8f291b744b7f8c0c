package cli

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/classroom"
	"tvslab/httpd"
	"tvslab/web/board"
)

// classWeb is where the pages of a class are.
type classWeb struct {
	*app
	listen, cert, key string
	port              int

	at netip.AddrPort
}

// classPort is the port of the pages where other machines reach them.
const classPort = 8443

func (w *classWeb) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&w.listen, "listen", "", "address of this machine at which others reach the class, over TLS (default: loopback alone)")
	flags.IntVar(&w.port, "port", 0, fmt.Sprintf("port of the pages (default: %d with --listen, else a free one)", classPort))
	flags.StringVar(&w.cert, "tls-cert", "", "with --listen: file with the certificate of the pages and its chain, PEM (default: one that an authority of the class signs)")
	flags.StringVar(&w.key, "tls-key", "", "file with its private key, PEM")
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
}

func (w *classWeb) check() error {
	if w.port < 0 || w.port > 65535 {
		return fmt.Errorf("--port %d: a port, or 0", w.port)
	}
	if w.listen == "" {
		if w.cert != "" {
			return errors.New("--tls-cert goes with --listen: pages at loopback need no TLS")
		}
		w.at = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(w.port))
		return nil
	}
	at, err := netip.ParseAddr(w.listen)
	switch {
	case err != nil:
		return fmt.Errorf("--listen %q: not an IP address of this machine", w.listen)
	case at.IsUnspecified():
		return fmt.Errorf("--listen %s: name one address of this machine, which learners are told", w.listen)
	case w.port == 0:
		w.port = classPort
	}
	w.at = netip.AddrPortFrom(at, uint16(w.port))
	return nil
}

// classSite is the pages of a class on their way.
type classSite struct {
	server                          *httpd.Server
	listener                        net.Listener
	address, authority, fingerprint string
}

// open listens for browsers: over TLS wherever --listen says, since what they send could be read on the way.
func (w *classWeb) open(class *classroom.Class) (*classSite, error) {
	s, scheme := &classSite{}, "http"
	var secret *tls.Certificate
	var names []string
	if w.listen != "" {
		var err error
		if secret, names, err = w.certificate(class, s); err != nil {
			return nil, err
		}
		scheme = "https"
	}
	handler, err := board.Pages(class, secret != nil, names)
	if err != nil {
		return nil, err
	}
	if s.listener, err = net.Listen("tcp", w.at.String()); err != nil {
		return nil, fmt.Errorf("pages of the class: %w", err)
	}
	s.address = scheme + "://" + s.listener.Addr().String()
	if secret != nil {
		s.listener = tls.NewListener(s.listener, &tls.Config{Certificates: []tls.Certificate{*secret}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
		handler = lastingTLS(handler)
	}
	s.server = &httpd.Server{Handler: handler, Most: mostBrowsers, Tell: w.trouble}
	return s, nil
}

// lastingTLS has browsers come over TLS only, for the time of a class.
func lastingTLS(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=86400")
		h.ServeHTTP(w, r)
	})
}

// certificate is that of the pages, and the names it is good for.
func (w *classWeb) certificate(class *classroom.Class, s *classSite) (secret *tls.Certificate, names []string, err error) {
	if w.cert != "" {
		pair, err := tls.LoadX509KeyPair(w.cert, w.key)
		if err != nil {
			return nil, nil, usageError{fmt.Errorf("--tls-cert %s: %w", w.cert, err)}
		}
		secret = &pair
		for _, n := range pair.Leaf.DNSNames {
			names = append(names, strings.ToLower(n))
		}
	} else {
		if secret, err = classroom.Certificate(class.Dir, []net.IP{w.at.Addr().AsSlice()}, nil); err != nil {
			return nil, nil, err
		}
		s.authority = filepath.Join(class.Dir, classroom.CertificateName)
	}
	sum := sha256.Sum256(secret.Certificate[0])
	s.fingerprint = strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
	return secret, names, nil
}

// serve answers until ctx ends.
func (s *classSite) serve(ctx context.Context) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- s.server.Serve(ctx, s.listener) }()
	return ended
}
