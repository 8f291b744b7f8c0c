package lab

import (
	"fmt"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim"
	"tvslab/sim/fact"
	"tvslab/sim/lab/roll"
)

// alarms are what services of nodes say in syslog about phones and about themselves, apart from certificates: those have rows of their own
// (package expiry).
type alarms struct {
	roll    *roll.Roll
	numbers map[[2]string]int // of the last line, by node and application
	lab     *Lab
}

func newAlarms(l *Lab) *alarms { return &alarms{roll.New(), map[[2]string]int{}, l} }

// Roll is what call managers know of phones; nil where the lab keeps no logs.
func (l *Lab) Roll() *roll.Roll {
	if l.told.alarms == nil {
		return nil
	}
	return l.told.alarms.roll
}

// alarm is a row of the catalogue.
type alarm struct {
	application, name string
	severity          int    // of syslog
	service, cluster  string // AppID, ClusterID
	text              string
}

// The alarms: name and tags of EndPointUnregistered are those of a published sample of 10.5, and of 15's list of messages, which says that its
// severity sinks where somebody wanted the phone to leave; the others are made by analogy, their severities recalled.
var (
	endPointRegistered   = alarm{"UC_CALLMANAGER", "EndPointRegistered", informational, sim.ServiceCCM, clusterID, "Endpoint registered"}
	endPointUnregistered = alarm{"UC_CALLMANAGER", "EndPointUnregistered", warning, sim.ServiceCCM, clusterID, "An endpoint has unregistered"}
	endPointTransient    = alarm{"UC_CALLMANAGER", "EndPointTransientConnection", warning, sim.ServiceCCM, clusterID, "An endpoint attempted to register but did not complete registration"}
	serviceStarted       = alarm{"UC_SERVICEMANAGER", "ServiceStarted", informational, serviceManager, "", "Service started."}
	serviceStopped       = alarm{"UC_SERVICEMANAGER", "ServiceStopped", informational, serviceManager, "", "Service stopped."}
)

// Severities of syslog.
const (
	warning       = 4
	informational = 6
)

const (
	serviceManager = "Cisco Service Manager"
	// clusterID is the enterprise parameter Cluster ID as an installation has it.
	clusterID = "StandAloneCluster"
)

// causes are why a phone that fetches its files leaves its call manager.
var causes = map[phone.ResetCause]roll.Reason{
	phone.PowerOn: roll.DeviceInitiatedReset, phone.Reset: roll.CallManagerReset, phone.Restart: roll.CallManagerReset, phone.ApplyConfig: roll.CallManagerApplyConfig,
}

// wanted are the reasons with which a phone leaves because somebody wanted it to.
var wanted = map[roll.Reason]bool{roll.DeviceInitiatedReset: true, roll.CallManagerReset: true, roll.CallManagerRestart: true}

// refusals are the reasons of phones that were refused.
var refusals = map[reason.Code]roll.Reason{
	reason.RejectedUnknownDevice: roll.NoEntryInDatabase, reason.RejectedProtocol: roll.ConfigurationError, reason.RejectedModel: roll.ConfigurationError,
}

// attend writes down what an event means to call managers, and what they say of it.
func (t *teller) attend(e event.Event) {
	a := t.alarms
	if a == nil {
		return
	}
	switch w := e.What.(type) {
	case fact.ServiceChanged:
		if w.Service == sim.ServiceCCM && !w.Started {
			a.roll.End(e.Node, roll.CallManagerRestart, e.Time)
		}
		t.say(e, e.Node, started(w), fmt.Sprintf("[ServiceName=%s]", w.Service))
		return
	case fact.NodePower:
		if !w.Up {
			a.roll.End(e.Node, roll.Unknown, e.Time)
		}
		return
	}
	if n, is := devices.Parse(e.Phone); is {
		t.attendPhone(n, e)
	}
}

func started(w fact.ServiceChanged) alarm {
	if w.Started {
		return serviceStarted
	}
	return serviceStopped
}

// attendPhone does attend with what a phone did.
func (t *teller) attendPhone(n devices.Number, e event.Event) {
	r := t.alarms.roll
	switch w := e.What.(type) {
	case PoweredOff:
		t.unregistered(e, r.Leave(n, roll.KeepAliveTimeout, e.Time), roll.KeepAliveTimeout)
	case phone.BootBegun:
		t.unregistered(e, r.Leave(n, causes[w.Cause], e.Time), causes[w.Cause])
	case phone.Registration:
		t.registration(n, e, w)
	}
}

// registration is what came of registering.
func (t *teller) registration(n devices.Number, e event.Event, w phone.Registration) {
	r := t.alarms.roll
	switch {
	case w.Node != "":
		if node := t.alarms.node(w.Node); node != nil {
			t.unregistered(e, r.Register(n, node.ID, e.Time), roll.FallbackInitiated)
			t.say(e, node.ID, endPointRegistered, t.alarms.device(e.Phone, w.SCCP))
		}
	case w.RejectedBy != "":
		why, known := refusals[w.Code]
		if !known {
			why = roll.Unknown
		}
		if node := t.alarms.node(w.RejectedBy); node != nil && r.Reject(n, node.ID, why, e.Time) {
			t.say(e, node.ID, endPointTransient, t.alarms.device(e.Phone, w.SCCP)+fmt.Sprintf("[Reason=%d]", why))
		}
	default:
		r.Leave(n, roll.KeepAliveTimeout, e.Time) // nobody is there to say so
	}
}

// unregistered says that a phone has left a node, where its call manager still runs.
func (t *teller) unregistered(e event.Event, from string, why roll.Reason) {
	node := t.alarms.node(from)
	if from == "" || node == nil || !node.Running(sim.ServiceCCM) {
		return
	}
	a := endPointUnregistered
	if wanted[why] {
		a.severity = informational
	}
	p, _ := t.alarms.lab.Phone(e.Phone)
	t.say(e, node.ID, a, t.alarms.device(e.Phone, p.lab != nil && p.class().Report.SCCP)+fmt.Sprintf("[Reason=%d]", why))
}

// node is the one that a phone means, nil where there is none of that name any more.
func (a *alarms) node(name string) *sim.Node {
	if _, n := a.lab.clusters.resolve(name); n != nil {
		return n
	}
	return a.lab.clusters.node(name)
}

// device is what alarms say of a phone.
func (a *alarms) device(name string, sccp bool) string {
	protocol, model := "SIP", 0
	if sccp {
		protocol = "SCCP"
	}
	if p, ok := a.lab.Phone(name); ok {
		model = p.Model().Number
	}
	return fmt.Sprintf("[DeviceName=%s][Protocol=%s][DeviceType=%d][Description=%s]", name, protocol, model, name)
}

// say writes a line into the syslog of a node.
func (t *teller) say(e event.Event, id string, a alarm, tags string) {
	node := t.alarms.lab.clusters.node(id)
	if node == nil || node.Down {
		return
	}
	key := [2]string{id, a.application}
	t.alarms.numbers[key]++
	line := fmt.Sprintf("%d: %s: %s UTC : %%%s-%d-%s: %%%s[AppID=%s][ClusterID=%s][NodeID=%s]: %s", t.alarms.numbers[key], node.FQDN(),
		e.Time.UTC().Format("Jan 02 2006 15:04:05.000"), a.application, a.severity, a.name, tags, a.service, a.cluster, node.Name, a.text)
	t.pass(event.Event{Time: e.Time, Node: id, Cluster: e.Cluster}, LogSyslog, []string{line})
}
