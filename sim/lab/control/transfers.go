package control

import (
	"slices"
	"sync"

	"tvslab/sim/lab"
	"tvslab/tftpd"
)

// Transfers counts the files that nodes were asked for. The zero value is ready; safe for concurrent use.
type Transfers struct {
	mutex  sync.Mutex
	counts map[transfersOf]FileCounts
}

type transfersOf struct {
	node string
	http bool
}

// FileCounts are requests for files, since the lab is served.
type FileCounts struct {
	Requests  int64 // all
	Processed int64 // whose file was sent to its end
	NotFound  int64
	Aborted   int64 // the client went away, or stopped answering
}

// Add counts a request, if it was for a file.
func (t *Transfers) Add(e lab.Access) {
	if !slices.Contains(protocolsOfFiles, e.Protocol) {
		return
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.counts == nil {
		t.counts = map[transfersOf]FileCounts{}
	}
	key := transfersOf{e.Node, e.Protocol != "TFTP"}
	c := t.counts[key]
	c.Requests++
	switch e.Outcome {
	case tftpd.OutcomeSent:
		c.Processed++
	case tftpd.OutcomeNotFound:
		c.NotFound++
	case tftpd.OutcomeInterrupted:
		c.Aborted++
	}
	t.counts[key] = c
}

// Of returns what a node was asked for by TFTP, or by HTTP with and without TLS. A nil Transfers knows of nothing.
func (t *Transfers) Of(node string, http bool) FileCounts {
	if t == nil {
		return FileCounts{}
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.counts[transfersOf{node, http}]
}
