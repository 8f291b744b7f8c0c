package lab

import (
	"time"

	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim/lab/population"
)

// ITLStatus is what "ITL File Status" of the phone list of CCMAdmin says from 14 until 15: whether the hash that the phone
// reported at its registration, in a SIP alarm, is that of the ITL a TFTP node serves (security guide 14). The hash is the SHA-1 of
// the file, by its 20 bytes in the alarm of tech note 214535; files are compared here, which comes to the same.
type ITLStatus string

// The values of ITLStatus; "" where the release does not have it.
const (
	ITLMatch        ITLStatus = "Match"
	ITLMismatch     ITLStatus = "MisMatch"
	ITLNotInstalled ITLStatus = "Not Installed"
	// ITLUnknown is a phone of which no hash is known: not registered, registered over SCCP, or of a model without ITL. What the
	// page shows for these is not documented.
	ITLUnknown ITLStatus = "Unknown"
)

// reportITL is the phone's registration telling which ITL it has, and CUCM forgetting it when the phone unregisters (security
// guide 14). Only SIP has the alarm.
func (p *awake) reportITL() {
	p.Reported, p.ReportedITL = p.Report.Registered != "" && !p.Report.SCCP && p.Model.SBD, nil
	if p.Reported {
		p.ReportedITL = p.State.Lists[trust.ITL].File
	}
}

// switchOff takes the power from phones.
func switchOff(c *population.Class) {
	c.On, c.Reported, c.ReportedITL = false, false, nil
	c.Life, c.Run = phone.Life{}, time.Time{}
}

// itlStatus compares what the phone reported with what the nodes of its cluster serve now.
func (w *world) itlStatus(p *awake) ITLStatus {
	c := w.clusterOf(p.Class)
	switch {
	case !c.Release.Rules().ITLStatus:
		return ""
	case !p.Reported:
		return ITLUnknown
	case p.ReportedITL == nil:
		return ITLNotInstalled
	}
	for _, n := range c.Nodes {
		if f := n.ITL(); f != nil && w.memory.contents.list(f).Same(p.ReportedITL) {
			return ITLMatch
		}
	}
	return ITLMismatch
}
