package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/store"
)

// Upgrade moves every node to a later release and switches versions: certificates, devices, parameters and the CTL
// are carried over, stores that the new release has and the old had not are made, services start afresh under the
// rules of the new release, and all devices reset. refresh says that the operating system is installed anew too,
// which on 12.5 before SU3 regenerates ITLRecovery without a word while the CTL keeps the old one (field notice
// FN70613). The old version stays on the inactive partition for SwitchBack.
func Upgrade(to cucm.Release, refresh bool) Op {
	return func(c *Cluster) error {
		if err := checkUpgrade(c, to); err != nil {
			return err
		}
		c.inactive = snapshot(c)
		from, old := c.Release, c.rules
		c.setRelease(to)
		c.note(nil, fact.Upgraded{From: from, To: to})
		for _, n := range c.Nodes {
			if err := carryOver(c, n); err != nil {
				return err
			}
		}
		if c.rules.DropsExpired {
			leaveExpired(c)
		}
		if refresh && old.ITLRecovery && !old.RefreshRenews && c.rules.RefreshRenews {
			if err := renewRecovery(c); err != nil {
				return err
			}
		}
		return startVersion(c, fmt.Sprintf("upgraded to %s", to))
	}
}

func checkUpgrade(c *Cluster, to cucm.Release) error {
	switch {
	case to.IsZero():
		return fmt.Errorf("upgrade: no release given")
	case to.Compare(c.Release) <= 0:
		return fmt.Errorf("upgrade: %s is not later than %s; the way back is to switch versions", to, c.Release)
	}
	if err := roomOn(c.Nodes...); err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	return allUp(c, "upgrade")
}

// allUp refuses what takes every node while one is down.
func allUp(c *Cluster, command string) error {
	for _, n := range c.Nodes {
		if n.Down {
			return fmt.Errorf("%s: node %q is down", command, n.Name)
		}
	}
	return nil
}

// carryOver makes the stores that the release has and the node has not, and drops those that the release has no
// more. Certificates that stay keep key and validity, so that an ITLRecovery key of 1024 bits stays one.
func carryOver(c *Cluster, n *Node) error {
	for _, s := range cucm.IdentityStores {
		has, old := c.hasStore(n, s), n.identity[s]
		switch {
		case has && old == nil:
			if err := issueSelfSigned(c, n, s, false); err != nil {
				return err
			}
			c.note(n, fact.StoreAdded{Store: s, Certificate: n.identity[s], Release: c.Release})
		case !has && old != nil:
			n.identity = without(n.identity, s)
			if r, ok := n.table.Row(store.Row{Store: s, Server: n.ID}.Key()); ok {
				r.Deleted = true
				c.write(n, r)
			}
			c.note(n, fact.StoreDropped{Store: s, Certificate: old, Release: c.Release})
		}
	}
	return nil
}

// leaveExpired drops the certificates of trust stores that have expired, with their rows: the upgrade does not import them.
func leaveExpired(c *Cluster) {
	for _, n := range c.Nodes {
		for _, f := range n.files.All() {
			if f.Deleted || !c.Now.After(f.Cert.X509.NotAfter) {
				continue
			}
			n.files = n.files.Without(f.Store, f.Slot)
			dropRow(c, n, f)
			c.note(n, fact.TrustLeftBehind{Store: f.Store, Certificate: f.Cert, Release: c.Release})
		}
	}
}

// renewRecovery is what the refresh upgrade of FN70613 does.
func renewRecovery(c *Cluster) error {
	p := c.Publisher()
	old := p.identity[cucm.ITLRecovery]
	if err := issueSelfSigned(c, p, cucm.ITLRecovery, true); err != nil {
		return err
	}
	c.note(p, fact.CertificateReplaced{How: fact.Regenerated, Store: cucm.ITLRecovery, New: p.identity[cucm.ITLRecovery], Old: old,
		Remark: "by the refresh upgrade and without a message on CUCM (FN70613)"})
	return nil
}

// startVersion starts the services of the version that became active. Signers set by `utils itl reset` end.
func startVersion(c *Cluster, why string) error {
	for _, n := range c.Nodes {
		n.resetBy, n.resetKey = "", nil
		for _, name := range ServiceNames() {
			if n.services[name] != nil && !slices.Contains(servicesOf(c, n), name) {
				n.services = without(n.services, name)
			}
		}
		if err := restartNode(c, n); err != nil {
			return err
		}
	}
	resetDevices(c, why)
	return nil
}

// snapshot copies the cluster for the inactive partition, without one of its own.
func snapshot(c *Cluster) *Cluster {
	copied := c.Clone()
	copied.inactive, copied.events = nil, nil
	return copied
}

// Inactive returns the release on the inactive partition. ok is false if nothing is there.
func (c *Cluster) Inactive() (r cucm.Release, ok bool) {
	if c.inactive == nil {
		return cucm.Release{}, false
	}
	return c.inactive.Release, true
}

// SwitchBack is `utils system switch-version` on all nodes: the version on the inactive partition becomes active with
// its own certificates, parameters and ITL, as they were when the cluster left it. Devices are those of now. The CTL
// of now is carried over unchanged: on a release that cannot write tokenless CTL files no command can update it
// (tech note 118893). Switching once more goes forward again. A return to releases before 8.0 is not simulated.
func SwitchBack(c *Cluster) error {
	const command = "utils system switch-version"
	if c.inactive == nil {
		return fmt.Errorf("%s: no version is on the inactive partition; a return to releases before 8.0, for which %q is meant, is not simulated",
			command, ParamRollback)
	}
	if err := allUp(c, command); err != nil {
		return err
	}
	for _, n := range c.Nodes {
		if other := c.inactive.Node(n.ID); other == nil || other.FQDN() != n.FQDN() || other.Address != n.Address {
			return fmt.Errorf("%s: node %q was added or renamed after the upgrade, the inactive version does not know it", command, n.Name)
		}
	}
	left, to := snapshot(c), c.inactive
	c.inactive = left
	c.setRelease(to.Release)
	// the mode goes with the CTL, which is carried over
	c.parameters = with(to.parameters, ParamClusterMode, c.parameters[ParamClusterMode])
	c.note(nil, fact.SwitchedBack{From: left.Release, To: to.Release})
	for _, n := range c.Nodes {
		becomeInactive(c, n, to.Node(n.ID))
	}
	return startVersion(c, fmt.Sprintf("switched back to %s", to.Release))
}

// becomeInactive gives a node what its inactive partition holds, but for the CTL.
func becomeInactive(c *Cluster, n, then *Node) {
	now := *n
	*n = *then
	n.ReplicationBroken, n.SFTPBroken, n.CAPFBusy, n.ctl = now.ReplicationBroken, now.SFTPBroken, now.CAPFBusy, now.ctl
	n.DiskFull, n.Ahead = now.DiskFull, now.Ahead
	restamp(c, n)
}
