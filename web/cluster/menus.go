package cluster

import (
	"context"
	"fmt"
	"slices"

	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

// menuView are the operations of a menu.
type menuView struct {
	Title      string
	Operations []*operation
}

// appView are the menus of an application.
type appView struct {
	Title string
	Menus []menuView
}

func listOperations(context.Context, *frame.Ask) (any, error) {
	var apps []appView
	for i := range operations {
		o := &operations[i]
		if len(apps) == 0 || apps[len(apps)-1].Title != o.app {
			apps = append(apps, appView{Title: o.app})
		}
		app := &apps[len(apps)-1]
		at := slices.IndexFunc(app.Menus, func(m menuView) bool { return m.Title == o.menu })
		if at < 0 {
			app.Menus = append(app.Menus, menuView{Title: o.menu})
			at = len(app.Menus) - 1
		}
		app.Menus[at].Operations = append(app.Menus[at].Operations, o)
	}
	return apps, nil
}

// ID, Button, Says and Question are what templates say of an operation.
func (o *operation) ID() string       { return o.id }
func (o *operation) Button() string   { return o.button }
func (o *operation) Says() string     { return o.says }
func (o *operation) Question() string { return o.question }

// operationView is the form of an operation.
type operationView struct {
	*operation
	Fields []shown
}

func showOperation(_ context.Context, a *frame.Ask) (any, error) {
	o := operationOf(a.PathValue("operation"))
	if o == nil {
		return nil, control.NotFoundError{RefusedError: control.RefusedError(fmt.Sprintf("operation %q: there is none", a.PathValue("operation")))}
	}
	return &operationView{operation: o, Fields: o.shownAs(choicesOf(a.Lab), a.URL.Query())}, nil
}
