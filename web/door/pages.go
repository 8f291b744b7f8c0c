package door

import (
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed login.html
var loginText string

//go:embed door.css
var style []byte

var loginPage = template.Must(template.New("login").Parse(loginText))

// mostForm bounds the form of a login, bytes.
const mostForm = 4 << 10

// login is what the page of the login shows.
type login struct {
	Title, Problem string
	Passwords      bool   // there are accounts with passwords
	To             string // the first page of who came in; "" for nobody
}

// Guard serves the pages of the door and lets to h whoever has a session; h finds the account with Who. title is that of the login's page.
func (d *Door) Guard(title string, h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /enter", func(w http.ResponseWriter, r *http.Request) {
		if a, ok := d.used(r.URL.Query().Get("code")); ok {
			d.enter(w, a)
			return
		}
		d.show(w, http.StatusForbidden, login{Title: title, Problem: "This link was used already, or is none. Ask for a new one."})
	})
	mux.HandleFunc("GET /door.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=300")
		_, _ = w.Write(style) // the browser may be gone
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, mostForm)
		a, ok, tired := d.login(r.PostFormValue("name"), r.PostFormValue("password"), hostOf(r))
		switch {
		case ok:
			d.enter(w, a)
		case tired:
			d.show(w, http.StatusTooManyRequests, login{Title: title, Problem: "There were too many wrong passwords. Try again in a minute."})
		default:
			d.show(w, http.StatusForbidden, login{Title: title, Problem: "Name or password is wrong."})
		}
	})
	mux.HandleFunc("POST /leave", func(w http.ResponseWriter, r *http.Request) {
		d.leave(r)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if _, ok := d.Who(r); ok {
			h.ServeHTTP(w, r)
			return
		}
		d.show(w, http.StatusUnauthorized, login{Title: title})
	})
	return mux
}

func (d *Door) show(w http.ResponseWriter, status int, page login) {
	for _, a := range d.accounts {
		page.Passwords = page.Passwords || a.Password != ""
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = loginPage.Execute(w, page) // the browser may be gone
}
