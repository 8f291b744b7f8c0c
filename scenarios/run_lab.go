package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/admincli"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// cli types a command and compares the output with what the step says.
func (r *Runner) cli(_ context.Context, s *Step) error {
	node := s.CLI.Node.Value
	if r.Lab.ClusterOf(node) == nil {
		return fmt.Errorf("node %q is in no cluster of the lab", node)
	}
	output, err := admincli.Exec(adminHost{r, node}, node, s.CLI.Run.Value, s.CLI.Answer.Values())
	if err == nil && !strings.Contains(output, s.CLI.Output.Value) {
		r.result.fail(s, Failure{Target: s.CLI.Node.Value, Field: "output", Want: s.CLI.Output.Value, Got: output})
	}
	return err
}

// adminHost is the cluster of a node to the admin CLI.
type adminHost struct {
	*Runner
	node string
}

// Snapshot implements admincli.Host.
func (h adminHost) Snapshot() *sim.Cluster { return h.Lab.ClusterOf(h.node).Clone() }

// Commit implements admincli.Host.
func (h adminHost) Commit(change *sim.Change) error { return h.Lab.Commit(h.node, change) }

// Outside implements admincli.Host.
func (h adminHost) Outside() *admincli.Outside { return h.Runner.Outside }

// authenticator replaces what the 802.1X authenticator trusts.
func (r *Runner) authenticator(_ context.Context, s *Step) error {
	var trusted lab.Authenticator
	for _, ref := range s.Authenticator.Trusts {
		certificate, err := r.Lab.FindCertificate(ref.Value)
		if err != nil {
			return err
		}
		trusted.Trust(certificate.X509)
	}
	*r.Lab.Authenticator() = trusted
	return nil
}

// fault breaks something or heals it.
func (r *Runner) fault(f *Fault, broken bool) error {
	if f.Kind.Value == ServicePortBlocked {
		return r.block(f, broken)
	}
	op := map[string]func(node string, broken bool) sim.Op{
		NodeDown: sim.SetDown, ReplicationBroken: sim.SetReplication, SFTPBroken: sim.SetSFTP,
		ITLCorrupt: func(node string, _ bool) sim.Op { return sim.CorruptITL(node) },
	}[f.Kind.Value]
	nodes := r.nodeNames(&Step{}, f.Nodes)
	if !broken && !slices.ContainsFunc(nodes, func(name string) bool { return r.has(f.Kind.Value, name) }) {
		return fmt.Errorf("nothing to heal: %s is not set on %s", f.Kind, strings.Join(nodes, ", "))
	}
	for _, name := range nodes {
		if err := r.Lab.DoOn(name, op(name, broken)); err != nil {
			return err
		}
	}
	return nil
}

// has tells whether a node has a fault of the kind.
func (r *Runner) has(kind, name string) bool {
	c := r.Lab.ClusterOf(name)
	if c == nil {
		return true // the operation says that there is no such node
	}
	n := c.Node(name)
	return map[string]bool{NodeDown: n.Down, ReplicationBroken: n.ReplicationBroken, SFTPBroken: n.SFTPBroken}[kind]
}

func (r *Runner) block(f *Fault, broken bool) error {
	fault := lab.Fault{Port: f.Port}
	if f.Nodes != nil && !f.Nodes.All {
		fault.Nodes = f.Nodes.Names.Values()
	}
	if f.Phones != nil && !f.Phones.All {
		for _, p := range r.phones(*f.Phones) {
			fault.Phones = append(fault.Phones, p.Name)
		}
	}
	if broken {
		r.Lab.Block(fault)
		return nil
	}
	if !r.Lab.Unblock(fault) {
		return fmt.Errorf("nothing to heal: no fault was set with these nodes, port and phones")
	}
	return nil
}
