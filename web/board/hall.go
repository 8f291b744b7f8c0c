// Package board serves the pages of a class: to each learner those of his lab, and to the instructor all of them and the board, on which
// stands how far everybody is.
package board

import (
	"net/http"
	"slices"
	"strings"

	"tvslab/classroom"
	"tvslab/httpd"
	"tvslab/sim/lab/control"
	"tvslab/web"
	"tvslab/web/door"
	"tvslab/web/frame"
	"tvslab/web/lesson"
)

// hall lets everybody to what is his.
type hall struct {
	door  *door.Door
	rooms map[string]http.Handler // by the first element of their paths
}

// boardName is the first element of the paths of the board.
const boardName = "board"

// Pages serves a class. secure says that it is served over TLS; names are hosts by which browsers may call it beside the address of the listener.
func Pages(c *classroom.Class, secure bool, names []string) (http.Handler, error) {
	accounts := []door.Account{{Name: classroom.Instructor, Password: c.Password, Home: "/" + boardName + "/"}}
	for _, l := range c.Learners {
		accounts = append(accounts, door.Account{Name: l.Name, Password: l.Password, Home: "/" + l.Name + "/"})
	}
	h := &hall{door: door.New(accounts, secure), rooms: map[string]http.Handler{}}
	rooms := map[string]*frame.Room{}
	for _, s := range c.Seats {
		rooms[s.Name] = &frame.Room{Lab: s.Lab, Title: c.Course.Title + " · " + s.Name, Base: "/" + s.Name + "/", Messages: messagesPath, Aside: lesson.Beside(s.Lab)}
		handler, err := web.Site(messages(s)).Handler(rooms[s.Name], h.who)
		if err != nil {
			return nil, err
		}
		h.rooms[s.Name] = handler
	}
	b := &board{class: c}
	all := &frame.Room{Title: c.Course.Title, Base: "/" + boardName + "/"}
	handler, err := frame.New(b.rows(), frame.Static{boardName: static}).Handler(all, h.who)
	if err != nil {
		return nil, err
	}
	h.rooms[boardName] = handler
	c.Watch(all.Changed, func(learner string) { rooms[learner].Changed() })
	return called(names, h.door.Guard(c.Course.Title, h)), nil
}

// who is the account of a request.
func (h *hall) who(r *http.Request) string {
	a, _ := h.door.Who(r)
	return a.Name
}

// ServeHTTP implements http.Handler, for whoever has logged in. A learner is told the same of rooms of others and of those that there are not.
func (h *hall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, _ := h.door.Who(r)
	first, _, below := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	room := h.rooms[first]
	switch {
	case r.URL.Path == "/":
		http.Redirect(w, r, a.Home, http.StatusSeeOther)
	case a.Name != classroom.Instructor && first != a.Name:
		http.Error(w, "this is somebody else's", http.StatusForbidden)
	case room == nil:
		http.NotFound(w, r)
	case !below:
		http.Redirect(w, r, "/"+first+"/", http.StatusSeeOther)
	case first == a.Name:
		room.ServeHTTP(w, r)
	default:
		room.ServeHTTP(w, r.WithContext(control.By(r.Context(), a.Name)))
	}
}

// called keeps away requests for other names than those of the listener and of its certificate, and forms of pages of other sites.
func called(names []string, h http.Handler) http.Handler {
	if len(names) == 0 {
		return web.Safe(h)
	}
	protected := http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := strings.Cut(r.Host, ":")
		if !httpd.Addressed(r) && !slices.Contains(names, strings.ToLower(host)) {
			http.Error(w, "this is no address of the class", http.StatusMisdirectedRequest)
			return
		}
		protected.ServeHTTP(w, r)
	})
}
