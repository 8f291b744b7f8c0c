package sshd

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"tvslab/admincli"
)

// refusedCommand is what a client reads that asks for a command instead of a shell; a node of a CUCM answers with nothing that was seen.
const refusedCommand = "this node runs no commands by themselves: open a shell, and type at the prompt admin:\n"

// Statuses with which sessions end.
const (
	statusLeft    = 0 // the shell was left
	statusRefused = 1
)

// session is a channel on which one thing can be asked for, a shell.
type session struct {
	*connection
	channel ssh.Channel
	pty     *size           // nil without a terminal
	shell   *admincli.Shell // nil before it was asked for
	done    chan struct{}   // closed when the one thing is over; nil before it was begun
	doing   sync.WaitGroup
}

// serve answers the requests of a session until it ends: by itself, by the client, or because nothing was asked for.
func (s *session) serve(ctx context.Context, requests <-chan *ssh.Request) {
	ctx, cancel := context.WithCancel(ctx)
	defer s.doing.Wait()
	defer s.channel.Close()
	defer cancel()
	idle := time.NewTimer(silence)
	defer idle.Stop()
	for {
		select {
		case r, more := <-requests:
			if !more {
				return
			}
			s.answer(ctx, r)
		case <-s.done:
			s.bye(requests)
			return
		case <-idle.C:
			if s.done == nil {
				return
			}
		}
	}
}

// bye closes a session and waits for the client to do so too: a client that does not would leave more and more behind.
func (s *session) bye(requests <-chan *ssh.Request) {
	defer time.AfterFunc(stalled, func() { s.conn.Close() }).Stop()
	s.channel.Close()
	ssh.DiscardRequests(requests)
}

// answer answers one request. Nodes of a CUCM do nothing about signals and variables of the environment.
func (s *session) answer(ctx context.Context, r *ssh.Request) {
	switch r.Type {
	case "pty-req":
		reply(r, s.terminal(r.Payload))
	case "window-change":
		reply(r, s.resize(r.Payload))
	case "shell":
		s.admin(ctx, r)
	case "exec":
		s.begin(r, s.command)
	default:
		reply(r, false)
	}
}

func reply(r *ssh.Request, ok bool) {
	if r.WantReply {
		_ = r.Reply(ok, nil)
	}
}

// begin says yes and does the one thing of a session, which ends with its status.
func (s *session) begin(r *ssh.Request, do func() uint32) {
	if s.done != nil {
		reply(r, false)
		return
	}
	s.done = make(chan struct{})
	reply(r, true)
	s.doing.Go(func() {
		defer close(s.done)
		defer s.survive()
		status := do()
		_, _ = s.channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{status}))
	})
}

// command is what a client gets that asks for a command: nothing but the reason.
func (s *session) command() uint32 {
	_, _ = io.WriteString(s.channel.Stderr(), refusedCommand)
	return statusRefused
}

// admin begins the admin: shell.
func (s *session) admin(ctx context.Context, r *ssh.Request) {
	at, err := s.server.Lab.Session(s.node)
	if err != nil || s.done != nil {
		reply(r, false)
		return
	}
	s.shell = at.By(s.server.Login.guest(s.conn.User())).AdminShell(s.channel, screen{s})
	s.shell.Timeout = s.server.Idle
	if s.pty != nil {
		s.shell.Terminal, s.shell.Width, s.shell.Height = true, s.pty.width, s.pty.height
	}
	s.begin(r, func() uint32 {
		if err := s.shell.Run(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(s.channel.Stderr(), "%v\r\n", err)
			return statusRefused
		}
		return statusLeft
	})
}

// screen is what a session prints on. A client that has room for nothing loses its connection.
type screen struct{ *session }

// Write implements io.Writer.
func (s screen) Write(b []byte) (int, error) {
	defer time.AfterFunc(stalled, func() { s.conn.Close() }).Stop()
	return s.channel.Write(b)
}

// size is that of a terminal.
type size struct{ width, height int }

// Sizes of terminals that are believed: a program without a terminal says 0 by 0, and one that says more makes the screen cost more.
const (
	leastWidth, mostWidth   = 20, 1024
	leastHeight, mostHeight = 3, 1024
)

// sized reads a size; one of nothing is a terminal's usual one, 80 by 24.
func sized(width, height uint32) size {
	if width == 0 || height == 0 {
		return size{}
	}
	return size{int(min(max(width, leastWidth), mostWidth)), int(min(max(height, leastHeight), mostHeight))}
}

// terminal is `pty-req` (RFC 4254, section 6.2).
func (s *session) terminal(payload []byte) bool {
	var asked struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}
	if s.done != nil || s.pty != nil || ssh.Unmarshal(payload, &asked) != nil {
		return false
	}
	at := sized(asked.Columns, asked.Rows)
	s.pty = &at
	return true
}

// resize is `window-change` (RFC 4254, section 6.7).
func (s *session) resize(payload []byte) bool {
	var asked struct{ Columns, Rows, Width, Height uint32 }
	if s.shell == nil || s.pty == nil || ssh.Unmarshal(payload, &asked) != nil {
		return false
	}
	at := sized(asked.Columns, asked.Rows)
	return s.shell.Resize(at.width, at.height) == nil
}
