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
	lab.LogCAPF:   "cm/trace/capf/sdi/capf00000000.txt", // the folder is that of TVS, by analogy
	lab.LogSyslog: "syslog/CiscoSyslog",
	lab.LogRTMT:   "cm/log/amc/AlertLog/AlertLog.txt", // CUCM's is a table on the publisher; the folder is recalled
	lab.LogMail:   "mail/sent",                        // CUCM keeps none
}

// mostLog bounds a log file, bytes with line ends; the oldest lines go first. CUCM bounds size and number of its trace
// files too; the numbers are not in the documents that this lab follows, and here a service has one file.
const mostLog = 1 << 20

// Logs keeps what nodes log, for the file commands. It is safe for concurrent use.
type Logs struct {
	mutex sync.Mutex
	files map[[2]string]*logFile // by identity of the node, and path
}

// NewLogs returns logs without a line.
func NewLogs() *Logs { return &Logs{files: map[[2]string]*logFile{}} }

// Add takes a line; those of phones are not on a node. It is a Log of lab.Config.
func (n *Logs) Add(line event.Event) {
	path, ok := logPaths[line.What.Kind()]
	if !ok {
		return
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	key := [2]string{line.Where(), path}
	if n.files[key] == nil {
		n.files[key] = &logFile{}
	}
	n.files[key].add(line.What.String())
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
	if f := n.files[[2]string{node, path}]; f != nil {
		return slices.Clone(f.lines)
	}
	return nil
}

// logFile is the newest lines of a log.
type logFile struct {
	lines []string
	bytes int // with line ends
}

// add appends a line and drops the oldest ones that are too many.
func (f *logFile) add(line string) {
	f.lines = append(f.lines, line)
	f.bytes += len(line) + 1
	for f.bytes > mostLog {
		f.bytes -= len(f.lines[0]) + 1
		f.lines[0] = "" // the array holds it until it is copied
		f.lines = f.lines[1:]
	}
}
