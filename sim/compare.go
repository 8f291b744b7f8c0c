package sim

import (
	"fmt"
	"maps"
	"slices"

	"tvslab/sim/list"
)

// Compare returns what differs between two clusters, a line each, sorted; none if they are in the same state. Clocks,
// event histories, how many certificates were ever made and what TVS has not noticed yet do not count.
func (c *Cluster) Compare(other *Cluster) []string {
	mine, theirs := stateOf(c), stateOf(other)
	var lines []string
	for key := range maps.Keys(mine) {
		if mine[key] != theirs[key] {
			lines = append(lines, fmt.Sprintf("%s: %s, other: %s", key, orNone(mine[key]), orNone(theirs[key])))
		}
	}
	for key := range maps.Keys(theirs) {
		if _, ok := mine[key]; !ok {
			lines = append(lines, fmt.Sprintf("%s: none, other: %s", key, theirs[key]))
		}
	}
	slices.Sort(lines)
	return lines
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// SameAs reports whether Compare would find nothing but a queued reset. Lists count as the same only if none was built meanwhile, so
// that none is signed for it.
func (c *Cluster) SameAs(other *Cluster) bool {
	if c.state == other.state {
		return true
	}
	mine, theirs := c.ownState(pointer), other.ownState(pointer)
	for _, s := range []map[string]string{mine, theirs} {
		delete(s, queuedReset)
	}
	return maps.Equal(mine, theirs) && slices.Equal(c.devices.Runs(), other.devices.Runs())
}

func pointer(f *list.File) string { return fmt.Sprintf("%p", f) }

const queuedReset = "queued reset"

// stateOf flattens the cluster into named values.
func stateOf(c *Cluster) map[string]string {
	s := c.ownState(shortSum)
	for n := range c.AllDevices().All() {
		s["device "+n.Name()] = c.Device(n.Name()).fingerprint()
	}
	return s
}

// ownState is all but the devices; sum says what a list is.
func (c *Cluster) ownState(sum func(*list.File) string) map[string]string {
	s := map[string]string{"release": c.Release.String(), queuedReset: c.reset}
	if inactive, ok := c.Inactive(); ok {
		s["inactive version"] = inactive.String()
	}
	for name, value := range c.parameters {
		s["parameter "+name] = value
	}
	for _, n := range c.Nodes {
		n.addState(s, sum)
	}
	return s
}

func (n *Node) addState(s map[string]string, sum func(*list.File) string) {
	put := func(key, format string, args ...any) { s[n.ID+" "+key] = fmt.Sprintf(format, args...) }
	put("node", "%s %s %v down=%t replication=%t sftp=%t capf=%t disk=%t clock=%s fips=%t", n.FQDN(), n.Address, n.Roles, n.Down, !n.ReplicationBroken, !n.SFTPBroken, !n.CAPFBusy, !n.DiskFull, n.Ahead, n.fips)
	for store, cert := range n.identity {
		put(string(store), "%s", cert.SerialHex())
	}
	for store, request := range n.requests {
		put("CSR "+string(store), "%x", request.Sum[:8])
	}
	for name, service := range n.services {
		put(name, "activated=%t running=%t", service.activated, service.running)
		for store, cert := range service.loaded {
			put(fmt.Sprintf("%s loaded %s", name, store), "%s", cert.SerialHex())
		}
		for _, f := range service.deleted {
			put(fmt.Sprintf("%s believes %s|%s", name, f.Store, f.Slot), "%s", f.Cert.SerialHex())
		}
	}
	for _, f := range n.files.All() {
		put(fmt.Sprintf("file %s|%s", f.Store, f.Slot), "%s deleted=%t", f.Cert.SerialHex(), f.Deleted)
	}
	for _, r := range n.table.Rows() { // a deleted one is as good as none
		put("row "+r.Key(), "%s", r.Cert.SerialHex())
	}
	put("ITLFile.tlv", "%s", sum(n.itl))
	put("itlfileflags.txt", "%t", n.ITLFlags())
	put("CTLFile.tlv", "%s", sum(n.ctl))
	put("Cisco Tftp loaded", "%s blank=%t %s", n.tftp.key, n.tftp.blank, n.tftp.digest)
	put("TVS loaded", "%s", n.tvs.Certificate)
	put("reset signer", "%s %s", n.resetBy, n.resetKey)
}

func (d *Device) fingerprint() string {
	text := fmt.Sprintf("%d %s", d.Extension, guid(d.Profile.key()))
	if d.Operation != "" || d.Status != "" {
		text += fmt.Sprintf(" operation=%q %s status=%q", d.Operation, d.AuthString, d.Status)
	}
	if d.LSC != nil {
		text += fmt.Sprintf(" LSC=%x", d.LSC.Serial)
	}
	if d.Shown != nil {
		text += fmt.Sprintf(" shown=%x", d.Shown.Serial)
	}
	return text
}

func shortSum(f *list.File) string {
	if f == nil {
		return "none"
	}
	sum := f.Sum()
	return fmt.Sprintf("%x", sum[:8])
}
