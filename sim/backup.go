package sim

import "time"

// Backup is what DRS saved on a backup device.
type Backup struct {
	Device  string // name of the backup device
	Time    time.Time
	cluster *Cluster
}

// Backup is a manual DRS backup of the whole cluster to a device.
func (c *Cluster) Backup(device string) (*Backup, []Event, error) {
	return &Backup{Device: device, Time: c.Now, cluster: c.Clone()}, nil, nil
}

// RestoreFrom puts the cluster back to what backup holds, as a DRS restore of every node: certificates with their
// keys, parameters, devices and files. The clock goes on, and all services start afresh, so that what they
// loaded is what was restored.
func (c *Cluster) RestoreFrom(b *Backup, nodes ...string) ([]Event, error) {
	backup := b.cluster
	return c.do(func() error {
		now := c.Now
		made, writes := max(c.made, backup.made), max(c.writes, backup.writes)
		*c = *backup.Clone()
		c.Now, c.made, c.writes, c.events, c.reset = now, made, writes, nil, ""
		c.note(nil, "restore", "restored to the backup of %s", backup.Now.Format(time.RFC1123))
		for _, n := range c.Nodes {
			n.resetBy = ""
			for _, s := range c.servicesOf(n) {
				if !n.services[s].running {
					continue
				}
				if err := c.startService(n, s); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
