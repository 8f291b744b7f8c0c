package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// storeChange is what upload and delete-certificate have in common.
type storeChange struct {
	Pos         file.Pos
	Store       file.Name     `yaml:"store" need:"true" doc:"Certificate store, for example CallManager-trust."`
	Certificate file.Name     `yaml:"certificate" need:"true" doc:"Which certificate: NODE/STORE, signed:NODE/STORE, NODE/STORE@BACKUP, a lab CA or a token; to delete, also common name, file name or serial."`
	Nodes       file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

func (x *storeChange) check(c *checker) {
	c.nodes(&x.Nodes)
	c.stores(x.Store)
}

type upload struct{ storeChange }

func (x *upload) check(c *checker) {
	x.storeChange.check(c)
	c.reference(x.Certificate)
}

func (x *upload) do(_ context.Context, r *Runner) error {
	return r.onNodes(&x.Nodes, func(node string) sim.Op {
		return func(c *sim.Cluster) error {
			certificate, err := r.Lab.FindCertificate(x.Certificate.Value)
			if err != nil {
				return err
			}
			return sim.Upload(cucm.Store(x.Store.Value), certificate, node)(c)
		}
	})
}

func (x *upload) String() string {
	return fmt.Sprintf("%s as %s on %s", x.Certificate, x.Store, x.Nodes)
}

type deleteCertificate struct{ storeChange }

func (x *deleteCertificate) check(c *checker) {
	x.storeChange.check(c)
	if isReference(x.Certificate.Value) {
		c.reference(x.Certificate)
	}
}

func (x *deleteCertificate) do(_ context.Context, r *Runner) error {
	return r.onNodes(&x.Nodes, func(node string) sim.Op {
		return func(c *sim.Cluster) error {
			name, err := x.named(r)
			if err != nil {
				return err
			}
			return sim.DeleteCertificate(cucm.Store(x.Store.Value), name, node)(c)
		}
	})
}

// named gives the certificate by a name that the store knows.
func (x *deleteCertificate) named(r *Runner) (string, error) {
	name := x.Certificate.Value
	if !isReference(name) {
		return name, nil
	}
	certificate, err := r.Lab.FindCertificate(name)
	if err != nil {
		return "", err
	}
	return certificate.SerialHex(), nil
}

func (x *deleteCertificate) String() string {
	return fmt.Sprintf("%s in %s on %s", x.Certificate, x.Store, x.Nodes)
}

// isReference tells NODE/STORE and NODE/STORE@BACKUP from common names, file names and serials, which have no slash.
func isReference(name string) bool { return strings.Contains(name, "/") }

// signedPrefix marks what a CA of the lab answers to a request.
const signedPrefix = "signed:"

// reference checks what names a certificate: NODE/STORE, signed:NODE/STORE
// (then a CA and what is wrong with its answer), NODE/STORE@BACKUP, a CA of
// the lab, a manufacturer of phones, or a token.
func (c *checker) reference(ref file.Name) {
	if answer, ok := strings.CutPrefix(ref.Value, signedPrefix); ok {
		c.answer(answer, ref.Pos)
		return
	}
	text, backup, saved := strings.Cut(ref.Value, "@")
	if saved && !slices.Contains(c.backups, backup) {
		c.Unknown(file.Name{Value: backup, Pos: ref.Pos}, "backup", " (no step before this one makes it)", c.backups)
	}
	if strings.Contains(text, "/") {
		c.stored(text, ref.Pos, saved)
		return
	}
	known := slices.Concat(pki.CANames(), pki.ManufacturerNames(), c.tokens())
	if ref.Value == "" || slices.Contains(known, ref.Value) {
		return
	}
	hint := "write NODE/STORE, signed:NODE/STORE, NODE/STORE@BACKUP, or one of: " + strings.Join(known, ", ")
	if file.Nearest(ref.Value, known) != "" {
		hint = (&file.Unknown{Name: ref.Value, Known: known}).Hint()
	}
	c.Add(ref.Pos, hint, "unknown certificate %q", ref.Value)
}

// stored checks NODE/STORE; of a backup the node may be gone since.
func (c *checker) stored(text string, pos file.Pos, saved bool) {
	node, store, _ := strings.Cut(text, "/")
	if !saved {
		c.node(file.Name{Value: node, Pos: pos})
	}
	if !slices.Contains(storeNames(false), store) {
		c.Unknown(file.Name{Value: store, Pos: pos}, "certificate", "", storeNames(false))
	}
}

// answer checks NODE/STORE[:CA[:FAULT]].
func (c *checker) answer(text string, pos file.Pos) {
	parts := strings.SplitN(text, ":", 3)
	c.stored(parts[0], pos, false)
	if len(parts) > 1 {
		c.word("CA", pki.CANames(), parts[1], pos)
	}
	if len(parts) > 2 {
		c.word("fault of a CA's answer", words(pki.Faults()), parts[2], pos)
	}
}

func (c *checker) word(what string, known []string, word string, pos file.Pos) {
	if !slices.Contains(known, word) {
		c.Unknown(file.Name{Value: word, Pos: pos}, what, "", known)
	}
}
