package scenarios

import (
	"slices"
)

// stepCheck is what the checks of the steps have to remember from step to step.
type stepCheck struct {
	*Scenario // a copy: known follows the steps
	r         *reporter
	backups   []string
	tokens    []string
	keys      []string // saved recovery keys
	upgraded  bool
}

func (s *Scenario) checkSteps(r *reporter) {
	copied := *s
	copied.known = slices.Clone(s.known)
	c := &stepCheck{Scenario: &copied, r: r, tokens: s.Cluster.Tokens.Values()}
	for i := range s.Others {
		c.tokens = append(c.tokens, s.Others[i].Tokens.Values()...)
	}
	if len(s.Steps) > maxSteps {
		r.add(s.Steps[maxSteps].Pos, "", "the scenario has %d steps; the limit is %d", len(s.Steps), maxSteps)
	}
	for i := range s.Steps[:min(len(s.Steps), maxSteps)] {
		step := &s.Steps[i]
		step.Number = i + 1
		s.checkWhen(r, step.When)
		c.qualifiers(step)
		c.phones(step)
		c.services(step)
		c.certificates(step)
		c.nodes(step)
		c.lab(step)
		c.expect(step)
	}
	if !s.hasExpect() {
		r.consequence(Pos{1, 1}, "add a step such as `expect: {GROUP: {trust: current}}`", "no step expects anything")
	}
}

// phoneVerbs are done to phones, whose cluster is known.
var phoneVerbs = []string{"reset", "restart-phone", "apply-config", "move", "security-profile", "certificate-operation"}

// qualifiers checks error and cluster: they need a verb that they fit.
func (c *stepCheck) qualifiers(step *Step) {
	if step.Error != nil && byHand[step.Verb] {
		c.r.add(step.Error.Pos, "", "CUCM cannot refuse %q; leave out \"error\"", step.Verb)
	}
	if step.OnCluster.Value == "" {
		return
	}
	if c.Others.Find(step.OnCluster.Value) == nil {
		c.r.unknown(step.OnCluster, "cluster", "", c.Others.Names())
	}
	if byHand[step.Verb] || step.CLI != nil || slices.Contains(phoneVerbs, step.Verb) {
		c.r.add(step.OnCluster.Pos, "", "%q finds its cluster by itself; leave out \"cluster\"", step.Verb)
	}
}

// done tells whether what the step does is certain to have happened after it.
func (s *Step) done() bool { return s.When == nil && !s.refused() }

// phones checks the steps that are done to phones.
func (c *stepCheck) phones(step *Step) {
	for _, sel := range []*Selector{step.PowerOn, step.PowerOff, step.FactoryReset} {
		c.checkPhonesSelected(c.r, sel)
	}
	if x := step.phoneChoice(); x != nil {
		c.checkPhonesSelected(c.r, &x.Phones)
		c.checkCallManagerGroup(c.r, x.CallManagerGroup)
	}
	if step.DeleteTrustList != nil {
		c.checkPhonesSelected(c.r, &step.DeleteTrustList.Phones)
	}
	if x := step.UpdateLSC; x != nil {
		c.checkPhonesSelected(c.r, &x.Phones)
	}
	if x := step.CertificateOperation; x != nil {
		c.checkPhonesSelected(c.r, &x.Phones)
	}
	if x := step.SecurityProfile; x != nil {
		c.checkPhonesSelected(c.r, &x.Phones)
	}
	if step.Move != nil {
		c.move(step.Move)
	}
}

func (c *stepCheck) move(m *Move) {
	c.checkPhonesSelected(c.r, &m.Phones)
	c.checkTFTP(c.r, m.TFTP)
	c.checkCallManagerGroup(c.r, m.Group)
	if len(m.TFTP)+len(m.Group) == 0 {
		c.r.add(m.Pos, "write tftp, group or both", "the move changes nothing")
	}
}

// services checks steps on services, the command line and the CTL client.
func (c *stepCheck) services(step *Step) {
	if x := step.serviceChange(); x != nil {
		c.checkNodesSelected(c.r, &x.Nodes)
	}
	if step.CLI != nil {
		c.node(c.r, step.CLI.Node)
	}
	if step.Token != nil && !step.refused() {
		c.token(step.Token)
	}
}

func (c *stepCheck) token(t *TokenAction) {
	for _, n := range append(slices.Clone(t.Tokens), t.Signer) {
		if n.Value != "" && !slices.Contains(c.tokens, n.Value) {
			c.r.unknown(n, "token", "", c.tokens)
		}
	}
}

// lab checks what is done to the lab.
func (c *stepCheck) lab(step *Step) {
	for _, f := range []*Fault{step.Fault, step.Heal} {
		if f != nil {
			c.fault(f)
		}
	}
	if h := step.Heal; h != nil && h.Kind.Value == ITLCorrupt {
		c.r.add(h.Pos, "delete itlfileflags.txt on the node and restart Cisco Tftp", "%s does not end by itself", h.Kind)
	}
	if step.Authenticator != nil {
		for _, ref := range step.Authenticator.Trusts {
			c.reference(ref)
		}
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
		if t.IsNode() {
			c.expectNode(t)
		} else {
			c.expectPhones(t)
		}
	}
}

// expectNode checks that the node is still there, and references to certificates.
func (c *stepCheck) expectNode(t *Target) {
	c.node(c.r, t.Name)
	for _, e := range t.Nodes {
		for _, same := range e.Same {
			c.reference(same.Certificate)
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
		known := append(c.Phones.Names(), c.known.Names()...)
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
