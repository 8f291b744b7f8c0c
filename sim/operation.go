package sim

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"tvslab/capf"
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

// SetCertificateOperation gives devices ("all": every one) a certificate operation: install-upgrade, delete,
// troubleshoot, or none to take a pending one back. With the profile's authentication by string, each device gets a
// string as "Generate String" does (Device.AuthString). Phones learn of it with their next configuration: the
// administrator applies the configuration or resets them.
func SetCertificateOperation(devices []string, operation string) Op {
	return func(c *Cluster) error {
		kind := capf.Kind(operation)
		if !slices.Contains(kinds, kind) {
			return fmt.Errorf("certificate operation %q is not one of %q", operation, kinds)
		}
		if err := c.writable("certificate operation"); err != nil {
			return err
		}
		n, err := c.changeDevices(devices, func(d *Device, p *Profile) { c.order(d, p, kind) })
		if err != nil {
			return err
		}
		c.note(nil, "capf", "certificate operation %s for %s", kind, count(n, "device"))
		return nil
	}
}

func (c *Cluster) order(d *Device, p *Profile, kind capf.Kind) {
	d.Operation, d.Status, d.AuthString = kind, statusPending, ""
	d.CompletesBy = c.Now.AddDate(0, 0, c.settings.OperationDays)
	if p.authentication() == capf.ByString {
		d.AuthString = c.authString(d)
	}
	if kind == capf.None {
		d.endOperation("")
	}
	p.tellPhone(d)
}

func (d *Device) endOperation(status string) {
	d.Operation, d.AuthString, d.Status = "", "", status
}

// authString is 6 digits; CUCM allows 4 to 10.
func (c *Cluster) authString(d *Device) string {
	sum := c.deviceBytes("authentication string", d)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum)%1_000_000)
}

// FinishOperations writes down what CAPF sessions came to: status, the LSC the device holds now, and that nothing is
// pending any more. A session in which the phone did not prove who it is leaves the operation pending. Outcomes for
// devices that have meanwhile gone, or have something else pending, do nothing.
func FinishOperations(outcomes ...capf.Outcome) Op {
	return func(c *Cluster) error {
		by, names := map[string]capf.Outcome{}, []string(nil)
		for _, o := range outcomes {
			d, again := c.devices[o.Device], by[o.Device].Device != ""
			if o.Refused || again || d == nil || o.Kind == capf.None || d.Operation != o.Kind {
				continue
			}
			by[o.Device] = o
			names = append(names, o.Device)
		}
		if len(names) == 0 {
			return nil
		}
		ended := map[string][]string{}
		_, err := c.changeDevices(names, func(d *Device, p *Profile) {
			d.finish(by[d.Name])
			p.tellPhone(d)
			ended[d.Status] = append(ended[d.Status], d.Name)
		})
		c.noteStatuses(ended)
		return err
	}
}

func (d *Device) finish(o capf.Outcome) {
	if o.Reason != capf.ReasonSuccess {
		d.endOperation(statuses[o.Kind].failure)
		return
	}
	d.endOperation(statuses[o.Kind].success)
	switch o.Kind {
	case capf.Install:
		d.LSC = o.LSC
		d.Issued++
	case capf.Delete:
		d.LSC = nil
	}
}

// noteStatuses tells each status once, with the devices where they are few.
func (c *Cluster) noteStatuses(ended map[string][]string) {
	for _, kind := range kinds {
		s := statuses[kind]
		for _, status := range []string{s.success, s.failure} {
			names := ended[status]
			switch {
			case len(names) > 3:
				c.note(nil, "capf", "%s: %s", status, count(len(names), "device"))
			case len(names) > 0:
				c.note(nil, "capf", "%s: %s", status, strings.Join(names, ", "))
			}
		}
	}
}
