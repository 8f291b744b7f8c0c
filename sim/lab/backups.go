package lab

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
)

// backup is a DRS backup of one of the lab's clusters.
type backup struct {
	cluster int // which of the lab's
	state   *sim.Cluster
}

// Backup keeps a cluster as it is now under a name, as a DRS backup does: the cluster that has the node, the home
// cluster if none is named.
func (l *Lab) Backup(name string, node ...string) error {
	c := l.clusters[0]
	if len(node) > 0 {
		c = l.clusters.of(node[0])
	}
	if c == nil {
		return fmt.Errorf("backup %q: node %q is in no cluster of the lab", name, node[0])
	}
	l.backups[name] = backup{slices.Index(l.clusters, c), c.Clone()}
	l.version++
	l.emit(Event{Time: l.Now(), Cluster: l.nameOf(c), Kind: "backup", Text: "backup " + name})
	return nil
}

// Restore puts the cluster of a backup back to what the backup holds; the clock goes on and services load what was
// restored.
func (l *Lab) Restore(name string) error {
	b, ok := l.backups[name]
	if !ok {
		return fmt.Errorf("backup %q does not exist", name)
	}
	return l.do(l.clusters[b.cluster], func(c *sim.Cluster) ([]sim.Event, error) { return c.RestoreFrom(b.state) })
}

// FindCertificate resolves what a scenario writes for a certificate, over all clusters: what sim.Cluster.FindCertificate
// understands, and "NODE/STORE@BACKUP" for a certificate as a backup holds it.
func (l *Lab) FindCertificate(ref string) (*sim.Certificate, error) {
	if at := strings.LastIndex(ref, "@"); at >= 0 {
		b, ok := l.backups[ref[at+1:]]
		if !ok {
			return nil, fmt.Errorf("certificate %q: backup %q does not exist", ref, ref[at+1:])
		}
		return b.state.FindCertificate(ref[:at])
	}
	found, first := l.clusters[0].FindCertificate(ref)
	for _, c := range l.clusters[1:] {
		if first == nil {
			break
		}
		if other, err := c.FindCertificate(ref); err == nil {
			return other, nil
		}
	}
	return found, first
}
