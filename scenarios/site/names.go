package site

import (
	"slices"
	"strings"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/spelling"
)

// Checker knows which names a scenario may speak of, and reports those that there are not. What a step brings, its
// verb adds.
type Checker struct {
	*file.Report
	Site    *Site
	Known   Nodes    // of all clusters, and what the steps so far make of them
	nodes   int      // that there were in all clusters and steps so far
	Backups []string // of the steps so far

	trustedCount int // certificates in -trust stores that the site writes down
}

// NewChecker begins with the nodes that a site is installed with.
func NewChecker(r *file.Report, s *Site) *Checker {
	return &Checker{Report: r, Site: s}
}

// CheckSite checks clusters, systems, phone groups and the matrix, and makes the nodes known. It reports whether the site is within
// its bounds; if it is not, nothing else is worth a look.
func (c *Checker) CheckSite() bool {
	if !c.checkBounds() {
		return false
	}
	c.clock()
	c.checkClusters()
	c.checkSystems()
	c.checkGroups()
	c.checkMatrix()
	return true
}

// Twice reports a word that a list has twice.
func (c *Checker) Twice(what string, list file.Names) {
	seen := map[string]bool{}
	for _, n := range list {
		if seen[n.Value] {
			c.Add(n.Pos, "", "%s %q is listed twice", what, n)
		}
		seen[n.Value] = true
	}
}

// Node finds a node and reports an unknown one. It says nothing when the cluster has no readable nodes, which is a
// problem of its own.
func (c *Checker) Node(n file.Name) *Node {
	if len(c.Known) == 0 || n.Value == "" {
		return nil
	}
	node := c.Known.Find(n.Value)
	if node == nil {
		c.Unknown(n, "node", "", c.Known.Names())
	}
	return node
}

// SelectedNodes checks a selector of nodes; nil is no selector.
func (c *Checker) SelectedNodes(sel *file.Selector) {
	if sel == nil {
		return
	}
	c.Twice("node", sel.Names)
	for _, n := range sel.Names {
		c.Node(n)
	}
}

// KnownAs reports names that are not among the known ones.
func (c *Checker) KnownAs(what string, known []string, list ...file.Name) {
	for _, n := range list {
		if n.Value != "" && !slices.Contains(known, n.Value) {
			c.Unknown(n, what, "", known)
		}
	}
}

// Model checks names of phone models.
func (c *Checker) Model(list ...file.Name) {
	for _, n := range list {
		if _, ok := phone.ModelByName(n.Value); !ok {
			c.KnownAs("phone model", phone.ModelNames(), n)
		}
	}
}

// Load checks the name of a firmware load, if one is written.
func (c *Checker) Load(n file.Name) {
	if n.Value == "" {
		return
	}
	if err := sim.CheckLoad(n.Value); err != nil {
		c.Add(n.Pos, "", "%v", err)
	}
}

// Stores checks names of certificate stores.
func (c *Checker) Stores(list ...file.Name) {
	c.KnownAs("certificate store", StoreNames(true), list...)
}

// IdentityStores checks names of stores that are no -trust stores.
func (c *Checker) IdentityStores(list ...file.Name) {
	c.KnownAs("certificate", StoreNames(false), list...)
}

// StoreNames gives the certificate stores, with the -trust stores or without.
func StoreNames(trust bool) []string {
	var list []string
	for _, s := range cucm.Stores() {
		if trust || !s.Trust() {
			list = append(list, string(s))
		}
	}
	return list
}

// shortServices are the words of guides and administrators for services, without "Cisco" and "service".
var shortServices = map[string]string{
	"tvs": sim.ServiceTVS, "trustverification": sim.ServiceTVS, "tftp": sim.ServiceTFTP, "capf": sim.ServiceCAPF,
	"ccm": sim.ServiceCCM, "callmanager": sim.ServiceCCM, "cti": sim.ServiceCTIManager, "tomcat": sim.ServiceTomcat,
}

// Services checks names of services.
func (c *Checker) Services(list ...file.Name) {
	known := sim.ServiceNames()
	for _, n := range list {
		if n.Value == "" || slices.Contains(known, n.Value) {
			continue
		}
		short := strings.TrimSuffix(strings.TrimPrefix(spelling.Fold(n.Value), "cisco"), "service")
		c.Said(n.Pos, &file.Unknown{What: "service", Name: n.Value, Known: known, Meant: shortServices[short]})
	}
}

// hintNodes lists nodes that would do; "" when there are none.
func hintNodes(what string, nodes []string) string {
	if len(nodes) == 0 {
		return ""
	}
	return what + ": " + strings.Join(nodes, ", ")
}

// Has tells whether a list has the word.
func Has(list file.Names, word string) bool {
	return slices.ContainsFunc(list, func(n file.Name) bool { return n.Value == word })
}
