package tomcat

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Bounds of sessions of a node: how long one lives that nobody uses, and how many there are.
const (
	sessionIdle  = 30 * time.Minute
	mostSessions = 1000
)

// The cookies of a session: of one application, and of all to which its user may log in (single sign-on of the container).
const (
	cookieOne = "JSESSIONID"
	cookieAll = "JSESSIONIDSSO"
)

// sessions are those of a node since the service was started. The zero value has none.
type sessions struct {
	mutex sync.Mutex
	open  map[string]*session
}

// session is somebody who has logged in.
type session struct {
	user  string
	right Right
	used  time.Time
}

// begin gives a client the cookies of a session.
func (s *sessions) begin(w http.ResponseWriter, user string, right Right, now time.Time, app *App) {
	one, all := newID(), newID()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.open == nil {
		s.open = map[string]*session{}
	}
	for len(s.open) > mostSessions-2 {
		s.forget(now)
	}
	who := &session{user, right, now}
	s.open[one], s.open[all] = who, who
	path := "/"
	if app != nil {
		path = strings.TrimSuffix(app.Paths[0], "/")
		if at := strings.Index(path[1:], "/"); at >= 0 {
			path = path[:at+1] // of the application's context
		}
	}
	http.SetCookie(w, &http.Cookie{Name: cookieAll, Value: all, Path: "/", Secure: true, HttpOnly: true})
	http.SetCookie(w, &http.Cookie{Name: cookieOne, Value: one, Path: path, Secure: true, HttpOnly: true})
}

// forget ends the sessions that nobody uses, or else the one that was used least lately.
func (s *sessions) forget(now time.Time) {
	oldest := ""
	for id, one := range s.open {
		if now.Sub(one.used) > sessionIdle {
			delete(s.open, id)
		} else if oldest == "" || one.used.Before(s.open[oldest].used) {
			oldest = id
		}
	}
	if len(s.open) > mostSessions-2 {
		delete(s.open, oldest)
	}
}

// find is who has logged in before, by a cookie of a request.
func (s *sessions) find(asked *http.Request, right Right, now time.Time) (user string, ok bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, c := range asked.Cookies() {
		if c.Name != cookieOne && c.Name != cookieAll {
			continue
		}
		if one := s.open[c.Value]; one != nil && one.right == right && now.Sub(one.used) <= sessionIdle {
			one.used = now
			return one.user, true
		}
	}
	return "", false
}

// newID is 32 hexadecimal digits, as those of the container.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return strings.ToUpper(hex.EncodeToString(b[:]))
}
