package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"tvslab/accept"
	"tvslab/admincli"
)

// The control socket of a running lab: a Unix domain socket for its owner only. A connection begins with one line of
// JSON (controlRequest) and is answered with one (controlReply). Where the request names no commands, the rest of the
// connection is a session: keys in one direction, the screen in the other.

const (
	// controlMost bounds the sessions at a time, controlLine the first line.
	controlMost = 16
	controlLine = 64 << 10
	// controlHello is how long a connection may take to say what it wants.
	controlHello = 10 * time.Second
)

// controlRequest is the first line of a connection.
type controlRequest struct {
	Node     string   `json:"node"`               // "" = the publisher
	Nodes    bool     `json:"nodes,omitempty"`    // only name the nodes
	Commands []string `json:"commands,omitempty"` // run these instead of a session
	Answers  []string `json:"answers,omitempty"`  // to their questions
	Terminal bool     `json:"terminal,omitempty"` // keys of a terminal in raw mode follow
	Width    int      `json:"width,omitempty"`
	Height   int      `json:"height,omitempty"`
}

// controlReply answers it.
type controlReply struct {
	Error   string   `json:"error,omitempty"`
	Nodes   []string `json:"nodes,omitempty"`
	Results []typed  `json:"results,omitempty"`
}

// typed is a command that was run.
type typed struct {
	Command string `json:"command"`
	Output  string `json:"output"`
	Refused string `json:"refused,omitempty"` // why it did nothing
}

// runtimeFolder returns the folder of the user's control sockets: below XDG_RUNTIME_DIR, else below the folder for
// temporary files. It exists and belongs to nobody else, or the error says why not.
func runtimeFolder() (string, error) {
	dir := filepath.Join(os.TempDir(), "tvslab-"+strconv.Itoa(os.Getuid()))
	if base := os.Getenv("XDG_RUNTIME_DIR"); base != "" {
		dir = filepath.Join(base, "tvslab")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("control socket: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("control socket: %w", err)
	}
	if !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("control socket: folder %q is open to others; choose --control PATH", dir)
	}
	return dir, nil
}

// listenControl opens the control socket: path, or a new one in the user's folder if path is "".
func listenControl(path string) (net.Listener, error) {
	if path == "" {
		dir, err := runtimeFolder()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(dir, "serve-"+strconv.Itoa(os.Getpid())+".sock")
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return l, nil
}

// serveControl answers connections until ctx ends.
func serveControl(ctx context.Context, l net.Listener, shared *sharedLab) error {
	return accept.Loop(ctx, l, controlMost, func(ctx context.Context, c net.Conn) {
		control{conn: c, in: bufio.NewReaderSize(c, controlLine), shared: shared}.serve(ctx)
	})
}

// control is one connection.
type control struct {
	conn   net.Conn
	in     *bufio.Reader
	shared *sharedLab
}

func (c control) serve(ctx context.Context) {
	request, err := c.read()
	if err != nil {
		c.reply(controlReply{Error: err.Error()})
		return
	}
	if request.Nodes {
		c.reply(controlReply{Nodes: c.shared.nodes()})
		return
	}
	host, err := c.shared.host(request.Node)
	switch {
	case err != nil:
		c.reply(controlReply{Error: err.Error()})
	case len(request.Commands) > 0:
		c.commands(ctx, host, request)
	default:
		c.session(ctx, host, request)
	}
}

// read takes the first line.
func (c control) read() (controlRequest, error) {
	var request controlRequest
	if err := c.conn.SetReadDeadline(time.Now().Add(controlHello)); err != nil {
		return request, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return request, fmt.Errorf("request: %w", err)
	}
	if err := json.Unmarshal(line, &request); err != nil {
		return request, fmt.Errorf("request: %w", err)
	}
	return request, c.conn.SetReadDeadline(time.Time{})
}

// reply writes the answer; a peer that is gone needs none.
func (c control) reply(r controlReply) { _ = json.NewEncoder(c.conn).Encode(r) }

func (c control) commands(ctx context.Context, host *labHost, request controlRequest) {
	results, err := typeAll(ctx, host, request.Commands, request.Answers)
	reply := controlReply{Results: results}
	if err != nil {
		reply.Error = err.Error()
	}
	c.reply(reply)
}

func (c control) session(ctx context.Context, host *labHost, request controlRequest) {
	c.reply(controlReply{})
	shell := admincli.Shell{Host: host, Node: host.node, In: c.in, Out: c.conn,
		Terminal: request.Terminal, Width: request.Width, Height: request.Height}
	if err := shell.Run(ctx); err != nil {
		_, _ = fmt.Fprintf(c.conn, "%v\r\n", err)
	}
}

// typeAll types commands one after the other and ends at the first that is refused.
func typeAll(ctx context.Context, host *labHost, commands, answers []string) ([]typed, error) {
	var results []typed
	for _, line := range commands {
		output, err := admincli.Exec(host, host.node, line, answers)
		if err != nil {
			return append(results, typed{Command: line, Refused: err.Error()}), nil
		}
		results = append(results, typed{Command: line, Output: output})
		if err := host.Settle(ctx); err != nil {
			return results, err
		}
	}
	return results, nil
}

// dialControl connects to a running lab and hands over the request.
func dialControl(path string, request controlRequest) (net.Conn, *bufio.Reader, controlReply, error) {
	var reply controlReply
	conn, err := net.Dial("unix", path)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, nil, reply, fmt.Errorf("control socket %s: the lab that made it runs no more", path)
	}
	if err != nil {
		return nil, nil, reply, fmt.Errorf("control socket: %w", err)
	}
	in := bufio.NewReader(conn)
	err = json.NewEncoder(conn).Encode(request)
	if err == nil {
		var line []byte
		if line, err = in.ReadBytes('\n'); err == nil {
			err = json.Unmarshal(line, &reply)
		}
	}
	if err == io.EOF {
		err = fmt.Errorf("the lab hung up")
	}
	if err != nil {
		conn.Close()
		return nil, nil, reply, fmt.Errorf("control socket %s: %w", path, err)
	}
	return conn, in, reply, nil
}

// findControl returns the control socket of the one lab that runs. Sockets nobody listens on any more are passed over.
func findControl() (string, error) {
	dir, err := runtimeFolder()
	if err != nil {
		return "", err
	}
	all, err := filepath.Glob(filepath.Join(dir, "serve-*.sock"))
	if err != nil {
		return "", fmt.Errorf("control socket: %w", err)
	}
	var live []string
	for _, path := range all {
		if conn, err := net.Dial("unix", path); err == nil {
			conn.Close()
			live = append(live, path)
		}
	}
	switch len(live) {
	case 0:
		return "", usageError{fmt.Errorf("no lab is running; start one with tvslab serve, or name a scenario with --scenario")}
	case 1:
		return live[0], nil
	}
	return "", usageError{fmt.Errorf("several labs are running; choose one with --control: %q", live)}
}
