package cli

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tvslab/admincli"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// sharedLab lets several sessions of the admin CLI use one lab, whose methods are for one goroutine at a time.
type sharedLab struct {
	mutex   sync.Mutex
	lab     *lab.Lab
	outside *admincli.Outside
	logs    *nodeLogs
}

// commandTime is how far the clock moves with a command that changed something, as with a step of a scenario.
const commandTime = time.Minute

// nodes names the nodes of all clusters, publishers first.
func (s *sharedLab) nodes() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var names []string
	for _, c := range s.lab.Clusters() {
		for _, n := range c.Nodes {
			names = append(names, n.Name)
		}
	}
	return names
}

// host returns the node's cluster for sessions; "" is the publisher of the first cluster.
func (s *sharedLab) host(node string) (*labHost, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if node == "" {
		node = s.lab.Cluster().Publisher().Name
	}
	if s.lab.ClusterOf(node) == nil {
		return nil, usageError{fmt.Errorf("node %q is not in the lab; nodes are %s", node, nodeList(s.lab))}
	}
	return &labHost{shared: s, node: s.lab.ClusterOf(node).Node(node).ID}, nil
}

func nodeList(l *lab.Lab) string {
	text := ""
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			if text != "" {
				text += ", "
			}
			text += n.Name
		}
	}
	return text
}

// labHost implements admincli.Host and admincli.Settler.
type labHost struct {
	shared  *sharedLab
	node    string
	changed bool // since phones settled last
}

// Snapshot implements admincli.Host.
func (h *labHost) Snapshot() *sim.Cluster {
	h.shared.mutex.Lock()
	defer h.shared.mutex.Unlock()
	return h.shared.lab.ClusterOf(h.node).Clone()
}

// Commit implements admincli.Host.
func (h *labHost) Commit(change *sim.Change) error {
	h.shared.mutex.Lock()
	defer h.shared.mutex.Unlock()
	err := h.shared.lab.Commit(h.node, change)
	h.changed = h.changed || err == nil
	return err
}

// Outside implements admincli.Host.
func (h *labHost) Outside() *admincli.Outside { return h.shared.outside }

// Settle implements admincli.Settler: time passes after a command that changed something, and phones that it told to
// reset do so.
func (h *labHost) Settle(ctx context.Context) error {
	h.shared.mutex.Lock()
	defer h.shared.mutex.Unlock()
	if h.changed {
		h.changed = false
		h.shared.lab.Advance(commandTime)
	}
	return h.shared.lab.Settle(ctx)
}

// LogNames implements admincli.Logs.
func (h *labHost) LogNames(node string) []string { return h.shared.logs.names(h.nodeName(node)) }

// Log implements admincli.Logs.
func (h *labHost) Log(node, path string) []string { return h.shared.logs.lines(h.nodeName(node), path) }

func (h *labHost) nodeName(id string) string {
	h.shared.mutex.Lock()
	defer h.shared.mutex.Unlock()
	return h.shared.lab.ClusterOf(id).Node(id).Name
}
