package cluster

import (
	"context"
	"slices"

	"tvslab/sim/lab/control"
	simpage "tvslab/sim/page"
	"tvslab/web/frame"
)

// nodeView is a node as pages show it.
type nodeView struct{ *control.NodeDetail }

// Running is how many services run.
func (n *nodeView) Running() (count int) {
	for _, s := range n.Services {
		if s.Running {
			count++
		}
	}
	return count
}

// Old are the services that work with keys of before.
func (n *nodeView) Old() (names []string) {
	for i := range n.Services {
		if n.Services[i].Old() {
			names = append(names, n.Services[i].Name)
		}
	}
	return names
}

// Due are the services that the guides ask to restart.
func (n *nodeView) Due() (names []string) {
	for _, s := range n.Services {
		if len(s.Due) > 0 {
			names = append(names, s.Name)
		}
	}
	return names
}

// clusterView is a cluster with its nodes.
type clusterView struct {
	Name, Release, Security string
	Nodes                   []*nodeView
}

// overviewView is what the first page shows.
type overviewView struct {
	Clusters []clusterView
	Devices  *simpage.Document // registered devices of the first cluster; nil where its publisher is down
	Alarms   []alarm
	Waiting  *control.Waiting
	Systems  []systemView
}

// alarm is a line of a node that asks for attention.
type alarm struct{ Node, From, Text string }

type systemView struct {
	Name, Kind, Reason string
	Up                 bool
}

func overview(_ context.Context, a *frame.Ask) (any, error) {
	v := &overviewView{Waiting: a.Lab.Waiting()}
	for _, name := range a.Lab.Nodes() {
		n, err := a.Lab.Node(name)
		if err != nil {
			continue // it was removed meanwhile
		}
		if len(v.Clusters) == 0 || v.Clusters[len(v.Clusters)-1].Name != n.Cluster {
			v.Clusters = append(v.Clusters, clusterView{Name: n.Cluster, Release: n.Release, Security: n.Security})
		}
		c := &v.Clusters[len(v.Clusters)-1]
		c.Nodes = append(c.Nodes, &nodeView{n})
		v.Alarms = append(v.Alarms, alarmsOf(a.Lab, n.Name, fewAlarms)...)
	}
	v.Devices, _ = a.Lab.Page(simpage.Request{Page: simpage.DeviceSummary}) // refused while the publisher is down
	for _, s := range a.Lab.Systems() {
		v.Systems = append(v.Systems, systemView{s.System, s.Kind, s.Reason, s.Up})
	}
	return v, nil
}

// Where alarms and alerts are, and how many the first page shows of each.
const (
	syslogPath = "syslog/CiscoSyslog"
	alertPath  = "cm/log/amc/AlertLog/AlertLog.txt"
	fewAlarms  = 5
)

// alarmsOf are the newest lines of a node's syslog and of its alerts.
func alarmsOf(l *control.Lab, node string, most int) (list []alarm) {
	for _, path := range []string{syslogPath, alertPath} {
		log, err := l.Log(node, path, most)
		if err != nil {
			continue // nothing was written there yet
		}
		for _, line := range slices.Backward(log.Lines) {
			list = append(list, alarm{node, path, line})
		}
	}
	return list
}

// nodePage is the page of a node.
type nodePage struct {
	*nodeView
	Monitor control.Monitor
	Alarms  []alarm
}

// Feature and Network are the services of the two Control Centers.
func (n *nodePage) Feature() []control.Service { return n.services(false) }
func (n *nodePage) Network() []control.Service { return n.services(true) }

func (n *nodePage) services(network bool) (list []control.Service) {
	for _, s := range n.Services {
		if s.Network == network {
			list = append(list, s)
		}
	}
	return list
}

func showNode(_ context.Context, a *frame.Ask) (any, error) {
	n, err := a.Lab.Node(a.PathValue("node"))
	if err != nil {
		return nil, err
	}
	p := &nodePage{nodeView: &nodeView{n}, Alarms: alarmsOf(a.Lab, n.Name, fewAlarms)}
	for _, m := range a.Lab.Monitors() {
		if m.Node == n.Name {
			p.Monitor = m
		}
	}
	return p, nil
}

// terminal is the page of a node's terminal.
func terminal(_ context.Context, a *frame.Ask) (any, error) { return a.Lab.Node(a.PathValue("node")) }
