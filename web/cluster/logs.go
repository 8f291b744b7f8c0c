package cluster

import (
	"context"
	"slices"

	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

// logView is a log file of a node.
type logView struct {
	Nodes, Paths []string
	Node         string
	Log          *control.Log // nil where none is chosen
}

// mostLines bounds what the page of a log shows.
const mostLines = 500

func showLogs(_ context.Context, a *frame.Ask) (any, error) {
	v := &logView{Nodes: a.Lab.Nodes(), Node: a.URL.Query().Get("node")}
	if v.Node == "" {
		v.Node = v.Nodes[0]
	}
	var err error
	if v.Paths, err = a.Lab.LogPaths(v.Node); err != nil {
		return nil, err
	}
	path := a.URL.Query().Get("path")
	if path == "" || !slices.Contains(v.Paths, path) {
		path = syslogPath
	}
	v.Log, err = a.Lab.Log(v.Node, path, mostLines)
	return v, err
}
