package ris

import (
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
)

// Devices that a node gives at most, by release (Cisco's documentation: 1,000, and 2,000 in newer releases; from which on is a guess).
const (
	mostOld = 1000
	mostNew = 2000
)

// newLimit is the first release that gives more.
var newLimit = func() cucm.Release { r, _ := cucm.ParseRelease("12.5"); return r }()

// node is a call manager in an answer.
type node struct {
	name    string
	code    string // Ok, NotFound, NodeNotResponding
	devices []device
}

// device is a phone at one call manager.
type device struct {
	lab.Known
	name      string
	extension string
	described string
	address   string
	web       bool
}

// answer is what was found.
type answer struct {
	total int
	nodes []node
}

// Codes of nodes.
const (
	codeOK            = "Ok"
	codeNotFound      = "NotFound"
	codeNotResponding = "NodeNotResponding"
)

// find looks who is known to the call managers of the cluster of the node that is asked.
func (q *query) find(l *lab.Lab, a *tomcat.SOAP) (found answer) {
	c := l.ClusterOf(a.Node.Node)
	if c == nil {
		return found
	}
	places := map[string]int{}
	for _, n := range c.Nodes {
		if !n.Has(sim.RoleCCM) || q.node != "" && !strings.EqualFold(q.node, n.Name) && !strings.EqualFold(q.node, n.FQDN()) && q.node != n.Address.String() {
			continue
		}
		places[n.ID] = len(found.nodes)
		code := codeNotFound
		if n.Down {
			code = codeNotResponding
		}
		found.nodes = append(found.nodes, node{name: n.Name, code: code})
	}
	most := q.limit(c)
	for k := range l.Known() {
		at, ours := places[k.Mark.Node]
		if !ours || found.nodes[at].code == codeNotResponding || found.total == most {
			continue
		}
		if d, ok := q.device(l, c, k, a); ok {
			found.nodes[at].code = codeOK
			found.nodes[at].devices = append(found.nodes[at].devices, d)
			found.total++
		}
	}
	return found
}

// limit is how many devices the answer has at most: what is beyond is cut off silently.
func (q *query) limit(c *sim.Cluster) int {
	most := mostOld
	if newLimit.Compare(c.Release) <= 0 {
		most = mostNew
	}
	if q.most > 0 {
		return min(q.most, most)
	}
	return most
}
