package control

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/sim"
)

// clockForm is how the lab's clock is written, in UTC.
const clockForm = "2006-01-02 15:04:05"

// Status is how a lab stands.
type Status struct {
	Schema   int                      `json:"schema"` // 1
	Scenario string                   `json:"scenario"`
	Seed     uint64                   `json:"seed"`
	Clock    string                   `json:"clock"`      // 2006-01-02 15:04:05, UTC
	Rate     string                   `json:"clock_rate"` // "stopped", "real" or a factor such as "60x"
	Resets   *Waiting                 `json:"resets"`
	Nodes    []NodeStatus             `json:"nodes"`
	Groups   []scenarios.GroupResult  `json:"groups"`
	Systems  []scenarios.SystemResult `json:"systems"`
	Missing  *MissingFiles            `json:"not_served,omitempty"` // of a lab on sockets
}

// NodeStatus is how a node stands.
type NodeStatus struct {
	Name     string   `json:"name"`
	Cluster  string   `json:"cluster,omitempty"` // "" for the home cluster
	Release  string   `json:"release"`
	Security string   `json:"security"` // mixed or non-secure
	Stopped  []string `json:"stopped"`  // services that are activated and do not run
}

// Status says how the lab stands. Nothing changes.
func (l *Lab) Status(ctx context.Context) *Status {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.status(ctx)
}

func (l *Lab) status(ctx context.Context) *Status {
	s := &Status{Schema: 1, Scenario: l.runner.Scenario().Name, Seed: l.runner.Seed(), Clock: l.lab.Now().Format(clockForm), Rate: l.clock.Rate.String(), Resets: l.waiting(),
		Groups: l.runner.Groups(ctx), Systems: l.runner.Systems()}
	if l.Missing != nil {
		list := l.Missing.List()
		s.Missing = &list
	}
	s.Nodes = l.nodeStatuses()
	return s
}

// NodeStatuses says how the nodes of all clusters stand, publishers first.
func (l *Lab) NodeStatuses() []NodeStatus {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.nodeStatuses()
}

func (l *Lab) nodeStatuses() (list []NodeStatus) {
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			list = append(list, l.nodeStatus(c, n))
		}
	}
	return list
}

func (l *Lab) nodeStatus(c *sim.Cluster, n *sim.Node) NodeStatus {
	return NodeStatus{n.Name, l.lab.NameOf(c), c.Release.String(), security(c), stopped(c, n)}
}

func security(c *sim.Cluster) string {
	if c.Mixed() {
		return "mixed"
	}
	return "non-secure"
}

// stopped names the services of a node that are activated and do not run.
func stopped(c *sim.Cluster, n *sim.Node) []string {
	names := []string{}
	for _, s := range c.Services(n.ID) {
		if s.Activated && !s.Running {
			names = append(names, s.Name)
		}
	}
	return names
}

// Do does a step that is written as in a scenario, any but expect, and says how the lab stands then. The error is a
// RefusedError if the step can not be done.
func (l *Lab) Do(ctx context.Context, step string) (*Status, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if err := l.play(ctx, "lab", step); err != nil {
		return nil, err
	}
	return l.status(ctx), nil
}

// written is a step as people write it: programs write JSON, {"wait":"registered"}.
func written(step string) string {
	var said map[string]any
	if json.Unmarshal([]byte(step), &said) != nil || len(said) != 1 {
		return step
	}
	for verb, argument := range said {
		if word, ok := argument.(string); ok {
			return verb + ": " + word
		}
		if text, err := json.Marshal(argument); err == nil {
			return verb + ": " + string(text)
		}
	}
	return step
}

// refused is what was wrong with a request, without places: a request is a line.
func refused(err error) error {
	var problems file.Problems
	if !errors.As(err, &problems) {
		return RefusedError(err.Error())
	}
	var said []string
	for _, p := range problems {
		text := p.Message
		if p.Hint != "" {
			text += "; " + p.Hint
		}
		said = append(said, text)
	}
	return RefusedError(strings.Join(said, "; "))
}
