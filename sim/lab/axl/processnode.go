package axl

import (
	"tvslab/sim"
	"tvslab/sim/tables"
)

// processNode is a row of the process nodes: nil for the one that stands for the cluster.
type processNode struct{ *sim.Node }

var processNodes = kind[processNode]{name: "ProcessNode", element: "processNode",
	all: func(c *sim.Cluster) []processNode {
		list := []processNode{{}}
		for _, n := range c.Nodes {
			list = append(list, processNode{n})
		}
		return list
	},
	id: func(_ *sim.Cluster, o processNode) string {
		if o.Node == nil {
			return tables.ID("processnode", tables.EnterpriseWide)
		}
		return tables.NodeID(o.Node)
	},
	fields: []field[processNode]{
		said("name", func(_ *sim.Cluster, o processNode) string {
			if o.Node == nil {
				return tables.EnterpriseWide
			}
			return o.Name
		}),
		said("description", func(_ *sim.Cluster, o processNode) string {
			if o.Node == nil {
				return ""
			}
			return o.FQDN()
		}),
		always[processNode]("mac", ""),
		always[processNode]("ipv6Name", ""),
		said("nodeUsage", func(c *sim.Cluster, o processNode) string {
			if o.Node == c.Publisher() {
				return "Publisher"
			}
			return "Subscriber"
		}),
		always[processNode]("lbmHubGroup", ""),
		said("processNodeRole", func(_ *sim.Cluster, o processNode) string {
			if o.Node != nil && o.Has(sim.RoleIMP) {
				return "CUCM IM and Presence"
			}
			return "CUCM Voice/Video"
		}),
	},
}
