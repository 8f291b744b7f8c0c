package certmgr

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/tomcat"
)

// base is what all paths begin with.
const base = "/platformcom/api/v1/certmgr/config/"

// since is the first release that has the interface (Cisco's introduction to it).
var since, _ = cucm.ParseRelease("14") // it is known

// App is the interface as an application of Cisco Tomcat.
func App() tomcat.App {
	return tomcat.App{Paths: []string{base}, Right: tomcat.Platform, Absent: absent, Serve: serve}
}

// absent reports whether the node is too old.
func absent(l *control.Lab, at control.Place) (is bool) {
	l.See(func(l *lab.Lab) {
		c := l.ClusterOf(at.Node)
		is = c == nil || c.Release.Compare(since) < 0
	})
	return is
}

// call is what can be called: it answers with a body for a status.
type call func(a *tomcat.Ask) (status int, body any, err error)

// calls are the resources by their paths below base, with what each method does.
var calls = map[string]map[string]call{
	"snapshot/server":       {http.MethodGet: getSnapshot},
	"identity/certificate":  {http.MethodGet: getIdentity},
	"identity/certificates": {http.MethodGet: getIdentities, http.MethodPost: postIdentity},
	"trust/certificate":     {http.MethodGet: getTrusts, http.MethodDelete: deleteTrust},
	"trust/certificates":    {http.MethodGet: getTrusts, http.MethodPost: postTrust, http.MethodDelete: deleteTrust},
	"csr":                   {http.MethodGet: getRequest, http.MethodPost: postRequest},
	"selfsigned":            {http.MethodPost: postSelfSigned},
	"options":               {http.MethodGet: getOptions},
}

func serve(w http.ResponseWriter, a *tomcat.Ask) {
	methods, ok := calls[strings.Trim(strings.TrimPrefix(a.Request.URL.Path, base), "/")]
	if !ok {
		tomcat.Refuse(w, http.StatusNotFound, "The requested resource is not available.")
		return
	}
	method := a.Request.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	do, ok := methods[method]
	if !ok {
		tomcat.Refuse(w, http.StatusMethodNotAllowed, "HTTP method is not allowed by this URL")
		return
	}
	status, body, err := do(a)
	if err != nil {
		status, body = told(err)
	}
	send(w, status, body)
}

// refusal is a request that is not carried out, with its status.
type refusal struct {
	status int
	says   string
}

// Error implements error.
func (r refusal) Error() string { return r.says }

// failed is the body of a refusal. Public clients look for one or the other.
type failed struct {
	Message  string   `json:"message"`
	Messages []string `json:"messages"`
}

// told is what a client is told of an error: what it can mend is a bad request.
func told(err error) (status int, body any) {
	status = http.StatusInternalServerError
	var own refusal
	var lab control.RefusedError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		status = own.status
	case errors.As(err, &large):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, &lab):
		status = http.StatusBadRequest
	}
	says := tomcat.Says(err)
	return status, failed{says, []string{says}}
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(body) // what a client that is gone does not read helps nobody
}
