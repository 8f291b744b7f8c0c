// Package transfer sends files of nodes to the SFTP servers that administrators name, and fetches files from there: what `file get` and
// `utils itl reset remotekey` do beyond the lab. Like a node, it asks nobody whether it knows the server.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path"
	"strconv"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"tvslab/admincli"
)

// mostTime is how long a transfer takes at most, mostFetched how many bytes a file has that is fetched: a PKCS#12 with one key.
const (
	mostTime    = time.Minute
	mostFetched = 1 << 20
)

// Client reaches SFTP servers. It implements admincli.SFTP.
type Client struct {
	// Context ends transfers.
	Context context.Context
	// Allowed are the addresses of servers beside those of this machine's loopback.
	Allowed []netip.Prefix
}

// Put writes files into a folder of a server, in the place of those that are there. Their folders are not made.
func (c *Client) Put(to admincli.SFTPServer, folder string, files []admincli.SentFile) error {
	return c.with(to, func(s *sftp.Client) error {
		for _, f := range files {
			if err := put(s, path.Join(folder, f.Name), f.Data); err != nil {
				return err
			}
		}
		return nil
	})
}

func put(s *sftp.Client, name string, data []byte) error {
	file, err := s.Create(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Get reads a file of a server.
func (c *Client) Get(from admincli.SFTPServer, name string) (data []byte, err error) {
	err = c.with(from, func(s *sftp.Client) error {
		file, err := s.Open(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		defer file.Close()
		data, err = io.ReadAll(io.LimitReader(file, mostFetched+1))
		if err == nil && len(data) > mostFetched {
			err = fmt.Errorf("%s: larger than %d bytes", name, mostFetched)
		}
		return err
	})
	return data, err
}

// with logs in and lets do have the server.
func (c *Client) with(at admincli.SFTPServer, do func(*sftp.Client) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("SFTP server %s: %w", at.Host, err)
		}
	}()
	ctx, cancel := context.WithTimeout(c.Context, mostTime)
	defer cancel()
	raw, err := c.dial(ctx, at)
	if err != nil {
		return err
	}
	defer raw.Close()
	defer context.AfterFunc(ctx, func() { raw.Close() })()
	conn, channels, requests, err := ssh.NewClientConn(raw, at.Host, login(at))
	if err != nil {
		return err
	}
	client := ssh.NewClient(conn, channels, requests)
	defer client.Close()
	s, err := sftp.NewClient(client)
	if err != nil {
		return err
	}
	defer s.Close()
	defer client.Close() // before the session: a server need not close its side, and what was written is acknowledged
	return do(s)
}

func login(at admincli.SFTPServer) *ssh.ClientConfig {
	answer := func(_, _ string, questions []string, _ []bool) ([]string, error) {
		answers := make([]string, len(questions))
		for i := range answers {
			answers[i] = at.Password
		}
		return answers, nil
	}
	return &ssh.ClientConfig{User: at.User, Auth: []ssh.AuthMethod{ssh.Password(at.Password), ssh.KeyboardInteractive(answer)},
		HostKeyCallback: ssh.InsecureIgnoreHostKey()} // a node of a CUCM asks nobody
}

// dial connects to the first address of a server that is allowed: what a name means is looked up once.
func (c *Client) dial(ctx context.Context, at admincli.SFTPServer) (net.Conn, error) {
	all, err := net.DefaultResolver.LookupNetIP(ctx, "ip", at.Host)
	if err != nil {
		return nil, err
	}
	for _, ip := range all {
		if ip = ip.Unmap(); c.allows(ip) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(ip.String(), strconv.Itoa(at.Port)))
		}
	}
	return nil, errors.New("the lab sends nothing beyond loopback; tvslab serve --sftp-to ADDRESS allows it, and the lab's own server is called sftp")
}

func (c *Client) allows(ip netip.Addr) bool {
	for _, p := range c.Allowed {
		if p.Contains(ip) {
			return true
		}
	}
	return ip.IsLoopback()
}
