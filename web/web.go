// Package web serves the pages of labs to browsers: the rows of all page packages, behind a door.
package web

import (
	"net/http"
	"slices"

	"tvslab/httpd"
	"tvslab/web/door"
	"tvslab/web/frame"
)

// Rows are the addresses of every room, in the order of the navigation.
var Rows = slices.Concat[[]frame.Row]()

// files are what pages load beside the frame's, by package.
var files = frame.Static{}

// Site returns the pages of rooms, and more rows.
func Site(more ...frame.Row) *frame.Site { return frame.New(slices.Concat(Rows, more), files) }

// Room serves a lab alone at all paths, to the accounts of a door. Handlers are for addresses of the listener only, and not for pages of other
// sites.
func Room(room *frame.Room, d *door.Door) (http.Handler, error) {
	h, err := Site().Handler(room, func(*http.Request) string { return "" })
	if err != nil {
		return nil, err
	}
	return Safe(d.Guard(room.Title, h)), nil
}

// Safe keeps away requests for other names than those of the listener, as where somebody's DNS turned a name to it, and forms of pages of
// other sites.
func Safe(h http.Handler) http.Handler {
	protected := http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !httpd.Addressed(r) {
			http.Error(w, "this is no address of the lab", http.StatusMisdirectedRequest)
			return
		}
		protected.ServeHTTP(w, r)
	})
}
