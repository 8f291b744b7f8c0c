package scenarios

import (
	"slices"
)

// stepCheck is what the checks of the steps have to remember from step to step.
type stepCheck struct {
	*Scenario
	r       *reporter
	backups []string
	tokens  []string
}

func (s *Scenario) checkSteps(r *reporter) {
	c := &stepCheck{Scenario: s, r: r, tokens: s.Cluster.Tokens.Values()}
	if len(s.Steps) > maxSteps {
		r.add(s.Steps[maxSteps].Pos, "", "the scenario has %d steps; the limit is %d", len(s.Steps), maxSteps)
	}
	for i := range s.Steps[:min(len(s.Steps), maxSteps)] {
		step := &s.Steps[i]
		step.Number = i + 1
		s.checkWhen(r, step.When)
		c.phones(step)
		c.cluster(step)
		c.lab(step)
		c.expect(step)
	}
	if !s.hasExpect() {
		r.consequence(Pos{1, 1}, "add a step such as `expect: {GROUP: {trust: current}}`", "no step expects anything")
	}
}

// phones checks the steps that are done to phones.
func (c *stepCheck) phones(step *Step) {
	for _, sel := range []*Selector{step.PowerOn, step.PowerOff, step.Reset, step.RestartPhone, step.FactoryReset} {
		c.checkPhonesSelected(c.r, sel)
	}
	if step.DeleteTrustList != nil {
		c.checkPhonesSelected(c.r, &step.DeleteTrustList.Phones)
	}
	if m := step.Move; m != nil {
		c.checkPhonesSelected(c.r, &m.Phones)
		c.checkTFTP(c.r, m.TFTP)
		c.checkCallManagerGroup(c.r, m.Group)
		if len(m.TFTP)+len(m.Group) == 0 {
			c.r.add(m.Pos, "write tftp, group or both", "the move changes nothing")
		}
	}
}

// cluster checks the steps that are done in CUCM.
func (c *stepCheck) cluster(step *Step) {
	if step.Regenerate != nil {
		c.checkNodesSelected(c.r, &step.Regenerate.Nodes)
	}
	for _, x := range []*StoreChange{step.Upload, step.DeleteCertificate} {
		if x != nil {
			c.checkNodesSelected(c.r, &x.Nodes)
		}
	}
	for _, x := range []*ServiceChange{step.Restart, step.Stop, step.Start} {
		if x != nil {
			c.checkNodesSelected(c.r, &x.Nodes)
		}
	}
	if step.CLI != nil {
		c.node(c.r, step.CLI.Node)
	}
	if step.Token != nil {
		c.token(step.Token)
	}
}

// newTokens are the actions of the CTL client that may bring in new tokens.
var newTokens = []string{"create-ctl", "update-ctl", "add"}

func (c *stepCheck) token(t *TokenAction) {
	if slices.Contains(newTokens, t.Action.Value) {
		c.tokens = append(c.tokens, t.Tokens.Values()...)
	}
	for _, n := range append(slices.Clone(t.Tokens), t.Signer) {
		if n.Value != "" && !slices.Contains(c.tokens, n.Value) {
			c.r.unknown(n, "token", "", c.tokens)
		}
	}
}

// lab checks faults and backups.
func (c *stepCheck) lab(step *Step) {
	for _, f := range []*Fault{step.Fault, step.Heal} {
		if f != nil {
			c.fault(f)
		}
	}
	if step.Backup != nil {
		if slices.Contains(c.backups, step.Backup.Value) {
			c.r.add(step.Backup.Pos, "", "there is a backup %q already", step.Backup)
		}
		c.backups = append(c.backups, step.Backup.Value)
	}
	if b := step.Restore; b != nil && b.Value != "" && !slices.Contains(c.backups, b.Value) {
		c.r.unknown(*b, "backup", " (no step before this one makes it)", c.backups)
	}
}

func (c *stepCheck) fault(f *Fault) {
	c.checkNodesSelected(c.r, f.Nodes)
	c.checkPhonesSelected(c.r, f.Phones)
	blocked := f.Kind.Value == ServicePortBlocked
	switch {
	case f.Kind.Value == NodeDown && f.Nodes == nil:
		c.r.add(f.Pos, "", "%s needs \"nodes\"", f.Kind)
	case blocked && f.Port == 0:
		c.r.add(f.Pos, "2445 is TVS, 69 and 6970 are TFTP", "%s needs \"port\"", f.Kind)
	case !blocked && f.Port != 0 && f.Kind.Value != "":
		c.r.add(f.Pos, "", "%s takes no \"port\"", f.Kind)
	}
}

// expect checks the names in an expect step.
func (c *stepCheck) expect(step *Step) {
	for i := range step.Expect {
		t := &step.Expect[i]
		for _, e := range t.Nodes {
			c.checkWhen(c.r, e.When)
		}
		if !t.IsNode() {
			c.expectPhones(t)
		}
	}
}

func (c *stepCheck) expectPhones(t *Target) {
	size := 0
	if t.Name.Value == "all" {
		for _, g := range c.Phones {
			size += g.Count
		}
	} else {
		known := append(c.Phones.Names(), c.Cluster.Nodes.Names()...)
		size = c.checkPhone(c.r, t.Name, "phone group or node", known)
	}
	for _, e := range t.Phones {
		c.checkWhen(c.r, e.When)
		if e.Count != nil && size > 0 && *e.Count > size {
			c.r.add(e.Pos, "", "%q has %d phones, but %d are expected", t.Name, size, *e.Count)
		}
		if e.Registered != nil && e.Registered.Node != "" {
			c.node(c.r, Name{e.Registered.Node, e.Registered.Pos})
		}
	}
}
