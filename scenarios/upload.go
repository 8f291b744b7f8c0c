package scenarios

import (
	"context"
	"fmt"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// storesListed are the words of the key that names a store of any kind.
func storesListed(key string) []string {
	if key == "store" {
		return site.StoreNames(true)
	}
	return nil
}

type upload struct {
	Pos         file.Pos
	Store       file.Names    `yaml:"store" need:"true" doc:"Certificate stores, for example CallManager-trust."`
	Certificate file.Names    `yaml:"certificate" need:"true" doc:"Which certificates: NODE/STORE, signed:NODE/STORE, NODE/STORE@BACKUP, a lab CA, a token, or PEM."`
	Nodes       file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
	Years       int           `yaml:"years" range:"1..100" doc:"Of signed:NODE/STORE: for how many years the CA's answer is valid; two when nothing is said."`
	Days        int           `yaml:"days" range:"1..36500" doc:"The same in days."`
	Until       file.Date     `yaml:"until" doc:"The same as the last day."`
}

// Listed implements file.Lister.
func (upload) Listed(key string) []string { return storesListed(key) }

func (x *upload) check(c *checker) {
	c.SelectedNodes(&x.Nodes)
	c.Stores(x.Store...)
	for _, ref := range x.Certificate {
		c.Reference(ref)
		if x.term() != (pki.Term{}) && (strings.Count(ref.Value, ":") > 2 || !strings.HasPrefix(ref.Value, "signed:")) {
			c.Add(ref.Pos, "years, days and until go with signed:NODE/STORE or signed:NODE/STORE:CA", "%q has its validity already", shownReference(ref.Value))
		}
	}
	if x.Years > 0 && x.Days > 0 || (x.Years > 0 || x.Days > 0) && !x.Until.Value.IsZero() {
		c.Add(x.Pos, "keep one of them", "the validity is given twice")
	}
}

// term is how long the CA's answer is valid, the zero value where nothing is said.
func (x *upload) term() pki.Term { return pki.Term{Years: x.Years, Days: x.Days, Until: x.Until.Value} }

// reference names a certificate, an answer with its term.
func (x *upload) reference(ref string) string {
	switch term := x.term().String(); {
	case term == "":
		return ref
	case strings.Count(ref, ":") == 1:
		return ref + "::" + term
	default:
		return ref + ":" + term
	}
}

func (x *upload) do(_ context.Context, r *Runner) error {
	err := r.onNodes(&x.Nodes, func(node string) sim.Op {
		var ops []sim.Op
		for _, ref := range x.Certificate {
			for _, store := range x.Store {
				ops = append(ops, r.uploading(cucm.Store(store.Value), x.reference(ref.Value), node))
			}
		}
		return sim.All(ops...)
	})
	if err == nil {
		r.popUpAfter(popUpUploaded, r.nodeNames(&x.Nodes)[0], x.Store...)
	}
	return err
}

// uploading puts a certificate into a store of a node; which one it is turns out when it is done.
func (r *Runner) uploading(s cucm.Store, ref, node string) sim.Op {
	return func(c *sim.Cluster) error {
		certificate, err := r.Lab.FindCertificate(ref)
		if err != nil {
			return err
		}
		return sim.Upload(s, certificate, node)(c)
	}
}

func (x *upload) String() string {
	var names []string
	for _, ref := range x.Certificate {
		names = append(names, shownReference(ref.Value))
	}
	text := fmt.Sprintf("%s as %s on %s", strings.Join(names, ", "), x.Store, x.Nodes)
	if term := x.term().String(); term != "" {
		text += ", valid for " + term
	}
	return text
}

// shownReference is a reference as people read it: of PEM the name of the certificate.
func shownReference(ref string) string {
	if !strings.HasPrefix(ref, pki.PEMBegin) {
		return ref
	}
	c, err := pki.ParsePEM(ref)
	if err != nil {
		return "PEM"
	}
	return c.String()
}

type deleteCertificate struct {
	Pos         file.Pos
	Store       file.Name     `yaml:"store" need:"true" doc:"Certificate store, for example CallManager-trust."`
	Certificate file.Name     `yaml:"certificate" need:"true" doc:"Which certificate: common name, file name, serial, or a reference as of upload."`
	Nodes       file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// Listed implements file.Lister.
func (deleteCertificate) Listed(key string) []string { return storesListed(key) }

func (x *deleteCertificate) check(c *checker) {
	c.SelectedNodes(&x.Nodes)
	c.Stores(x.Store)
	if isReference(x.Certificate.Value) {
		c.Reference(x.Certificate)
	}
}

// do answers the pop-up of the page and deletes.
func (x *deleteCertificate) do(_ context.Context, r *Runner) error {
	r.tell(PopUp{PopUpDelete, answerOK})
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
	return fmt.Sprintf("%s in %s on %s", shownReference(x.Certificate.Value), x.Store, x.Nodes)
}

// isReference tells NODE/STORE, NODE/STORE@BACKUP and PEM from common names, file names and serials, which have no slash.
func isReference(name string) bool {
	return strings.Contains(name, "/") || strings.HasPrefix(name, pki.PEMBegin)
}
