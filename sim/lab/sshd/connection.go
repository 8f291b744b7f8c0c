package sshd

import (
	"context"
	"fmt"
	"math"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"tvslab/accept"
	"tvslab/sim/lab"
)

const (
	// loginTime is how long a client may take from the first byte until it has logged in (OpenSSH's LoginGraceTime is two minutes).
	loginTime = time.Minute
	// mostChannels is how many sessions a connection has at a time (OpenSSH's MaxSessions).
	mostChannels = 10
	// stalled is how long a client may take nothing of what is sent to it.
	stalled = time.Minute
	// silence is how long a connection may have no session.
	silence = time.Minute
)

// host is the sshd of a node as its connections know it.
type host struct {
	server *Server
	node   string
	config *ssh.ServerConfig
}

// serve answers a connection until it ends.
func (h host) serve(ctx context.Context, raw net.Conn) {
	begun := time.Now()
	if err := raw.SetDeadline(begun.Add(loginTime)); err != nil {
		return
	}
	conn, channels, requests, err := ssh.NewServerConn(paced{raw}, h.config)
	a := lab.Access{Time: begun, Node: h.node, Protocol: "SSH", Peer: raw.RemoteAddr().String(), Duration: time.Since(begun), Outcome: "logged in"}
	if err != nil {
		a.Outcome, a.Detail = "not logged in", err.Error()
		h.server.log(a)
		return
	}
	defer conn.Close()
	a.Name = conn.User()
	h.server.log(a)
	if err := raw.SetReadDeadline(time.Time{}); err != nil {
		return
	}
	accept.Allow(raw, math.MaxInt64) // a session may think for as long as it likes
	c := connection{host: h, conn: conn, quiet: time.AfterFunc(silence, func() { conn.Close() })}
	defer c.quiet.Stop()
	c.serve(ctx, channels, requests)
}

// paced is a connection whose peer may take nothing for so long and no longer.
type paced struct{ net.Conn }

// Write implements net.Conn.
func (p paced) Write(b []byte) (int, error) {
	if err := p.SetWriteDeadline(time.Now().Add(stalled)); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}

// connection is one on which somebody has logged in.
type connection struct {
	host
	conn  *ssh.ServerConn
	work  sync.WaitGroup
	mutex sync.Mutex
	open  int         // sessions
	quiet *time.Timer // closes the connection; runs while it has no session
}

// serve answers the requests of a connection: channels for sessions, and nothing else. It returns when all sessions have ended.
func (c *connection) serve(ctx context.Context, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
	defer c.work.Wait()
	defer c.conn.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.work.Go(func() { ssh.DiscardRequests(requests) })
	for asked := range channels {
		if reason, text := c.refuses(asked.ChannelType()); text != "" {
			_ = asked.Reject(reason, text)
			continue
		}
		c.work.Go(func() {
			defer c.leave()
			defer c.survive()
			c.session(ctx, asked)
		})
	}
}

// refuses says why there is no channel of that type; "" where there is one, which then counts as open.
func (c *connection) refuses(kind string) (ssh.RejectionReason, string) {
	if kind != "session" {
		return ssh.Prohibited, "this node forwards nothing"
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.open == mostChannels {
		return ssh.ResourceShortage, fmt.Sprintf("a connection has at most %d sessions", mostChannels)
	}
	c.open++
	c.quiet.Stop()
	return 0, ""
}

func (c *connection) leave() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.open--; c.open == 0 {
		c.quiet.Reset(silence)
	}
}

// survive lets a panic cost its connection and nothing else.
func (c *connection) survive() {
	if v := recover(); v != nil {
		c.server.tell(accept.Trouble{At: c.conn.LocalAddr(), Kind: accept.Panicked, Err: fmt.Errorf("panic: %v", v), Stack: debug.Stack(), Times: 1})
		c.conn.Close()
	}
}

func (c *connection) session(ctx context.Context, asked ssh.NewChannel) {
	channel, requests, err := asked.Accept()
	if err != nil {
		return
	}
	s := &session{connection: c, channel: channel}
	s.serve(ctx, requests)
}
