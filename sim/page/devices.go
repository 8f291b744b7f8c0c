package page

import (
	"strconv"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/system"
)

// Registration is how phones of a cluster that are alike stand with its call managers.
type Registration struct {
	Phones   devices.Set
	Model    string
	Protocol string // SIP or SCCP
	Status   Status
	Node     string // identity of the node: where they are registered, or would register first
}

// Status is what the cluster knows of a phone's registration.
type Status string

// The states. A phone that never came is not known to RIS.
const (
	Registered   Status = "Registered"
	Unregistered Status = "UnRegistered"
	NeverSeen    Status = "None"
	Rejected     Status = "Rejected" // a call manager said no to the device
)

// phones is the column of phones; systems have one by their kind (system.Kind.Counted).
const phones = "Phones"

// summary counts registered devices by node and column.
type summary map[string]map[string]int

func (s summary) add(node, column string, n int) {
	if s[node] == nil {
		s[node] = map[string]int{}
	}
	s[node][column] += n
}

// summarize counts phones and systems where they are registered. A system that meets several nodes counts where it is connected first.
func summarize(v View) summary {
	s := summary{}
	for _, r := range v.Phones {
		if r.Status == Registered {
			s.add(r.Node, phones, r.Phones.Len())
		}
	}
	for _, one := range v.Systems {
		for _, c := range one.Connections() {
			if one.Kind.Counted != "" && c.Reason == system.Connected {
				s.add(c.Node, one.Kind.Counted, 1)
				break
			}
		}
	}
	return s
}

// deviceSummary is RTMT's Device Summary: registered devices by node. RTMT counts phones, gateways and media resources; the lab has SIP
// trunks where RTMT has gateways. The second list is the lab's.
func deviceSummary(v View, _ *sim.Node, _ Request) (*Document, error) {
	counted := summarize(v)
	columns := append([]string{phones}, system.Counted()...)
	nodes := Section{Title: "Registered devices", Columns: append([]string{"Node"}, columns...)}
	total := map[string]int{}
	for _, n := range v.Cluster.Nodes {
		if !n.Has(sim.RoleCCM) {
			continue
		}
		nodes.Rows = append(nodes.Rows, counts(n.Name, columns, counted[n.ID]))
		for _, c := range columns {
			total[c] += counted[n.ID][c]
		}
	}
	nodes.Rows = append(nodes.Rows, counts("Total", columns, total))
	return &Document{Sections: []Section{nodes, modelSection(v.Phones)}}, nil
}

func counts(name string, columns []string, of map[string]int) []string {
	cells := []string{name}
	for _, c := range columns {
		cells = append(cells, strconv.Itoa(of[c]))
	}
	return cells
}

// modelSection counts phones by model and status, in the order in which models come.
func modelSection(list []Registration) Section {
	states := []string{string(Registered), string(Unregistered), string(NeverSeen), string(Rejected)}
	s := Section{Title: "Phones by model", Columns: append([]string{"Model"}, states...)}
	of, models := summary{}, []string(nil)
	for _, r := range list {
		if of[r.Model] == nil {
			models = append(models, r.Model)
		}
		of.add(r.Model, string(r.Status), r.Phones.Len())
	}
	for _, m := range models {
		s.Rows = append(s.Rows, counts(m, states, of[m]))
	}
	return s
}
