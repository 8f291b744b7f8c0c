package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// History asks what was done to the lab.
func (l *Lab) History(ctx context.Context) (*control.History, error) {
	return get[control.History](ctx, l, "/v1/history", nil)
}

// Undo takes the last step back; see [control.Lab.Undo].
func (l *Lab) Undo(ctx context.Context) (*folder.Step, error) {
	return post[folder.Step](ctx, l, "/v1/history/undo", nil)
}

// Redo does the step again that was undone last.
func (l *Lab) Redo(ctx context.Context) (*folder.Step, error) {
	return post[folder.Step](ctx, l, "/v1/history/redo", nil)
}

// GoTo puts the lab to what it was right after a step.
func (l *Lab) GoTo(ctx context.Context, step int64) (*folder.Step, error) {
	return post[folder.Step](ctx, l, fmt.Sprintf("/v1/history/steps/%d", step), nil)
}

// Snapshot gives the lab as it stands a name.
func (l *Lab) Snapshot(ctx context.Context, name string) error {
	_, err := post[control.History](ctx, l, "/v1/snapshots", api.Name{Name: name})
	return err
}

// Recall puts the lab to what a snapshot holds.
func (l *Lab) Recall(ctx context.Context, name string) error {
	_, err := post[control.Status](ctx, l, "/v1/snapshots/"+url.PathEscape(name)+"/restore", nil)
	return err
}

// Forget drops a snapshot.
func (l *Lab) Forget(ctx context.Context, name string) error {
	_, err := ask[control.History](ctx, l, http.MethodDelete, "/v1/snapshots/"+url.PathEscape(name), nil)
	return err
}
