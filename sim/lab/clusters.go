package lab

import (
	"fmt"
	"net/netip"
	"slices"

	"tvslab/event"
	"tvslab/sim"
)

// ClusterConfig is a further cluster of a lab: phones can be moved there, and its certificates imported.
type ClusterConfig struct {
	Name   string // what people call it; not empty, no other cluster's name
	Config sim.Config
}

// HomeCluster is the name of the first cluster of a lab.
const HomeCluster = "home"

// clusters are all clusters of a lab, the home cluster first: as they are, or as a question supposes them to be. Node
// names and addresses are unique over all of them, as in one DNS.
type clusters []*sim.Cluster

// of returns the cluster that has the node, by any name it is found by; nil if none has.
func (all clusters) of(node string) *sim.Cluster {
	for _, c := range all {
		if c.Node(node) != nil {
			return c
		}
	}
	return nil
}

func (all clusters) node(name string) *sim.Node {
	for _, c := range all {
		if n := c.Node(name); n != nil {
			return n
		}
	}
	return nil
}

// resolve finds a node as a phone does: by its host name, domain name or address of now. A name it had before finds
// nothing.
func (all clusters) resolve(name string) (*sim.Cluster, *sim.Node) {
	for _, c := range all {
		for _, n := range c.Nodes {
			if n.Name == name || n.FQDN() == name || n.Address.String() == name {
				return c, n
			}
		}
	}
	return nil, nil
}

// nodes returns the nodes of all clusters.
func (all clusters) nodes() []*sim.Node {
	var list []*sim.Node
	for _, c := range all {
		list = append(list, c.Nodes...)
	}
	return list
}

// with returns the clusters with number i replaced.
func (all clusters) with(i int, c *sim.Cluster) clusters {
	other := slices.Clone(all)
	other[i] = c
	return other
}

// each returns what change makes of every cluster.
func (all clusters) each(change func(*sim.Cluster) *sim.Cluster) clusters {
	changed := make(clusters, len(all))
	for i, c := range all {
		changed[i] = change(c)
	}
	return changed
}

// install builds the home cluster and the others, with their names.
func install(cfg Config, build func(sim.Config) (*sim.Cluster, error)) (built clusters, names []string, err error) {
	all := append([]ClusterConfig{{HomeCluster, cfg.Cluster}}, cfg.Others...)
	nodes, seeds := 0, map[uint64]bool{}
	for _, one := range all {
		if one.Name == "" || slices.Contains(names, one.Name) {
			return nil, nil, fmt.Errorf("cluster %q: every cluster needs a name of its own", one.Name)
		}
		for seeds[one.Config.Seed] { // equal seeds would make equal keys and serial numbers
			one.Config.Seed++
		}
		seeds[one.Config.Seed] = true
		one.Config.Nodes = placed(one.Config.Nodes, nodes)
		nodes += len(one.Config.Nodes)
		c, err := build(one.Config)
		if err != nil {
			return nil, nil, clusterError(one.Name, err)
		}
		if err := built.distinct(c); err != nil {
			return nil, nil, clusterError(one.Name, err)
		}
		built, names = append(built, c), append(names, one.Name)
	}
	return built, names, nil
}

func clusterError(name string, err error) error {
	if name == HomeCluster {
		return err
	}
	return fmt.Errorf("cluster %q: %w", name, err)
}

// placed gives nodes of a further cluster addresses behind those of the clusters before it.
func placed(specs []sim.NodeSpec, before int) []sim.NodeSpec {
	const first, last = 11, 254 // 192.0.2.11, where package sim begins too
	specs = slices.Clone(specs)
	for i := range specs {
		if host := first + before + i; !specs[i].Address.IsValid() && before > 0 && host <= last {
			specs[i].Address = netip.AddrFrom4([4]byte{192, 0, 2, byte(host)})
		}
	}
	return specs
}

// distinct refuses a cluster with a node that one of the others has.
func (all clusters) distinct(c *sim.Cluster) error {
	for _, n := range c.Nodes {
		for _, name := range []string{n.Name, n.FQDN(), n.Address.String()} {
			if all.node(name) != nil {
				return fmt.Errorf("node %q: %q belongs to another cluster of the lab", n.Name, name)
			}
		}
	}
	return nil
}

// Cluster gives read access to the home cluster. It must not be kept over an operation.
func (w *world) Cluster() *sim.Cluster { return w.clusters[0] }

// Clusters gives read access to all clusters, the home cluster first.
func (w *world) Clusters() []*sim.Cluster { return w.clusters }

// ClusterOf returns the cluster that has the node, nil if none has.
func (w *world) ClusterOf(node string) *sim.Cluster { return w.clusters.of(node) }

// ClusterNamed returns the cluster of that name (HomeCluster, or one of Config.Others), nil if there is none.
func (l *Lab) ClusterNamed(name string) *sim.Cluster {
	if i := slices.Index(l.clusterNames, name); i >= 0 {
		return l.clusters[i]
	}
	return nil
}

// NameOf returns the name of a cluster of the lab, "" for the home cluster.
func (l *Lab) NameOf(c *sim.Cluster) string {
	if i := slices.Index(l.clusters, c); i > 0 {
		return l.clusterNames[i]
	}
	return ""
}

// Do runs an operation on the home cluster; see DoOn.
func (l *Lab) Do(op sim.Op) error { return l.do(l.clusters[0], op) }

// DoOn runs an operation on the cluster that has the node, reports its events and, on sockets, brings the servers in
// line with it. It is an error if no cluster has the node.
func (l *Lab) DoOn(node string, op sim.Op) error {
	c := l.clusters.of(node)
	if c == nil {
		return fmt.Errorf("node %q is in no cluster of the lab", node)
	}
	return l.do(c, op)
}

func (l *Lab) do(c *sim.Cluster, op sim.Op) error {
	return l.change(c, func() ([]event.Event, error) { return c.Do(op) })
}

// Commit puts in force, on the cluster that has the node, what was tried on a copy of it; see DoOn.
func (l *Lab) Commit(node string, change *sim.Change) error {
	c := l.clusters.of(node)
	if c == nil {
		return fmt.Errorf("node %q is in no cluster of the lab", node)
	}
	return l.change(c, func() ([]event.Event, error) { return c.Commit(change) })
}

// change changes a cluster and reports what happened.
func (l *Lab) change(c *sim.Cluster, do func() ([]event.Event, error)) error {
	events, err := l.locked(do)
	if err != nil {
		return err
	}
	l.tell(c, events...)
	l.look()
	if l.servers != nil {
		return l.servers.reconcile()
	}
	return nil
}

func (l *Lab) locked(do func() ([]event.Event, error)) ([]event.Event, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.version++
	return do()
}
