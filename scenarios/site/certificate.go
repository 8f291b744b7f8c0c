package site

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Certificate is what is known of a certificate of a real cluster; what is not written is as CUCM makes it.
type Certificate struct {
	Pos     file.Pos
	Subject file.Name   `yaml:"subject" doc:"Its whole name, as show cert or a trust list print it: \"CN=cucm-pub,OU=Voice,O=Example\"."`
	Issuer  file.Name   `yaml:"issuer" doc:"The name of the CA that signed it; self-signed when absent. The lab has a CA of that name."`
	Serial  file.Name   `yaml:"serial" doc:"Serial number in hex, with colons or without."`
	From    file.Moment `yaml:"from" doc:"When it begins: a date, or a date with its time (UTC when no zone is written)."`
	Until   file.Moment `yaml:"until" doc:"When it ends."`
	Bits    int         `yaml:"bits" range:"256..4096" doc:"Length of its key."`
	Hash    hash        `yaml:"hash" doc:"Hash algorithm of its signature."`
	Names   file.Names  `yaml:"names" doc:"Subject alternative names: host names and IP addresses."`
}

// hash is the hash algorithm of a signature.
type hash struct{ file.Name }

// Words are those of the pages.
func (hash) Words() []string { return []string{"SHA1", "SHA256", "SHA384", "SHA512"} }

// Facts gives the certificate in the terms of the lab. The serial number of a checked one is hexadecimal.
func (x *Certificate) Facts() pki.Facts {
	serial, _ := serialOf(x.Serial.Value)
	return pki.Facts{Subject: x.Subject.Value, Issuer: x.Issuer.Value, Serial: serial, From: x.From.Value, Until: x.Until.Value,
		Bits: x.Bits, Hash: x.Hash.Value, Names: x.Names.Values()}
}

// serialOf reads hexadecimal digits, nil for none.
func serialOf(text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	digits := strings.NewReplacer(":", "", " ", "").Replace(strings.TrimPrefix(strings.ToLower(text), "0x"))
	if len(digits)%2 == 1 {
		digits = "0" + digits
	}
	serial, err := hex.DecodeString(digits)
	for len(serial) > 1 && serial[0] == 0 {
		serial = serial[1:]
	}
	return serial, err
}

// Certificates are the identity certificates of a node, by store, in the order of the file.
type Certificates []Stored

// Stored is a certificate in an identity store.
type Stored struct {
	Store file.Name
	Certificate
}

// UnmarshalNode reads certificates by store.
func (cs *Certificates) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "certificate store", func(name file.Name, value *yaml.Node) {
		c := Stored{Store: name}
		d.Struct(value, &c.Certificate, fmt.Sprintf("certificate %q", name))
		*cs = append(*cs, c)
	})
}

// JSONSchema of certificates by store.
func (Certificates) JSONSchema() *jsonschema.Schema {
	return file.MapOfNamed(StoreNames(false), file.SchemaFor[Certificate]())
}

// Facts gives the certificates by store; nil for none.
func (cs Certificates) Facts() map[cucm.Store]pki.Facts {
	if len(cs) == 0 {
		return nil
	}
	facts := map[cucm.Store]pki.Facts{}
	for i := range cs {
		facts[cucm.Store(cs[i].Store.Value)] = cs[i].Certificate.Facts()
	}
	return facts
}

// Trusted is a certificate in a -trust store.
type Trusted struct {
	Store trustStore `yaml:"store" need:"true" doc:"The -trust store."`
	Certificate
}

// trustStore is a store of certificates of others.
type trustStore struct{ file.Name }

// Words are the -trust stores.
func (trustStore) Words() []string { return Words(cucm.TrustStores) }

// TrustList are further certificates in -trust stores.
type TrustList []Trusted

// Facts gives the certificates in the terms of the lab.
func (ts TrustList) Facts() (list []sim.Trusted) {
	for i := range ts {
		list = append(list, sim.Trusted{Store: cucm.Store(ts[i].Store.Value), Facts: ts[i].Certificate.Facts()})
	}
	return list
}

// certificates checks what is known of the certificates of a node.
func (c *Checker) certificates(n *Node) {
	for i := range n.Certificates {
		x := &n.Certificates[i]
		c.IdentityStores(x.Store)
		if slices.Contains(StoreNames(false), x.Store.Value) {
			c.certificate(&x.Certificate, cucm.Store(x.Store.Value))
			c.begun(&x.Certificate)
		}
	}
	c.trusted(n.Trust)
}

// trusted checks further certificates in -trust stores.
func (c *Checker) trusted(list TrustList) {
	for i := range list {
		x := &list[i]
		if x.Subject.Value == "" {
			c.Add(x.Pos, "write for example subject: \"CN=cucm-pub,O=Example\"", "a certificate in %s has no \"subject\"", x.Store)
			continue
		}
		c.certificate(&x.Certificate, "")
	}
}

// certificate checks what is known of a certificate, each thing where it stands.
func (c *Checker) certificate(x *Certificate, s cucm.Store) {
	f := x.Facts()
	if _, err := serialOf(x.Serial.Value); err != nil {
		c.Add(x.Serial.Pos, "", "serial number %q is not hexadecimal", x.Serial)
		f.Serial = nil
	}
	c.Said(x.Subject.Pos, pki.Facts{Subject: f.Subject}.Check(s))
	c.Said(x.Issuer.Pos, pki.Facts{Issuer: f.Issuer}.Check(s))
	c.Said(x.Serial.Pos, pki.Facts{Serial: f.Serial}.Check(s))
	c.Said(x.Until.Pos, pki.Facts{From: f.From, Until: f.Until}.Check(s))
	if x.Bits != 0 {
		c.Said(x.Pos, pki.Facts{Bits: f.Bits}.Check(s))
	}
	for _, name := range x.Names {
		c.Said(name.Pos, pki.Facts{Names: []string{name.Value}}.Check(s))
	}
}

// begun checks that a certificate was made before the scenario begins.
func (c *Checker) begun(x *Certificate) {
	if start := c.Site.Begins(); x.From.Value.After(start) {
		c.Add(x.From.Pos, fmt.Sprintf("write \"start: %s\", or later, at the top level", x.From), "a certificate begins %s, after the scenario, which begins %s",
			x.From, start.Format("2006-01-02T15:04:05Z"))
	}
}
