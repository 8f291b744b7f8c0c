package control

import (
	"slices"
	"sync"

	"tvslab/event"
	"tvslab/sim/lab"
)

// logPaths are the log files of a node below activelog, by kind of line (tech notes 118893 and 210541 for the folders).
var logPaths = map[string]string{
	lab.LogTVS:    "cm/trace/tvs/sdi/tvs00000000.txt",
	lab.LogSyslog: "syslog/CiscoSyslog",
}

// logMost bounds a log file; the oldest lines go first.
const logMost = 10000

// Logs keeps what nodes log, for the file commands. It is safe for concurrent use.
type Logs struct {
	mutex sync.Mutex
	files map[[2]string][]string // by node and path
}

// NewLogs returns logs without a line.
func NewLogs() *Logs { return &Logs{files: map[[2]string][]string{}} }

// Add takes a line; those of phones are not on a node. It is a Log of lab.Config.
func (n *Logs) Add(line event.Event) {
	path, ok := logPaths[line.What.Kind()]
	if !ok {
		return
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	key := [2]string{line.Where(), path}
	n.files[key] = append(n.files[key], line.What.String())
	if extra := len(n.files[key]) - logMost; extra > 0 {
		n.files[key] = slices.Delete(n.files[key], 0, extra)
	}
}

// names returns the paths of the node's files, sorted.
func (n *Logs) names(node string) []string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	var list []string
	for key := range n.files {
		if key[0] == node {
			list = append(list, key[1])
		}
	}
	slices.Sort(list)
	return list
}

// lines returns a copy of a file.
func (n *Logs) lines(node, path string) []string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return slices.Clone(n.files[[2]string{node, path}])
}
