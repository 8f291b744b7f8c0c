package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/admincli"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab"
)

type clusterOp = func(*sim.Cluster) ([]sim.Event, error)

// act does one step. Steps on phones, on the cluster and on the lab each have their function below.
func (r *Runner) act(ctx context.Context, s *Step) error {
	switch {
	case s.PowerOn != nil:
		return r.Lab.PowerOn(ctx, r.phones(*s.PowerOn))
	case s.PowerOff != nil:
		r.Lab.PowerOff(r.phones(*s.PowerOff))
		return nil
	case s.Reset != nil:
		return r.Lab.Reset(ctx, r.phones(*s.Reset), phone.Reset)
	case s.RestartPhone != nil:
		return r.Lab.Reset(ctx, r.phones(*s.RestartPhone), phone.Restart)
	case s.DeleteTrustList != nil:
		return r.Lab.DeleteTrustList(ctx, r.phones(s.DeleteTrustList.Phones), lists[s.DeleteTrustList.List.Value])
	case s.FactoryReset != nil:
		return r.Lab.FactoryReset(ctx, r.phones(*s.FactoryReset))
	case s.Move != nil:
		return r.Lab.Move(r.phones(s.Move.Phones), names(s.Move.TFTP), names(s.Move.Group))
	case s.Wait != nil:
		return r.wait(ctx, s.Wait)
	case s.Expect != nil:
		return r.expect(ctx, s)
	}
	return r.administer(s)
}

var lists = map[string]phone.Lists{"ctl": phone.CTL, "itl": phone.ITL, "both": phone.CTLAndITL}

// names is nil for a list that was not written.
func names(list Names) []string {
	if len(list) == 0 {
		return nil
	}
	return list.Values()
}

func (r *Runner) wait(ctx context.Context, w *Wait) error {
	if err := r.Lab.WaitRegistered(ctx); err != nil {
		return err
	}
	if w.For > stepTime {
		r.Lab.Advance(w.For - stepTime)
	}
	return nil
}

// administer does what an administrator does to the cluster, or a fault does to the lab.
func (r *Runner) administer(s *Step) error {
	switch {
	case s.Regenerate != nil:
		return r.each(s.Regenerate.Certificate, func(name string) clusterOp {
			return func(c *sim.Cluster) ([]sim.Event, error) {
				return c.Regenerate(sim.Store(name), nodes(s.Regenerate.Nodes)...)
			}
		})
	case s.Restart != nil:
		return r.service(s.Restart, (*sim.Cluster).Restart)
	case s.Stop != nil:
		return r.service(s.Stop, (*sim.Cluster).Stop)
	case s.Start != nil:
		return r.service(s.Start, (*sim.Cluster).Start)
	case s.Set != nil:
		return r.Lab.Do(func(c *sim.Cluster) ([]sim.Event, error) { return c.Set(s.Set.Parameter.Value, s.Set.Value.Value) })
	case s.CLI != nil:
		return r.cli(s)
	case s.Token != nil:
		return r.token(s)
	case s.Upload != nil:
		return r.onNodes(s.Upload.Nodes, func(c *sim.Cluster, node string) ([]sim.Event, error) {
			return upload(c, s.Upload, node)
		})
	case s.DeleteCertificate != nil:
		return r.onNodes(s.DeleteCertificate.Nodes, func(c *sim.Cluster, node string) ([]sim.Event, error) {
			return c.DeleteCertificate(sim.Store(s.DeleteCertificate.Store.Value), s.DeleteCertificate.Certificate.Value, node)
		})
	case s.Fault != nil:
		return r.fault(s.Fault, true)
	case s.Heal != nil:
		return r.fault(s.Heal, false)
	case s.Advance != nil:
		r.Lab.Advance(s.Advance.Value)
		return nil
	case s.Backup != nil:
		return r.Lab.Backup(s.Backup.Value)
	case s.Restore != nil:
		return r.Lab.Restore(s.Restore.Value)
	}
	return fmt.Errorf("the runner does not know the verb %q", s.Verb)
}

func (r *Runner) each(list Names, op func(name string) clusterOp) error {
	for _, n := range list {
		if err := r.Lab.Do(op(n.Value)); err != nil {
			return err
		}
	}
	return nil
}

func (r *Runner) service(s *ServiceChange, change func(*sim.Cluster, string, ...string) ([]sim.Event, error)) error {
	return r.each(s.Service, func(name string) clusterOp {
		return func(c *sim.Cluster) ([]sim.Event, error) { return change(c, name, nodes(s.Nodes)...) }
	})
}

// onNodes does an operation node by node.
func (r *Runner) onNodes(sel Selector, op func(c *sim.Cluster, node string) ([]sim.Event, error)) error {
	for _, name := range r.nodeNames(&sel) {
		if err := r.Lab.Do(func(c *sim.Cluster) ([]sim.Event, error) { return op(c, name) }); err != nil {
			return err
		}
	}
	return nil
}

func upload(c *sim.Cluster, u *StoreChange, node string) ([]sim.Event, error) {
	certificate, err := c.FindCertificate(u.Certificate.Value)
	if err != nil {
		return nil, err
	}
	return c.Upload(sim.Store(u.Store.Value), certificate, node)
}

// cli types a command and compares output or refusal with what the step says.
func (r *Runner) cli(s *Step) error {
	var output string
	err := r.Lab.Do(func(c *sim.Cluster) (events []sim.Event, err error) {
		output, events, err = admincli.Run(c, s.CLI.Node.Value, s.CLI.Run.Value, s.CLI.Answer.Values())
		return events, err
	})
	if s.CLI.Error != nil && s.CLI.Error.Expected {
		r.checkRefusal(s, s.CLI.Error, err)
		return nil
	}
	if err == nil && !strings.Contains(output, s.CLI.Output.Value) {
		r.result.fail(s, Failure{Target: s.CLI.Node.Value, Field: "output", Want: s.CLI.Output.Value, Got: output})
	}
	return err
}

// token runs the CTL client.
func (r *Runner) token(s *Step) error {
	t := s.Token
	err := r.Lab.Do(func(c *sim.Cluster) ([]sim.Event, error) {
		switch t.Action.Value {
		case "set-non-secure-mode":
			return c.CTLClientNonSecure(t.Signer.Value)
		case "add":
			return c.CTLClient(t.Signer.Value, append(c.CTLTokens(), t.Tokens.Values()...)...)
		case "remove":
			return c.CTLClient(t.Signer.Value, without(c.CTLTokens(), t.Tokens.Values())...)
		}
		return c.CTLClient(t.Signer.Value, t.Tokens.Values()...)
	})
	if t.Error != nil && t.Error.Expected {
		r.checkRefusal(s, t.Error, err)
		return nil
	}
	return err
}

// checkRefusal compares a refusal with the one a step expects.
func (r *Runner) checkRefusal(s *Step, want *Refusal, err error) {
	switch {
	case err == nil:
		r.result.fail(s, Failure{Target: s.Verb, Field: "error", Want: "a refusal " + want.Text, Got: "it was done"})
	case !strings.Contains(err.Error(), want.Text):
		r.result.fail(s, Failure{Target: s.Verb, Field: "error", Want: want.Text, Got: err.Error()})
	}
}

func without(list, remove []string) []string {
	var kept []string
	for _, name := range list {
		if !slices.Contains(remove, name) {
			kept = append(kept, name)
		}
	}
	return kept
}

// fault breaks something or heals it.
func (r *Runner) fault(f *Fault, broken bool) error {
	if f.Kind.Value == ServicePortBlocked {
		return r.block(f, broken)
	}
	op := map[string]func(*sim.Cluster, string, bool) ([]sim.Event, error){
		NodeDown: (*sim.Cluster).SetDown, ReplicationBroken: (*sim.Cluster).SetReplication, SFTPBroken: (*sim.Cluster).SetSFTP,
	}[f.Kind.Value]
	for _, name := range r.nodeNames(f.Nodes) {
		if err := r.Lab.Do(func(c *sim.Cluster) ([]sim.Event, error) { return op(c, name, broken) }); err != nil {
			return err
		}
	}
	return nil
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

// nodes turns a selector into what the cluster's operations take: no names for all.
func nodes(sel Selector) []string {
	if sel.All {
		return nil
	}
	return sel.Names.Values()
}

// nodeNames lists the selected nodes by name; nil selects all.
func (r *Runner) nodeNames(sel *Selector) []string {
	if sel == nil || sel.All {
		return r.scenario.Cluster.Nodes.Names()
	}
	return sel.Names.Values()
}

// phones lists the selected phones.
func (r *Runner) phones(sel Selector) []*lab.Phone {
	if sel.All {
		return r.Lab.Phones()
	}
	var picked []*lab.Phone
	for _, n := range sel.Names {
		picked = append(picked, r.phonesNamed(n.Value)...)
	}
	return picked
}

func (r *Runner) phonesNamed(name string) []*lab.Phone {
	if name == "all" {
		return r.Lab.Phones()
	}
	ref := ParsePhoneRef(name)
	if p := r.Lab.Phone(ref.Device); p != nil {
		return []*lab.Phone{p}
	}
	var picked []*lab.Phone
	for _, p := range r.Lab.Phones() {
		if p.Group == ref.Group && (ref.First == 0 || p.Index >= ref.First && p.Index <= ref.Last) {
			picked = append(picked, p)
		}
	}
	return picked
}
