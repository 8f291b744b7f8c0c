package attack

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"tvslab/cmd/hostile/target"
)

// network is where labs of attacks listen that begin before the lab is ready, and where nobody else does.
const network = "127.70.11."

// subscribers are removed, or built anew, one after the other.
const subscribers = 12

// nodesRemoved removes one node after the other while clients shake hands with them.
func nodesRemoved(ctx context.Context, f *Field) error { return vanish(ctx, f, "remove-node") }

// nodesRebuilt builds one node after the other anew.
func nodesRebuilt(ctx context.Context, f *Field) error { return vanish(ctx, f, "rebuild-node") }

func vanish(ctx context.Context, f *Field, verb string) error {
	file := filepath.Join(f.Binary.Dir, verb+".yaml")
	if err := os.WriteFile(file, []byte(vanishing(verb)), 0o600); err != nil {
		return err
	}
	stop, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.handshakes(stop, vanishingPorts(), 120)
	}()
	defer func() { cancel(); <-done }()
	for ctx.Err() == nil {
		if err := vanishOnce(ctx, f, file); err != nil {
			return err
		}
	}
	return nil
}

// vanishOnce serves the lab until all steps were played.
func vanishOnce(ctx context.Context, f *Field, file string) error {
	document := &first{came: make(chan struct{})}
	p, err := f.Binary.Start(context.WithoutCancel(ctx), target.Options{Stdout: document,
		Args: []string{"serve", "-q", "-o", "json", "--control", "none", "--listen", network + "1", file}})
	if err != nil {
		return err
	}
	select {
	case <-document.came:
	case <-p.Done():
	case <-time.After(target.Ready):
	}
	f.count("labs").Add(1)
	_, err = p.End(syscall.SIGTERM, Again)
	if crash := p.Stderr().Crash(); crash != "" {
		return fmt.Errorf("a client that shook hands ended the process:\n%s", crash)
	}
	if err == nil && p.Status() != 0 {
		err = fmt.Errorf("serve ended with status %d: %s", p.Status(), p.Stderr().Last())
	}
	return err
}

// vanishing is a scenario with many subscribers that go one after the other.
func vanishing(verb string) string {
	var nodes, steps strings.Builder
	for i := 1; i <= subscribers; i++ {
		fmt.Fprintf(&nodes, "    cucm-sub%d: {roles: [subscriber, callmanager, tftp, tvs]}\n", i)
		fmt.Fprintf(&steps, "  - regenerate: {certificate: CallManager, nodes: all}\n  - %s: cucm-sub%d\n", verb, i)
	}
	return "title: Nodes go\nsource: made for attacks; it rehearses nothing\nrelease: \"12.5\"\ncluster:\n  mode: mixed-tokenless\n  nodes:\n" +
		"    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}\n" + nodes.String() +
		"phones:\n  desk: {model: \"8841\", tftp: [cucm-pub], tvs: [cucm-pub]}\nsteps:\n" + steps.String() + "  - power-on: all\n  - expect: {desk: {registered: true}}\n"
}

// vanishingPorts are those of the subscribers that speak TLS.
func vanishingPorts() (list []string) {
	for i := 2; i <= 1+subscribers; i++ {
		for _, port := range []int{2445, 5061, 2443} {
			list = append(list, fmt.Sprintf("%s%d:%d", network, i, port))
		}
	}
	return list
}

// first tells when something was written for the first time.
type first struct {
	came chan struct{}
	seen bool
}

// Write implements io.Writer.
func (w *first) Write(b []byte) (int, error) {
	if !w.seen {
		w.seen = true
		close(w.came)
	}
	return len(b), nil
}
