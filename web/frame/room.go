package frame

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"tvslab/httpd"
	"tvslab/sim/lab/control"
)

// Room is a lab as its pages show it.
type Room struct {
	Lab   *control.Lab // nil of a room that is about no lab
	Title string       // of the lab, for people
	Base  string       // path below which its pages are: "/", or "/anna/"
	// Past is what a room says of itself that shows a moment of the past, where nothing can be changed; "" for the lab as it is.
	Past string
	// Now is the Base of the lab as it is, where the room shows a moment of its past; else "".
	Now string
	// Aside is the address below Base of a part that is beside every page, as the learner's lesson is; "" for none.
	Aside string
	// Messages is the address below Base of what is said to whoever has the room, at the top of every page; "" where nobody says anything.
	Messages string

	// PhoneWeb is where phones have web pages of their own, by device name.
	PhoneWeb map[string]string

	mutex   sync.Mutex
	changes uint64
	changed chan struct{}
	streams map[string]int // by account
}

// sit makes room for a stream of an account, if it has not too many.
func (r *Room) sit(who string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.streams == nil {
		r.streams = map[string]int{}
	}
	if r.streams[who] >= mostStreams {
		return false
	}
	r.streams[who]++
	return true
}

// stand ends a stream of an account.
func (r *Room) stand(who string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.streams[who]--; r.streams[who] == 0 {
		delete(r.streams, who)
	}
}

// newest is the number of the newest event, 0 of a room without a lab.
func (r *Room) newest() uint64 {
	if r.Lab == nil {
		return 0
	}
	return r.Lab.Journal.Last()
}

// await returns when there is an event behind a number, or ctx ends.
func (r *Room) await(ctx context.Context, number uint64) {
	if r.Lab == nil {
		<-ctx.Done()
		return
	}
	_ = r.Lab.Journal.Wait(ctx, number) // without an event the clock is looked at
}

// Clock is what the lab's clock shows, "" of a room without a lab.
func (r *Room) Clock() string {
	if r.Lab == nil {
		return ""
	}
	return r.Lab.Clock().Clock
}

// Rate is how the lab's clock goes, "" of a room without a lab.
func (r *Room) Rate() string {
	if r.Lab == nil {
		return ""
	}
	return r.Lab.Clock().Rate
}

// Changed tells pages that are open that something changed of which no event tells.
func (r *Room) Changed() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.changes++
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}

// change is how often Changed was called, and what is closed with the next call.
func (r *Room) change() (uint64, <-chan struct{}) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.changed == nil {
		r.changed = make(chan struct{})
	}
	return r.changes, r.changed
}

// Ask is somebody's request for a page of a room.
type Ask struct {
	*Room
	*http.Request
	Who  string // the account, "" where there is only one
	site *Site
}

// Whole is the context of what goes on though the browser hangs up.
func (a *Ask) Whole() context.Context { return httpd.Whole(a.Context()) }

// Part is the address of a part of the page that was asked for, with the same query.
func (a *Ask) Part(name string) string {
	query := a.URL.Query()
	query.Set("part", name)
	return a.URL.Path + "?" + query.Encode()
}

// With is the address of the page that was asked for with another value of the query, without it where value is "".
func (a *Ask) With(name, value string) string {
	query := a.URL.Query()
	query.Del("part")
	if query.Set(name, value); value == "" {
		query.Del(name)
	}
	if len(query) == 0 {
		return a.URL.Path
	}
	return a.URL.Path + "?" + query.Encode()
}

// below is the path below Base, unescaped.
func (a *Ask) below() string {
	base, err := url.PathUnescape(a.Base)
	if err != nil {
		base = a.Base
	}
	return strings.TrimPrefix(a.URL.Path, base)
}

// Here reports whether the page that was asked for is at a path below Base, or below that.
func (a *Ask) Here(path string) bool {
	at := a.below()
	return at == path || path != "" && strings.HasPrefix(at, path+"/")
}

// To is the address of a path below Base, its elements escaped.
func (a *Ask) To(elements ...string) string {
	for i, e := range elements {
		elements[i] = url.PathEscape(e)
	}
	return a.Base + strings.Join(elements, "/")
}
