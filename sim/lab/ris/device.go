package ris

import (
	"net/netip"
	"strconv"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/roll"
	"tvslab/sim/lab/tomcat"
)

// statuses are states of phones as RIS has them.
var statuses = [...]string{roll.Registered: "Registered", roll.Unregistered: "UnRegistered", roll.Rejected: "Rejected"}

// device is a phone as the answer has it; not ok for one that the query does not ask for. What is cheap is looked at first.
func (q *query) device(l *lab.Lab, c *sim.Cluster, k lab.Known, a *tomcat.SOAP) (d device, ok bool) {
	if !q.wantsKind(k) {
		return d, false
	}
	d = device{Known: k, name: k.Device.Name()}
	if q.by == "Name" && !q.asksFor(d.name) {
		return d, false
	}
	d.describe(l, c, a)
	switch q.by {
	case "IPV4Address":
		return d, q.asksFor(d.address)
	case "DirNumber":
		return d, q.asksFor(d.extension)
	case "Description":
		return d, q.asksFor(d.described)
	case "SIPStatus":
		return d, q.asksFor(d.status())
	case "IPV6Address":
		return d, len(q.items) == 0
	}
	return d, true
}

// wantsKind looks at what does not depend on who the phone is.
func (q *query) wantsKind(k lab.Known) bool {
	return (q.class == "Any" || q.class == "Phone") &&
		(q.model == 0 || q.model == k.Kind.Model.Number) &&
		(q.status == "Any" || q.status == statuses[k.Mark.State]) &&
		(q.protocol == "Any" || q.protocol == protocolOf(k)) &&
		(q.download == "Any" || q.download == "Unknown")
}

func protocolOf(k lab.Known) string {
	if k.Kind.SCCP {
		return "SCCP"
	}
	return "SIP"
}

// describe looks up what the database and the phone's own web server say.
func (d *device) describe(l *lab.Lab, c *sim.Cluster, a *tomcat.SOAP) {
	d.described = d.name
	if known := c.Device(d.name); known != nil {
		d.extension = strconv.Itoa(known.Extension)
	}
	if p, ok := l.Phone(d.name); ok {
		d.web = d.Kind.On && p.HasWeb()
	}
	d.address = addressOf(a, d.Known).String()
}

// addressOf is where the phone is: where its web pages are, if it has some.
func addressOf(a *tomcat.SOAP, k lab.Known) netip.Addr {
	if at := a.AddressOf(k.Device.Name()); at.IsValid() {
		return at
	}
	return lab.AddressAt(k.Place)
}

func (d *device) status() string { return statuses[d.Mark.State] }

// lines says how its line stands: 4001-Registered.
func (d *device) lines() string {
	if d.extension == "" {
		return ""
	}
	return d.extension + "-" + strings.Replace(d.status(), "Rejected", "UnRegistered", 1)
}
