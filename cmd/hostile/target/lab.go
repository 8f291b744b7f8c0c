package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"tvslab/service"
	"tvslab/sim/lab/control"
)

// Serve says how a lab is served.
type Serve struct {
	Scenario string   // text of the scenario
	Engine   string   // of TFTP; "" leaves the choice to the program
	Flags    []string // further ones
	Files    int      // limit of descriptors, 0 for none
	Unread   bool     // nobody reads its standard error
}

// Lab is a process that serves a lab.
type Lab struct {
	*Process
	Document *control.Document
	File     string // with the document, for tvslab phones --lab
	Control  string // control socket
	Metrics  string // host:port of its metrics
}

// Ready bounds how long a lab may take to be served.
const Ready = time.Minute

// StartLab starts a lab and waits until it is ready. A lab that does not get ready is returned beside the error.
func (b *Binary) StartLab(ctx context.Context, s Serve) (*Lab, error) {
	scenario := filepath.Join(b.Dir, "lab.yaml")
	if err := os.WriteFile(scenario, []byte(s.Scenario), 0o600); err != nil {
		return nil, err
	}
	metrics, err := freePort()
	if err != nil {
		return nil, err
	}
	kept, err := os.MkdirTemp(b.Dir, "lab-") // each start is a lab of its own
	if err != nil {
		return nil, err
	}
	l := &Lab{File: filepath.Join(b.Dir, "lab.json"), Control: filepath.Join(b.Dir, "control.sock"), Metrics: metrics}
	args := []string{"serve", "-o", "json", "--control", l.Control, "--api", ":0", "--metrics", metrics, "--dir", kept}
	if s.Engine != "" {
		args = append(args, "--tftp-engine", s.Engine)
	}
	document := &document{ready: make(chan struct{})}
	args = append(append(args, s.Flags...), scenario)
	if l.Process, err = b.Start(ctx, Options{Args: args, Files: s.Files, Unread: s.Unread, Stdout: document}); err != nil {
		return nil, err
	}
	return l, l.wait(ctx, document)
}

// wait reads the document of a lab that is ready.
func (l *Lab) wait(ctx context.Context, d *document) error {
	select {
	case <-d.ready:
	case <-l.Done():
		return fmt.Errorf("serve ended at once: %s", l.Stderr().Last())
	case <-time.After(Ready):
		return errors.New("serve did not get ready")
	case <-ctx.Done():
		return ctx.Err()
	}
	l.Document = &control.Document{}
	if err := json.Unmarshal(d.text.Bytes(), l.Document); err != nil {
		return fmt.Errorf("document of serve: %w", err)
	}
	return os.WriteFile(l.File, d.text.Bytes(), 0o600)
}

// document takes the one JSON document that serve prints.
type document struct {
	mutex sync.Mutex
	text  bytes.Buffer
	ready chan struct{} // closed when the document is whole
	whole bool
}

// Write implements io.Writer.
func (d *document) Write(b []byte) (int, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if !d.whole {
		d.text.Write(b)
		if d.whole = json.Valid(d.text.Bytes()); d.whole {
			close(d.ready)
		}
	}
	return len(b), nil
}

// Addresses returns host:port of a service on every node that has it.
func (l *Lab) Addresses(at service.Service) []string {
	var list []string
	for _, n := range l.Document.Nodes {
		if port := n.Ports[at]; port != 0 {
			list = append(list, net.JoinHostPort(n.Address, fmt.Sprint(port)))
		}
	}
	return list
}

// Address returns that of the first node.
func (l *Lab) Address(at service.Service) string { return l.Addresses(at)[0] }

// End ends the lab as an administrator does, and says what was wrong with that.
func (l *Lab) End(within time.Duration) (time.Duration, error) {
	took, err := l.Process.End(syscall.SIGTERM, within)
	if status := l.Status(); err == nil && status != 0 {
		err = fmt.Errorf("it ended with status %d: %s", status, strings.TrimSpace(l.Stderr().Last()))
	}
	return took, err
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
