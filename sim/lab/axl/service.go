package axl

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// space is what the namespaces of operations begin with; the version follows.
const space = "http://www.cisco.com/AXL/API/"

// Service is AXL.
func Service() *tomcat.Service {
	return &tomcat.Service{
		Paths: []string{"/axl/"}, Needs: sim.ServiceAXL, Way: "axl", Prefix: "ns", Namespace: space + anyVersion,
		Space: func(asked string) (string, bool) { return asked, true }, // Admit has looked at it
		Admit: admit, Fault: faultOf, Page: page,
		Operations: slices.Concat(readings, deeds, families),
	}
}

// page is what GET shows; clients test their connection by it.
func page(a *tomcat.Ask) string {
	return "<html><head><title>Cisco CallManager: AXL Web Service</title></head><body>Cisco CallManager: AXL Web Service" +
		"<br/>The AXL Web Service is working and accepting requests. Use HTTP POST to send a request.</body></html>"
}

// Error is an error that AXL tells with a code.
type Error struct {
	Code int
	Text string
}

// Error implements error.
func (e *Error) Error() string { return e.Text }

// Codes of errors: captured, but for that of what the lab refuses, which is a guess.
const (
	codeNotFound = 5007
	codeRefused  = 5003
)

// notFound is the error of an item that is not in the database, by its kind.
func notFound(kind string) error {
	return &Error{codeNotFound, "Item not valid: The specified " + kind + " was not found"}
}

// faultOf tells an error. An operation that AXL does not have comes without axlError (the text is a guess).
func faultOf(a *tomcat.SOAP, err error) *soap.Fault {
	if errors.Is(err, tomcat.ErrUnknown) {
		return &soap.Fault{Code: soap.Client, Text: "The requested operation " + a.Operation.Local + " is not supported"}
	}
	var own *Error
	if !errors.As(err, &own) {
		own = &Error{codeRefused, tomcat.Says(err)}
	}
	return &soap.Fault{Text: own.Text, Detail: func(w *soap.Writer) {
		w.Element("axlError", func() {
			w.Text("axlcode", strconv.Itoa(own.Code))
			w.Text("axlmessage", own.Text)
			w.Text("request", a.Operation.Local)
		})
	}}
}

// see lets an operation look at the cluster of the node that is asked, while nobody changes it.
func see(a *tomcat.SOAP, do func(c *sim.Cluster) error) error {
	return seeLab(a, func(_ *lab.Lab, c *sim.Cluster) error { return do(c) })
}

// seeLab lets it look at the lab too.
func seeLab(a *tomcat.SOAP, do func(l *lab.Lab, c *sim.Cluster) error) (err error) {
	a.Lab.See(func(l *lab.Lab) {
		c := l.ClusterOf(a.Node.Node)
		if c == nil {
			err = errors.New("the node is in no cluster any more")
			return
		}
		err = do(l, c)
	})
	return err
}

// admit looks at the version of a request.
func admit(w http.ResponseWriter, a *tomcat.SOAP) bool {
	asked, is := strings.CutPrefix(a.Operation.Space, space)
	var release []version
	_ = see(a, func(c *sim.Cluster) error { release = supported(c.Release.Build()); return nil })
	if is && (asked == anyVersion || slices.ContainsFunc(release, func(v version) bool { return v.String() == asked })) {
		return true
	}
	refuseVersion(w, release)
	return false
}
