package site

import (
	"strconv"

	"tvslab/scenarios/file"
)

// The bounds of a site. A cluster of 40 nodes is installed in about a second, and its ITL file is larger than any phone loads;
// what 100 nodes cost is 20 MB. A million phones of a group cost what one does, but 10 kB each where they boot one by one (on
// sockets, and with a timeline). Device names have room for 255 groups.
const (
	maxNodes    = 40        // of a cluster
	maxAllNodes = 100       // of all clusters, those that steps add too
	maxClusters = 20        // beside the first
	maxGroups   = 255       // of phones
	maxOfGroup  = 1_000_000 // phones
	maxPhones   = 5_000_000 // of all groups
	maxTokens   = 20        // of a cluster
	maxSystems  = 100
	maxTrusted  = 1000 // certificates of all trust keys; each is signed
)

// checkBounds reports what there is too much of, and whether there is nothing of the kind.
func (c *Checker) checkBounds() bool {
	site, within := c.Site, true
	bound := func(pos file.Pos, n, most int, key, has, noun string) {
		if n > most {
			c.Add(pos, "", "%s: %s %s %s, at most %s", key, has, grouped(n), noun, grouped(most))
			within = false
		}
	}
	bound(firstOf(site.Others, func(x *OtherCluster) file.Name { return x.Name }), len(site.Others), maxClusters, "other-clusters", "there are", "clusters")
	for i := range site.Others {
		c.boundCluster(bound, &site.Others[i].Cluster)
	}
	c.boundCluster(bound, &site.Cluster)
	bound(site.Cluster.Pos, c.trustedCount, maxTrusted, "trust", "all clusters and nodes have", "certificates")
	bound(site.Cluster.Pos, c.nodes, maxAllNodes, "nodes", "all clusters have", "nodes")
	bound(firstOf(site.Systems, func(s *System) file.Name { return s.Name }), len(site.Systems), maxSystems, "systems", "there are", "systems")
	phones := 0
	for _, g := range site.Phones {
		phones += min(g.Count, maxPhones+1) // a count beyond its range is reported
	}
	at := firstOf(site.Phones, func(g *Group) file.Name { return g.Name })
	bound(at, len(site.Phones), maxGroups, "phones", "there are", "groups")
	bound(at, phones, maxPhones, "phones", strconv.Itoa(len(site.Phones))+" groups have", "phones")
	return within
}

func (c *Checker) boundCluster(bound func(pos file.Pos, n, most int, key, has, noun string), x *Cluster) {
	c.nodes += len(x.Nodes)
	c.trustedCount += len(x.Trust)
	for i := range x.Nodes {
		c.trustedCount += len(x.Nodes[i].Trust)
	}
	bound(x.Pos, len(x.Nodes), maxNodes, "nodes", "a cluster has", "nodes")
	bound(x.Pos, len(x.Tokens), maxTokens, "tokens", "a cluster has", "tokens")
}

// Joins counts a node that a step adds, and reports the first for which there is no room.
func (c *Checker) Joins(n *Node) {
	if c.nodes++; c.nodes == maxAllNodes+1 {
		c.Add(n.Name.Pos, "", "nodes: clusters and steps have more than %d", maxAllNodes)
	}
}

func firstOf[T any](list []T, name func(*T) file.Name) (pos file.Pos) {
	if len(list) > 0 {
		pos = name(&list[0]).Pos
	}
	return pos
}

// grouped writes a number with a comma between thousands.
func grouped(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return grouped(n/1000) + "," + strconv.Itoa(1000 + n%1000)[1:]
}
