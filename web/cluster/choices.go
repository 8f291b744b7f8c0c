package cluster

import (
	"maps"
	"slices"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/pki"
)

// source is where the choices of a field come from.
type source string

// The sources.
const (
	nodes           = source("nodes")
	phoneNames      = source("phones")
	featureServices = source("feature services")
	networkServices = source("network services")
	identityStores  = source("identity stores")
	trustStores     = source("trust stores")
	allStores       = source("stores")
	references      = source("certificates")
	systems         = source("systems")
	backups         = source("backups")
	releases        = source("releases")
	parameters      = source("parameters")
	tokens          = source("tokens")
	roles           = source("roles")
	models          = source("models")
)

// Choices that are the same in every lab. The words of a key are those of the language.
const (
	words      = source("words")
	truth      = source("truth")
	onOff      = source("on or off")
	everything = source("everything")
)

// typed are the sources of fields in which something else than a choice can be written.
var typed = []source{text, phoneNames, references, models}

// choices are what a lab has to choose from.
type choices struct {
	of       map[source][]string
	clusters []string // other clusters
}

// choicesOf looks at a lab.
func choicesOf(l *control.Lab) *choices {
	c := &choices{of: map[source][]string{
		identityStores: storeNames(func(s cucm.Store) bool { return !s.Trust() }),
		trustStores:    storeNames(cucm.Store.Trust),
		allStores:      storeNames(func(cucm.Store) bool { return true }),
		releases:       cucm.ReleaseNames(), truth: {"true", "false"}, onOff: {"True", "False"}, everything: {"all"},
	}}
	for _, p := range l.Parameters() {
		if p.Locked == "" {
			c.add(parameters, p.Name)
		}
	}
	for _, b := range l.Backups() {
		c.add(backups, b.Device)
	}
	for _, r := range sim.Roles() {
		c.add(roles, string(r))
	}
	for _, name := range sim.ServiceNames() {
		if sim.NetworkService(name) {
			c.add(networkServices, name)
		} else {
			c.add(featureServices, name)
		}
	}
	l.See(c.see)
	return c
}

func (c *choices) add(s source, names ...string) {
	for _, name := range names {
		if !slices.Contains(c.of[s], name) {
			c.of[s] = append(c.of[s], name)
		}
	}
}

func (c *choices) see(l *lab.Lab) {
	for i, one := range l.Clusters() {
		if i > 0 {
			c.clusters = append(c.clusters, l.NameOf(one))
		}
		for _, n := range one.Nodes {
			c.node(one, n)
		}
		c.add(tokens, one.Tokens()...)
	}
	c.add(phoneNames, "all")
	seen := map[string]bool{}
	for _, g := range l.Groups() {
		c.add(phoneNames, g.Name)
		seen[g.Model] = true
	}
	c.add(models, slices.Sorted(maps.Keys(seen))...)
	for _, s := range l.Systems() {
		c.add(systems, s.Name)
		if s.Own != nil {
			c.add(references, s.Name)
		}
	}
	c.add(references, pki.CANames()...)
	c.add(references, pki.ManufacturerNames()...)
	c.add(references, c.of[tokens]...)
}

// node adds a node and what can be said of its certificates.
func (c *choices) node(of *sim.Cluster, n *sim.Node) {
	c.add(nodes, n.Name)
	for _, s := range cucm.IdentityStores {
		if n.Certificate(s) == nil {
			continue
		}
		c.add(references, n.Name+"/"+string(s))
		if slices.Contains(of.Rules().CSRStores, s) {
			c.add(references, "signed:"+n.Name+"/"+string(s))
		}
	}
}

func storeNames(is func(cucm.Store) bool) (names []string) {
	for _, s := range cucm.Stores() {
		if is(s) {
			names = append(names, string(s))
		}
	}
	return names
}
