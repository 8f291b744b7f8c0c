package frame

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Pace of the stream: what happens is told of so often at most, and the clock that often while it runs.
const (
	pace  = 500 * time.Millisecond
	tick  = time.Second
	alive = 15 * time.Second
)

// mostStreams bounds the streams of one account in a room, so that nobody takes the connections of the others.
const mostStreams = 24

// live is the stream of a page: lab when something changed, clock when the clock shows something else.
func live(w http.ResponseWriter, a *Ask) {
	if !a.sit(a.Who) {
		http.Error(w, "too many pages are open; one that is closed makes room", http.StatusServiceUnavailable)
		return
	}
	defer a.stand(a.Who)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	s := stream{ask: a, w: w, flush: http.NewResponseController(w)}
	s.number = a.newest()
	s.changes, _ = a.change()
	_ = s.tell(a.Context()) // the browser went away, or the lab ends
}

// stream is one page that is told.
type stream struct {
	ask     *Ask
	w       http.ResponseWriter
	flush   *http.ResponseController
	number  uint64 // of the last event that the page knows of
	changes uint64 // of the room that it knows of
	clock   string // as it was told last
	spoke   time.Time
}

func (s *stream) tell(ctx context.Context) error {
	for {
		if err := s.say(); err != nil {
			return err
		}
		select {
		case <-time.After(pace):
		case <-ctx.Done():
			return s.write("event: end\ndata: {}\n\n")
		}
		s.await(ctx)
	}
}

// await returns when something happened, or when the clock may show something else.
func (s *stream) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, tick)
	defer cancel()
	count, changed := s.ask.Room.change()
	if count != s.changes {
		return
	}
	stop := make(chan struct{})
	go func() {
		defer close(stop)
		select {
		case <-changed:
			cancel()
		case <-ctx.Done():
		}
	}()
	s.ask.await(ctx, s.number)
	cancel()
	<-stop
}

// say writes what the page does not know yet.
func (s *stream) say() error {
	text := ""
	data, err := json.Marshal(map[string]string{"clock": s.ask.Clock(), "rate": s.ask.Rate()})
	if err != nil {
		return err
	}
	if s.ask.Lab != nil && string(data) != s.clock {
		s.clock = string(data)
		text += "event: clock\ndata: " + s.clock + "\n\n"
	}
	number := s.ask.newest()
	changes, _ := s.ask.Room.change()
	if number != s.number || changes != s.changes {
		s.number, s.changes = number, changes
		text += fmt.Sprintf("event: lab\ndata: {\"number\":%d}\n\n", number)
	}
	if text == "" && time.Since(s.spoke) > alive {
		text = ": nothing happened\n\n"
	}
	if text == "" {
		return nil
	}
	return s.write(text)
}

func (s *stream) write(text string) error {
	s.spoke = time.Now()
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.flush.Flush()
}
