package scenarios

import (
	"context"
	"fmt"
	"net/netip"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func (r *Runner) setHostname(_ context.Context, s *Step) error {
	x := s.SetHostname
	return r.do(s, []string{x.Node.Value}, sim.SetHostname(x.Node.Value, x.Name.Value))
}

func (r *Runner) setDomain(_ context.Context, s *Step) error {
	x := s.SetDomain
	return r.do(s, []string{x.Node.Value}, sim.SetDomain(x.Node.Value, x.Domain.Value))
}

func (r *Runner) setAddress(_ context.Context, s *Step) error {
	x := s.SetAddress
	address, err := netip.ParseAddr(x.Address.Value)
	if err != nil {
		return fmt.Errorf("address %q of node %q: %w", x.Address, x.Node, err)
	}
	return r.do(s, []string{x.Node.Value}, sim.SetAddress(x.Node.Value, address))
}

func (r *Runner) addNode(_ context.Context, s *Step) error {
	var ops []sim.Op
	for i := range s.AddNode {
		ops = append(ops, sim.AddNode(nodeSpec(&s.AddNode[i])))
	}
	return r.do(s, nil, ops...)
}

func (r *Runner) removeNode(_ context.Context, s *Step) error {
	name := s.RemoveNode.Value
	return r.do(s, []string{name}, sim.RemoveNode(name))
}

func (r *Runner) rebuildNode(_ context.Context, s *Step) error {
	on := nodes(*s.RebuildNode)
	return r.do(s, on, sim.Rebuild(on...))
}

func (r *Runner) upgrade(_ context.Context, s *Step) error {
	to, err := cucm.ParseRelease(s.Upgrade.Release.Value)
	if err != nil {
		return err
	}
	return r.do(s, nil, sim.Upgrade(to, s.Upgrade.Refresh))
}

func (r *Runner) switchVersion(_ context.Context, s *Step) error {
	return r.do(s, nil, sim.SwitchBack)
}

func (r *Runner) backup(_ context.Context, s *Step) error {
	node, err := r.place(s, nil)
	if err != nil {
		return err
	}
	if err := r.Lab.Backup(s.Backup.Name.Value, node); err != nil {
		return err
	}
	r.Outside.Archive(r.Lab.Saved(s.Backup.Name.Value))
	return nil
}

func (r *Runner) restore(_ context.Context, s *Step) error {
	if s.Restore.Nodes == nil {
		return r.Lab.Restore(s.Restore.Name.Value)
	}
	return r.Lab.Restore(s.Restore.Name.Value, nodes(*s.Restore.Nodes)...)
}

// exportRecoveryKey keeps the publisher's ITLRecovery.p12, as an administrator does on a server of his own.
func (r *Runner) exportRecoveryKey(_ context.Context, s *Step) error {
	return r.do(s, nil, func(c *sim.Cluster) error {
		key, err := c.ExportRecoveryKey()
		if err == nil {
			r.keys[s.ExportRecoveryKey.Value] = key
		}
		return err
	})
}

func (r *Runner) itlResetRemote(_ context.Context, s *Step) error {
	key := r.keys[s.ITLResetRemote.Value]
	if key == nil {
		return fmt.Errorf("recovery key %q was not exported", s.ITLResetRemote)
	}
	return r.do(s, nil, sim.ResetITLRemote(key))
}
