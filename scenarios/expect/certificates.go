package expect

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// entries are names with words, in file order: what is expected of services or stores.
type entries []entry

type entry struct {
	name   file.Name
	values file.Names
}

func (e entry) word() string { return e.values[0].Value }

// read decodes a mapping whose keys are nouns; values reads what one of them has.
func (es *entries) read(d *file.Decoder, n *yaml.Node, where, noun string, values func(file.Name, *yaml.Node) file.Names) {
	d.Named(n, where, noun, func(name file.Name, value *yaml.Node) {
		*es = append(*es, entry{name, values(name, value)})
	})
}

// readWord decodes a mapping from services to one of some words.
func (es *entries) readWord(d *file.Decoder, n *yaml.Node, where, what string, words []string) {
	es.read(d, n, where, "service", func(name file.Name, value *yaml.Node) file.Names {
		var word file.Name
		word.UnmarshalNode(d, value, fmt.Sprintf("%s of %q", what, name))
		d.OneOf(what, words, word)
		return file.Names{word}
	})
}

// readNames decodes a mapping to lists of names.
func (es *entries) readNames(d *file.Decoder, n *yaml.Node, where, noun string, words []string) {
	es.read(d, n, where, noun, func(name file.Name, value *yaml.Node) (list file.Names) {
		what := fmt.Sprintf("%s %q", noun, name)
		list.UnmarshalNode(d, value, what)
		d.NotEmpty(value, len(list), what)
		d.OneOf(what, words, list...)
		return list
	})
}

func (es entries) names() []file.Name {
	var list []file.Name
	for _, e := range es {
		list = append(list, e.name)
	}
	return list
}

// serviceStates are the states of services.
type serviceStates struct{ entries }

var serviceWords = []string{"running", "stopped", "not-activated"}

// UnmarshalNode reads states by service.
func (x *serviceStates) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.readWord(d, n, where, "service state", serviceWords)
}

// JSONSchema of states by service.
func (serviceStates) JSONSchema() *jsonschema.Schema {
	return file.MapOfNamed(sim.ServiceNames(), file.Limited(file.SchemaFor[file.Name](), serviceWords))
}

func (x *serviceStates) check(c *site.Checker) { c.Services(x.names()...) }

// presentations are the certificates that running services present.
type presentations struct{ entries }

var presentationWords = []string{"current", "old"}

// UnmarshalNode reads words by service.
func (x *presentations) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.readWord(d, n, where, "presented certificate", presentationWords)
}

// JSONSchema of words by service.
func (presentations) JSONSchema() *jsonschema.Schema {
	return file.MapOfNamed(sim.ServiceNames(), file.Limited(file.SchemaFor[file.Name](), presentationWords))
}

func (x *presentations) check(c *site.Checker) { c.Services(x.names()...) }

// certificateStates are what the certificates of identity stores must be.
type certificateStates struct{ entries }

// multiServer is a certificate for more than one server.
const multiServer = "multi-server"

var certificateWords = []string{"self-signed", "ca-signed", multiServer, "valid", "expired"}

// UnmarshalNode reads words by store.
func (x *certificateStates) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.readNames(d, n, where, "certificate", certificateWords)
}

// JSONSchema of words by store.
func (certificateStates) JSONSchema() *jsonschema.Schema {
	return file.MapOfNamed(site.StoreNames(false), file.Limited(file.SchemaFor[file.Names](), certificateWords))
}

func (x *certificateStates) check(c *site.Checker) { c.IdentityStores(x.names()...) }

// sameCertificates are references to the certificates that identity stores must have.
type sameCertificates struct{ entries }

// UnmarshalNode reads references by store.
func (x *sameCertificates) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.read(d, n, where, "certificate", func(name file.Name, value *yaml.Node) file.Names {
		var ref file.Name
		ref.UnmarshalNode(d, value, fmt.Sprintf("certificate %q", name))
		return file.Names{ref}
	})
}

// JSONSchema of references by store.
func (sameCertificates) JSONSchema() *jsonschema.Schema {
	return file.MapOfNamed(site.StoreNames(false), file.SchemaFor[file.Name]())
}

func (x *sameCertificates) check(c *site.Checker) {
	for _, e := range x.entries {
		c.Reference(e.values[0])
	}
	c.IdentityStores(x.names()...)
}

// holdings are certificates that trust stores must, or must not, hold.
type holdings struct{ entries }

// UnmarshalNode reads certificates by store.
func (x *holdings) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.readNames(d, n, where, "trust store", nil)
}

// JSONSchema of certificates by store.
func (holdings) JSONSchema() *jsonschema.Schema {
	return file.MapOfNamed(site.StoreNames(true), file.SchemaFor[file.Names]())
}

func (x *holdings) check(c *site.Checker) { c.Stores(x.names()...) }

func (v NodeView) certificates(want *certificateStates, wrong Wrong) {
	for _, e := range want.entries {
		facts := v.facts(v.Certificate(cucm.Store(e.name.Value)))
		for _, word := range e.values {
			if !slices.Contains(facts, word.Value) {
				wrong("certificate "+e.name.Value, word.Value, strings.Join(facts, ", "))
			}
		}
	}
}

// facts says in the words of the language what a certificate is.
func (v NodeView) facts(cert *pki.Certificate) []string {
	if cert == nil {
		return []string{"none"}
	}
	facts := []string{"ca-signed"}
	if bytes.Equal(cert.X509.RawIssuer, cert.X509.RawSubject) {
		facts = []string{"self-signed"}
	}
	if v.multi(cert.X509) {
		facts = append(facts, multiServer)
	}
	if v.Cluster.Now.After(cert.X509.NotAfter) {
		return append(facts, "expired")
	}
	return append(facts, "valid")
}

// multi tells whether the certificate names more than one node of the cluster.
func (v NodeView) multi(cert *x509.Certificate) bool {
	named := 0
	for _, n := range v.Cluster.Nodes {
		if slices.ContainsFunc(cert.DNSNames, func(name string) bool { return strings.EqualFold(name, n.FQDN()) }) {
			named++
		}
	}
	return named > 1
}

func (v NodeView) sameCertificates(want *sameCertificates, wrong Wrong) {
	for _, e := range want.entries {
		got := v.Certificate(cucm.Store(e.name.Value))
		if other, err := v.Find(e.word()); err != nil {
			wrong("same-certificate "+e.name.Value, e.word(), err.Error())
		} else if !same(got, other) {
			wrong("same-certificate "+e.name.Value, e.word(), described(got))
		}
	}
}

func same(a, b *pki.Certificate) bool {
	return a != nil && b != nil && bytes.Equal(a.X509.Raw, b.X509.Raw)
}

func described(cert *pki.Certificate) string {
	if cert == nil {
		return "none"
	}
	return cert.String()
}

// holding checks that trust stores hold certificates.
func (v NodeView) holding(want *holdings, wrong Wrong) {
	for _, e := range want.entries {
		store := cucm.Store(e.name.Value)
		for _, name := range e.values {
			if len(v.held(store, name.Value)) == 0 {
				wrong("trusted "+e.name.Value, name.Value, named(v.Trusted(store)))
			}
		}
	}
}

// missing checks that trust stores do not hold certificates; what is wrong is what they hold nevertheless.
func (v NodeView) missing(want *holdings, wrong Wrong) {
	for _, e := range want.entries {
		store := cucm.Store(e.name.Value)
		for _, name := range e.values {
			if held := v.held(store, name.Value); len(held) > 0 {
				wrong("not-trusted "+e.name.Value, "no "+name.Value, named(held))
			}
		}
	}
}

// held returns the certificates of a trust store of the node that are meant by a common name, a file, a serial or a reference.
func (v NodeView) held(store cucm.Store, name string) []*pki.Certificate {
	other, err := v.Find(name)
	return slices.DeleteFunc(slices.Clone(v.Trusted(store)), func(cert *pki.Certificate) bool {
		return (err != nil || !same(cert, other)) && !cert.Named(name)
	})
}

// named lists certificates.
func named(certs []*pki.Certificate) string {
	var list []string
	for _, cert := range certs {
		list = append(list, cert.X509.Subject.CommonName+"_"+cert.SerialHex())
	}
	return listed(list)
}
