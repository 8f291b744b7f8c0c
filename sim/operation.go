package sim

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/sim/fact"
)

// kinds are the certificate operations of the device page.
var kinds = []capf.Kind{capf.Install, capf.Delete, capf.Troubleshoot, capf.None}

// The states of an operation as the device page shows them. The wording of the failures is recalled, not read.
const statusPending = "Operation Pending"

var statuses = map[capf.Kind]struct{ success, failure string }{
	capf.Install:      {"Upgrade Success", "Upgrade Failure"},
	capf.Delete:       {"Delete Success", "Delete Failure"},
	capf.Troubleshoot: {"Troubleshoot Success", "Troubleshoot Failure"},
}

// SetCertificateOperation gives devices (no set: every one) a certificate operation: install-upgrade, delete,
// troubleshoot, or none to take a pending one back. With the profile's authentication by string, each device gets a
// string as "Generate String" does (Device.AuthString). Phones learn of it with their next configuration: the
// administrator applies the configuration or resets them.
func SetCertificateOperation(set devices.Set, operation string) Op {
	return func(c *Cluster) error {
		kind := capf.Kind(operation)
		if !slices.Contains(kinds, kind) {
			return fmt.Errorf("certificate operation %q is not one of %q", operation, kinds)
		}
		if err := c.writable("certificate operation"); err != nil {
			return err
		}
		n, err := c.changeDevices(set, func(d *Standing, p *Profile) { c.order(d, p, kind) })
		if err != nil {
			return err
		}
		c.note(nil, fact.OperationSet{Operation: kind, Devices: n, Strings: c.AuthStrings(set, shownStrings)})
		return nil
	}
}

func (c *Cluster) order(d *Standing, p *Profile, kind capf.Kind) {
	d.Operation, d.Status, d.wrong = kind, statusPending, 0
	d.CompletesBy = c.Now.AddDate(0, 0, c.operationDays())
	d.generated = p.CAPFAuthentication() == capf.ByString
	if kind == capf.None {
		d.endOperation("")
	}
	p.tellPhone(d)
}

func (d *Standing) endOperation(status string) {
	d.Operation, d.generated, d.Status = "", false, status
	d.wrong = 0
}

// shownStrings is how many authentication strings are told with an operation.
const shownStrings = 3

// AuthStrings are the authentication strings that the first devices of a set (no set: of all) have, at most that many.
func (c *Cluster) AuthStrings(set devices.Set, most int) []fact.AuthString {
	if len(set) == 0 {
		set = c.AllDevices()
	}
	var list []fact.AuthString
	for _, r := range c.devices.Within(set) {
		if !r.Value.generated {
			continue
		}
		for n := range (devices.Set{r.Span}).All() {
			if len(list) == most {
				return list
			}
			list = append(list, fact.AuthString{Device: n.Name(), String: c.AuthString(r.Value, n.Name())})
		}
	}
	return list
}

// AuthString is the string that "Generate String" gives a device of this standing: 6 digits; CUCM allows 4 to 10. It is ""
// where none was generated.
func (c *Cluster) AuthString(d Standing, device string) string { return c.AuthStringsOf(d).Of(device) }

// AuthStringsOf are the strings of all devices of this standing.
func (c *Cluster) AuthStringsOf(d Standing) AuthStrings {
	return AuthStrings{c.seed, uint64(d.Issued), d.generated}
}

// AuthStrings are the strings that "Generate String" gives devices of one standing.
type AuthStrings struct {
	seed, issued uint64
	generated    bool
}

// Of is the string of a device: see [Cluster.AuthString].
func (a AuthStrings) Of(device string) string {
	if !a.generated {
		return ""
	}
	sum := deviceBytes(a.seed, a.issued, "authentication string", device)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum)%1_000_000)
}

// Ended is how the CAPF sessions of devices ended that stand alike.
type Ended struct {
	Devices devices.Set
	Outcome capf.Outcome // of the first of them; see capf.LSC.For
}

// FinishOperations writes down what CAPF sessions came to: status, the LSC the devices hold now, and that nothing is
// pending any more. A session in which the phone did not prove who it is leaves the operation pending. Outcomes for
// devices that have meanwhile gone, or have something else pending, do nothing; of several for a device the first counts.
func FinishOperations(all ...Ended) Op {
	return func(c *Cluster) error {
		c.takeShown(all)
		c.countWrongStrings(all)
		var runs []devices.Run[Standing]
		ended := map[ending][]devices.Span{}
		for _, e := range firsts(c.waiting(all)) {
			for _, r := range c.changedDevices(e.Devices, func(d *Standing, p *Profile) { d.finish(e.Outcome); p.tellPhone(d) }) {
				runs = append(runs, r)
				how := ending{status: r.Value.Status}
				if e.Outcome.Err != nil {
					how.why = e.Outcome.Err.Error()
				}
				ended[how] = append(ended[how], r.Span)
			}
		}
		c.devices = c.devices.With(runs...)
		c.noteEndings(ended)
		return nil
	}
}

// firsts leaves of several outcomes for a device the first.
func firsts(all []Ended) []Ended {
	var spans []devices.Span
	total := 0
	for _, e := range all {
		spans, total = append(spans, e.Devices...), total+e.Devices.Len()
	}
	if devices.Of(spans...).Len() == total {
		return all
	}
	var done devices.Set
	first := slices.Clone(all)
	for i, e := range first {
		first[i].Devices = e.Devices.Without(done)
		done = done.Or(e.Devices)
	}
	return first
}

// waiting leaves the outcomes that end what devices have pending, with those devices.
func (c *Cluster) waiting(all []Ended) []Ended {
	var left []Ended
	for _, e := range all {
		if e.Outcome.Refused || e.Outcome.Kind == capf.None {
			continue
		}
		var spans []devices.Span
		for _, r := range c.devices.Within(e.Devices) {
			if r.Value.Operation == e.Outcome.Kind {
				spans = append(spans, r.Span)
			}
		}
		left = append(left, Ended{devices.Of(spans...), e.Outcome})
	}
	return left
}

func (d *Standing) finish(o capf.Outcome) {
	if o.Reason != capf.ReasonSuccess {
		d.endOperation(statuses[o.Kind].failure)
		return
	}
	d.endOperation(statuses[o.Kind].success)
	switch o.Kind {
	case capf.Install:
		d.lsc, d.shown = o.LSC, nil
		d.Issued++
	case capf.Delete:
		d.lsc, d.shown = nil, nil
	}
}

// ending is what operations came to, and why they failed.
type ending struct{ status, why string }

// noteEndings tells each ending once: by kind of operation, success before failure.
func (c *Cluster) noteEndings(ended map[ending][]devices.Span) {
	place := func(e ending) int {
		for i, kind := range kinds {
			switch s := statuses[kind]; e.status {
			case s.success:
				return 2 * i
			case s.failure:
				return 2*i + 1
			}
		}
		return 2 * len(kinds)
	}
	all := slices.SortedFunc(maps.Keys(ended), func(a, b ending) int {
		return cmp.Or(place(a)-place(b), strings.Compare(a.why, b.why))
	})
	for _, how := range all {
		c.note(nil, fact.OperationsEnded{Status: how.status, Why: how.why, Devices: devices.Of(ended[how]...)})
	}
}
