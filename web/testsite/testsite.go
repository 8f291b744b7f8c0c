// Package testsite serves the pages of labs on loopback as tvslab serve --web does, and opens them in a browser, for tests.
package testsite

import (
	"context"
	"net"
	"net/http"
	"net/http/cookiejar"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/httpd"
	"tvslab/web"
	"tvslab/web/door"
	"tvslab/web/frame"
	"tvslab/web/testbrowser"
)

// owner is the account of whoever serves a lab.
const owner = "owner"

// Site is the pages of a lab, served.
type Site struct {
	URL string // without a slash at its end
	// Link is the path that lets somebody in, once.
	Link string
}

// Serve serves the pages of a room until the test ends.
func Serve(t testing.TB, room *frame.Room) Site {
	t.Helper()
	in := door.New([]door.Account{{Name: owner, Home: room.Base}}, false)
	h, err := web.Room(room, in)
	require.NoError(t, err)
	return Site{URL: Listen(t, h), Link: in.Link(owner)}
}

// Listen serves a handler at an address of loopback until the test ends, with the bounds of real servers.
func Listen(t testing.TB, h http.Handler) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- (&httpd.Server{Handler: h, Most: 256}).Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return "http://" + l.Addr().String()
}

// Client is somebody with a session, without a browser. Redirects are not followed.
func (s Site) Client(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c := &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := c.Get(s.URL + s.Link)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
	return c
}

// Enter opens the first page in the browser, as somebody does who was given the link.
func (s Site) Enter(t testing.TB) *testbrowser.Tab {
	t.Helper()
	tab := testbrowser.Blank(t, s.URL)
	tab.Go(s.Link)
	tab.Until("location.pathname !== '/enter' && document.readyState === 'complete'")
	return tab
}

// Open serves the pages of a room and opens a path of them in the browser.
func Open(t testing.TB, room *frame.Room, path string) *testbrowser.Tab {
	t.Helper()
	tab := Serve(t, room).Enter(t)
	tab.Go(path)
	return tab
}
