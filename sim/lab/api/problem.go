package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tvslab/sim/lab/control"
)

// Problem is a kind of error (RFC 9457), named by a URI.
type Problem struct {
	Type   string // the URI
	Status int    // of HTTP
	Title  string
	Says   string // when it happens
}

// kind is the beginning of the URIs of problems.
const kind = "urn:tvslab:problem:"

// The problems that are more than a status of HTTP.
var (
	Refused     = Problem{kind + "refused", http.StatusUnprocessableEntity, "Refused", "The lab does not do that, as things stand; detail says why."}
	NotFound    = Problem{kind + "not-found", http.StatusNotFound, "Not found", "Nothing of that name is in the lab, or there is no such resource."}
	BadRequest  = Problem{kind + "invalid", http.StatusUnprocessableEntity, "Invalid request", "A parameter or a field is unknown, missing or not of its form; errors lists each."}
	NoToken     = Problem{kind + "no-token", http.StatusUnauthorized, "No token", "Over TCP: the request has no bearer token, or not that of the lab."}
	ForeignHost = Problem{kind + "foreign-host", http.StatusForbidden, "Foreign host or origin", "Over TCP: the Host header is not an address of the lab, or a browser sent the request for another site's page."}
	Busy        = Problem{kind + "busy", http.StatusServiceUnavailable, "Busy", "All shells or all event streams are taken."}
	Ending      = Problem{kind + "ending", http.StatusServiceUnavailable, "Ending", "The lab ends."}
	Failed      = Problem{kind + "failed", http.StatusInternalServerError, "Failed", "Something went wrong that is not the client's fault; detail says what."}
)

// Problems are all that the API has a URI for.
func Problems() []Problem {
	return []Problem{Refused, NotFound, BadRequest, NoToken, ForeignHost, Busy, Ending, Failed}
}

// with is the problem as a document.
func (p Problem) with(detail string) *huma.ErrorModel {
	return &huma.ErrorModel{Type: p.Type, Status: p.Status, Title: p.Title, Detail: detail}
}

// problem is what an error of a lab is for its clients.
func problem(err error) error {
	var refused control.RefusedError
	var absent control.NotFoundError
	switch {
	case errors.As(err, &absent):
		return NotFound.with(err.Error())
	case errors.As(err, &refused):
		return Refused.with(err.Error())
	case errors.Is(err, context.Canceled):
		return Ending.with("the lab ends, or the client has hung up")
	}
	return Failed.with(err.Error())
}

// typed gives the problems that huma makes by itself the type that they are of.
func typed(_ huma.Context, _ string, document any) (any, error) {
	p, ok := document.(*huma.ErrorModel)
	if !ok || p.Type != "" {
		return document, nil
	}
	switch {
	case p.Status == http.StatusUnprocessableEntity || p.Status == http.StatusBadRequest:
		p.Type, p.Title = BadRequest.Type, BadRequest.Title
	case p.Status >= http.StatusInternalServerError:
		p.Type, p.Title = Failed.Type, Failed.Title
	default:
		p.Type = "about:blank" // RFC 9457: the status says all
	}
	return p, nil
}

// problemResponse is a problem in the OpenAPI document.
func problemResponse() *huma.Response {
	return &huma.Response{Description: "a problem", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}}}
}

// write answers with a problem outside of huma.
func write(w http.ResponseWriter, p *huma.ErrorModel) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that is gone needs none
}
