// Package door says who comes in to pages: accounts with passwords, sessions in cookies, and links that let somebody in once.
package door

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"sync"
	"time"
)

// Account is somebody who may come in.
type Account struct {
	Name     string
	Password string // "" for who comes by a link only
	Home     string // path of the first page
}

// Bounds of sessions and of attempts to log in.
const (
	idle         = 12 * time.Hour // a session that is not used so long ends
	mostSessions = 1000
	mostFailures = 10 // of a name and an address in failTime
	failTime     = time.Minute
)

// cookie is the name of the session's cookie.
const cookie = "tvslab-session"

// Door lets accounts in. It is safe for concurrent use.
type Door struct {
	accounts map[string]Account
	secure   bool // cookies go over TLS only

	mutex    sync.Mutex
	sessions map[string]*session
	links    map[string]string // name of the account, by the code of a link that was not used yet
	failures map[attempt][]time.Time
}

// attempt is who tries to come in from where: nobody keeps others out with wrong passwords from an address of his own.
type attempt struct{ name, host string }

type session struct {
	name string
	used time.Time
}

// New returns the door of accounts; secure says that pages are served over TLS.
func New(accounts []Account, secure bool) *Door {
	d := &Door{accounts: map[string]Account{}, secure: secure, sessions: map[string]*session{}, links: map[string]string{}, failures: map[attempt][]time.Time{}}
	for _, a := range accounts {
		d.accounts[a.Name] = a
	}
	return d
}

// Link returns the path of a link that lets an account in, once.
func (d *Door) Link(name string) string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	code := rand.Text()
	d.links[code] = name
	return "/enter?code=" + code
}

// Who is the account of a request's session.
func (d *Door) Who(r *http.Request) (Account, bool) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return Account{}, false
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	s := d.sessions[c.Value]
	if s == nil || time.Since(s.used) > idle {
		delete(d.sessions, c.Value)
		return Account{}, false
	}
	s.used = time.Now()
	a, ok := d.accounts[s.name]
	return a, ok
}

// enter begins a session and sends the browser to its first page. It does so with a page, not a redirect: browsers keep the new cookie back
// where the way began at another site.
func (d *Door) enter(w http.ResponseWriter, a Account) {
	value := rand.Text()
	d.mutex.Lock()
	d.makeRoom()
	d.sessions[value] = &session{a.Name, time.Now()}
	d.mutex.Unlock()
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: value, Path: "/", HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteStrictMode})
	d.show(w, http.StatusOK, login{To: a.Home})
}

// makeRoom ends sessions that were not used for long, and the one that rests longest where there are too many.
func (d *Door) makeRoom() {
	oldest := ""
	for value, s := range d.sessions {
		if time.Since(s.used) > idle {
			delete(d.sessions, value)
		} else if oldest == "" || s.used.Before(d.sessions[oldest].used) {
			oldest = value
		}
	}
	if len(d.sessions) >= mostSessions {
		delete(d.sessions, oldest)
	}
}

// leave ends the session of a request.
func (d *Door) leave(r *http.Request) {
	if c, err := r.Cookie(cookie); err == nil {
		d.mutex.Lock()
		delete(d.sessions, c.Value)
		d.mutex.Unlock()
	}
}

// used takes the account of a link that was not used yet.
func (d *Door) used(code string) (Account, bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	name, ok := d.links[code]
	delete(d.links, code)
	a, known := d.accounts[name]
	return a, ok && known
}

// login finds the account of a name and its password. tired says that there were too many wrong ones lately from that host.
func (d *Door) login(name, password, host string) (a Account, ok, tired bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.forgive()
	a, known := d.accounts[name]
	if !known {
		name = "" // attempts with names that there are not are counted together
	}
	from := attempt{name, host}
	if len(d.failures[from]) >= mostFailures {
		return a, false, true
	}
	given, want := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(a.Password))
	if subtle.ConstantTimeCompare(given[:], want[:]) == 1 && known && a.Password != "" {
		return a, true, false
	}
	d.failures[from] = append(d.failures[from], time.Now())
	return a, false, false
}

// forgive forgets failures of long ago.
func (d *Door) forgive() {
	for from, list := range d.failures {
		for len(list) > 0 && time.Since(list[0]) > failTime {
			list = list[1:]
		}
		if d.failures[from] = list; len(list) == 0 {
			delete(d.failures, from)
		}
	}
}

// hostOf is the address that a request comes from.
func hostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
