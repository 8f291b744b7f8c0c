package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/httpd"
	"tvslab/sim/lab/control"
	"tvslab/web"
	"tvslab/web/door"
	"tvslab/web/frame"
	"tvslab/web/lesson"
)

// dashboard is the pages of a lab for browsers.
type dashboard struct {
	*app
	address string // --web
	at      netip.AddrPort
}

// defaultWeb is where pages are unless somebody says otherwise: a free port of loopback.
const defaultWeb = ":0"

// mostBrowsers bounds the connections of browsers.
const mostBrowsers = 256

func (d *dashboard) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&d.address, "web", "", "serve a dashboard to browsers: --web at a free port of loopback, --web=:PORT or --web=ADDRESS:PORT at that one (docs/dashboard.md)")
	flags.Lookup("web").NoOptDefVal = defaultWeb
}

// oneBeside wants one argument, and says so where the value of --web stands apart from it.
func oneBeside(cmd *cobra.Command, args []string) error {
	if len(args) == 2 && strings.Contains(args[1], ":") && given(cmd.Flags(), "web") {
		return fmt.Errorf("%q: the value of --web goes with an equals sign: --web=%s", args[1], args[1])
	}
	return cobra.ExactArgs(1)(cmd, args)
}

func (d *dashboard) check() (err error) {
	if d.address == "" {
		return nil
	}
	if d.at, err = loopbackUnless(d.address); err != nil {
		return fmt.Errorf("--web %q: ADDRESS:PORT with an IP address, or :PORT", d.address)
	}
	if !d.at.Addr().IsLoopback() {
		return fmt.Errorf("--web %s: what browsers send can be read on the way, so that pages are at loopback addresses only", d.address)
	}
	return nil
}

func (d *dashboard) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	if d.address == "" {
		return func() error { return nil }, nil
	}
	listener, err := net.Listen("tcp", d.at.String())
	if err != nil {
		return nil, fmt.Errorf("--web: %w", err)
	}
	in := door.New([]door.Account{{Name: ownerName, Home: "/"}}, false)
	room := &frame.Room{Lab: shared, Title: ready.Scenario, Base: "/", PhoneWeb: pagesOf(ready), Aside: lesson.Beside(shared)}
	handler, err := web.Room(room, in)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	shared.Invite = func() string { return "http://" + listener.Addr().String() + in.Link(ownerName) }
	ready.Web = shared.Invite()
	server := &httpd.Server{Handler: handler, Most: mostBrowsers, Tell: d.trouble}
	ended, followed := make(chan error, 1), make(chan struct{})
	go func() { ended <- server.Serve(ctx, listener) }()
	go func() { lesson.Follow(ctx, room); close(followed) }()
	return func() error {
		<-followed
		if err := <-ended; err != nil {
			return fmt.Errorf("--web: %w", err)
		}
		return nil
	}, nil
}

// pagesOf are the addresses of phones that have web pages.
func pagesOf(d *control.Document) map[string]string {
	pages := map[string]string{}
	for _, p := range d.PhoneWeb {
		pages[p.Phone] = p.URL
	}
	return pages
}

// ownerName is the account of whoever serves a lab.
const ownerName = "owner"

// writeWeb says where the pages are.
func writeWeb(w io.Writer, d *control.Document) {
	if d.Web != "" {
		fmt.Fprintf(w, "dashboard %s (the link lets one browser in)\n", d.Web)
	}
}
