package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tvslab/httpd"
	"tvslab/sim/lab/control"
)

// Resource is something that can be asked of a lab, or done to it: a row of the table.
type Resource struct {
	huma.Operation
	add func(huma.API, *Server, huma.Operation)
}

// Resources are all, in the order of the documentation. A new one is a row of one of these.
func Resources() []Resource {
	return slices.Concat(labResources, historyResources, nodeResources, phoneResources, eventResources, lessonResources)
}

// about is what a row says of itself: path, name of the operation and a sentence, with what else is to be known of it.
type about struct {
	path, name, says, more string
}

// operation is the row's entry in the OpenAPI document. Its tag is the first noun of the path.
func (a about) operation(method string) huma.Operation {
	return huma.Operation{Method: method, Path: a.path, OperationID: a.name, Summary: a.says, Description: a.more, Tags: []string{strings.Split(a.path, "/")[2]},
		MaxBodyBytes: mostBody, BodyReadTimeout: bodyTime, Security: []map[string][]string{{bearer: {}}}}
}

// answered is a document as huma has it.
type answered[O any] struct{ Body *O }

// asks is a row that changes nothing: it ends with the client that asked.
func asks[I, O any](a about, do func(context.Context, *control.Lab, *I) (*O, error)) Resource {
	return row(a.operation(http.MethodGet), do, func(ctx context.Context) context.Context { return ctx })
}

// does is a row that changes the lab, which goes on with what was begun though the client hangs up.
func does[I, O any](a about, do func(context.Context, *control.Lab, *I) (*O, error)) Resource {
	return row(a.operation(http.MethodPost), do, httpd.Whole)
}

// drops is a row that removes something.
func drops[I, O any](a about, do func(context.Context, *control.Lab, *I) (*O, error)) Resource {
	return row(a.operation(http.MethodDelete), do, httpd.Whole)
}

func row[I, O any](op huma.Operation, do func(context.Context, *control.Lab, *I) (*O, error), under func(context.Context) context.Context) Resource {
	return Resource{op, func(a huma.API, s *Server, op huma.Operation) {
		huma.Register(a, op, func(ctx context.Context, in *I) (*answered[O], error) {
			document, err := do(under(ctx), s.lab, in)
			if err != nil {
				return nil, problem(err)
			}
			return &answered[O]{document}, nil
		})
	}}
}

// nothing is the input of a resource without parameters.
type nothing struct{}
