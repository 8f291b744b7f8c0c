package scenarios

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tvslab/scenarios/file"
	"tvslab/sim"
)

// snapshot is what backup and restore have in common: a name, or a name with
// nodes. Without nodes the whole cluster is meant.
type snapshot struct {
	Pos   file.Pos
	Name  file.Name      `yaml:"name" need:"true" short:"true" doc:"Name of the backup."`
	Nodes *file.Selector `yaml:"nodes" doc:"Restore these nodes only; all when absent."`
}

// String names the backup and, if not all, the nodes.
func (x *snapshot) String() string {
	if x.Nodes == nil || x.Nodes.All {
		return x.Name.Value
	}
	return x.Name.Value + " of " + x.Nodes.String()
}

type backup struct{ snapshot }

func (x *backup) check(c *checker) {
	c.SelectedNodes(x.Nodes)
	if slices.Contains(c.Backups, x.Name.Value) {
		c.Add(x.Name.Pos, "", "there is a backup %q already", x.Name)
	}
	if x.Nodes != nil {
		c.Add(x.Pos, "choose nodes when restoring", "a DRS backup is of the whole cluster")
	}
	c.Backups = append(c.Backups, x.Name.Value)
}

func (x *backup) do(_ context.Context, r *Runner) error {
	node, err := r.place(nil)
	if err != nil {
		return err
	}
	if err := r.Lab.Backup(x.Name.Value, node); err != nil {
		return err
	}
	r.Outside.Archive(r.Lab.Saved(x.Name.Value))
	return nil
}

type restore struct{ snapshot }

func (x *restore) check(c *checker) {
	c.SelectedNodes(x.Nodes)
	c.before("backup", "makes", c.Backups, x.Name)
}

// before reports a name that no step before this one gave.
func (c *checker) before(what, made string, known []string, n file.Name) {
	if n.Value != "" && !slices.Contains(known, n.Value) {
		c.Unknown(n, what, fmt.Sprintf(" (no step before this one %s it)", made), known)
	}
}

func (x *restore) do(_ context.Context, r *Runner) error {
	if x.Nodes == nil {
		return r.Lab.Restore(x.Name.Value)
	}
	return r.Lab.Restore(x.Name.Value, selected(*x.Nodes)...)
}

// exportRecoveryKey is its verb's argument.
type exportRecoveryKey struct {
	Pos  file.Pos
	Name file.Name `yaml:"name" need:"true" short:"true" doc:"Name of the key."`
	Node file.Name `yaml:"node" doc:"Whose key: up to 12.0 each node has its own. The publisher when absent."`
}

func (x *exportRecoveryKey) check(c *checker) {
	if x.Node.Value != "" {
		c.Node(x.Node)
	}
	c.keys = append(c.keys, x.Name.Value)
}

// do keeps the node's ITLRecovery.p12, as an administrator does on a server of his own.
func (x *exportRecoveryKey) do(_ context.Context, r *Runner) error {
	keep := func(c *sim.Cluster) error {
		key, err := c.ExportRecoveryKey(cmp.Or(x.Node.Value, c.Publisher().ID))
		if err == nil {
			r.keys[x.Name.Value] = key
		}
		return err
	}
	if x.Node.Value == "" {
		return r.onCluster(keep)
	}
	return r.onNode(x.Node, keep)
}

func (x *exportRecoveryKey) String() string {
	if x.Node.Value == "" {
		return x.Name.Value
	}
	return x.Name.Value + " of " + x.Node.Value
}

// itlResetRemote is its verb's argument: the name of an exported key.
type itlResetRemote struct{ file.Name }

func (x *itlResetRemote) check(c *checker) { c.before("recovery key", "exports", c.keys, x.Name) }

func (x *itlResetRemote) do(_ context.Context, r *Runner) error {
	key := r.keys[x.Value]
	if key == nil {
		return fmt.Errorf("recovery key %q was not exported", x.Name)
	}
	return r.onCluster(sim.ResetITLRemote(key))
}
