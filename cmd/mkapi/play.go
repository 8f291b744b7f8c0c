package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"tvslab/sim/lab/api"
)

// example is a request that the page shows.
type example struct {
	resource     string
	method, path string
	body         string
}

// examples are played in this order, each once the others before it are done.
var examples = []example{
	{"do-step", "POST", "/v1/steps", `{"step":"power-on: all"}`},
	{"get-clock", "GET", "/v1/clock", ""},
	{"get-lab", "GET", "/v1/lab", ""},
	{"list-nodes", "GET", "/v1/nodes", ""},
	{"get-node", "GET", "/v1/nodes/cucm-sub1", ""},
	{"run-commands", "POST", "/v1/nodes/cucm-pub/commands", `{"commands":["set cert regen TVS"],"answers":["yes"]}`},
	{"get-resets", "GET", "/v1/resets", ""},
	{"list-node-certificates", "GET", "/v1/nodes/cucm-pub/certificates?store=TVS", ""},
	{"list-certificates", "GET", "/v1/certificates?store=CAPF", ""},
	{"get-trust-lists", "GET", "/v1/nodes/cucm-pub/trust-lists", ""},
	{"list-logs", "GET", "/v1/nodes/cucm-pub/logs", ""},
	{"get-log", "GET", "/v1/nodes/cucm-pub/logs/lines?path=cm/trace/tvs/sdi/tvs00000000.txt&last=2", ""},
	{"list-phones", "GET", "/v1/phones?select=desk&limit=1", ""},
	{"get-phone", "GET", "/v1/phones/SEP0A0101000001", ""},
	{"do-to-phones", "POST", "/v1/phones/deeds", `{"do":"reset","select":["desk[1]"]}`},
	{"get-story", "GET", "/v1/phones/SEP0A0101000001/why", ""},
	{"get-stories", "GET", "/v1/stories?group=desk", ""},
	{"list-systems", "GET", "/v1/systems", ""},
	{"list-pages", "GET", "/v1/pages", ""},
	{"get-page", "GET", "/v1/pages/enterprise-parameters", ""},
	{"list-files-not-served", "GET", "/v1/files-not-served", ""},
	{"list-certificate-uses", "GET", "/v1/certificate-uses", ""},
	{"list-trust-lists", "GET", "/v1/trust-lists", ""},
	{"list-tvs-caches", "GET", "/v1/tvs-caches", ""},
	{"list-parameters", "GET", "/v1/parameters", ""},
	{"list-backups", "GET", "/v1/backups", ""},
	{"list-certificate-monitors", "GET", "/v1/certificate-monitors", ""},
	{"list-events", "GET", "/v1/events?after=3&limit=2", ""},
}

// refusals are requests that end in a problem.
var refusals = []example{
	{"", "POST", "/v1/steps", `{"step":"reset: dsk"}`},
	{"", "GET", "/v1/phones?limit=many&order=name", ""},
}

// played is an example with its answer.
type played struct {
	example
	status int
	body   any
}

// play asks the examples of a server.
func play(ctx context.Context, s *api.Server) (all []played, err error) {
	for _, e := range append(append([]example{}, examples...), refusals...) {
		one, err := e.play(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", e.method, e.path, err)
		}
		all = append(all, one)
	}
	return all, nil
}

func (e example) play(ctx context.Context, s *api.Server) (played, error) {
	r := httptest.NewRequestWithContext(ctx, e.method, "http://lab"+e.path, strings.NewReader(e.body))
	if e.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	p := played{example: e, status: w.Code}
	if (w.Code != http.StatusOK) != (e.resource == "") {
		return p, fmt.Errorf("status %d: %s", w.Code, w.Body)
	}
	return p, json.Unmarshal(w.Body.Bytes(), &p.body)
}
