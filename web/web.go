// Package web serves the pages of labs to browsers: the rows of all page packages, behind a door.
package web

import (
	"io/fs"
	"net/http"
	"slices"

	"tvslab/httpd"
	"tvslab/web/cluster"
	"tvslab/web/door"
	"tvslab/web/draw"
	"tvslab/web/frame"
	"tvslab/web/lesson"
	"tvslab/web/phones"
	"tvslab/web/timeline"
)

// Rows are the addresses of every room, in the order of the navigation.
var Rows = slices.Concat(phones.Rows, cluster.Rows, timeline.Rows, lesson.Rows)

// files are what pages load beside the frame's, by package.
var files = frame.Static{"draw": static(draw.Files), "phones": static(phones.Files), "cluster": static(cluster.Files), "timeline": static(timeline.Files),
	"lesson": static(lesson.Files)}

// static is the folder of that name of a package; it is part of the program.
func static(files fs.FS) fs.FS {
	f, err := fs.Sub(files, "static")
	if err != nil {
		panic(err)
	}
	return f
}

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
