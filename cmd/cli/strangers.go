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
	known := knownOf(doc, c.FirstName, c.Count)
	if known == c.Count {
		return nil
	}
	return []bench.Warning{{Limit: "phones",
		Text: fmt.Sprintf("%d of %d phones are not in %s: they get no file of their own, the default configuration at best", c.Count-known, c.Count, file),
		Mend: fmt.Sprintf("--count %d, or a scenario with more phones", max(known, 1))}}
}

// knownOf counts the phones that the lab knows, of so many from the first name on.
func knownOf(doc *control.Document, first string, count int) (known int) {
	from, ok := devices.Parse(first)
	if !ok || count < 1 {
		return 0
	}
	fleet := devices.Of(devices.Span{First: from, Last: from + devices.Number(count-1)})
	for _, g := range doc.Phones {
		a, ok := devices.Parse(g.First)
		b, ok2 := devices.Parse(g.Last)
		if ok && ok2 && a <= b {
			known += fleet.And(devices.Of(devices.Span{First: a, Last: b})).Len()
		}
	}
	return known
}

// warn tells warnings at once.
func (a *app) warn(list []bench.Warning) {
	for _, w := range list {
		fmt.Fprintf(a.errs, "tvslab: limit: %s\nhint: %s\n", w.Text, w.Mend)
	}
}
