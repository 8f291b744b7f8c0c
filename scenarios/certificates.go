package scenarios

import (
	"context"
	"fmt"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// regenerate is its verb's argument.
type regenerate struct {
	Pos         file.Pos
	Certificate file.Names    `yaml:"certificate" need:"true" doc:"Certificate stores, for example CallManager or TVS."`
	Nodes       file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// Listed implements file.Lister.
func (regenerate) Listed(key string) []string { return identityStores(key) }

// identityStores are the words of a key that names identity stores.
func identityStores(key string) []string {
	if key == "certificate" || key == "store" {
		return site.StoreNames(false)
	}
	return nil
}

func (x *regenerate) check(c *checker) {
	c.SelectedNodes(&x.Nodes)
	c.IdentityStores(x.Certificate...)
}

func (x *regenerate) do(_ context.Context, r *Runner) error {
	on := selected(x.Nodes)
	if err := r.each(on, x.Certificate, func(name string) sim.Op { return sim.Regenerate(cucm.Store(name), on...) }); err != nil {
		return err
	}
	r.popUpAfter(popUpRegenerated, r.nodeNames(&x.Nodes)[0], x.Certificate...)
	return nil
}

func (x *regenerate) String() string { return fmt.Sprintf("%s on %s", x.Certificate.String(), x.Nodes) }

// distribution says for which servers a certificate or a request is.
type distribution struct{ file.Name }

// multiServer is the distribution of one certificate for all servers.
const multiServer = "multi-server"

// Words are those of the pages.
func (distribution) Words() []string { return []string{"this-server", multiServer} }

func (d distribution) multi() bool { return d.Value == multiServer }

// hash is the hash algorithm of a signature.
type hash struct{ file.Name }

// Words are those of the pages.
func (hash) Words() []string { return []string{"SHA1", "SHA256", "SHA384", "SHA512"} }

// selfSigned is the argument of generate-self-signed. What is not written
// is as the release's page proposes it.
type selfSigned struct {
	Pos          file.Pos
	Certificate  file.Names    `yaml:"certificate" need:"true" doc:"Certificate stores, for example CallManager."`
	Nodes        file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
	Distribution distribution  `yaml:"distribution" doc:"One certificate for this server (when absent) or for all."`
	KeyLength    int           `yaml:"key-length" range:"256..8192" doc:"Length of the key in bits."`
	Validity     int           `yaml:"validity" range:"1..100" doc:"Validity period in years."`
	Hash         hash          `yaml:"hash" doc:"Hash algorithm of the signature."`
}

func (x *selfSigned) check(c *checker) {
	c.SelectedNodes(&x.Nodes)
	c.IdentityStores(x.Certificate...)
}

// do makes new certificates; one for all servers is made on the publisher alone unless nodes are named.
func (x *selfSigned) do(_ context.Context, r *Runner) error {
	o := sim.SelfSignedOptions{KeyBits: x.KeyLength, Years: x.Validity, Hash: x.Hash.Value, MultiServer: x.Distribution.multi()}
	on := r.distributed(x.Nodes, x.Distribution)
	err := r.onNodes(on, func(node string) sim.Op {
		var ops []sim.Op
		for _, name := range x.Certificate {
			ops = append(ops, sim.GenerateSelfSigned(cucm.Store(name.Value), node, o))
		}
		return sim.All(ops...)
	})
	if err == nil {
		r.popUpAfter(popUpRegenerated, r.nodeNames(on)[0], x.Certificate...)
	}
	return err
}

func (x *selfSigned) String() string {
	return fmt.Sprintf("%s%s on %s", x.Certificate.String(), details(x.Distribution, x.KeyLength, x.Hash), x.Nodes)
}

// Listed implements file.Lister.
func (selfSigned) Listed(key string) []string { return identityStores(key) }

// generateCSR is its verb's argument.
type generateCSR struct {
	Pos          file.Pos
	Store        file.Name     `yaml:"store" need:"true" doc:"Certificate purpose: an identity store, for example tomcat."`
	Nodes        file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
	Distribution distribution  `yaml:"distribution" doc:"For this server (when absent) or for all servers."`
	KeyLength    int           `yaml:"key-length" range:"256..8192" doc:"Length of the key in bits."`
	Hash         hash          `yaml:"hash" doc:"Hash algorithm of the request."`
	CommonName   file.Name     `yaml:"common-name" doc:"Common name of the subject; the release's own when nothing is said."`
	Names        file.Names    `yaml:"alternative-names" doc:"Subject alternative names beside those CUCM puts in."`
	IncludeOU    bool          `yaml:"include-ou" doc:"The OU of the cluster stands in the subject; before 14SU1 it always does."`
}

// Listed implements file.Lister.
func (generateCSR) Listed(key string) []string { return identityStores(key) }

func (x *generateCSR) check(c *checker) {
	c.SelectedNodes(&x.Nodes)
	c.IdentityStores(x.Store)
}

func (x *generateCSR) do(_ context.Context, r *Runner) error {
	o := sim.CSROptions{
		CommonName: x.CommonName.Value, MultiServer: x.Distribution.multi(), KeyBits: x.KeyLength, Hash: x.Hash.Value, SubjectAltNames: written(x.Names),
		IncludeOU: x.IncludeOU,
	}
	return r.onNodes(r.distributed(x.Nodes, x.Distribution), func(node string) sim.Op {
		return sim.GenerateCSR(cucm.Store(x.Store.Value), node, o)
	})
}

func (x *generateCSR) String() string {
	return fmt.Sprintf("%s%s on %s", x.Store, details(x.Distribution, x.KeyLength, x.Hash), x.Nodes)
}

// distributed selects the publisher where "all" would make the one certificate of all servers several times.
func (r *Runner) distributed(sel file.Selector, d distribution) *file.Selector {
	if !d.multi() || !sel.All {
		return &sel
	}
	publisher := r.nodeNames(nil)[0]
	return &file.Selector{Pos: sel.Pos, Names: file.Names{{Value: publisher, Pos: sel.Pos}}}
}

// details lists what was chosen beside the release's own proposals.
func details(d distribution, bits int, h hash) string {
	text := spaced(d.Value, h.Value)
	if bits != 0 {
		text = spaced(text, fmt.Sprintf("%d bits", bits))
	}
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// reuse is the argument of reuse-certificate.
type reuse struct {
	Pos  file.Pos
	Node file.Name `yaml:"node" need:"true" doc:"The node with the multi-server tomcat certificate."`
}

func (x *reuse) check(c *checker) { c.Node(x.Node) }

func (x *reuse) do(_ context.Context, r *Runner) error {
	return r.onNode(x.Node, sim.ReuseTomcat(x.Node.Value))
}

func (x *reuse) String() string { return "tomcat for CallManager on " + x.Node.Value }
