package control

import (
	"context"

	"tvslab/sim/lab/folder"
)

// Try returns a copy of the lab as it stands, in memory, to try things on: what is done to it is not done to the lab. It has no history, its clock
// stands, and resets that are told happen in it when those of the lab would.
func (l *Lab) Try() *Lab {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	fork := l.runner.Trial()
	fork.ClockRuns(false)
	return &Lab{Journal: NewJournal(), runner: fork, lab: fork.Lab, outside: fork.Outside, begun: l.begun, logs: NewLogs(), resets: l.resets}
}

// Stand tells how the groups of phones stand.
func (l *Lab) Stand(ctx context.Context) []folder.Standing {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return folder.Standings(ctx, l.runner)
}

// notePrefix keeps notes apart from what the folder itself remembers.
const notePrefix = "note "

// Note keeps a text with the lab under a name, for programs that show it; it outlasts them, and undo does not touch it. "" forgets it.
func (l *Lab) Note(ctx context.Context, name, text string) error {
	switch {
	case l.past != nil:
		return errPast
	case l.folder == nil:
		return errForgotten
	}
	return l.folder.Set(ctx, notePrefix+name, text)
}

// Noted is a text that was kept, "" for none.
func (l *Lab) Noted(name string) string {
	f, err := l.remembered()
	if err != nil {
		return ""
	}
	return f.Setting(notePrefix + name)
}

// Written is the text of the scenario of which the lab was made.
func (l *Lab) Written() string { return l.runner.Origin().Text }
