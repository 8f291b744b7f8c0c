package web

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/keypad"
	"tvslab/phone/pages"
)

// Phone is a phone that has web pages.
type Phone interface {
	// Facts are what it shows now; false if it has no web pages at the moment.
	Facts(ctx context.Context) (*keypad.Facts, bool)
	// Authentic reports whether the server at its authentication URL lets the user press keys; false too where the phone gets no
	// answer there that it trusts.
	Authentic(ctx context.Context, user, password string) bool
	// Do does what somebody did by keys.
	Do(ctx context.Context, act keypad.Act) error
}

// Unit is the web server of one phone, with where somebody is in its menus. It is safe for concurrent use.
type Unit struct {
	phone Phone
	now   func() time.Time
	mutex sync.Mutex // of the pad: keys come one after the other
	pad   *keypad.Pad
}

// NewUnit returns the server of a phone of a model, at its idle screen. now is the time by which menus close.
func NewUnit(p Phone, m phone.Model, now func() time.Time) *Unit {
	return &Unit{phone: p, now: now, pad: keypad.New(m)}
}

// Bounds of a request.
const (
	// MaxBody is the longest body of a POST (development notes for phone services).
	MaxBody = 40 << 10
	// MaxXML is the longest XML of CiscoIPPhoneExecute, characters (usecallmanagernz/commands).
	MaxXML = 512
)

// scripts are the addresses that want a user; those below /CGI/Java are what the 8800 administration guide names. Of DeviceInfo, NetworkInfo and
// SettingsInfo only the names are known: they answer as the XML pages do.
var scripts = map[string]func(u *Unit, f *keypad.Facts, w http.ResponseWriter){
	"Screenshot":   (*Unit).screenshot,
	"ModeInfo":     (*Unit).modeInfo,
	"LineInfo":     (*Unit).lineInfo,
	"CallInfo":     (*Unit).callInfo,
	"DeviceInfo":   func(_ *Unit, f *keypad.Facts, w http.ResponseWriter) { sendPage(w, f, "/DeviceInformationX") },
	"NetworkInfo":  func(_ *Unit, f *keypad.Facts, w http.ResponseWriter) { sendPage(w, f, "/NetworkConfigurationX") },
	"SettingsInfo": func(_ *Unit, f *keypad.Facts, w http.ResponseWriter) { sendPage(w, f, "/NetworkConfigurationX") },
}

// script returns what answers at a path, nil for a page. CallInfo has the number of a line behind it.
func script(path string) func(*Unit, *keypad.Facts, http.ResponseWriter) {
	name, is := strings.CutPrefix(path, "/CGI/")
	if !is {
		return nil
	}
	name = strings.TrimPrefix(name, "Java/")
	if rest, is := strings.CutPrefix(name, "CallInfo"); is && strings.Trim(rest, "0123456789") == "" {
		name = "CallInfo"
	}
	return scripts[name]
}

// ServeHTTP implements http.Handler.
func (u *Unit) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, has := u.phone.Facts(r.Context())
	if !has {
		panic(http.ErrAbortHandler) // nobody is there: no answer
	}
	if r.URL.Path == "/CGI/Execute" {
		u.execute(f, w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
		return
	}
	if answer := script(r.URL.Path); answer != nil {
		if u.admits(w, r) {
			answer(u, f, w)
		}
		return
	}
	send(w, f, r.URL.Path, r.URL.RawQuery)
}

// admits asks for a user, and says 401 to others.
func (u *Unit) admits(w http.ResponseWriter, r *http.Request) bool {
	user, password, given := r.BasicAuth()
	if given && u.phone.Authentic(r.Context(), user, password) {
		return true
	}
	challenge(w)
	return false
}

// challenge asks for a user. The realm is a guess.
func challenge(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", `Basic realm="user"`)
	http.Error(w, "Unauthorized", http.StatusUnauthorized)
}

func send(w http.ResponseWriter, f *keypad.Facts, path, query string) {
	a, ok := pages.Serve(f.Phone, path, query)
	if !ok {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	if a.Server != "" {
		w.Header().Set("Server", a.Server)
	}
	sendBody(w, a.Type, a.Body)
}

func sendPage(w http.ResponseWriter, f *keypad.Facts, path string) { send(w, f, path, "") }

func sendBody(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body) // who does not take it has gone
}

// readOnly reports whether nothing can be done by the web.
func readOnly(f *keypad.Facts) bool {
	c := f.State.ParsedConfig
	return c != nil && c.WebAccess == content.WebReadOnly
}
