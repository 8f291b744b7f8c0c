package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/coder/websocket"

	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
)

// Open opens the admin: shell of a node, "" for the publisher of the first cluster, until the lab or ctx ends it. What reads from in
// goes on to the end of in or of the process: a read from a terminal cannot be ended.
func (l *Lab) Open(ctx context.Context, node string, in io.Reader, out io.Writer, screen control.Screen) error {
	c, err := l.dial(ctx, node, screen)
	if err != nil {
		return err
	}
	defer c.CloseNow()
	go typeAll(ctx, c, in)
	for {
		_, data, err := c.Read(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case websocket.CloseStatus(err) == websocket.StatusNormalClosure || errors.Is(err, io.EOF): // it was left, or the lab ended
			return nil
		case err != nil:
			return l.failed(ctx, err)
		}
		if _, err := out.Write(data); err != nil {
			return err
		}
	}
}

// dial opens the shell's WebSocket.
func (l *Lab) dial(ctx context.Context, node string, screen control.Screen) (*websocket.Conn, error) {
	path, err := l.of(ctx, node)
	if err != nil {
		return nil, err
	}
	v := values("terminal", strconv.FormatBool(screen.Terminal), "width", strconv.Itoa(screen.Width), "height", strconv.Itoa(screen.Height))
	header := http.Header{}
	l.sign(header)
	c, answer, err := websocket.Dial(ctx, l.base+path+"/shell?"+v.Encode(), &websocket.DialOptions{HTTPClient: l.http, HTTPHeader: header, Subprotocols: []string{api.Protocol}})
	switch {
	case err == nil:
		c.SetReadLimit(mostAnswer)
		return c, nil
	case answer != nil && answer.StatusCode != http.StatusSwitchingProtocols && answer.Body != nil:
		return nil, l.refusal(answer)
	}
	return nil, l.failed(ctx, err)
}

// typeAll sends what is read, and that no more comes.
func typeAll(ctx context.Context, c *websocket.Conn, in io.Reader) {
	b := make([]byte, api.MostKeys/2)
	for {
		n, err := in.Read(b)
		if n > 0 && c.Write(ctx, websocket.MessageBinary, b[:n]) != nil {
			return
		}
		if errors.Is(err, io.EOF) {
			end, _ := json.Marshal(api.Notice{End: true}) // a bool: cannot fail
			_ = c.Write(ctx, websocket.MessageText, end)
		}
		if err != nil {
			return
		}
	}
}
