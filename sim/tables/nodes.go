package tables

import (
	"strings"

	"tvslab/sim"
)

// nodeTables are about servers and parameters.
var nodeTables = []table{
	{"processnode", "pkid name description #nodeid #tknodeusage #tkprocessnoderole ipv6name isactive", func(v View, add func(...any)) {
		add(ID("processnode", EnterpriseWide), EnterpriseWide, "", 1, 1, 1, "", flag(true))
		for i, n := range v.Cluster.Nodes {
			usage, role := 1, 1
			if n.Has(sim.Publisher) {
				usage = 0
			}
			if n.Has(sim.RoleIMP) {
				role = 2
			}
			add(NodeID(n), n.Name, "", i+2, usage, role, "", flag(true))
		}
	}},
	{"callmanager", "pkid name description fkprocessnode #ctiid", func(v View, add func(...any)) {
		for i, n := range v.Cluster.Nodes {
			if n.Has(sim.RoleCCM) {
				add(ID("callmanager", n.ID), "CM_"+n.Name, n.Name, NodeID(n), i+1)
			}
		}
	}},
	{"processconfig", "pkid paramname paramvalue fkprocessnode #tkservice", func(v View, add func(...any)) {
		for _, p := range Parameters(v.Cluster) {
			add(p.ID, p.Name, p.Value, ID("processnode", EnterpriseWide), 11)
		}
	}},
}

// Parameter is an enterprise parameter as the database calls it.
type Parameter struct {
	ID    string
	Name  string // "ClusterSecurityMode"
	Page  string // its name on the page: "Cluster Security Mode"
	Value string
}

// parameterNames are parameters as the database calls them. The first two are published (tech note 118893; community tac-p/3209844
// and a public script, both for the rollback parameter); the others follow the pattern of the first.
var parameterNames = map[string]string{
	sim.ParamClusterMode: "ClusterSecurityMode", sim.ParamRollback: "RollBackToPreGrayback", sim.ParamSignature: "TFTPFileSignatureAlgorithm",
	sim.ParamReset: "PhoneInteractionOnCertificateUpdate",
}

// boxes are what the database has for the two positions of a box (community tac-p/3209844).
var boxes = strings.NewReplacer("True", "T", "False", "F")

// ParameterName is what the database calls a parameter of a page: a published name, else its words without blanks and marks.
func ParameterName(onPage string) string {
	if name, ok := parameterNames[onPage]; ok {
		return name
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()", r) {
			return -1
		}
		return r
	}, onPage)
}

// Parameters lists the parameters of the page Enterprise Parameters in its order.
func Parameters(c *sim.Cluster) (list []Parameter) {
	for _, p := range c.AllParameters() {
		if p.Section == "" {
			continue
		}
		name := ParameterName(p.Name)
		list = append(list, Parameter{ID("processconfig", name), name, p.Name, boxed(p.Value)})
	}
	return list
}

// OnPage is a value of the database as the page has it.
func OnPage(value string) string {
	switch value {
	case "T", "t":
		return "True"
	case "F", "f":
		return "False"
	}
	return value
}

func boxed(value string) string {
	if value == "True" || value == "False" {
		return boxes.Replace(value)
	}
	return value
}
