package control

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tvslab/errno"
	"tvslab/feature"
	"tvslab/private"
)

// Way is how a lab is reached by who may use it: what its control socket is.
type Way string

// The ways. A port is one of 127.0.0.1, and whoever asks there has to bring a token; both stand in a file that only its owner reads.
const (
	BySocket Way = "socket" // of Unix
	ByPort   Way = "port"
)

// Ways are all of them, that of this system first.
func Ways() []Way {
	if feature.ControlSocket.Here() {
		return []Way{BySocket, ByPort}
	}
	return []Way{ByPort, BySocket}
}

// Entrance is an open control socket, of either way.
type Entrance struct {
	net.Listener
	Path  string // by which commands find it
	Token string // that requests have to bring; "" for none
}

// Open opens a control socket for its owner only: at the path, or a new one in the user's folder if path is "".
func Open(way Way, path string) (*Entrance, error) {
	if way == ByPort {
		return openPort(path)
	}
	l, err := Listen(path)
	if err != nil {
		return nil, err
	}
	return &Entrance{Listener: l, Path: l.Addr().String()}, nil
}

// takenError is that something is at a path that does not give way.
type takenError struct{ path string }

func (e *takenError) Error() string { return fmt.Sprintf("listen: %q: file exists", e.path) }

// Unwrap makes it what a socket says.
func (e *takenError) Unwrap() error { return fs.ErrExist }

func openPort(path string) (*Entrance, error) {
	if path == "" {
		dir, err := runtimeFolder()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(dir, "serve-"+strconv.Itoa(os.Getpid())+".port")
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	e := &Entrance{Listener: l, Path: path, Token: rand.Text()}
	if err := e.write(); err != nil {
		return nil, errors.Join(fmt.Errorf("control socket: %w", err), l.Close())
	}
	return e, nil
}

// write writes the file, in the place of that of a lab that is gone.
func (e *Entrance) write() error {
	text := e.Addr().String() + "\n" + e.Token + "\n"
	err := private.Create(e.Path, text)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	old, is := ReadPort(e.Path)
	if !is || old.alive() {
		return &takenError{e.Path}
	}
	if err := os.Remove(e.Path); err != nil {
		return err
	}
	return private.Create(e.Path, text)
}

// Close implements net.Listener: the file of a port goes too, as that of a socket does.
func (e *Entrance) Close() error {
	err := e.Listener.Close()
	if e.Token == "" || err != nil {
		return err
	}
	if err := os.Remove(e.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Port is what stands in the file of a control socket that is a port.
type Port struct {
	At    netip.AddrPort
	Token string
}

// mostPort bounds such a file, bytes.
const mostPort = 200

// ReadPort reads such a file; is tells whether it is one.
func ReadPort(path string) (p Port, is bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > mostPort {
		return p, false
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return p, false
	}
	return parsePort(string(text))
}

// parsePort reads ADDRESS:PORT of loopback and a token, a line each.
func parsePort(text string) (p Port, is bool) {
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	if len(lines) != 2 || lines[1] == "" || strings.ContainsFunc(lines[1], func(r rune) bool { return r <= ' ' || r > '~' }) {
		return p, false
	}
	at, err := netip.ParseAddrPort(lines[0])
	if err != nil || !at.Addr().IsLoopback() || at.Port() == 0 {
		return p, false
	}
	return Port{at, lines[1]}, true
}

// answerTime is how long a lab that lives may take to say so; one that says nothing yet has just begun.
const answerTime = 2 * time.Second

// alive asks whether the lab is still there: another program may have got the port since.
func (p Port) alive() bool {
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.At.String()+"/openapi.json", nil)
	if err != nil {
		return false
	}
	r.Header.Set("Authorization", "Bearer "+p.Token)
	answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		return !errno.Refused.Of(err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}
