package cluster

import (
	"context"

	simpage "tvslab/sim/page"
	"tvslab/web/frame"
)

// realView is a page of CUCM or RTMT, and the others.
type realView struct {
	Pages    []simpage.Page
	Request  simpage.Request
	Nodes    []string
	Document *simpage.Document // nil where none is chosen
}

func showReal(_ context.Context, a *frame.Ask) (any, error) {
	q := a.URL.Query()
	v := &realView{Pages: simpage.All(), Nodes: a.Lab.Nodes(),
		Request: simpage.Request{Page: q.Get("page"), Node: q.Get("node"), Certificate: q.Get("certificate"), Device: q.Get("device")}}
	if v.Request.Page == "" {
		return v, nil
	}
	var err error
	v.Document, err = a.Lab.Page(v.Request)
	return v, err
}
