package tomcat

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
)

// protocol is what logs call requests to Cisco Tomcat, with TLS or without: those of HTTP and HTTPS are for files.
const protocol = "Tomcat"

// bodyTime is how long the body of a request may take to come.
const bodyTime = 30 * time.Second

// MostBody bounds the body of a request, bytes: what says that it has more is refused before it is read.
const MostBody = 4 << 20

// run is the service of a node from a start to the next.
type run struct {
	server   *Server
	node     *node
	sessions sessions
	counts   counts
}

func newRun(n *node) *run { return &run{server: n.server, node: n} }

// handler answers what comes over TLS, or plainly.
func (r *run) handler(plain bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, asked *http.Request) {
		begun := r.server.now()
		c := &counted{ResponseWriter: w}
		user := r.answer(c, asked, plain)
		detail := ""
		if user != "" {
			detail = "as " + user
		}
		r.server.log(lab.Access{Time: begun, Node: r.node.place.Load().Node, Protocol: protocol, Peer: asked.RemoteAddr, Name: asked.Method + " " + asked.URL.Path,
			Bytes: c.bytes, Duration: r.server.now().Sub(begun), Outcome: outcomeOf(c.status), Detail: detail})
	})
}

// answer answers a request, and says who has logged in.
func (r *run) answer(w http.ResponseWriter, asked *http.Request, plain bool) (user string) {
	app := r.server.appAt(asked.URL.Path)
	place := *r.node.place.Load()
	if plain && (app == nil || !app.Plain) {
		r.toTLS(w, asked, place)
		return ""
	}
	if app == nil || app.Absent != nil && app.Absent(r.server.Lab, place) || app.Needs != "" && !r.server.Lab.Runs(place.Node, app.Needs) {
		refuse(w, http.StatusNotFound, "The requested resource is not available.")
		return ""
	}
	user, ok := r.admit(w, asked, app.Right)
	switch {
	case !ok:
		challenge(w, app.Right)
		return ""
	case asked.ContentLength > MostBody:
		refuse(w, http.StatusRequestEntityTooLarge, "The request is too large.")
		return user
	}
	asked.Body = http.MaxBytesReader(w, asked.Body, MostBody)
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // its reader is ended by it
	app.Serve(w, &Ask{Lab: r.server.Lab, Node: place, User: user, Request: asked, run: r, plain: plain})
	return user
}

// toTLS sends a client to the port with TLS, by the name that it asked.
func (r *run) toTLS(w http.ResponseWriter, asked *http.Request, place control.Place) {
	secure := r.node.doors[0].port
	if secure == 0 {
		refuse(w, http.StatusNotFound, "The requested resource is not available.")
		return
	}
	host, _, err := net.SplitHostPort(asked.Host)
	if err != nil {
		host = place.IP.String()
	}
	to := url.URL{Scheme: "https", Host: net.JoinHostPort(host, strconv.Itoa(secure)), Path: asked.URL.Path, RawQuery: asked.URL.RawQuery}
	http.Redirect(w, asked, to.String(), http.StatusFound)
}

// counted sees status and size of an answer.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (c *counted) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (c *counted) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find what is below.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// outcomeOf is a status in few words.
func outcomeOf(status int) string {
	switch {
	case status == http.StatusUnauthorized:
		return "not logged in"
	case status == http.StatusNotFound:
		return "not found"
	case status >= 400:
		return "refused"
	}
	return "answered"
}
