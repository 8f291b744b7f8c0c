package page

import (
	"tvslab/sim"
)

// enterpriseParameters is the page Enterprise Parameters, of which the part "Security Parameters" was printed (tech note 118893). The
// buttons are recalled.
func enterpriseParameters(v View, _ *sim.Node, _ Request) (*Document, error) {
	d := &Document{Buttons: []string{"Save", "Set to Default", "Reset", "Apply Config"}}
	for _, p := range v.Cluster.EnterpriseParameters() {
		if len(d.Sections) == 0 || d.Sections[len(d.Sections)-1].Title != p.Section {
			d.Sections = append(d.Sections, Section{Title: p.Section})
		}
		s := &d.Sections[len(d.Sections)-1]
		s.Fields = append(s.Fields, Field{p.Name, p.Value})
	}
	return d, nil
}
