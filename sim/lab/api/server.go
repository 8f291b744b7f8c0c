package api

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tvslab/accept"
	"tvslab/httpd"
	"tvslab/sim/lab/control"
)

// Bounds of a request: bytes of its body, and how long that may take to come.
const (
	mostBody = 1 << 20
	bodyTime = 10 * time.Second
)

// bearer is the name of the security scheme.
const bearer = "token"

// Version is that of the API; paths begin with its major number.
const Version = "1.0.0"

// Server answers questions about one lab. It is made by New.
type Server struct {
	// Tell is told what went wrong with the server itself, which goes on; nil for nobody.
	Tell func(accept.Trouble)

	lab     *control.Lab
	mux     *http.ServeMux
	openapi *huma.OpenAPI
	shells  places
	streams places
}

// New returns the server of a lab; of nil it is good for its OpenAPI document only.
func New(lab *control.Lab) (*Server, error) {
	s := &Server{lab: lab, mux: http.NewServeMux(), shells: make(places, mostShells), streams: make(places, mostStreams)}
	a := humago.New(s.mux, configuration())
	for _, r := range Resources() {
		r.add(a, s, r.Operation)
	}
	s.openapi = a.OpenAPI()
	s.mux.HandleFunc("/", s.elsewhere)
	return s, s.publish()
}

func configuration() huma.Config {
	info := &huma.Info{Title: "tvslab control API", Version: Version, Description: "What a lab that `tvslab serve` keeps up says, and what can be done to it. " +
		"On the control socket no token is needed; over TCP (`tvslab serve --api`) each request has `Authorization: Bearer TOKEN`."}
	scheme := &huma.SecurityScheme{Type: "http", Scheme: "bearer", Description: "the one line of the file that tvslab serve names; over TCP only"}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{OpenAPI: "3.1.0", Info: info, Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", nameOf), SecuritySchemes: map[string]*huma.SecurityScheme{bearer: scheme}}},
		Formats: huma.DefaultFormats, DefaultFormat: "application/json", RejectUnknownQueryParameters: true,
		Transformers: []huma.Transformer{typed},
	}
}

// OpenAPI returns the document that describes the API, indented JSON.
func (s *Server) OpenAPI() ([]byte, error) {
	text, err := json.MarshalIndent(s.openapi, "", "  ")
	return append(text, '\n'), err
}

// ServeHTTP implements http.Handler, for whoever may ask already.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Serve answers requests on l until ctx ends: those of its owner on a Unix socket, those with the token elsewhere. It returns nil then,
// when all is done, or the error that made accepting impossible.
func (s *Server) Serve(ctx context.Context, l net.Listener, guard Guard) error {
	return (&httpd.Server{Handler: guard.wrap(s), Most: mostConnections, Tell: s.Tell}).Serve(ctx, l)
}

// publish serves the OpenAPI document.
func (s *Server) publish() error {
	text, err := s.OpenAPI()
	if err != nil {
		return err
	}
	yaml, err := s.openapi.YAML()
	if err != nil {
		return err
	}
	for path, is := range map[string]struct {
		form string
		text []byte
	}{"/openapi.json": {"application/openapi+json", text}, "/openapi.yaml": {"application/openapi+yaml", yaml}} {
		s.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", is.form)
			_, _ = w.Write(is.text)
		})
	}
	return nil
}

// elsewhere answers requests that no resource takes.
func (s *Server) elsewhere(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		write(w, NotFound.with("no resource at "+r.URL.Path+"; /openapi.json lists them"))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	write(w, &huma.ErrorModel{Type: "about:blank", Status: http.StatusMethodNotAllowed, Title: http.StatusText(http.StatusMethodNotAllowed),
		Detail: r.Method + " " + r.URL.Path + ": allowed is " + strings.Join(allowed, ", ")})
}

// nameOf names the schema of a type: as the type, after its package where that is not about the lab.
func nameOf(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[huma.ErrorModel]() {
		return "Problem"
	}
	name := huma.DefaultSchemaNamer(t, hint)
	from := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
	switch from {
	case "api", "control", "scenarios", "v2", "":
		return name
	}
	return strings.ToUpper(from[:1]) + from[1:] + name
}
