package lab

import "tvslab/phone/trust"

// ITLStatus is what "ITL File Status" of the phone list of CCMAdmin says from 14 until 15: whether the hash that the phone
// reported at its last registration is that of the ITL a TFTP node serves (security guide 14).
type ITLStatus string

// The values of ITLStatus; "" where the release does not have it.
const (
	ITLMatch        ITLStatus = "Match"
	ITLMismatch     ITLStatus = "MisMatch"
	ITLNotInstalled ITLStatus = "Not Installed"
	ITLUnknown      ITLStatus = "Unknown" // never registered, or a model that reports none
)

// reportITL is the phone's registration telling which ITL it has.
func (p *awake) reportITL() {
	if p.Report.Registered == "" || !p.Model.SBD {
		return
	}
	p.Reported, p.ReportedITL = true, p.State.Lists[trust.ITL].File
}

// itlStatus compares what the phone reported with what the nodes of its cluster serve now.
func (l *Lab) itlStatus(p *awake) ITLStatus {
	c := l.clusterOf(p.Class)
	switch {
	case !c.Release.Rules().ITLStatus:
		return ""
	case !p.Reported:
		return ITLUnknown
	case p.ReportedITL == nil:
		return ITLNotInstalled
	}
	for _, n := range c.Nodes {
		if f := n.ITL(); f != nil && l.memory.contents.list(f).Same(p.ReportedITL) {
			return ITLMatch
		}
	}
	return ITLMismatch
}
