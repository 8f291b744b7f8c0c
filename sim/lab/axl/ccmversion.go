package axl

import (
	"context"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// getCCMVersion says which version a node has; an empty name or none means the publisher.
func getCCMVersion(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	return see(a, func(c *sim.Cluster) error {
		name := a.Operation.Get("processNodeName")
		if name != "" && (c.Node(name) == nil) {
			return notFound("ProcessNode")
		}
		w.Element("return", func() {
			w.Element("componentVersion", func() { w.Text("version", written(c.Release.Build())) })
		})
		return nil
	})
}

// written is a full version number as AXL writes it: 14.0.1.13900(155).
func written(build string) string {
	number, last, ok := strings.Cut(build, "-")
	if !ok {
		return build
	}
	return number + "(" + last + ")"
}
