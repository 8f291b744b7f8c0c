package attack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"golang.org/x/crypto/ssh"
)

// administrator has the password that nodes of a lab on loopback have where nobody chose another.
var administrator = &ssh.ClientConfig{User: "admin", Auth: []ssh.AuthMethod{ssh.Password("tvslab")}, HostKeyCallback: ssh.InsecureIgnoreHostKey()}

// enter logs in; who is not let in within a time gives up. All that is done with the client has to be done within it too.
func enter(address string, as *ssh.ClientConfig, within time.Duration) (*ssh.Client, error) {
	c, err := net.DialTimeout("tcp", address, within)
	if err != nil {
		return nil, err
	}
	_ = c.SetDeadline(time.Now().Add(within))
	conn, channels, requests, err := ssh.NewClientConn(c, address, as)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return ssh.NewClient(conn, channels, requests), nil
}

// logins are where nodes let administrators log in.
func (f *Field) logins() (list []string) {
	for _, n := range f.Document.Nodes {
		if n.SSH != 0 {
			list = append(list, net.JoinHostPort(n.Address, strconv.Itoa(n.SSH)))
		}
	}
	return list
}

// sshStrangers knock at the SSH ports of nodes: they say nothing, half a version or garbage, or try passwords.
func sshStrangers(ctx context.Context, f *Field) error {
	addresses, tries := f.logins(), f.count("wrong passwords")
	held := siege{addresses, 500, func(_ context.Context, c net.Conn, r *rand.Rand) {
		switch r.IntN(3) {
		case 0:
			write(c, []byte("SSH-2.0-"))
		case 1:
			write(c, mutated(r, append([]byte("SSH-2.0-x\r\n"), noise(r, 300)...)))
		}
	}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		held.hold(ctx, f)
	}()
	stranger := *administrator
	stranger.Auth = []ssh.AuthMethod{ssh.Password("wrong")}
	crew(ctx, 2, func(r *rand.Rand) {
		if c, err := enter(addresses[r.IntN(len(addresses))], &stranger, dialTime); err == nil {
			c.Close()
			return
		}
		tries.Add(1)
	})
	<-done
	return f.logIn()
}

// sshSessions has the password, and holds all sessions that it gets, some of which type without reading. Another node lets administrators in
// meanwhile, and this one afterwards.
func sshSessions(ctx context.Context, f *Field) error {
	addresses, opened := f.logins(), f.count("sessions")
	var clients []*ssh.Client
	defer func() {
		for _, c := range clients {
			c.Close()
		}
	}()
	for ctx.Err() == nil && len(clients) < 100 {
		c, err := enter(addresses[0], administrator, f.Time+dialTime)
		if err != nil {
			break
		}
		clients = append(clients, c)
		if err := f.typeInto(ctx, c); err == nil {
			opened.Add(1)
		}
	}
	if opened.Load() == 0 {
		return errors.New("nobody got a session")
	}
	return logIn(addresses[len(addresses)-1])
}

// typeInto opens a shell and types a page that nobody reads.
func (f *Field) typeInto(ctx context.Context, c *ssh.Client) error {
	s, err := c.NewSession()
	if err != nil {
		return err
	}
	in, err := s.StdinPipe()
	if err != nil {
		return err
	}
	if err := s.RequestPty("xterm", 24, 80, ssh.TerminalModes{}); err != nil {
		return err
	}
	if err := s.Shell(); err != nil {
		return err
	}
	_, err = in.Write([]byte("show tech all\nshow ctl\n"))
	return errors.Join(err, ctx.Err())
}

// logIn logs in to every node as an administrator does, when the attack is over.
func (f *Field) logIn() error {
	for _, address := range f.logins() {
		if err := logIn(address); err != nil {
			return err
		}
	}
	return nil
}

func logIn(address string) error {
	err := eventually(func() error {
		c, err := enter(address, administrator, patience)
		if err != nil {
			return err
		}
		return c.Close()
	})
	if err != nil {
		return fmt.Errorf("an administrator cannot log in at %s: %w", address, err)
	}
	return nil
}

// eventually tries something with another process until it succeeds, for as long as patience lasts: there is nothing else to wait on.
func eventually(try func() error) error {
	tick, end := time.NewTicker(50*time.Millisecond), time.NewTimer(patience)
	defer tick.Stop()
	defer end.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-end.C:
			return err
		}
	}
}

// patience is how long somebody waits for a service whose attackers have just gone.
const patience = 10 * time.Second
