package control

import (
	"time"

	"tvslab/sim"
)

// Parameter is a parameter of a cluster.
type Parameter struct {
	Cluster  string   `json:"cluster,omitempty" doc:"\"\" for the home cluster"`
	Section  string   `json:"section,omitempty" doc:"of the page Enterprise Parameters; absent for one that stands on another page"`
	Name     string   `json:"name"`
	Value    string   `json:"value"`
	Standard string   `json:"standard" doc:"its value at installation"`
	Locked   string   `json:"locked,omitempty" doc:"why it cannot be set"`
	Values   []string `json:"values,omitempty" doc:"what it can be set to"`
	Highest  int      `json:"highest,omitempty" doc:"or a number from 1 to this"`
}

// Parameters lists the parameters of all clusters, in the order of the page Enterprise Parameters and then of others.
func (l *Lab) Parameters() []Parameter {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	list := []Parameter{}
	for _, c := range l.lab.Clusters() {
		for _, p := range c.AllParameters() {
			list = append(list, Parameter{l.lab.NameOf(c), p.Section, p.Name, p.Value, p.Standard, p.Locked, p.Values, p.Highest})
		}
	}
	return list
}

// Backup is a DRS backup of a cluster.
type Backup struct {
	Device  string   `json:"device" doc:"its name: the backup device"`
	Cluster string   `json:"cluster,omitempty" doc:"absent for the home cluster"`
	Time    string   `json:"time" doc:"when it was made, on the lab's clock"`
	Older   []string `json:"older" doc:"certificates of nodes that are others by now, NODE/STORE"`
}

// Backups lists the DRS backups that the lab has, by name.
func (l *Lab) Backups() []Backup {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	list := []Backup{}
	for _, b := range l.lab.Backups() {
		d := Backup{Device: b.Device, Time: clockTime(b.Time), Older: []string{}}
		if c := l.lab.ClusterOf(b.Publisher()); c != nil {
			d.Cluster, d.Older = l.lab.NameOf(c), append(d.Older, b.Older(c)...)
		}
		list = append(list, d)
	}
	return list
}

// Monitor is the page Certificate Monitor of a node.
type Monitor struct {
	Node      string   `json:"node"`
	Running   bool     `json:"running" doc:"Cisco Certificate Expiry Monitor runs"`
	Start     int      `json:"start_days" doc:"how many days before the end of a certificate the first notification is sent"`
	Frequency int      `json:"frequency_days" doc:"how many days are between two"`
	Mail      []string `json:"mail" doc:"who gets them by e-mail"`
}

const day = 24 * time.Hour

// Monitors says how the certificate monitor of each node is set, publishers first.
func (l *Lab) Monitors() []Monitor {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	list := []Monitor{}
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			p := n.CertificateMonitor()
			list = append(list, Monitor{n.Name, n.Running(sim.ServiceExpiryMonitor), int(p.Start / day), int(p.Frequency / day), append([]string{}, p.Mail...)})
		}
	}
	return list
}
