package tftpd

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"tvslab/accept"
)

// maxHeader bounds the header of an HTTP request or answer, in bytes. A phone's
// request has fewer than 200 (tech note 214528).
const maxHeader = 8 << 10

var (
	errMethod = errors.New("method is neither GET nor HEAD")
	errBody   = errors.New("request has a body")
)

// statusOf maps the outcome of opening a file to HTTP (tech notes 214528, 214535).
var statusOf = map[string]int{
	OutcomeSent:        http.StatusOK,
	OutcomeNotFound:    http.StatusNotFound,
	OutcomeRefused:     http.StatusNotFound,
	OutcomeUnavailable: http.StatusServiceUnavailable,
}

// ServeHTTPListener answers GET and HEAD requests on l until ctx ends, then closes
// l and all connections and returns nil when every goroutine is gone.
//
// The answer has CUCM's header and nothing more: Content-length, Cache-Control
// no-store, Content-type */* in this spelling (tech note 214535). net/http would
// rewrite it, so the connection is handled here; requests are parsed by net/http.
// Further requests on a connection are answered, although phones open one per file.
func (s *Server) ServeHTTPListener(ctx context.Context, l net.Listener) error {
	return s.serveHTTP(ctx, l, "HTTP", s.serveConn)
}

// serveHTTP is the accept loop of HTTP, with TLS or without it.
func (s *Server) serveHTTP(ctx context.Context, l net.Listener, protocol string, serve func(context.Context, net.Conn)) error {
	if err := s.Pool.Loop(ctx, l, cmp.Or(max(s.MaxConnections, 0), DefaultMaxConnections), serve); err != nil {
		return fmt.Errorf("serve %s on %v: %w", protocol, l.Addr(), err)
	}
	return nil
}

// serveConn answers the requests of one connection.
func (s *Server) serveConn(_ context.Context, conn net.Conn) {
	accept.Allow(conn, accept.Grace) // a phone sends its request in one piece, and takes an answer as it comes
	s.converse(conn, "HTTP")
}

// converse answers requests until the client is done.
func (s *Server) converse(conn net.Conn, protocol string) {
	limited := &io.LimitedReader{R: conn}
	r := bufio.NewReaderSize(limited, 1<<10)
	for {
		limited.N = maxHeader
		conn.SetReadDeadline(time.Now().Add(cmp.Or(s.IdleTimeout, DefaultIdleTimeout)))
		if _, err := r.Peek(1); err != nil {
			return // the client is done, or never asked
		}
		if !s.serveRequest(s.paced(conn), r, protocol) {
			return
		}
	}
}

// paced begins an answer.
func (s *Server) paced(conn net.Conn) *paced {
	return &paced{conn, cmp.Or(s.PaceTimeout, DefaultPaceTimeout), time.Now().Add(cmp.Or(s.MaxDuration, DefaultMaxDuration))}
}

// serveRequest answers one request and reports whether another may follow.
func (s *Server) serveRequest(w *paced, r *bufio.Reader, protocol string) bool {
	t := s.begin(protocol, w.conn.RemoteAddr().String(), "")
	req, err := http.ReadRequest(r)
	if err != nil {
		s.reject(w, t, http.StatusBadRequest, OutcomeMalformed, err)
		return false
	}
	t.Name = strings.TrimPrefix(req.URL.Path, "/")
	switch {
	case req.Method != http.MethodGet && req.Method != http.MethodHead:
		s.reject(w, t, http.StatusMethodNotAllowed, OutcomeRefused, errMethod)
		return false
	case req.ContentLength != 0:
		s.reject(w, t, http.StatusBadRequest, OutcomeRefused, errBody)
		return false
	}
	return s.answer(w, t, req) && !req.Close
}

// answer sends the file that was asked for, or the status that says why not.
func (s *Server) answer(w io.Writer, t Transfer, req *http.Request) bool {
	data, outcome, reason := s.open(t.Name)
	content := net.Buffers{httpHead(statusOf[outcome], len(data))}
	if req.Method == http.MethodGet && len(data) > 0 {
		content = append(content, data)
	}
	head := int64(len(content[0]))
	n, err := content.WriteTo(w)
	if err != nil {
		outcome, reason = OutcomeInterrupted, err
	}
	s.end(t, max(n-head, 0), outcome, reason)
	return err == nil
}

// reject answers a request that names no file, and ends the connection.
func (s *Server) reject(w io.Writer, t Transfer, status int, outcome string, reason error) {
	_, err := w.Write(httpHead(status, 0))
	s.end(t, 0, outcome, errors.Join(reason, err))
}

// paced writes to a client that has to take every 16 KiB in a time, and all until end.
type paced struct {
	conn net.Conn
	pace time.Duration
	end  time.Time
}

// Write implements io.Writer.
func (p *paced) Write(b []byte) (n int, err error) {
	for part := range slices.Chunk(b, 16<<10) {
		deadline := time.Now().Add(p.pace)
		if deadline.After(p.end) {
			deadline = p.end
		}
		p.conn.SetWriteDeadline(deadline)
		wrote, err := p.conn.Write(part)
		n += wrote
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// AnswerSize is how many bytes an answer over HTTP has with a file of so many.
func AnswerSize(file int) int { return len(httpHead(http.StatusOK, file)) + file }

// httpHead is CUCM's response header, byte for byte as phones log it.
func httpHead(status, length int) []byte {
	return fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-length: %d\r\nCache-Control: no-store\r\nContent-type: */*\r\n\r\n",
		status, http.StatusText(status), length)
}
