package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"tvslab/sim/page"
	"tvslab/why"
)

// Nodes asks the lab behind a control socket for the names of its nodes, publishers first.
func Nodes(ctx context.Context, path string) ([]string, error) {
	c, err := dial(ctx, path, request{Nodes: true})
	if err != nil {
		return nil, err
	}
	return c.reply.Nodes, c.Close()
}

// Page shows a page of the lab behind a control socket. The error is a RefusedError if the lab does not show it.
func Page(ctx context.Context, path string, r page.Request) (*page.Document, error) {
	c, err := dial(ctx, path, request{Page: &r})
	if err != nil {
		return nil, err
	}
	return c.reply.Page, c.Close()
}

// AskStatus asks the lab behind a control socket how it stands.
func AskStatus(ctx context.Context, path string) (*Status, error) {
	c, err := dial(ctx, path, request{Status: true})
	if err != nil {
		return nil, err
	}
	return c.reply.Status, c.Close()
}

// AskResets asks the lab behind a control socket which resets wait.
func AskResets(ctx context.Context, path string) (*Waiting, error) {
	c, err := dial(ctx, path, request{Resets: true})
	if err != nil {
		return nil, err
	}
	return c.reply.Resets, c.Close()
}

// AskPhones lists phones of the lab behind a control socket; see [Lab.Phones].
func AskPhones(ctx context.Context, path string, q PhoneQuery) (*PhoneList, error) {
	c, err := dial(ctx, path, request{Phones: &q})
	if err != nil {
		return nil, err
	}
	return c.reply.Phones, c.Close()
}

// Why asks the lab behind a control socket for stories; see [Lab.Why].
func Why(ctx context.Context, path string, ask why.Ask) (*why.Document, error) {
	c, err := dial(ctx, path, request{Why: &ask})
	if err != nil {
		return nil, err
	}
	return c.reply.Why, c.Close()
}

// Do does a step on the lab behind a control socket and returns how it stands then; see [Lab.Do].
func Do(ctx context.Context, path, step string) (*Status, error) {
	c, err := dial(ctx, path, request{Step: step})
	if err != nil {
		return nil, err
	}
	return c.reply.Status, c.Close()
}

// Run types commands on a node of the lab behind a control socket; see [Session.Type]. The error is a RefusedError if the
// lab does not want to.
func Run(ctx context.Context, path, node string, commands, answers []string) ([]Typed, error) {
	c, err := dial(ctx, path, request{Node: node, Commands: commands, Answers: answers})
	if err != nil {
		return nil, err
	}
	return c.reply.Results, c.Close()
}

// Open opens the admin: shell of a node of the lab behind a control socket, until the lab or ctx ends it. What reads from
// in goes on to the end of in or of the process: a read from a terminal cannot be ended.
func Open(ctx context.Context, path, node string, in io.Reader, out io.Writer, screen Screen) error {
	c, err := dial(ctx, path, request{Node: node, Screen: screen})
	if err != nil {
		return err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	go func() {
		_, _ = io.Copy(c, in)
		if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
	}()
	if _, err := io.Copy(out, c.screen); err != nil && ctx.Err() == nil {
		return fmt.Errorf("control socket %s: %w", path, err)
	}
	return ctx.Err()
}

// client is a connection whose request was answered.
type client struct {
	net.Conn
	screen *bufio.Reader // what follows the reply
	reply  reply
}

// dial connects to a running lab and hands over the request. The end of ctx ends the wait for the reply.
func dial(ctx context.Context, path string, r request) (*client, error) {
	if len(path) > longestPath {
		return nil, &LongPathError{path}
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, fmt.Errorf("control socket %s: the lab that made it runs no more", path)
	}
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	c := &client{Conn: conn, screen: bufio.NewReader(conn)}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	err = c.ask(r)
	if !stop() { // the connection is being closed
		err = ctx.Err()
	}
	switch {
	case err == io.EOF:
		err = errors.New("the lab hung up")
	case err == nil && c.reply.Error != "":
		return nil, errors.Join(RefusedError(c.reply.Error), conn.Close())
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("control socket %s: %w", path, err)
	}
	return c, nil
}

func (c *client) ask(r request) error {
	if err := json.NewEncoder(c.Conn).Encode(r); err != nil {
		return err
	}
	line, err := c.screen.ReadBytes('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(line, &c.reply)
}
