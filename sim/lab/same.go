package lab

import (
	"slices"

	"tvslab/phone/trust"
	"tvslab/sim/lab/population"
)

// Same reports whether a lab is as one of which it is a fork, or that is a fork of it, apart from clocks, queued resets, logs and what
// happened to phones that stand as before: clusters, faults, backups, what phones have stored, and where they are registered.
func (l *Lab) Same(other *Lab) bool {
	if len(l.backups) != len(other.backups) || !slices.EqualFunc(l.faults, other.faults, Fault.equal) {
		return false
	}
	for i, c := range l.clusters {
		if !c.SameAs(other.clusters[i]) {
			return false
		}
	}
	for _, part := range l.people.Parts(l.people.All()) {
		for _, was := range other.people.Parts(part.Phones) {
			if part.Class != was.Class && !alike(part.Class, was.Class) {
				return false
			}
		}
	}
	return true
}

// alike reports whether phones of two classes stand alike for an administrator.
func alike(a, b *population.Class) bool {
	for _, which := range trust.Lists {
		if !a.State.Lists[which].File.Same(b.State.Lists[which].File) {
			return false
		}
	}
	return a.On == b.On && a.State.ParsedConfig == b.State.ParsedConfig && a.State.LSC == b.State.LSC && a.State.Load == b.State.Load &&
		slices.Equal(a.TFTP, b.TFTP) && slices.Equal(a.Nodes, b.Nodes) &&
		a.Report.Registered == b.Report.Registered && a.Report.RegisteredPort == b.Report.RegisteredPort && a.Report.ConfigState == b.Report.ConfigState
}
