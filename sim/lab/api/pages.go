package api

import (
	"context"
	"time"

	"tvslab/sim/lab/control"
	"tvslab/sim/page"
)

type pageInput struct {
	Page        string    `path:"page" doc:"name of the page, as /v1/pages lists it"`
	Node        string    `query:"node" doc:"on which it is opened; the publisher, if none is named"`
	Certificate string    `query:"certificate" doc:"of page certificate: an identity store or STORE-trust/FILE"`
	Device      string    `query:"device" doc:"of page phone: device name"`
	Before      time.Time `query:"expires_before" doc:"of page certificate-management: only certificates that end before"`
}

// request is the request of package page.
func (in *pageInput) request() page.Request {
	return page.Request{Page: in.Page, Node: in.Node, Certificate: in.Certificate, Device: in.Device, Before: in.Before}
}

func getPage(_ context.Context, l *control.Lab, in *pageInput) (*page.Document, error) {
	return l.Page(in.request())
}
