package lab

import (
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// Attached is phones that stand alike, and the node whose call manager has them now.
type Attached struct {
	Phones devices.Set
	Model  phone.Model
	SCCP   bool   // they register over SCCP; else SIP
	Load   string // the firmware that they run, "" where none is known
	On     bool
	Node   string // identity, "" for none
}

// Attached says which phones call managers have now: those that registered and whose connections stand. Phones need not have noticed yet that
// theirs does not.
func (l *Lab) Attached() (list []Attached) {
	for _, part := range l.alike(l.people.All()) {
		c := part.Class
		list = append(list, Attached{part.Phones, c.Model, c.Report.SCCP || c.Model.Protocol() == "SCCP", c.State.Load, c.On, l.attachedTo(part.First().Name(), c)})
	}
	return list
}

// attachedTo is the node whose call manager has a phone, "" for none.
func (l *Lab) attachedTo(name string, c *population.Class) string {
	n := l.registrar(c)
	switch {
	case !c.On || c.Report.Registered == "" || n == nil:
	case l.life.on && l.connection(name, c) != stands, !n.Running(sim.ServiceCCM):
	default:
		return n.ID
	}
	return ""
}
