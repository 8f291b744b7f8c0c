package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"tvslab/admincli"
	"tvslab/scenarios"
	"tvslab/sim/lab"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/folder"
	"tvslab/sim/page"
	"tvslab/why"
)

// Lab lets several sessions use one lab, whose methods are for one goroutine at a time. Whoever shares a lab leaves it to
// the sessions until they have ended.
type Lab struct {
	// Missing is what servers were asked for and do not have, as Status tells it; nil for nothing known. It must not change while
	// the lab is shared.
	Missing *NotServed
	// Transfers are the files that nodes were asked for; nil for nothing known. It must not change while the lab is shared.
	Transfers *Transfers
	// Journal is what has happened in the lab: one that Observe of its options tells, else one without an event. It must not change
	// while the lab is shared either.
	Journal *Journal
	// Render writes a status for people, where commands of the lab are typed at a prompt; nil for a few words. It must not change while
	// the lab is shared.
	Render func(io.Writer, *Status)
	// Invite makes a link that lets one browser in to the lab's pages; nil where none are served. It must not change while the lab is shared.
	Invite func() string
	// Witness sees what is done in the lab; nil for nobody. It must not change while the lab is shared.
	Witness Witness

	mutex   sync.Mutex
	runner  *scenarios.Runner // whose lab it is
	lab     *lab.Lab
	outside *admincli.Outside
	logs    *Logs
	begun   *scenarios.Runner // as it stood when it was shared
	resets  Resets
	since   time.Time      // when the resets that wait were first seen to, zero where none wait
	kept    time.Time      // when it was written down last, in the world's time
	full    bool           // there was no room then, and that was told
	folder  *folder.Folder // where the lab is kept; nil for a lab that is forgotten
	clock   clock.Clock    // of a lab that lives
	past    *past          // of a moment of another lab's past; nil for a lab that goes on
	moments moments        // of its own past, ready to be looked at
}

// Share shares the lab of a scenario on its way and the logs that it was made with, and says when phones reset that are told to.
func Share(r *scenarios.Runner, logs *Logs, resets Resets) *Lab {
	return &Lab{Journal: NewJournal(), runner: r, lab: r.Lab, outside: r.Outside, begun: r.Fork(nil), logs: logs, resets: resets}
}

// Attend writes down certificate operations soon after their sessions have ended, until ctx ends, so that the databases know of
// phones that are not the lab's though nobody types anything. failed is told of errors.
func (l *Lab) Attend(ctx context.Context, failed func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.lab.Operations().Ended():
			if err := l.finish(); err != nil {
				failed(err)
			}
		}
	}
}

func (l *Lab) finish() error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return errors.Join(l.lab.Operations().Finish(), l.keep(context.Background(), folder.Change{}))
}

// Nodes names the nodes of all clusters, publishers first.
func (l *Lab) Nodes() []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.nodes()
}

func (l *Lab) nodes() []string {
	var names []string
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			names = append(names, n.Name)
		}
	}
	return names
}

// Session opens a session on a node; "" is the publisher of the first cluster. The error is a NotFoundError.
func (l *Lab) Session(node string) (*Session, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if node == "" {
		node = l.lab.Cluster().Publisher().Name
	}
	cluster := l.lab.ClusterOf(node)
	if cluster == nil {
		return nil, l.noNode(node)
	}
	return &Session{lab: l, node: cluster.Node(node).ID}, nil
}

// noNode is the error of a node that there is not.
func (l *Lab) noNode(node string) error {
	return NotFoundError{RefusedError(fmt.Sprintf("node %q is not in the lab; nodes are %s", node, strings.Join(l.nodes(), ", ")))}
}

// Page returns a page of CUCM or RTMT as it is now. The error is a RefusedError.
func (l *Lab) Page(r page.Request) (*page.Document, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	d, err := l.lab.Page(r)
	if err != nil {
		return nil, RefusedError(err.Error())
	}
	return d, nil
}

// Why tells the stories of phones and systems as they stand now. What would free them is tried on copies: nothing changes, and others use the
// lab meanwhile. The error is a RefusedError.
func (l *Lab) Why(ctx context.Context, ask why.Ask) (*why.Document, error) {
	l.mutex.Lock()
	now := l.runner.Fork(nil)
	l.mutex.Unlock()
	doc, err := why.Tell(ctx, now, []*scenarios.Runner{l.begun}, ask)
	if err != nil && ctx.Err() == nil {
		return nil, RefusedError(err.Error())
	}
	return doc, err
}

// RefusedError is what a lab answers to a request that it does not carry out.
type RefusedError string

// Error implements error.
func (e RefusedError) Error() string { return string(e) }

// NotFoundError is a RefusedError about something that is not in the lab.
type NotFoundError struct{ RefusedError }

// Unwrap returns the RefusedError.
func (e NotFoundError) Unwrap() error { return e.RefusedError }
