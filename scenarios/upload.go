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

// storeChange is what upload and delete-certificate have in common.
type storeChange struct {
	Pos         file.Pos
	Store       file.Name     `yaml:"store" need:"true" doc:"Certificate store, for example CallManager-trust."`
	Certificate file.Name     `yaml:"certificate" need:"true" doc:"Which certificate: NODE/STORE, signed:NODE/STORE, NODE/STORE@BACKUP, a lab CA or a token; to delete, also common name, file name or serial."`
	Nodes       file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// Listed implements file.Lister.
func (storeChange) Listed(key string) []string {
	if key == "store" {
		return site.StoreNames(true)
	}
	return nil
}

func (x *storeChange) check(c *checker) {
	c.SelectedNodes(&x.Nodes)
	c.Stores(x.Store)
}

type upload struct {
	storeChange
	Years int       `yaml:"years" range:"1..100" doc:"Of signed:NODE/STORE: for how many years the CA's answer is valid; two when nothing is said."`
	Days  int       `yaml:"days" range:"1..36500" doc:"The same in days."`
	Until file.Date `yaml:"until" doc:"The same as the last day."`
}

func (x *upload) check(c *checker) {
	x.storeChange.check(c)
	c.Reference(x.Certificate)
	if x.term() == (pki.Term{}) {
		return
	}
	if strings.Count(x.Certificate.Value, ":") > 2 || !strings.HasPrefix(x.Certificate.Value, "signed:") {
		c.Add(x.Certificate.Pos, "years, days and until go with signed:NODE/STORE or signed:NODE/STORE:CA", "%q has its validity already", x.Certificate)
	}
	if x.Years > 0 && x.Days > 0 || (x.Years > 0 || x.Days > 0) && !x.Until.Value.IsZero() {
		c.Add(x.Pos, "keep one of them", "the validity is given twice")
	}
}

// term is how long the CA's answer is valid, the zero value where nothing is said.
func (x *upload) term() pki.Term { return pki.Term{Years: x.Years, Days: x.Days, Until: x.Until.Value} }

// reference names the certificate, an answer with its term.
func (x *upload) reference() string {
	ref := x.Certificate.Value
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
		return func(c *sim.Cluster) error {
			certificate, err := r.Lab.FindCertificate(x.reference())
			if err != nil {
				return err
			}
			return sim.Upload(cucm.Store(x.Store.Value), certificate, node)(c)
		}
	})
	if err == nil {
		r.popUpAfter(popUpUploaded, r.nodeNames(&x.Nodes)[0], x.Store)
	}
	return err
}

func (x *upload) String() string {
	text := fmt.Sprintf("%s as %s on %s", x.Certificate, x.Store, x.Nodes)
	if term := x.term().String(); term != "" {
		text += ", valid for " + term
	}
	return text
}

type deleteCertificate struct{ storeChange }

func (x *deleteCertificate) check(c *checker) {
	x.storeChange.check(c)
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
	return fmt.Sprintf("%s in %s on %s", x.Certificate, x.Store, x.Nodes)
}

// isReference tells NODE/STORE and NODE/STORE@BACKUP from common names, file names and serials, which have no slash.
func isReference(name string) bool { return strings.Contains(name, "/") }
