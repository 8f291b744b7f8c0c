// Package perfmon is the PerfMon web service of nodes: counters that dashboards poll, read from how the lab stands when somebody asks. A
// counter is a row. Each node answers for itself.
package perfmon

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// namespace is that of CUCM's services of serviceability.
const namespace = "http://schemas.cisco.com/ast/soap"

// The counters that have a value, by CStatus.
const valid = "1"

// Service is the service.
func Service() *tomcat.Service {
	s := newSessions()
	return &tomcat.Service{
		Paths: []string{path}, Way: "perfmon", Prefix: "ns1", Namespace: namespace, WSDL: wsdl,
		Operations: []tomcat.Operation{
			{Name: "perfmonOpenSession", Limit: tomcat.LimitPerfmon, Do: s.open},
			{Name: "perfmonAddCounter", Limit: tomcat.LimitPerfmon, Do: s.add},
			{Name: "perfmonRemoveCounter", Limit: tomcat.LimitPerfmon, Do: s.remove},
			{Name: "perfmonCollectSessionData", Limit: tomcat.LimitPerfmon, Do: s.collect},
			{Name: "perfmonCloseSession", Limit: tomcat.LimitPerfmon, Do: s.end},
			{Name: "perfmonCollectCounterData", Limit: tomcat.LimitPerfmon, Do: collectObject},
			{Name: "perfmonListCounter", Limit: tomcat.LimitPerfmon, Do: listCounters},
			{Name: "perfmonListInstance", Limit: tomcat.LimitPerfmon, Do: listInstances},
			{Name: "perfmonQueryCounterDescription", Limit: tomcat.LimitPerfmon, Do: describe},
		},
	}
}

// name is a counter as clients write it: \\host\Object(Instance)\Counter.
type name struct{ host, object, instance, counter string }

// parse reads a name.
func parse(text string) (n name, err error) {
	parts := strings.Split(strings.TrimPrefix(text, `\\`), `\`)
	if !strings.HasPrefix(text, `\\`) || len(parts) != 3 {
		return n, &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("Counter name %q is not valid: \\\\host\\Object\\Counter is expected", text)}
	}
	n.host, n.object, n.counter = parts[0], parts[1], parts[2]
	if begin := strings.IndexByte(n.object, '('); begin > 0 && strings.HasSuffix(n.object, ")") {
		n.object, n.instance = n.object[:begin], n.object[begin+1:len(n.object)-1]
	}
	return n, nil
}

// String writes a name.
func (n name) String() string {
	object := n.object
	if n.instance != "" {
		object += "(" + n.instance + ")"
	}
	return `\\` + n.host + `\` + object + `\` + n.counter
}

// asked looks at the node that somebody asks.
func asked(a *tomcat.SOAP, see func(*node)) {
	a.Lab.See(func(l *lab.Lab) {
		if c := l.ClusterOf(a.Node.Node); c != nil {
			see(&node{l, c, c.Node(a.Node.Node), a.Lab.Transfers})
		}
	})
}

// node is the node that counters are about.
type node struct {
	lab     *lab.Lab
	cluster *sim.Cluster
	*sim.Node
	files *control.Transfers
}

// writeValue writes a counter with its value.
func writeValue(w *soap.Writer, element string, n name, value int64, ok bool) {
	w.Element(element, func() {
		w.Text("ns1:Name", n.String())
		w.Text("ns1:Value", strconv.FormatInt(value, 10))
		status := valid
		if !ok {
			status = "0"
		}
		w.Text("ns1:CStatus", status)
	})
}

// collectObject writes all counters of an object.
func collectObject(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	host, o := a.Operation.Get("Host"), objectNamed(a.Operation.Get("Object"))
	if o == nil {
		return unknownObject(a.Operation.Get("Object"))
	}
	asked(a, func(n *node) {
		for _, instance := range o.of(n) {
			for _, c := range o.counters {
				value, ok := c.value(n, instance)
				writeValue(w, "ns1:perfmonCollectCounterDataReturn", name{host, o.name, instance, c.name}, value, ok)
			}
		}
	})
	return nil
}

func unknownObject(text string) error {
	return &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("Object %q is not known", text)}
}

// listCounters writes all objects with their counters.
func listCounters(_ context.Context, _ *tomcat.SOAP, w *soap.Writer) error {
	for _, o := range objects {
		w.Element("ns1:perfmonListCounterReturn", func() {
			w.Text("ns1:Name", o.name)
			w.Text("ns1:MultiInstance", strconv.FormatBool(o.instances != nil))
			w.Element("ns1:ArrayOfCounter", func() {
				for _, c := range o.counters {
					w.Element("ns1:item", func() { w.Text("ns1:Name", c.name) })
				}
			})
		})
	}
	return nil
}

// listInstances writes the instances of an object.
func listInstances(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	o := objectNamed(a.Operation.Get("Object"))
	if o == nil {
		return unknownObject(a.Operation.Get("Object"))
	}
	asked(a, func(n *node) {
		for _, instance := range o.of(n) {
			w.Element("ns1:perfmonListInstanceReturn", func() { w.Text("ns1:Name", instance) })
		}
	})
	return nil
}

// describe writes what a counter means.
func describe(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	n, err := parse(a.Operation.Get("Counter"))
	if err != nil {
		return err
	}
	if o := objectNamed(n.object); o != nil {
		for _, c := range o.counters {
			if strings.EqualFold(c.name, n.counter) {
				w.Text("ns1:perfmonQueryCounterDescriptionReturn", c.says)
				return nil
			}
		}
	}
	return &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("Counter %q is not known", n)}
}
