package control

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/sim"
)

// NodeDetail is a node with all that there is to say of it in short.
type NodeDetail struct {
	NodeStatus
	FQDN     string    `json:"fqdn" doc:"name in its certificates"`
	Address  string    `json:"address" doc:"IP address, as the cluster has it"`
	Roles    []string  `json:"roles"`
	Down     bool      `json:"down" doc:"powered off or cut off"`
	Faults   []string  `json:"faults" doc:"what is broken about it, by the kinds of the verb fault"`
	Services []Service `json:"services" doc:"in the order of utils service list"`
}

// at calls do with a node and its cluster. The error is a NotFoundError.
func (l *Lab) at(node string, do func(*sim.Cluster, *sim.Node)) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	c := l.lab.ClusterOf(node)
	if c == nil {
		return l.noNode(node)
	}
	do(c, c.Node(node))
	return nil
}

// Node says how a node stands. The error is a NotFoundError.
func (l *Lab) Node(name string) (*NodeDetail, error) {
	var d *NodeDetail
	return d, l.at(name, func(c *sim.Cluster, n *sim.Node) {
		d = &NodeDetail{NodeStatus: l.nodeStatus(c, n), FQDN: n.FQDN(), Address: n.Address.String(), Down: n.Down, Faults: faults(n),
			Services: []Service{}}
		for _, r := range n.Roles {
			d.Roles = append(d.Roles, string(r))
		}
		d.Services = append(d.Services, services(c, n)...)
	})
}

// Log is a log file of a node.
type Log struct {
	Path  string   `json:"path" doc:"below activelog"`
	Lines []string `json:"lines" doc:"the newest, oldest first"`
}

// LogPaths are the log files of a node, by path. The error is a NotFoundError.
func (l *Lab) LogPaths(node string) ([]string, error) {
	s, err := l.Session(node)
	if err != nil {
		return nil, err
	}
	return (host{s}).LogNames(s.node), nil
}

// Log returns the newest lines of a log file of a node. The error is a NotFoundError.
func (l *Lab) Log(node, path string, most int) (*Log, error) {
	s, err := l.Session(node)
	if err != nil {
		return nil, err
	}
	if names := (host{s}).LogNames(s.node); !slices.Contains(names, path) {
		return nil, noLog(path, names)
	}
	lines := l.logs.lines(s.node, path)
	return &Log{path, append([]string{}, lines[max(0, len(lines)-most):]...)}, nil
}

// Systems says how the systems around the clusters stand.
func (l *Lab) Systems() []scenarios.SystemResult {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.runner.Systems()
}

// noLog is the error of a log file that there is not.
func noLog(path string, names []string) error {
	return NotFoundError{RefusedError(fmt.Sprintf("log %q: there is none; files are %s", path, strings.Join(names, ", ")))}
}

// NotServed is what was asked for and not served.
func (l *Lab) NotServed() *MissingFiles {
	if l.Missing == nil {
		return &MissingFiles{Files: []MissingFile{}}
	}
	list := l.Missing.List()
	return &list
}

// Runs reports whether a service of a node runs, by the node's identity.
func (l *Lab) Runs(node, service string) bool {
	runs := false
	return l.at(node, func(_ *sim.Cluster, n *sim.Node) { runs = n.Running(service) }) == nil && runs
}
