package tomcat

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"tvslab/httpd"
	"tvslab/sim/lab/control"
)

// App is an application of Cisco Tomcat.
type App struct {
	Paths []string // all requests whose paths begin so, and that path without its last /
	Needs string   // service of CUCM that must run too on the node; "" for none
	Right Right    // whom it lets in
	Plain bool     // it answers without TLS too; others send a client to the port with TLS then
	// Absent reports whether a node does not have it, as one that is too old; nil: all have.
	Absent func(l *control.Lab, at control.Place) bool
	Serve  func(w http.ResponseWriter, a *Ask)
}

// Ask is somebody who asks a node.
type Ask struct {
	Lab     *control.Lab
	Node    control.Place
	User    string // who has logged in, "" where nobody has to
	Request *http.Request

	run   *run
	plain bool // without TLS
}

// Context is that of what the request asks for: a change comes to its end though the client hangs up.
func (a *Ask) Context() context.Context { return httpd.Whole(a.Request.Context()) }

// Scheme is that of the address that was asked.
func (a *Ask) Scheme() string {
	if a.plain {
		return "http"
	}
	return "https"
}

// Who says by which way somebody acts, for the history: "axl administrator".
func (a *Ask) Who(way string) string {
	if a.User == "" {
		return way
	}
	return way + " " + a.User
}

// AddressOf is where a phone has web pages; the zero value for one that has none.
func (a *Ask) AddressOf(phone string) netip.Addr {
	if of := a.run.server.AddressOf; of != nil {
		return of(phone)
	}
	return netip.Addr{}
}

// Allowed counts a request against a limit of the node, and reports whether it is within. most is that limit in a minute, 0 for none.
func (a *Ask) Allowed(limit string) (most int, ok bool) { return a.run.allowed(limit) }

// Users are the application users of the node, by name only.
func (a *Ask) Users() (names []string) {
	for _, one := range a.run.server.Accounts.Application {
		names = append(names, one.User)
	}
	return names
}

// MayPress reports whether somebody may press the keys of phones.
func (a *Ask) MayPress(user, password string) bool {
	return among(a.run.server.Accounts.Keys, user, password)
}

// Refuse answers with an error page of the servlet container.
func Refuse(w http.ResponseWriter, status int, says string) { refuse(w, status, says) }

// takes reports whether the application has a path.
func (p *App) takes(path string) (length int, ok bool) {
	for _, own := range p.Paths {
		if strings.HasPrefix(path, own) || path == strings.TrimSuffix(own, "/") {
			length, ok = max(length, len(own)), true
		}
	}
	return length, ok
}

// appAt is the application that a path belongs to: that with the longest, nil for none.
func (s *Server) appAt(path string) (found *App) {
	longest := -1
	for i := range s.Apps {
		if n, ok := s.Apps[i].takes(path); ok && n > longest {
			longest, found = n, &s.Apps[i]
		}
	}
	return found
}
