package scenarios

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"tvslab/sim"
)

// certificates checks the steps of Certificate Management.
func (c *stepCheck) certificates(step *Step) {
	switch {
	case step.Regenerate != nil:
		c.checkNodesSelected(c.r, &step.Regenerate.Nodes)
	case step.GenerateSelfSigned != nil:
		c.checkNodesSelected(c.r, &step.GenerateSelfSigned.Nodes)
	case step.GenerateCSR != nil:
		c.checkNodesSelected(c.r, &step.GenerateCSR.Nodes)
	case step.Upload != nil:
		c.checkNodesSelected(c.r, &step.Upload.Nodes)
		c.reference(step.Upload.Certificate)
	case step.DeleteCertificate != nil:
		c.checkNodesSelected(c.r, &step.DeleteCertificate.Nodes)
		if isReference(step.DeleteCertificate.Certificate.Value) {
			c.reference(step.DeleteCertificate.Certificate)
		}
	case step.ReuseCertificate != nil:
		c.node(c.r, step.ReuseCertificate.Node)
	}
}

// isReference tells NODE/STORE and NODE/STORE@BACKUP from common names, file names and serials, which have no slash.
func isReference(name string) bool { return strings.Contains(name, "/") }

// signedPrefix marks what a CA of the lab answers to a request.
const signedPrefix = "signed:"

// reference checks what names a certificate: NODE/STORE, signed:NODE/STORE
// (then a CA and what is wrong with its answer), NODE/STORE@BACKUP, a CA of
// the lab, a manufacturer of phones, or a token.
func (c *stepCheck) reference(ref Name) {
	if answer, ok := strings.CutPrefix(ref.Value, signedPrefix); ok {
		c.answer(answer, ref.Pos)
		return
	}
	text, backup, saved := strings.Cut(ref.Value, "@")
	if saved && !slices.Contains(c.backups, backup) {
		c.r.unknown(Name{backup, ref.Pos}, "backup", " (no step before this one makes it)", c.backups)
	}
	if strings.Contains(text, "/") {
		c.stored(text, ref.Pos, saved)
		return
	}
	known := slices.Concat(sim.CANames(), sim.ManufacturerNames(), c.tokens)
	if ref.Value == "" || slices.Contains(known, ref.Value) {
		return
	}
	hint := "write NODE/STORE, signed:NODE/STORE, NODE/STORE@BACKUP, or one of: " + strings.Join(known, ", ")
	if Nearest(ref.Value, known) != "" {
		hint = (&Unknown{Name: ref.Value, Known: known}).Hint()
	}
	c.r.add(ref.Pos, hint, "unknown certificate %q", ref.Value)
}

// stored checks NODE/STORE; of a backup the node may be gone since.
func (c *stepCheck) stored(text string, pos Pos, saved bool) {
	node, store, _ := strings.Cut(text, "/")
	if !saved {
		c.node(c.r, Name{node, pos})
	}
	if !slices.Contains(storeNames(false), store) {
		c.r.unknown(Name{store, pos}, "certificate", "", storeNames(false))
	}
}

// answer checks NODE/STORE[:CA[:FAULT]].
func (c *stepCheck) answer(text string, pos Pos) {
	parts := strings.SplitN(text, ":", 3)
	c.stored(parts[0], pos, false)
	if len(parts) > 1 && !slices.Contains(sim.CANames(), parts[1]) {
		c.r.unknown(Name{parts[1], pos}, "CA", "", sim.CANames())
	}
	if len(parts) > 2 && !slices.Contains(sim.SigningFaults(), sim.SigningFault(parts[2])) {
		var known []string
		for _, f := range sim.SigningFaults() {
			known = append(known, string(f))
		}
		c.r.unknown(Name{parts[2], pos}, "fault of a CA's answer", "", known)
	}
}

// nodes checks the steps that change which nodes there are, their names and
// releases, and makes known what they bring.
func (c *stepCheck) nodes(step *Step) {
	c.names(step)
	c.membership(step)
	c.versions(step)
	c.saved(step)
}

func (c *stepCheck) names(step *Step) {
	if x := step.SetHostname; x != nil {
		node := c.node(c.r, x.Node)
		if c.known.Find(x.Name.Value) != nil && step.done() {
			c.r.add(x.Name.Pos, "", "there is a node %q already", x.Name)
		} else if node != nil {
			renamed := *node
			renamed.Name = x.Name
			c.known = append(c.known, renamed)
		}
	}
	if step.SetDomain != nil {
		c.node(c.r, step.SetDomain.Node)
	}
	if x := step.SetAddress; x != nil {
		c.node(c.r, x.Node)
		if _, err := netip.ParseAddr(x.Address.Value); err != nil && x.Address.Value != "" && step.done() {
			c.r.add(x.Address.Pos, "", "%q is no IP address", x.Address)
		}
	}
}

func (c *stepCheck) membership(step *Step) {
	for i := range step.AddNode {
		n := &step.AddNode[i]
		n.check(c.r, c.Phones)
		n.checkAddress(c.r, map[string]string{})
		if step.done() {
			c.added(n)
		}
		if c.known.Find(n.Name.Value) == nil {
			c.known = append(c.known, *n)
		}
	}
	c.checkNodesSelected(c.r, step.RebuildNode)
	if step.RemoveNode != nil {
		c.removed(step)
	}
}

// removed forgets the node of a step that certainly removes it.
func (c *stepCheck) removed(step *Step) {
	name := *step.RemoveNode
	node := c.node(c.r, name)
	switch {
	case node == nil || !step.done():
	case node.Has(RolePublisher):
		c.r.add(name.Pos, "", "node %q is the publisher, which cannot be removed", name)
	default:
		c.known = slices.DeleteFunc(c.known, func(n Node) bool { return n.Name.Value == name.Value })
	}
}

func (c *stepCheck) added(n *Node) {
	switch {
	case c.known.Find(n.Name.Value) != nil:
		c.r.add(n.Name.Pos, "", "there is a node %q already", n.Name)
	case n.Has(RolePublisher):
		c.r.add(n.Name.Pos, "", "node %q cannot be a publisher; the cluster has one", n.Name)
	}
}

func (c *stepCheck) versions(step *Step) {
	if x := step.Upgrade; x != nil && x.Release.Value != "" {
		c.r.release(x.Release)
		c.upgraded = true
	}
	if step.SwitchVersion != nil && !c.upgraded && step.done() {
		c.r.add(step.SwitchVersion.Pos, "", "there is no release to switch back to: no step before this one upgrades")
	}
}

// backupDevice finds the device to which a command makes a backup, which names the backup as a backup step does.
var backupDevice = regexp.MustCompile(`^utils disaster_recovery backup network \S+ (\S+)$`)

// saved checks backups and recovery keys.
func (c *stepCheck) saved(step *Step) {
	for _, x := range []*Snapshot{step.Backup, step.Restore} {
		if x != nil {
			c.checkNodesSelected(c.r, x.Nodes)
		}
	}
	if b := step.Backup; b != nil {
		if slices.Contains(c.backups, b.Name.Value) {
			c.r.add(b.Name.Pos, "", "there is a backup %q already", b.Name)
		}
		if b.Nodes != nil {
			c.r.add(b.Pos, "choose nodes when restoring", "a DRS backup is of the whole cluster")
		}
		c.backups = append(c.backups, b.Name.Value)
	}
	if step.CLI != nil {
		if made := backupDevice.FindStringSubmatch(step.CLI.Run.Value); made != nil {
			c.backups = append(c.backups, made[1])
		}
	}
	if b := step.Restore; b != nil && b.Name.Value != "" && !slices.Contains(c.backups, b.Name.Value) {
		c.r.unknown(b.Name, "backup", " (no step before this one makes it)", c.backups)
	}
	if step.ExportRecoveryKey != nil {
		c.keys = append(c.keys, step.ExportRecoveryKey.Value)
	}
	if k := step.ITLResetRemote; k != nil && k.Value != "" && !slices.Contains(c.keys, k.Value) {
		c.r.unknown(*k, "recovery key", " (no step before this one exports it)", c.keys)
	}
}
