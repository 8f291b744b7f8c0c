package cli

import (
	"fmt"

	"tvslab/bench"
	"tvslab/devices"
	"tvslab/phone/fleet"
	"tvslab/sim/lab/control"
)

// strangers warns of phones of the fleet that the lab does not know; a lab that says nothing of phones may know all.
func strangers(doc *control.Document, c *fleet.Config, file string) []bench.Warning {
	if doc == nil || len(doc.Phones) == 0 {
		return nil
	}
	known := knownOf(doc, c)
	if known == c.Count {
		return nil
	}
	return []bench.Warning{{Limit: "phones",
		Text: fmt.Sprintf("%d of %d phones are not in %s: they get no file of their own, the default configuration at best", c.Count-known, c.Count, file),
		Mend: fmt.Sprintf("--count %d, or a scenario with more phones", max(known, 1))}}
}

// knownOf counts the phones of a fleet that the lab knows.
func knownOf(doc *control.Document, c *fleet.Config) (known int) {
	all := c.Devices.Devices()
	if first, ok := devices.Parse(c.FirstName); ok && c.Devices == nil {
		all = devices.Counted(first, c.Count).Devices()
	}
	for _, g := range doc.Phones {
		known += all.And(g.Set()).Len()
	}
	return known
}

// warn tells warnings at once.
func (a *app) warn(list []bench.Warning) {
	for _, w := range list {
		fmt.Fprintf(a.errs, "tvslab: limit: %s\nhint: %s\n", w.Text, w.Mend)
	}
}
