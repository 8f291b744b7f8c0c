package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tvslab/sim/lab/control"
)

// Bounds of event streams.
const (
	// mostBatch is how many events an answer, or one piece of a stream, has at most.
	mostBatch = 1000
	// pace is how long a stream gathers what happens before it sends the next piece: a storm makes ten thousand events a second.
	pace = 100 * time.Millisecond
	// alive is how often a stream in which nothing happens says that it is there.
	alive = 15 * time.Second
	// mostWait is how long a request for events may wait for one, seconds.
	mostWait = 60
)

var eventResources = []Resource{
	asks(about{"/v1/events", "list-events", "What happened", "Events behind a number, oldest first; the newest 10,000 are kept. With wait the answer comes with the next event where there is none yet."}, listEvents),
	streamResource,
}

type eventsInput struct {
	After uint64 `query:"after" doc:"number of the last event that is known, 0 for none"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"1000" doc:"at most so many"`
	Wait  int    `query:"wait" minimum:"0" maximum:"60" doc:"seconds to wait for an event"`
}

func listEvents(ctx context.Context, l *control.Lab, in *eventsInput) (*control.Events, error) {
	if _, err := l.Journal.After(in.After, 0); err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, time.Duration(min(in.Wait, mostWait))*time.Second)
	defer cancel()
	_ = l.Journal.Wait(waiting, in.After) // without one the answer is empty
	return l.Journal.After(in.After, in.Limit)
}

// streamResource is the stream of events.
var streamResource = Resource{
	about{"/v1/events/stream", "stream-events", "What happens, as a stream", "Server-sent events: `happened` with the document of an event and its number as id, and `lost` with how many are no longer kept before the next one. " +
		"A client that comes back says with Last-Event-ID, or after, what it has seen; without, the stream begins with what happens next. At most 32 streams are open at a time."}.operation(http.MethodGet),
	func(a huma.API, s *Server, op huma.Operation) {
		number := &huma.Schema{Type: huma.TypeInteger, Format: "int64"}
		op.Parameters = []*huma.Param{
			{Name: "after", In: "query", Description: "number of the last event that is known, 0 for none", Schema: number},
			{Name: "Last-Event-ID", In: "header", Description: "the same, as EventSource sends it; it counts before after", Schema: number},
		}
		op.Responses = streamed()
		a.OpenAPI().AddOperation(&op)
		s.mux.HandleFunc(op.Method+" "+op.Path, s.stream)
	},
}

// streamed are the responses of the stream.
func streamed() map[string]*huma.Response {
	return map[string]*huma.Response{
		"200": {Description: "the stream", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString,
			Description: "data of `happened` is a Happened, data of `lost` is {\"lost\": NUMBER}"}}}},
		"default": problemResponse(),
	}
}

// cursorOf is the number behind which a stream begins.
func cursorOf(r *http.Request, j *control.Journal) (uint64, error) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("after")
	}
	if text == "" {
		return j.Last(), nil
	}
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("after: %q is no number of an event", text[:min(len(text), 40)])
	}
	return number, nil
}

// stream answers a request for the stream.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	at, err := cursorOf(r, s.lab.Journal)
	if err != nil {
		write(w, BadRequest.with(err.Error()))
		return
	}
	if _, err := s.lab.Journal.After(at, 0); err != nil {
		write(w, Refused.with(err.Error()))
		return
	}
	if !s.streams.take() {
		write(w, Busy.with(fmt.Sprintf("%d streams of events are open, and no more can be", mostStreams)))
		return
	}
	defer s.streams.leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	_ = tell(r.Context(), s.lab.Journal, at, pieces{w}) // the client went away, or the lab ends
}

// pieces sends what is written at once.
type pieces struct{ http.ResponseWriter }

// Write implements io.Writer.
func (p pieces) Write(b []byte) (int, error) {
	n, err := p.ResponseWriter.Write(b)
	if err == nil {
		err = http.NewResponseController(p.ResponseWriter).Flush()
	}
	return n, err
}

// tell writes what happens, a piece at a time, until ctx ends or nobody takes it any more.
func tell(ctx context.Context, j *control.Journal, at uint64, w io.Writer) error {
	if _, err := io.WriteString(w, ": events of a lab\n\n"); err != nil {
		return err
	}
	for {
		waiting, cancel := context.WithTimeout(ctx, alive)
		err := j.Wait(waiting, at)
		cancel()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			_, err = io.WriteString(w, ": nothing happened\n\n")
		default:
			at, err = piece(j, at, w)
			gather(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// gather waits while more may happen that goes into the next piece.
func gather(ctx context.Context) {
	select {
	case <-time.After(pace):
	case <-ctx.Done():
	}
}

// piece writes events behind a number and returns the number of the last.
func piece(j *control.Journal, at uint64, w io.Writer) (uint64, error) {
	list, err := j.After(at, mostBatch)
	if err != nil {
		return at, err
	}
	var b bytes.Buffer
	if list.Lost > 0 {
		fmt.Fprintf(&b, "event: lost\ndata: {\"lost\":%d}\n\n", list.Lost)
	}
	for _, e := range list.Events {
		data, err := json.Marshal(e)
		if err != nil {
			return at, err
		}
		fmt.Fprintf(&b, "id: %d\nevent: happened\ndata: %s\n\n", e.Number, data)
	}
	_, err = w.Write(b.Bytes())
	return list.Next, err
}
