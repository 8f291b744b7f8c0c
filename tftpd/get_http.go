package tftpd

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"

	"tvslab/accept"
	"tvslab/errno"
	"tvslab/outcome"
	"tvslab/phonetls"
)

var httpReaders = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4<<10) }}

// scheme is what addresses begin with, by whether it is TLS.
var scheme = map[bool]string{false: "http", true: "https"}

// http fetches a file; with side, over TLS.
func (c *Client) http(ctx context.Context, address, name string, side *phonetls.Client) ([]byte, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithDeadline(ctx, deadline(ctx, cmp.Or(c.HTTPTimeout, DefaultHTTPTimeout)))
	defer cancel()
	data, err := c.get(ctx, address, name, side)
	if err != nil {
		return nil, fmt.Errorf("get %s://%s/%s: %w", scheme[side != nil], address, name, classify(ctx, err))
	}
	return data, nil
}

func (c *Client) get(ctx context.Context, address, name string, side *phonetls.Client) ([]byte, error) {
	conn, err := c.dial(ctx, address)
	if err != nil {
		return nil, dialError(err)
	}
	defer conn.Close()
	defer accept.OnCancel(ctx, func() { conn.Close() })()
	return c.ask(conn, address, name, side)
}

// ask sends the request and reads the answer.
func (c *Client) ask(conn net.Conn, address, name string, side *phonetls.Client) ([]byte, error) {
	if side != nil {
		secured, err := side.Handshake(conn)
		if err != nil {
			return nil, err
		}
		conn = secured
	}
	if _, err := fmt.Fprintf(conn, "GET /%s HTTP/1.1\r\nHost:%s\r\n\r\n", escape(name), address); err != nil {
		return nil, err
	}
	return readAnswer(conn, c.maxBytes())
}

func (c *Client) dial(ctx context.Context, address string) (net.Conn, error) {
	if c.Dial != nil {
		return c.Dial(ctx, "tcp", address)
	}
	dialer := net.Dialer{}
	if c.Local.IsValid() {
		dialer.LocalAddr = &net.TCPAddr{IP: c.Local.AsSlice()}
	}
	return dialer.DialContext(ctx, "tcp", address)
}

// escape leaves the names of phone files as they are; a phone's own way with a
// blank or a percent sign is not known.
func escape(name string) string {
	return strings.NewReplacer("%", "%25", " ", "%20", "?", "%3F", "#", "%23").Replace(name)
}

// readAnswer reads one HTTP answer of at most max bytes of content.
func readAnswer(conn io.Reader, max int) ([]byte, error) {
	limited := &io.LimitedReader{R: conn, N: maxHeader}
	r := httpReaders.Get().(*bufio.Reader)
	r.Reset(limited)
	defer func() {
		r.Reset(nil)
		httpReaders.Put(r)
	}()
	answer, err := http.ReadResponse(r, nil)
	if err != nil {
		return nil, answerError(err)
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("status %d: %w", answer.StatusCode, outcome.NotFound)
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("status %d: %w", answer.StatusCode, outcome.Unavailable)
	case answer.ContentLength > int64(max):
		return nil, fmt.Errorf("content of %d bytes exceeds %d: %w", answer.ContentLength, max, outcome.TooLarge)
	}
	limited.N = 2*int64(max) + maxHeader // leaves room for chunk headers
	return readBody(answer, max)
}

// most is what is kept free for a body at once, on the word of a server that may not send it, in bytes: most files are smaller.
const most = 64 << 10

func readBody(answer *http.Response, limit int) ([]byte, error) {
	var data bytes.Buffer
	data.Grow(int(min(max(answer.ContentLength, 0), most)) + bytes.MinRead)
	_, err := data.ReadFrom(io.LimitReader(answer.Body, int64(limit)+1))
	switch {
	case err != nil:
		return nil, answerError(err)
	case data.Len() > limit:
		return nil, fmt.Errorf("content exceeds %d bytes: %w", limit, outcome.TooLarge)
	}
	return data.Bytes(), nil
}

// answerError keeps network errors apart from answers that break the protocol.
func answerError(err error) error {
	var network net.Error
	if err == nil || errors.As(err, &network) {
		return err
	}
	return malformed(err)
}

// dialError classes a failed connect: all but a timeout mean that there is
// nobody (refused, no route, no such host).
func dialError(err error) error {
	if isTimeout(err) {
		return err
	}
	return fmt.Errorf("%w: %w", outcome.Unreachable, err)
}

// classify turns the errors of a connection into outcomes.
func classify(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case ctx.Err() != nil || isTimeout(err):
		return fmt.Errorf("%w: %w", outcome.Timeout, err)
	case errno.Reset.Of(err) || errno.Broken.Of(err):
		return malformed(err)
	}
	return err
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &network) && network.Timeout()
}

// malformed is the error of an answer that its protocol does not allow.
func malformed(reason error) error {
	return &outcome.Error{Outcome: outcome.BadAnswer, Words: "malformed answer", Err: reason}
}
