package frame

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"tvslab/sim/lab/control"
)

// Row is an address of every room.
type Row struct {
	Method string
	Path   string // below Room.Base, as a pattern of http.ServeMux
	Title  string // in the navigation; "" for what is not there
	Key    string // that opens it after g; "" for none
	// Style lets the page have styles that a script of it makes, as a terminal does.
	Style bool
	Serve func(http.ResponseWriter, *Ask)
}

// View is what a template gets.
type View struct {
	*Ask
	Title string
	Nav   []Row
	Data  any // of the page
}

// Page is a row that shows a page of its template: whole, or where the query says part=NAME, the block of that name. show finds what the
// template gets as Data; its error becomes a page that says it.
func Page(path, title, key string, t *template.Template, show func(context.Context, *Ask) (any, error)) Row {
	r := Row{Method: http.MethodGet, Path: path, Title: title, Key: key}
	r.Serve = func(w http.ResponseWriter, a *Ask) {
		data, err := show(a.Context(), a)
		if err != nil {
			Problem(w, a, err)
			return
		}
		block := "layout"
		if part := a.URL.Query().Get("part"); part != "" {
			block = part
		}
		render(w, a, t, block, http.StatusOK, View{Ask: a, Title: title, Nav: navOf(a), Data: data})
	}
	return r
}

// render answers with a block of a template.
func render(w http.ResponseWriter, a *Ask, t *template.Template, block string, status int, v View) {
	var b bytes.Buffer
	if t.Lookup(block) == nil {
		http.Error(w, "no such part", http.StatusNotFound)
		return
	}
	if err := t.ExecuteTemplate(&b, block, v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the browser may be gone
}

// Raw is a row that answers by itself: a picture, data, a download.
func Raw(method, path string, serve func(http.ResponseWriter, *Ask)) Row {
	return Row{Method: method, Path: path, Serve: serve}
}

// Form is a row that does something: what it says is shown as a notice, an error as a problem.
func Form(path string, do func(context.Context, *Ask) (said string, err error)) Row {
	return Row{Method: http.MethodPost, Path: path, Serve: func(w http.ResponseWriter, a *Ask) {
		a.Body = http.MaxBytesReader(w, a.Body, mostForm)
		if err := parse(a.Request); err != nil {
			if !errors.As(err, new(*http.MaxBytesError)) {
				err = control.RefusedError(err.Error())
			}
			Problem(w, a, fmt.Errorf("form: %w", err))
			return
		}
		said, err := do(a.Whole(), a)
		if err != nil {
			Problem(w, a, err)
			return
		}
		a.Changed()
		done(w, a, said)
	}}
}

// mostForm bounds a form, with files in it, bytes.
const mostForm = 2 << 20

// parse reads a form. ParseForm comes first: ParseMultipartForm would keep to itself that a form without parts was cut off.
func parse(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := r.ParseMultipartForm(mostForm); !errors.Is(err, http.ErrNotMultipart) {
		return err
	}
	return nil
}

// done answers a form that was carried out: with a notice where a script sent it, else by going back to the page.
func done(w http.ResponseWriter, a *Ask, said string) {
	if !a.scripted() {
		http.Redirect(w, a.Request, back(a), http.StatusSeeOther)
		return
	}
	w.Header().Set("HX-Trigger", "lab")
	if to := a.FormValue("then"); to != "" && local(to) {
		w.Header().Set("HX-Location", to)
	}
	notice(w, a, "notice", http.StatusOK, said)
}

// Problem answers a request that cannot be carried out: as a notice where a script asked, else as a page.
func Problem(w http.ResponseWriter, a *Ask, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.As(err, new(control.NotFoundError)):
		status = http.StatusNotFound
	case errors.As(err, new(*http.MaxBytesError)):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, new(control.RefusedError)):
		status = http.StatusUnprocessableEntity
	}
	if a.scripted() {
		notice(w, a, "problem", status, err.Error())
		return
	}
	render(w, a, problems, "layout", status, View{Ask: a, Title: http.StatusText(status), Nav: navOf(a), Data: err.Error()})
}

// scripted reports whether a script of a page sent the request.
func (a *Ask) scripted() bool { return a.Header.Get("HX-Request") == "true" }

// notice is put among the notices of a page.
func notice(w http.ResponseWriter, a *Ask, kind string, status int, said string) {
	if w.Header().Set("HX-Retarget", "#notices"); said == "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("HX-Reswap", "afterbegin")
	render(w, a, problems, kind, status, View{Ask: a, Data: said})
}

// back is the page from which a form came, the first page of the room where that is not known.
func back(a *Ask) string {
	from, err := url.Parse(a.Referer())
	if err != nil || from.Host != a.Host || !local(from.RequestURI()) {
		return a.Base
	}
	return from.RequestURI()
}

// local reports whether an address is one of this server.
func local(to string) bool {
	return len(to) > 0 && to[0] == '/' && (len(to) == 1 || to[1] != '/' && to[1] != '\\')
}
