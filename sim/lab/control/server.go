package control

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net"
	"time"

	"tvslab/accept"
	"tvslab/sim/page"
	"tvslab/why"
)

// A connection begins with one line of JSON (request) and is answered with one (reply). Where the request names no
// commands, the rest of the connection is a session: keys in one direction, the screen in the other.

const (
	// mostSessions bounds the sessions at a time, longestLine the first line.
	mostSessions = 16
	longestLine  = 64 << 10
	// hello is how long a connection may take to say what it wants.
	hello = 10 * time.Second
	// forever is how long a session may think about the next command before another can have its place.
	forever = math.MaxInt64
)

// request is the first line of a connection.
type request struct {
	Node     string   `json:"node"`               // "" = the publisher
	Nodes    bool     `json:"nodes,omitempty"`    // only name the nodes
	Commands []string `json:"commands,omitempty"` // run these instead of a session
	Answers  []string `json:"answers,omitempty"`  // to their questions

	Page   *page.Request `json:"page,omitempty"`   // only show this page
	Status bool          `json:"status,omitempty"` // only say how the lab stands
	Resets bool          `json:"resets,omitempty"` // only say which resets wait
	Phones *PhoneQuery   `json:"phones,omitempty"` // only list these phones
	Step   string        `json:"step,omitempty"`   // do this step, and say how the lab stands then
	Why    *why.Ask      `json:"why,omitempty"`    // only tell these stories
	Screen
}

// reply answers it.
type reply struct {
	Error   string   `json:"error,omitempty"`
	Nodes   []string `json:"nodes,omitempty"`
	Results []Typed  `json:"results,omitempty"`

	Page   *page.Document `json:"page,omitempty"`
	Status *Status        `json:"status,omitempty"`
	Resets *Waiting       `json:"resets,omitempty"`
	Phones *PhoneList     `json:"phones,omitempty"`
	Why    *why.Document  `json:"why,omitempty"`
}

// Serve answers connections until ctx ends.
func Serve(ctx context.Context, l net.Listener, shared *Lab) error {
	return accept.Loop(ctx, l, mostSessions, func(ctx context.Context, c net.Conn) {
		connection{conn: c, in: bufio.NewReaderSize(c, longestLine), lab: shared}.serve(ctx)
	})
}

// connection is one of the server's.
type connection struct {
	conn net.Conn
	in   *bufio.Reader
	lab  *Lab
}

func (c connection) serve(ctx context.Context) {
	r, err := c.read()
	if err != nil {
		c.reply(reply{Error: err.Error()})
		return
	}
	if asked := r.question(); asked != nil {
		c.ask(ctx, asked)
		return
	}
	accept.Allow(c.conn, forever)
	session, err := c.lab.Session(r.Node)
	switch {
	case err != nil:
		c.reply(reply{Error: err.Error()})
	case len(r.Commands) > 0:
		c.commands(ctx, session, r)
	default:
		c.session(ctx, session, r)
	}
}

// read takes the first line.
func (c connection) read() (request, error) {
	var r request
	if err := c.conn.SetReadDeadline(time.Now().Add(hello)); err != nil {
		return r, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return r, fmt.Errorf("request: %w", err)
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return r, fmt.Errorf("request: %w", err)
	}
	return r, c.conn.SetReadDeadline(time.Time{})
}

// reply writes the answer; a peer that is gone needs none.
func (c connection) reply(r reply) { _ = json.NewEncoder(c.conn).Encode(r) }

// question is what answers a request that opens no session and runs no commands; nil for one that does.
func (r request) question() func(context.Context, *Lab) (reply, error) {
	switch {
	case r.Nodes:
		return func(_ context.Context, l *Lab) (reply, error) { return reply{Nodes: l.Nodes()}, nil }
	case r.Page != nil:
		return func(_ context.Context, l *Lab) (a reply, err error) { a.Page, err = l.Page(*r.Page); return a, err }
	case r.Status:
		return func(ctx context.Context, l *Lab) (reply, error) { return reply{Status: l.Status(ctx)}, nil }
	case r.Resets:
		return func(_ context.Context, l *Lab) (reply, error) { return reply{Resets: l.Waiting()}, nil }
	case r.Phones != nil:
		return func(ctx context.Context, l *Lab) (a reply, err error) {
			a.Phones, err = l.Phones(ctx, *r.Phones)
			return a, err
		}
	case r.Why != nil:
		return func(ctx context.Context, l *Lab) (a reply, err error) { a.Why, err = l.Why(ctx, *r.Why); return a, err }
	case r.Step != "":
		return func(ctx context.Context, l *Lab) (a reply, err error) {
			a.Status, err = l.Do(ctx, r.Step)
			return a, err
		}
	}
	return nil
}

// ask answers a question.
func (c connection) ask(ctx context.Context, question func(context.Context, *Lab) (reply, error)) {
	answer, err := question(ctx, c.lab)
	if err != nil {
		answer = reply{Error: err.Error()}
	}
	c.reply(answer)
}

func (c connection) commands(ctx context.Context, s *Session, r request) {
	results, err := s.Type(ctx, r.Commands, r.Answers)
	answer := reply{Results: results}
	if err != nil {
		answer.Error = err.Error()
	}
	c.reply(answer)
}

func (c connection) session(ctx context.Context, s *Session, r request) {
	c.reply(reply{})
	if err := s.Shell(ctx, c.in, c.conn, r.Screen); err != nil {
		_, _ = fmt.Fprintf(c.conn, "%v\r\n", err)
	}
}
