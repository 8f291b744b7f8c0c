package frame

import (
	"fmt"
	"net/http"
	"net/url"
)

// past serves moments of a lab's history, each as a room of its own in which nothing changes: below "at/" and a place of the history, as
// control.Lab.Moment takes it.
func (s *Site) past(room *Room, who func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		here := &Ask{Room: room, Request: q, Who: who(q), site: s}
		then, err := room.Lab.Moment(q.Context(), q.PathValue("place"))
		if err != nil {
			Problem(w, here, err)
			return
		}
		p, err := then.Past(q.Context())
		if err != nil {
			Problem(w, here, err)
			return
		}
		said := fmt.Sprintf("The lab as it was at %s, after step %d: %s", p.Clock, p.Step, p.What)
		if p.Step == 0 {
			said = fmt.Sprintf("The lab as it was at %s, at its beginning", p.Clock)
		}
		shown := &Room{Lab: then, Title: room.Title, Base: room.Base + "at/" + url.PathEscape(q.PathValue("place")) + "/", Past: said, Now: room.Base}
		h, err := s.Handler(shown, who)
		if err != nil {
			Problem(w, here, err)
			return
		}
		h.ServeHTTP(w, q)
	})
}
