package scenarios

import (
	"context"
	"slices"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func (r *Runner) regenerate(_ context.Context, s *Step) error {
	on := nodes(s.Regenerate.Nodes)
	var ops []sim.Op
	for _, name := range s.Regenerate.Certificate {
		ops = append(ops, sim.Regenerate(cucm.Store(name.Value), on...))
	}
	return r.do(s, on, ops...)
}

// generateSelfSigned makes new certificates; one for all servers is made on the publisher alone unless nodes are named.
func (r *Runner) generateSelfSigned(_ context.Context, s *Step) error {
	x := s.GenerateSelfSigned
	o := sim.SelfSignedOptions{
		KeyBits: x.KeyLength, Years: x.Validity, Hash: x.Hash.Value, MultiServer: x.Distribution.Value == multiServer,
	}
	return r.onNodes(s, r.distributed(s, x.Nodes, o.MultiServer), func(node string) sim.Op {
		var ops []sim.Op
		for _, name := range x.Certificate {
			ops = append(ops, sim.GenerateSelfSigned(cucm.Store(name.Value), node, o))
		}
		return sim.All(ops...)
	})
}

func (r *Runner) generateCSR(_ context.Context, s *Step) error {
	x := s.GenerateCSR
	o := sim.CSROptions{
		MultiServer: x.Distribution.Value == multiServer, KeyBits: x.KeyLength, Hash: x.Hash.Value, SubjectAltNames: names(x.Names),
	}
	return r.onNodes(s, r.distributed(s, x.Nodes, o.MultiServer), func(node string) sim.Op {
		return sim.GenerateCSR(cucm.Store(x.Store.Value), node, o)
	})
}

// distributed selects the publisher where "all" would make the one certificate of all servers several times.
func (r *Runner) distributed(s *Step, sel Selector, multi bool) *Selector {
	if !multi || !sel.All {
		return &sel
	}
	publisher := r.nodeNames(s, nil)[0]
	return &Selector{Pos: sel.Pos, Names: Names{{publisher, sel.Pos}}}
}

func (r *Runner) upload(_ context.Context, s *Step) error {
	u := s.Upload
	return r.onNodes(s, &u.Nodes, func(node string) sim.Op {
		return func(c *sim.Cluster) error {
			certificate, err := r.Lab.FindCertificate(u.Certificate.Value)
			if err != nil {
				return err
			}
			return sim.Upload(cucm.Store(u.Store.Value), certificate, node)(c)
		}
	})
}

func (r *Runner) deleteCertificate(_ context.Context, s *Step) error {
	x := s.DeleteCertificate
	return r.onNodes(s, &x.Nodes, func(node string) sim.Op {
		return func(c *sim.Cluster) error {
			name := x.Certificate.Value
			if isReference(name) {
				certificate, err := r.Lab.FindCertificate(name)
				if err != nil {
					return err
				}
				name = certificate.SerialHex()
			}
			return sim.DeleteCertificate(cucm.Store(x.Store.Value), name, node)(c)
		}
	})
}

func (r *Runner) reuseCertificate(_ context.Context, s *Step) error {
	node := s.ReuseCertificate.Node.Value
	return r.do(s, []string{node}, sim.ReuseTomcat(node))
}

// service makes a deed of an operation on services.
func service(change func(service string, nodes ...string) sim.Op) func(*Runner, context.Context, *Step) error {
	return func(r *Runner, _ context.Context, s *Step) error {
		x := s.serviceChange()
		on := nodes(x.Nodes)
		var ops []sim.Op
		for _, name := range x.Service {
			ops = append(ops, change(name.Value, on...))
		}
		return r.do(s, on, ops...)
	}
}

func (r *Runner) set(_ context.Context, s *Step) error {
	return r.do(s, nil, sim.SetParameter(s.Set.Parameter.Value, s.Set.Value.Value))
}

// token runs the CTL client.
func (r *Runner) token(_ context.Context, s *Step) error {
	t := s.Token
	tokens := t.Tokens.Values()
	return r.do(s, nil, func(c *sim.Cluster) error {
		switch t.Action.Value {
		case "set-non-secure-mode":
			return sim.CTLClientNonSecure(t.Signer.Value)(c)
		case "add":
			return sim.CTLClient(t.Signer.Value, append(c.CTLTokens(), tokens...)...)(c)
		case "remove":
			kept := slices.DeleteFunc(slices.Clone(c.CTLTokens()), func(name string) bool { return slices.Contains(tokens, name) })
			return sim.CTLClient(t.Signer.Value, kept...)(c)
		}
		return sim.CTLClient(t.Signer.Value, tokens...)(c)
	})
}
