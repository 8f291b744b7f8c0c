package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/pki"
)

// backup is a DRS backup of one of the lab's clusters.
type backup struct {
	cluster int // which of the lab's
	saved   *sim.Backup
	then    *sim.Cluster // the cluster when it was saved
}

// Backup makes a DRS backup to a device of that name: of the cluster that has the node, of the home cluster if none is
// named. It fails where DRS does.
func (l *Lab) Backup(name string, node ...string) error {
	c := l.clusters[0]
	if len(node) > 0 {
		c = l.clusters.of(node[0])
	}
	if c == nil {
		return fmt.Errorf("backup %q: node %q is in no cluster of the lab", name, node[0])
	}
	saved := new(sim.Backup)
	if err := l.do(c, sim.BackUp(name, saved)); err != nil {
		return err
	}
	l.Keep(saved)
	l.tell(c, event.Event{Time: c.Now, What: BackupKept{name}})
	return nil
}

// Keep takes a backup that was made of one of the lab's clusters just now, under the name of its device.
func (l *Lab) Keep(b *sim.Backup) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if c := l.clusters.of(b.Publisher()); c != nil {
		l.backups[b.Device] = backup{slices.Index(l.clusters, c), b, c.Clone()}
		l.version++
	}
}

// Backups returns the DRS backups that the lab has, by name.
func (w *world) Backups() []*sim.Backup {
	var all []*sim.Backup
	for _, b := range w.backups {
		all = append(all, b.saved)
	}
	slices.SortFunc(all, func(a, b *sim.Backup) int { return cmp.Compare(a.Device, b.Device) })
	return all
}

// Saved returns the backup of that name, nil if there is none.
func (w *world) Saved(name string) *sim.Backup { return w.backups[name].saved }

// Restore puts the cluster of a backup back to what the backup holds; the clock goes on and services load what was
// restored. Named nodes are restored alone.
func (l *Lab) Restore(name string, nodes ...string) error {
	b, ok := l.backups[name]
	if !ok {
		return fmt.Errorf("backup %q does not exist", name)
	}
	return l.do(l.clusters[b.cluster], sim.Restore(b.saved, nodes...))
}

// FindCertificate resolves what a scenario writes for a certificate, over all clusters: what sim.Cluster.FindCertificate
// understands, "NODE/STORE@BACKUP" for a certificate as a backup holds it, and the name of a system for its certificate.
func (w *world) FindCertificate(ref string) (*pki.Certificate, error) {
	if at := strings.LastIndex(ref, "@"); at >= 0 && !strings.HasPrefix(ref, pki.PEMBegin) {
		b, ok := w.backups[ref[at+1:]]
		if !ok {
			return nil, fmt.Errorf("certificate %q: backup %q does not exist", ref, ref[at+1:])
		}
		return b.then.FindCertificate(ref[:at])
	}
	if s, ok := w.System(ref); ok && s.Own != nil {
		return s.Own, nil
	}
	found, first := w.clusters[0].FindCertificate(ref)
	for _, c := range w.clusters[1:] {
		if first == nil {
			break
		}
		if other, err := c.FindCertificate(ref); err == nil {
			return other, nil
		}
	}
	return found, first
}
