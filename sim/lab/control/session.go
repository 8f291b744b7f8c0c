package control

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"tvslab/admincli"
	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/folder"
	"tvslab/sim/page"
)

// Session is somebody who types commands on a node.
type Session struct {
	lab     *Lab
	node    string // its ID, which outlasts a change of its name
	changed bool   // since time passed last
	typed   string // the command that is done
	step    int64  // of the history that it is; 0 for none yet
	who     string // whose it is, "" for the lab's own user
}

// commandTime is how far a clock that does not run by itself moves with a command that changed something, as with a step of a scenario.
const commandTime = time.Minute

// Screen is where a session is seen; the zero value is no terminal.
type Screen struct {
	Terminal bool `json:"terminal,omitempty"` // in raw mode: keys come one by one
	Width    int  `json:"width,omitempty"`    // characters
	Height   int  `json:"height,omitempty"`   // lines
}

// Typed is a command that was run.
type Typed struct {
	Command string `json:"command"`
	Output  string `json:"output"`
	Refused string `json:"refused,omitempty"` // why it did nothing
}

// Type types commands one after the other and ends at the first that is refused. Answers go to the questions of each.
func (s *Session) Type(ctx context.Context, commands, answers []string) ([]Typed, error) {
	s.who = cmp.Or(s.who, actor(ctx))
	var results []Typed
	for _, line := range commands {
		output, err := s.exec(ctx, line, answers)
		if err != nil {
			return append(results, Typed{Command: line, Refused: err.Error()}), nil
		}
		results = append(results, Typed{Command: line, Output: output})
		if err := (host{s}).Settle(ctx); err != nil {
			return results, err
		}
	}
	return results, nil
}

// exec runs a command of the node or of the lab.
func (s *Session) exec(ctx context.Context, line string, answers []string) (string, error) {
	if word, rest, _ := strings.Cut(strings.TrimSpace(line), " "); word == labWord {
		return prompt{s}.Run(ctx, rest)
	}
	return admincli.Exec(host{s}, s.node, line, answers)
}

// Shell runs the admin: shell, with the commands of the lab beside those of the node, until it is left, in ends, or ctx does.
func (s *Session) Shell(ctx context.Context, in io.Reader, out io.Writer, screen Screen) error {
	s.who = cmp.Or(s.who, actor(ctx))
	shell := s.AdminShell(in, out)
	shell.Aside = prompt{s}
	shell.Terminal, shell.Width, shell.Height = screen.Terminal, screen.Width, screen.Height
	return shell.Run(ctx)
}

// host is the session as the admin CLI sees it.
type host struct{ *Session }

var (
	_ admincli.Host    = host{}
	_ admincli.Settler = host{}
	_ admincli.Typist  = host{}
	_ admincli.Logs    = host{}
	_ admincli.Phones  = host{}
)

// Snapshot implements admincli.Host.
func (h host) Snapshot() *sim.Cluster {
	h.lab.mutex.Lock()
	defer h.lab.mutex.Unlock()
	return h.lab.lab.ClusterOf(h.node).Clone()
}

// Commit implements admincli.Host.
func (h host) Commit(change *sim.Change) error {
	h.lab.mutex.Lock()
	defer h.lab.mutex.Unlock()
	if h.lab.past != nil {
		return errPast
	}
	if err := h.lab.lab.Commit(h.node, change); err != nil {
		return err
	}
	if err := h.keep(context.Background()); err != nil {
		return err
	}
	h.changed = true
	return nil
}

// keep writes down what the command did so far: one step of the history, unless somebody else has done one meanwhile.
func (h host) keep(ctx context.Context) error {
	f := h.lab.folder
	if f == nil {
		return nil
	}
	more := h.step != 0 && f.Step() == h.step
	if err := h.lab.keep(By(ctx, h.who), folder.Change{Who: "cli " + h.lab.lab.ClusterOf(h.node).Node(h.node).Name, What: h.typed, More: more}); err != nil {
		return err
	}
	h.step = f.Step()
	return nil
}

// Typing implements admincli.Typist.
func (h host) Typing(line string) {
	h.typed, h.step = line, 0
	if h.lab.Witness != nil {
		h.lab.Look(func(r *scenarios.Runner) { h.lab.Witness.Typed(r, h.node, line) })
	}
}

// Registrations implements admincli.Phones.
func (h host) Registrations() []page.Registration {
	h.lab.mutex.Lock()
	defer h.lab.mutex.Unlock()
	return h.lab.lab.Registrations(h.lab.lab.ClusterOf(h.node))
}

// Outside implements admincli.Host.
func (h host) Outside() *admincli.Outside { return h.lab.outside }

// Settle implements admincli.Settler: time passes after a command that changed something, and phones that were told to
// reset do so if it is time.
func (h host) Settle(ctx context.Context) error {
	if h.lab.past != nil {
		return nil
	}
	h.lab.mutex.Lock()
	defer h.lab.mutex.Unlock()
	h.lab.notice()
	changed := h.changed
	if changed {
		h.changed = false
		if err := h.lab.take(ctx, commandTime); err != nil {
			return err
		}
	}
	if err := h.lab.settle(ctx); err != nil || !changed {
		return err
	}
	return h.keep(ctx)
}

// LogNames implements admincli.Logs. Nodes log under their identities, so that files outlast a change of the name. A service that runs has
// its file though nothing has happened yet, and syslog is everybody's.
func (h host) LogNames(node string) []string {
	names := append(h.lab.logs.names(node), logPaths[lab.LogSyslog])
	h.lab.mutex.Lock()
	defer h.lab.mutex.Unlock()
	if c := h.lab.lab.ClusterOf(node); c != nil {
		for service, log := range map[string]string{sim.ServiceTVS: lab.LogTVS, sim.ServiceCAPF: lab.LogCAPF} {
			if c.Node(node).Running(service) {
				names = append(names, logPaths[log])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Log implements admincli.Logs.
func (h host) Log(node, path string) []string { return h.lab.logs.lines(node, path) }
