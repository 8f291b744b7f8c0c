package scenarios

import (
	"errors"
	"slices"

	"tvslab/admincli"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim/cucm"
)

// maxSteps bounds the work of a scenario file.
const maxSteps = 2000

// checker looks for what the types alone cannot refuse: names that must exist, roles that must fit, releases, and that
// every cell expects something. Verbs ask it, and tell it what later steps may speak of.
type checker struct {
	*site.Checker
	scenario *Scenario
	step     *Step // whose verb is asking

	keys     []string // saved recovery keys
	upgraded bool
}

func newChecker(s *Scenario, r *file.Report) *checker {
	return &checker{Checker: site.NewChecker(r, &s.Site), scenario: s}
}

func (c *checker) all() {
	if !c.CheckSite() {
		return
	}
	c.checkSettings()
	c.checkSteps()
	c.checkCells()
}

func (c *checker) checkSteps() {
	steps := c.scenario.Steps
	if len(steps) > maxSteps {
		c.Add(steps[maxSteps].Pos, "", "the scenario has %d steps; the limit is %d", len(steps), maxSteps)
	}
	for i := range steps[:min(len(steps), maxSteps)] {
		c.step = &steps[i]
		c.Condition(c.step.When)
		c.qualifiers()
		if c.step.does != nil {
			c.step.does.check(c)
		}
	}
	if !c.scenario.checks() {
		c.Consequence(file.Pos{Line: 1, Column: 1}, "add a step such as `expect: {GROUP: {trust: current}}`", "no step expects anything")
	}
}

// checks reports whether a step expects something, or none needs to.
func (s *Scenario) checks() bool {
	return s.plan || slices.ContainsFunc(s.Steps, func(step Step) bool { return step.Verb == verbExpect || step.Gate })
}

func (c *checker) checkCells() {
	if c.Site.Matrix.Combinations() > site.MaxCells {
		return // reported with the matrix
	}
	cells := c.scenario.Cells()
	if len(cells) == 0 {
		c.Add(c.Site.Matrix.Pos, "", "the matrix leaves no combination")
	}
	for _, cell := range cells {
		one := newChecker(c.scenario.at(cell), c.Report)
		if c.scenario.checks() {
			one.cell()
		}
		if len(c.scenario.Steps) <= maxSteps {
			one.commands()
		}
	}
}

// cell checks a scenario that at made for one cell.
func (c *checker) cell() {
	c.CheckCell(c.scenario.Cell)
	if !c.scenario.checks() {
		c.Consequence(c.scenario.Pos, "every combination of the matrix must check something", "nothing is expected in %s", c.scenario.Cell)
	}
	if c.Err() == nil {
		c.Said(c.scenario.Cluster.Pos, possible(c.scenario))
	}
}

// commands asks about each command of a cell with the release that its cluster has by then.
func (c *checker) commands() {
	v := newVersions(c.scenario)
	for i := range c.scenario.Steps {
		c.step = &c.scenario.Steps[i]
		if f, ok := c.step.does.(follower); ok {
			f.follow(c, v)
		}
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
