package tomcat

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"

	"tvslab/sim/lab/control"
	"tvslab/soap"
)

// Service is a web service of SOAP.
type Service struct {
	Paths     []string // the first is its own
	Needs     string   // as of App
	Way       string   // by which somebody acts, for the history: "axl"
	Prefix    string   // of the elements of answers: "ns"
	Namespace string   // of operations and answers

	// Space says in which namespace an operation is answered that came in another one than Namespace; not ok: it is not taken. nil: a / at
	// the end makes no difference, and none is taken else.
	Space func(space string) (answer string, ok bool)
	// Admit looks at a request before its operation is found, and may answer it itself: then it returns false. nil lets all pass.
	Admit func(w http.ResponseWriter, a *SOAP) bool
	// Fault says how an error of an operation is told; nil: as a fault with its text.
	Fault func(a *SOAP, err error) *soap.Fault
	// WSDL describes the service, at ?wsdl; nil where clients bring their own.
	WSDL func(a *Ask) []byte
	// Page is what GET of the address shows, HTML; nil for a few words.
	Page func(a *Ask) string

	Operations []Operation
}

// Operation is a row: what a web service can do.
type Operation struct {
	Name   string
	Answer string // element of the answer; "" is Name + "Response"
	Limit  string // that counts its requests; "" for none
	// Do does it, and writes what the element of the answer holds. The error is a *soap.Fault, a control.RefusedError, or another that the
	// service's Fault makes one of.
	Do func(ctx context.Context, a *SOAP, w *soap.Writer) error
}

// SOAP is somebody who asks for an operation.
type SOAP struct {
	*Ask
	Operation *soap.Element // of the request
	By        string        // who acts, for the history: "axl administrator"
}

// ErrUnknown is an operation that a service does not have.
var ErrUnknown = errors.New("unknown operation")

// ErrBusy is the error of a node that has too much to do: 503 without a body.
var ErrBusy = errors.New("too many requests")

// App is the service as an application of Cisco Tomcat.
func (s *Service) App() App {
	return App{Paths: s.Paths, Needs: s.Needs, Right: Application, Serve: s.serve}
}

func (s *Service) serve(w http.ResponseWriter, a *Ask) {
	switch a.Request.Method {
	case http.MethodPost:
		s.post(w, a)
	case http.MethodGet, http.MethodHead:
		s.get(w, a)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		refuse(w, http.StatusMethodNotAllowed, "HTTP method is not allowed by this URL")
	}
}

// get answers who only looks: many clients test their connection so.
func (s *Service) get(w http.ResponseWriter, a *Ask) {
	if _, asked := a.Request.URL.Query()["wsdl"]; asked || strings.EqualFold(a.Request.URL.RawQuery, "wsdl") {
		if s.WSDL == nil {
			refuse(w, http.StatusNotFound, "The requested resource is not available.")
			return
		}
		w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
		_, _ = w.Write(s.WSDL(a))
		return
	}
	page := "<html><body><h1>" + s.Way + "</h1></body></html>"
	if s.Page != nil {
		page = s.Page(a)
	}
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	_, _ = w.Write([]byte(page))
}

// post answers an operation.
func (s *Service) post(w http.ResponseWriter, a *Ask) {
	asked := &SOAP{Ask: a, By: a.Who(s.Way)}
	var err error
	if asked.Operation, err = soap.Decode(a.Request.Body); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) || errors.Is(err, soap.ErrTooLarge) {
			refuse(w, http.StatusRequestEntityTooLarge, "The request is too large.")
			return
		}
		s.fault(w, asked, err)
		return
	}
	if s.Admit != nil && !s.Admit(w, asked) {
		return
	}
	out := new(soap.Writer)
	switch err := s.operate(asked, out); {
	case errors.Is(err, ErrBusy):
		w.WriteHeader(http.StatusServiceUnavailable)
	case err != nil:
		s.fault(w, asked, err)
	default:
		send(w, http.StatusOK, out)
	}
}

// operate finds the operation and does it.
func (s *Service) operate(a *SOAP, out *soap.Writer) error {
	space, ok := s.space(a.Operation.Space)
	op := s.named(a.Operation.Local)
	if !ok || op == nil {
		return ErrUnknown
	}
	if op.Limit != "" {
		if most, ok := a.Allowed(op.Limit); !ok {
			return exceeded(op.Limit, most)
		}
	}
	answer := op.Answer
	if answer == "" {
		answer = op.Name + "Response"
	}
	return out.Message(s.Prefix, space, answer, func() error { return op.Do(a.Context(), a, out) })
}

func (s *Service) named(name string) *Operation {
	for i := range s.Operations {
		if s.Operations[i].Name == name {
			return &s.Operations[i]
		}
	}
	return nil
}

func (s *Service) space(asked string) (string, bool) {
	switch {
	case asked == s.Namespace:
		return asked, true
	case s.Space != nil:
		return s.Space(asked)
	}
	return s.Namespace, strings.TrimSuffix(asked, "/") == strings.TrimSuffix(s.Namespace, "/")
}

// fault tells an error: HTTP 500, as SOAP 1.1 wants it.
func (s *Service) fault(w http.ResponseWriter, a *SOAP, err error) {
	var fault *soap.Fault
	if !errors.As(err, &fault) {
		fault = s.faultOf(a, err)
	}
	out := new(soap.Writer)
	fault.Write(out)
	send(w, http.StatusInternalServerError, out)
}

func (s *Service) faultOf(a *SOAP, err error) *soap.Fault {
	if s.Fault != nil {
		return s.Fault(a, err)
	}
	if errors.Is(err, ErrUnknown) {
		return &soap.Fault{Code: soap.Client, Text: "The endpoint reference (EPR) for the Operation not found is " + a.Request.URL.Path + " and the WSA Action = " + a.Request.Header.Get("SOAPAction")}
	}
	return &soap.Fault{Text: Says(err)}
}

// Says is what a client is told of an error: what the lab refused, in its words.
func Says(err error) string {
	var refused control.RefusedError
	if errors.As(err, &refused) {
		return string(refused)
	}
	return err.Error()
}

func send(w http.ResponseWriter, status int, out *soap.Writer) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = bytes.NewReader(out.Bytes()).WriteTo(w)
}
