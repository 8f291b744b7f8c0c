package frame

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"tvslab/sim/lab/api"
	"tvslab/web/asset"
)

//go:embed static
var static embed.FS

// Look are the files of how pages look, for pages that are not of a lab: frame.css, theme.js before anything is drawn, look.js, icon.svg.
func Look() fs.FS { return below(static, "static") }

// Static are files that pages load, by the name of their package: they are at Base + "static/NAME/".
type Static map[string]fs.FS

// Site is the pages of rooms.
type Site struct {
	rows   []Row
	static Static
}

// New returns the site with rows of pages, in the order of the navigation, and their files, beside those of the frame.
func New(rows []Row, files Static) *Site {
	s := &Site{rows: rows, static: Static{"frame": Look(), "asset": below(asset.Files, "files")}}
	for name, f := range files {
		s.static[name] = f
	}
	return s
}

// below is a folder of files; they are part of the program.
func below(files fs.FS, name string) fs.FS {
	f, err := fs.Sub(files, name)
	if err != nil {
		panic(err)
	}
	return f
}

// Handler returns the pages of a room, its control API among them, for whoever may come in already. who names the account of a request, ""
// for nobody in particular.
func (s *Site) Handler(room *Room, who func(*http.Request) string) (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range s.rows {
		mux.Handle(r.Method+" "+room.Base+exact(r.Path), s.page(room, r, who))
	}
	mux.Handle("GET "+room.Base+"live", s.page(room, Raw(http.MethodGet, "live", live), who))
	for name, files := range s.static {
		at := room.Base + "static/" + name + "/"
		mux.Handle("GET "+at, http.StripPrefix(at, lasting(http.FileServerFS(leaves{files}))))
	}
	if room.Past == "" && room.Lab != nil {
		mux.Handle(room.Base+"at/{place}/", s.past(room, who))
		programs, err := api.New(room.Lab)
		if err != nil {
			return nil, err
		}
		mux.Handle(room.Base+"api/", http.StripPrefix(room.Base+"api", programs))
	}
	mux.Handle(room.Base, s.page(room, Raw("", "", nowhere), who))
	return policed(mux), nil
}

// leaves are files without the folders that hold them: nobody lists what a program has.
type leaves struct{ fs.FS }

// Open opens a file; a folder is none.
func (l leaves) Open(name string) (fs.File, error) {
	f, err := l.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if about, err := f.Stat(); err != nil || about.IsDir() {
		return nil, errors.Join(&fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}, f.Close())
	}
	return f, nil
}

// exact keeps the first page from being that of all paths below it.
func exact(path string) string {
	if path == "" || strings.HasSuffix(path, "/") {
		return path + "{$}"
	}
	return path
}

func (s *Site) page(room *Room, r Row, who func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if r.Style {
			w.Header().Set("Content-Security-Policy", policy+"; style-src 'self' 'unsafe-inline'")
		}
		r.Serve(w, &Ask{Room: room, Request: q, Who: who(q), site: s})
	})
}

// policy is what pages may load: what is theirs, and pictures that their scripts draw.
const policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// policed sets what all answers say of themselves.
func policed(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
			w.Header().Set(name, value)
		}
		h.ServeHTTP(w, r)
	})
}

// lasting lets browsers keep files for a while: they change with the program only.
func lasting(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=300")
		h.ServeHTTP(w, r)
	})
}

// nowhere answers what no row takes. A room without a first page has the first one of the navigation.
func nowhere(w http.ResponseWriter, a *Ask) {
	if nav := navOf(a); a.below() == "" && a.Method == http.MethodGet && len(nav) > 0 && nav[0].Path != "" {
		http.Redirect(w, a.Request, a.Base+nav[0].Path, http.StatusSeeOther)
		return
	}
	render(w, a, problems, "layout", http.StatusNotFound, View{Ask: a, Title: "Not found", Nav: navOf(a), Data: "there is no page at " + a.URL.Path})
}

// navOf are the rows of the navigation.
func navOf(a *Ask) (list []Row) {
	for _, r := range a.site.rows {
		if r.Title != "" {
			list = append(list, r)
		}
	}
	return list
}
