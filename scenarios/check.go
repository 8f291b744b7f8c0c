package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"tvslab/admincli"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// maxCells (before except) and maxSteps bound the work of a scenario file.
const (
	maxCells = 1000
	maxSteps = 2000
)

// checker looks for what the types alone cannot refuse: names that must exist, roles that must fit, releases, and that
// every cell expects something. Verbs ask it, and tell it what later steps may speak of.
type checker struct {
	*Scenario
	*file.Report
	step *Step // whose verb is asking

	known    Nodes // of all clusters, and what the steps so far make of them
	backups  []string
	keys     []string // saved recovery keys
	upgraded bool
}

func (c *checker) all() {
	c.checkClusters()
	c.checkGroups()
	c.checkMatrix()
	c.checkSettings()
	c.checkSteps()
	c.checkCells()
}

func (c *checker) checkSteps() {
	if len(c.Steps) > maxSteps {
		c.Add(c.Steps[maxSteps].Pos, "", "the scenario has %d steps; the limit is %d", len(c.Steps), maxSteps)
	}
	for i := range c.Steps[:min(len(c.Steps), maxSteps)] {
		c.step = &c.Steps[i]
		c.condition(c.step.When)
		c.qualifiers()
		if c.step.does != nil {
			c.step.does.check(c)
		}
	}
	if !c.hasExpect() {
		c.Consequence(file.Pos{Line: 1, Column: 1}, "add a step such as `expect: {GROUP: {trust: current}}`", "no step expects anything")
	}
}

func (s *Scenario) hasExpect() bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool { return step.Verb == verbExpect })
}

func (c *checker) checkCells() {
	if c.Matrix.combinations() > maxCells {
		return // reported with the matrix
	}
	cells := c.Cells()
	if len(cells) == 0 {
		c.Add(c.Matrix.Pos, "", "the matrix leaves no combination")
	}
	for _, cell := range cells {
		one := &checker{Scenario: c.at(cell), Report: c.Report}
		if c.hasExpect() {
			one.cell()
		}
		if len(c.Steps) <= maxSteps {
			one.commands()
		}
	}
}

// cell checks a scenario that at made for one cell.
func (c *checker) cell() {
	release, ok := parseRelease(c.Report, c.Release)
	if !ok {
		return
	}
	c.mode(&c.Cluster, release, c.Cell.Mode != "")
	for i := range c.Others {
		other := &c.Others[i]
		if other.Release.Value != "" {
			if release, ok = parseRelease(c.Report, other.Release); !ok {
				continue
			}
		}
		c.mode(&other.Cluster, release, true)
	}
	if !c.hasExpect() {
		c.Consequence(c.Scenario.Pos, "every combination of the matrix must check something", "nothing is expected in %s", c.Cell)
	}
}

// commands asks about each command of a cell with the release that its cluster has by then.
func (c *checker) commands() {
	v := newVersions(c.Scenario)
	for i := range c.Steps {
		c.step = &c.Steps[i]
		if f, ok := c.step.does.(follower); ok {
			f.follow(c, v)
		}
	}
}

// twice reports a word that a list has twice.
func (c *checker) twice(what string, list file.Names) {
	seen := map[string]bool{}
	for _, n := range list {
		if seen[n.Value] {
			c.Add(n.Pos, "", "%s %q is listed twice", what, n)
		}
		seen[n.Value] = true
	}
}

// node finds a node and reports an unknown one. It says nothing when the cluster has no readable nodes, which is a
// problem of its own.
func (c *checker) node(n file.Name) *Node {
	if len(c.known) == 0 || n.Value == "" {
		return nil
	}
	node := c.known.find(n.Value)
	if node == nil {
		c.Unknown(n, "node", "", c.known.Names())
	}
	return node
}

// nodes checks a selector of nodes; nil is no selector.
func (c *checker) nodes(sel *file.Selector) {
	if sel == nil {
		return
	}
	for _, n := range sel.Names {
		c.node(n)
	}
}

// phones checks a selector of phones; nil is no selector.
func (c *checker) phones(sel *file.Selector) {
	if sel == nil {
		return
	}
	for _, n := range sel.Names {
		c.phone(n, "phone group", c.Phones.Names())
	}
}

// phone checks one phone name and gives how many phones it selects, 0 when it is wrong.
func (c *checker) phone(n file.Name, what string, known []string) int {
	ref := parsePhoneRef(n.Value)
	if ref.device != "" {
		return 1
	}
	g := c.Phones.find(ref.group)
	switch {
	case g == nil:
		if len(c.Phones) > 0 {
			c.Unknown(file.Name{Value: ref.group, Pos: n.Pos}, what, "", known)
		}
		return 0
	case ref.last == 0 && n.Value == ref.group:
		return g.Count
	case ref.first < 1 || ref.last < ref.first || ref.last > g.Count:
		c.Add(n.Pos, fmt.Sprintf("the phones of %q are 1 to %d", ref.group, g.Count), "%q selects nothing", n)
		return 0
	}
	return ref.last - ref.first + 1
}

// oneOf reports names that are not among the known ones.
func (c *checker) oneOf(what string, known []string, list ...file.Name) {
	for _, n := range list {
		if n.Value != "" && !slices.Contains(known, n.Value) {
			c.Unknown(n, what, "", known)
		}
	}
}

func (c *checker) model(list ...file.Name) {
	var known []string
	for _, m := range phone.Models() {
		known = append(known, m.Name)
	}
	for _, n := range list {
		if _, ok := phone.ModelByName(n.Value); !ok {
			c.oneOf("phone model", known, n)
		}
	}
}

// stores checks names of stores; identity takes no -trust stores.
func (c *checker) stores(list ...file.Name) { c.oneOf("certificate store", storeNames(true), list...) }

func (c *checker) identity(list ...file.Name) { c.oneOf("certificate", storeNames(false), list...) }

func storeNames(trust bool) []string {
	var list []string
	for _, s := range cucm.Stores() {
		if trust || !s.Trust() {
			list = append(list, string(s))
		}
	}
	return list
}

// reasonNames lists the reason codes.
func reasonNames() []string {
	list := map[string]bool{}
	for _, c := range reason.Codes() {
		list[string(c.Code)] = true
	}
	return slices.Sorted(maps.Keys(list))
}

// shortServices are the words of guides and administrators for services, without "Cisco" and "service".
var shortServices = map[string]string{
	"tvs": sim.ServiceTVS, "trustverification": sim.ServiceTVS, "tftp": sim.ServiceTFTP, "capf": sim.ServiceCAPF,
	"ccm": sim.ServiceCCM, "callmanager": sim.ServiceCCM, "cti": sim.ServiceCTIManager, "tomcat": sim.ServiceTomcat,
}

func (c *checker) services(list ...file.Name) {
	known := sim.ServiceNames()
	for _, n := range list {
		if n.Value == "" || slices.Contains(known, n.Value) {
			continue
		}
		short := strings.TrimSuffix(strings.TrimPrefix(file.Fold(n.Value), "cisco"), "service")
		c.Said(n.Pos, &file.Unknown{What: "service", Name: n.Value, Known: known, Meant: shortServices[short]})
	}
}

// command checks a line of the admin command line on a release.
func (c *checker) command(n file.Name, release string) {
	r, err := cucm.ParseRelease(release)
	if err != nil || n.Value == "" {
		return // reported where the release is written
	}
	err = admincli.Check(r, n.Value)
	if unknown := (*admincli.Unknown)(nil); errors.As(err, &unknown) {
		err = &file.Unknown{What: "command", Name: n.Value, Known: unknown.Known}
	}
	c.Said(n.Pos, err)
}

// hintNodes lists nodes that would do; "" when there are none.
func hintNodes(what string, nodes []string) string {
	if len(nodes) == 0 {
		return ""
	}
	return what + ": " + strings.Join(nodes, ", ")
}

// has tells whether a list has the word.
func has(list file.Names, word string) bool {
	return slices.ContainsFunc(list, func(n file.Name) bool { return n.Value == word })
}

func schemaOf[T any]() *jsonschema.Schema { return file.SchemaOf(reflect.TypeFor[T]()) }
