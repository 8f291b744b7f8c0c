package site

import (
	"time"

	"github.com/invopop/jsonschema"

	"tvslab/scenarios/file"
	"tvslab/sim"
)

// services are names of services.
type services struct{ file.Names }

// JSONSchema of names of services.
func (services) JSONSchema() *jsonschema.Schema {
	return file.Limited(file.Names{}.JSONSchema(), sim.ServiceNames())
}

// state checks what runs on a node when the scenario begins.
func (c *Checker) state(n *Node) {
	c.Services(n.Stopped.Names...)
	c.Services(n.NotActivated.Names...)
	c.Twice("service", n.Stopped.Names)
	c.Twice("service", n.NotActivated.Names)
	for _, name := range n.NotActivated.Names {
		role := sim.RoleOf(name.Value)
		switch {
		case Has(n.Stopped.Names, name.Value):
			c.Add(name.Pos, "keep not-activated", "node %q: service %q is stopped and not activated", n.Name, name)
		case sim.NetworkService(name.Value):
			c.Add(name.Pos, "write stopped", "node %q: %q is a network service: it is always activated", n.Name, name)
		case role != "" && n.Has(role):
			c.Add(name.Pos, "leave the role out", "node %q: service %q is what role %q stands for", n.Name, name, role)
		}
	}
}

// Fresh reports what is written of a node that a step installs and that can be known of no new server.
func (c *Checker) Fresh(n *Node) {
	if len(n.Certificates)+len(n.Trust)+len(n.Stopped.Names)+len(n.NotActivated.Names) > 0 {
		c.Add(n.Pos, "leave them out", "node %q is installed here: it makes its own certificates and starts its services", n.Name)
	}
}

// The clock of a lab can be set to these years: its CAs are valid for the whole time.
const firstYear, lastYear = 2006, 2044

// clock checks when the scenario begins.
func (c *Checker) clock() {
	if year := c.Site.Begins().Year(); year < firstYear || year > lastYear {
		c.Add(c.Site.Start.Pos, "", "start: the clock of a lab can begin in the years %d to %d, not %s", firstYear, lastYear, c.Site.Begins().Format(time.DateOnly))
	}
}
