package board

import (
	"bytes"
	"html/template"
	"net/http"

	"tvslab/classroom"
	"tvslab/web/frame"
)

// messagesPath is where a learner's pages have the messages of the instructor from.
const messagesPath = "messages"

var notes = template.Must(template.ParseFS(templates, "templates/messages.html"))

// messages is the row of a learner's messages.
func messages(s *classroom.Seat) frame.Row {
	return frame.Raw(http.MethodGet, messagesPath, func(w http.ResponseWriter, _ *frame.Ask) {
		var text bytes.Buffer
		if err := notes.ExecuteTemplate(&text, "messages.html", s.Notes()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(text.Bytes()) // the browser may be gone
	})
}
