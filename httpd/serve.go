// Package httpd runs HTTP servers that end with their context: places for connections are shared out as on the other TCP servers, what is
// under way comes to its end, and a panic costs its own request.
package httpd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"tvslab/accept"
)

// TakeTime is how long a client may need to take a piece of an answer.
const TakeTime = 10 * time.Second

// Times of a connection: how long a request's head may take, and answers to come to their end.
const (
	headTime = 10 * time.Second
	partTime = time.Second // for what is under way when the server ends
)

// mostHead bounds the head of a request, bytes.
const mostHead = 64 << 10

// Server answers HTTP requests on a listener.
type Server struct {
	Handler http.Handler
	Most    int // connections at a time
	// Secure, if set, is TLS: it makes the connection that is spoken on, within the time that a request's head may take.
	Secure func(net.Conn) (net.Conn, error)
	Tell   func(accept.Trouble) // told what went wrong with the server itself, which goes on; nil for nobody
}

// Serve answers requests on l until ctx ends. It returns nil then, when all is done, or the error that made accepting impossible.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	var under sync.WaitGroup
	desk := &desk{at: l.Addr(), secure: s.Secure, connections: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{
		Handler:           counted(&under, patient(s.sturdy(l.Addr()))),
		ErrorLog:          log.New(io.Discard, "", 0), // what peers do wrong is theirs, and panics are told
		ReadHeaderTimeout: headTime, IdleTimeout: headTime, MaxHeaderBytes: mostHead,
		BaseContext: func(net.Listener) context.Context { return context.WithValue(ctx, wholeKey{}, ctx) },
		ConnState:   attend,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(desk) }()
	open, shut := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { defer shut(); part(server) })
	err := (&accept.Pool{Tell: s.Tell}).Loop(open, l, s.Most, desk.take)
	if stop() {
		shut()
	}
	_ = server.Close()
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	under.Wait()
	return err
}

// part lets answers that are under way come to their end: streams end with their requests' context, and clients see whole ones.
func part(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), partTime)
	defer cancel()
	_ = server.Shutdown(ctx) // what takes longer is cut off
}

// wholeKey is where a request's context has that of the server.
type wholeKey struct{}

// Whole is the context of what goes on though its client hangs up: it ends with the server, and has the values of the request.
func Whole(ctx context.Context) context.Context {
	if of, ok := ctx.Value(wholeKey{}).(context.Context); ok {
		return outlasting{of, ctx}
	}
	return ctx
}

// outlasting is the context of a server with the values of a request.
type outlasting struct {
	context.Context
	asked context.Context
}

// Value implements context.Context.
func (o outlasting) Value(key any) any { return o.asked.Value(key) }

// counted counts the requests under way: the server does not wait for those that took their connections over.
func counted(under *sync.WaitGroup, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		under.Add(1)
		defer under.Done()
		h.ServeHTTP(w, r)
	})
}

// sturdy lets a panic cost its own request, and tells of it.
func (s *Server) sturdy(at net.Addr) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if s.Tell != nil && v != http.ErrAbortHandler {
				s.Tell(accept.Trouble{At: at, Kind: accept.Panicked, Err: fmt.Errorf("panic: %v", v), Stack: debug.Stack(), Times: 1})
			}
			panic(http.ErrAbortHandler) // the connection is in an unknown state
		}()
		s.Handler.ServeHTTP(w, r)
	})
}

// patient gives a client so much time for each piece of an answer, however long the answer is and the lab needed for it.
func patient(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(&paced{ResponseWriter: w, control: http.NewResponseController(w)}, r)
	})
}

type paced struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Write implements http.ResponseWriter.
func (p *paced) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(TakeTime)) // one that was taken over has its own
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController find what is below.
func (p *paced) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// Flush implements http.Flusher.
func (p *paced) Flush() {
	_ = p.control.SetWriteDeadline(time.Now().Add(TakeTime))
	_ = p.control.Flush()
}
