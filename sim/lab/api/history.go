package api

import (
	"context"

	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// forgotten is what all resources of a history say.
const forgotten = "A lab that is not kept in a folder has none: 422."

var historyResources = []Resource{
	asks(about{"/v1/history", "get-history", "What was done to the lab", "The steps, oldest first, those that were undone too, and the snapshots. " + forgotten},
		func(ctx context.Context, l *control.Lab, _ *nothing) (*control.History, error) { return l.History(ctx) }),
	asks(about{"/v1/history/steps/{step}/events", "get-step-events", "What happened with a step", "Events from the step on until the next one, by kind; 0 is the beginning. " + forgotten},
		func(ctx context.Context, l *control.Lab, in *momentInput) (*StepEvents, error) {
			list, err := l.StepEvents(ctx, in.Step)
			return &StepEvents{list}, err
		}),
	asks(about{"/v1/standings", "get-standings", "How phones stood", "How many phones of each group stood at each verdict, were registered and off: after each step, and each time that they came to stand otherwise " +
		"by themselves. " + forgotten}, standings),
	does(about{"/v1/history/undo", "undo-step", "Undo the last step", "The lab is as it was before the step, its clock too. " + forgotten},
		func(ctx context.Context, l *control.Lab, _ *nothing) (*folder.Step, error) { return l.Undo(ctx) }),
	does(about{"/v1/history/redo", "redo-step", "Do the step again that was undone last", forgotten},
		func(ctx context.Context, l *control.Lab, _ *nothing) (*folder.Step, error) { return l.Redo(ctx) }),
	does(about{"/v1/history/steps/{step}", "go-to-step", "Go to a moment of the history", "The lab is as it was right after the step, whether that was undone or not; " +
		"0 is the beginning. " + forgotten},
		func(ctx context.Context, l *control.Lab, in *momentInput) (*folder.Step, error) {
			return l.GoTo(ctx, in.Step)
		}),
	does(about{"/v1/snapshots", "take-snapshot", "Give the lab as it stands a name", forgotten},
		func(ctx context.Context, l *control.Lab, in *nameInput) (*control.History, error) {
			if err := l.Snapshot(ctx, in.Body.Name); err != nil {
				return nil, err
			}
			return l.History(ctx)
		}),
	does(about{"/v1/snapshots/{name}/restore", "restore-snapshot", "Go back to a snapshot", "The lab is as it was then, its clock too. " + forgotten}, recall),
	drops(about{"/v1/snapshots/{name}", "drop-snapshot", "Drop a snapshot", "The name, not the lab. " + forgotten},
		func(ctx context.Context, l *control.Lab, in *snapshotInput) (*control.History, error) {
			if err := l.Forget(ctx, in.Name); err != nil {
				return nil, err
			}
			return l.History(ctx)
		}),
}

type momentInput struct {
	Step int64 `path:"step" minimum:"0"`
}

// StepEvents are events by kind.
type StepEvents struct {
	Kinds []folder.Tally `json:"kinds"`
}

type standingsInput struct {
	From  string `query:"from" doc:"on the lab's clock, 2006-01-02 15:04:05 or RFC 3339"`
	To    string `query:"to" doc:"the same"`
	All   bool   `query:"all" doc:"those on branches that were left, too"`
	Limit int    `query:"limit" minimum:"0" maximum:"10000" doc:"the newest, at most so many; 0 for all that are kept"`
}

func standings(ctx context.Context, l *control.Lab, in *standingsInput) (*control.Standings, error) {
	return l.Standings(ctx, control.StandingsQuery{From: in.From, To: in.To, All: in.All, Limit: in.Limit})
}

type nameInput struct {
	Body Name
}

// Name is a name for a state.
type Name struct {
	Name string `json:"name" minLength:"1" maxLength:"100" example:"before the rotation"`
}

type snapshotInput struct {
	Name string `path:"name"`
}

func recall(ctx context.Context, l *control.Lab, in *snapshotInput) (*control.Status, error) {
	if err := l.Recall(ctx, in.Name); err != nil {
		return nil, err
	}
	return l.Status(ctx), nil
}
