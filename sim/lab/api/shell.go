package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/coder/websocket"
	"github.com/danielgtaylor/huma/v2"

	"tvslab/httpd"
	"tvslab/sim/lab/control"
)

// Protocol is what a shell's WebSocket speaks: binary messages are keys one way and the screen the other; a text message is a [Notice].
const Protocol = "tvslab.shell"

// MostKeys bounds a message of keys, bytes.
const MostKeys = 64 << 10

// Notice is what a client says beside keys.
type Notice struct {
	End bool `json:"end"` // no more keys come: the shell does what it was told, and ends
}

// shellResource is the admin: shell of a node.
var shellResource = Resource{
	about{"/v1/nodes/{node}/shell", "open-shell", "Open the admin: shell", "A WebSocket of the protocol " + Protocol + ": binary messages are keys one way, in UTF-8, and the screen the other. " +
		`The text message {"end":true} says that no more keys come. At most 16 are open at a time. Browsers, which cannot set a header there, offer ` + inProtocol + "TOKEN as a second protocol."}.operation(http.MethodGet),
	func(a huma.API, s *Server, op huma.Operation) {
		op.Parameters = shellParameters()
		op.Responses = map[string]*huma.Response{"101": {Description: "the shell is open"}, "default": problemResponse()}
		a.OpenAPI().AddOperation(&op)
		s.mux.HandleFunc(op.Method+" "+op.Path, s.shell)
	},
}

func shellParameters() []*huma.Param {
	number := func(name, says string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: says, Schema: &huma.Schema{Type: huma.TypeInteger}}
	}
	return []*huma.Param{
		{Name: "node", In: "path", Required: true, Description: "name of the node", Schema: &huma.Schema{Type: huma.TypeString}},
		{Name: "terminal", In: "query", Description: "keys come one by one, as from a terminal in raw mode", Schema: &huma.Schema{Type: huma.TypeBoolean}},
		number("width", "characters of the terminal"), number("height", "lines of the terminal"),
	}
}

// screenOf reads what a request says of its terminal.
func screenOf(r *http.Request) (s control.Screen, err error) {
	of := r.URL.Query()
	for name, set := range map[string]func(string) error{
		"terminal": func(text string) (err error) { s.Terminal, err = strconv.ParseBool(text); return err },
		"width":    func(text string) (err error) { s.Width, err = strconv.Atoi(text); return err },
		"height":   func(text string) (err error) { s.Height, err = strconv.Atoi(text); return err },
	} {
		if text := of.Get(name); text != "" {
			if err := set(text); err != nil {
				return s, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return s, nil
}

// shell answers a request for a shell.
func (s *Server) shell(w http.ResponseWriter, r *http.Request) {
	screen, err := screenOf(r)
	if err != nil {
		write(w, BadRequest.with(err.Error()))
		return
	}
	session, err := s.lab.Session(r.PathValue("node"))
	if err != nil {
		var p *huma.ErrorModel
		errors.As(problem(err), &p)
		write(w, p)
		return
	}
	if !s.shells.take() {
		write(w, Busy.with(fmt.Sprintf("%d shells are open, and no more can be", mostShells)))
		return
	}
	defer s.shells.leave()
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{Protocol}})
	if err != nil {
		return // it was answered
	}
	play(r.Context(), c, session, screen)
}

// play runs the shell until it is left or its client goes.
func play(ctx context.Context, c *websocket.Conn, s *control.Session, at control.Screen) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.SetReadLimit(MostKeys)
	out := display{ctx, c}
	if err := s.Shell(ctx, &keys{ctx: ctx, conn: c}, out, at); err != nil && ctx.Err() == nil {
		_, _ = fmt.Fprintf(out, "%v\r\n", err)
	}
	_ = c.Close(websocket.StatusNormalClosure, "")
}

// display writes the screen.
type display struct {
	ctx  context.Context
	conn *websocket.Conn
}

// Write implements io.Writer.
func (d display) Write(b []byte) (int, error) {
	ctx, cancel := context.WithTimeout(d.ctx, httpd.TakeTime)
	defer cancel()
	if err := d.conn.Write(ctx, websocket.MessageBinary, b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// keys reads the keyboard.
type keys struct {
	ctx  context.Context
	conn *websocket.Conn
	left []byte
}

// Read implements io.Reader.
func (k *keys) Read(b []byte) (int, error) {
	for len(k.left) == 0 {
		form, message, err := k.conn.Read(k.ctx)
		if err != nil {
			return 0, err
		}
		if form == websocket.MessageBinary {
			k.left = message
			continue
		}
		var said Notice
		if err := json.Unmarshal(message, &said); err != nil {
			return 0, fmt.Errorf("message: %w", err)
		}
		if said.End {
			k.conn.CloseRead(k.ctx)
			return 0, io.EOF
		}
	}
	n := copy(b, k.left)
	k.left = k.left[n:]
	return n, nil
}
