package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tvslab/errno"
	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
)

// mostAnswer bounds an answer, bytes: ten thousand phones are two megabytes, the stories of a large lab more.
const mostAnswer = 256 << 20

// Lab is a lab somewhere else. Its methods are safe for concurrent use; each connects anew, and ends with its context. Their error is a
// control.RefusedError where the lab does not want to.
type Lab struct {
	http  *http.Client
	base  string // URL without a path
	token string
	own   bool   // behind a control socket: only a lab of this machine is there
	where string // in words, for errors
}

// OnSocket is the lab behind a control socket, of either way.
func OnSocket(path string) *Lab {
	if port, is := control.ReadPort(path); is {
		return &Lab{http: over(new(http.Transport)), base: "http://" + port.At.String(), token: port.Token, own: true, where: "control socket " + path}
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		if err := control.CheckPath(path); err != nil {
			return nil, err
		}
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}
	return &Lab{http: over(&http.Transport{DialContext: dial}), base: "http://lab", own: true, where: "control socket " + path}
}

// At is the lab whose API has this address, http://HOST:PORT, with its token.
func At(address, token string) (*Lab, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return nil, fmt.Errorf("%q is no address of a control API; tvslab serve --api prints one, such as http://127.0.0.1:8443", address)
	}
	if token == "" {
		return nil, errors.New("the token is empty")
	}
	return &Lab{http: over(new(http.Transport)), base: "http://" + u.Host, token: token, where: "control API " + u.Host}, nil
}

// over is a client that leaves no connections behind and goes where it is sent only: a lab redirects nobody.
func over(t *http.Transport) *http.Client {
	t.DisableKeepAlives = true
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// get asks for a document.
func get[O any](ctx context.Context, l *Lab, path string, query url.Values) (*O, error) {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return ask[O](ctx, l, http.MethodGet, path, nil)
}

// post does something and returns what comes of it.
func post[O any](ctx context.Context, l *Lab, path string, body any) (*O, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return ask[O](ctx, l, http.MethodPost, path, data)
}

func ask[O any](ctx context.Context, l *Lab, method, path string, body []byte) (*O, error) {
	answer, err := l.send(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	document := new(O)
	if err := read(answer.Body, document); err != nil {
		return nil, l.failed(ctx, err)
	}
	return document, nil
}

// read decodes an answer.
func read(from io.Reader, document any) error {
	data, err := io.ReadAll(io.LimitReader(from, mostAnswer+1))
	switch {
	case err != nil:
		return err
	case len(data) > mostAnswer:
		return fmt.Errorf("the answer is longer than %d bytes", mostAnswer)
	}
	if err := json.Unmarshal(data, document); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// send sends a request and returns an answer that is no problem.
func (l *Lab) send(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, l.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	l.sign(r.Header)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := l.http.Do(r)
	if err != nil {
		return nil, l.failed(ctx, err)
	}
	if answer.StatusCode == http.StatusOK {
		return answer, nil
	}
	defer answer.Body.Close()
	return nil, l.refusal(answer)
}

// sign adds the token.
func (l *Lab) sign(h http.Header) {
	if l.token != "" {
		h.Set("Authorization", "Bearer "+l.token)
	}
}

// refusal is the error of an answer that is a problem.
func (l *Lab) refusal(answer *http.Response) error {
	var p huma.ErrorModel
	if err := read(answer.Body, &p); err != nil || p.Status == 0 {
		return fmt.Errorf("%s: it answered %s, as no lab does", l.where, answer.Status)
	}
	switch text := said(&p); p.Type {
	case api.Refused.Type, api.NotFound.Type, api.BadRequest.Type:
		return control.RefusedError(text)
	default:
		return fmt.Errorf("%s: %s", l.where, text)
	}
}

// said is a problem in a line.
func said(p *huma.ErrorModel) string {
	text := p.Detail
	for _, e := range p.Errors {
		if e != nil {
			text += "; " + strings.TrimSpace(e.Location+" "+e.Message)
		}
	}
	return text
}

// failed is an error of the connection.
func (l *Lab) failed(ctx context.Context, err error) error {
	var long *control.LongPathError
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", l.where, ctx.Err())
	case errors.As(err, &long):
		return long
	case errno.Refused.Of(err) && l.own:
		return fmt.Errorf("%s: the lab that made it runs no more", l.where)
	case errors.Is(err, io.EOF) || errno.Reset.Of(err) || errors.Is(err, os.ErrClosed):
		return fmt.Errorf("%s: the lab hung up", l.where)
	}
	return fmt.Errorf("%s: %w", l.where, err)
}
