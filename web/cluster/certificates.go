package cluster

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"tvslab/sim/lab/control"
	simpage "tvslab/sim/page"
	"tvslab/web/frame"
)

// certificateView is a certificate in a store, with its time and its use.
type certificateView struct {
	control.Certificate
	Use  control.CertificateUse
	Days int // until it ends, on the lab's clock; negative where it has
}

// soon is how many days before the end a certificate is told of: as Cisco Certificate Expiry Monitor proposes.
const soon = 30

// State is how the certificate stands with its dates.
func (c *certificateView) State() string {
	switch {
	case c.Days < 0:
		return "expired"
	case c.Days <= soon:
		return "ends soon"
	}
	return "valid"
}

// Phones is how many phones hold a list that it signed.
func (c *certificateView) Phones() int { return total(c.Use.Signed) }

// CommonName is the CN of the subject.
func (c *certificateView) CommonName() string { return commonName(c.Subject) }

// Trust reports whether it lies in a -trust store.
func (c *certificateView) Trust() bool { return strings.HasSuffix(c.Store, "-trust") }

func total(groups []control.GroupCount) (n int) {
	for _, g := range groups {
		n += g.Phones
	}
	return n
}

// commonName is the CN of a name as lists spell it, the whole name where it has none.
func commonName(name string) string {
	for part := range strings.SplitSeq(name, ";") {
		if cn, ok := strings.CutPrefix(strings.TrimSpace(part), "CN="); ok {
			return cn
		}
	}
	return name
}

// certificatesView is the list of certificates.
type certificatesView struct {
	Nodes, Stores      []string
	Node, Store, State string // that are chosen, "" for all
	All                int
	List               []*certificateView
}

func listCertificates(ctx context.Context, a *frame.Ask) (any, error) {
	all, err := certificatesOf(ctx, a.Lab)
	if err != nil {
		return nil, err
	}
	q := a.URL.Query()
	v := &certificatesView{Nodes: a.Lab.Nodes(), Node: q.Get("node"), Store: q.Get("store"), State: q.Get("state"), All: len(all)}
	for _, c := range all {
		if !slices.Contains(v.Stores, c.Store) {
			v.Stores = append(v.Stores, c.Store)
		}
		if (v.Node == "" || v.Node == c.Node) && (v.Store == "" || v.Store == c.Store) && (v.State == "" || v.State == c.State()) {
			v.List = append(v.List, c)
		}
	}
	return v, nil
}

// certificatesOf are all certificates of a lab.
func certificatesOf(ctx context.Context, l *control.Lab) ([]*certificateView, error) {
	list, err := l.Certificates(control.CertificateQuery{})
	if err != nil {
		return nil, err
	}
	now, err := time.Parse(time.DateTime, l.Clock().Clock)
	if err != nil {
		return nil, err
	}
	uses := map[string]control.CertificateUse{}
	for _, u := range l.CertificateUses(ctx) {
		uses[u.SHA256] = u
	}
	all := make([]*certificateView, len(list))
	for i, c := range list {
		all[i] = &certificateView{c, uses[c.SHA256], daysUntil(c.NotAfter, now)}
	}
	return all, nil
}

// daysUntil is how many whole days are left; -1 and less once it is over.
func daysUntil(end, now time.Time) int {
	left := end.Sub(now)
	if left < 0 {
		return int(left/(24*time.Hour)) - 1
	}
	return int(left / (24 * time.Hour))
}

// certificatePage is the page of a certificate.
type certificatePage struct {
	*certificateView
	Others   []*certificateView // the same in other stores
	Document *simpage.Document
}

// findCertificate is the one of an address: by its hash and, of several, by node and store.
func findCertificate(ctx context.Context, a *frame.Ask) (found []*certificateView, err error) {
	all, err := certificatesOf(ctx, a.Lab)
	if err != nil {
		return nil, err
	}
	q := a.URL.Query()
	for _, c := range all {
		if c.SHA256 == a.PathValue("sha256") {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil, control.NotFoundError{RefusedError: control.RefusedError(fmt.Sprintf("certificate %q: no node has it in a store (any more)", a.PathValue("sha256")))}
	}
	chosen := func(c *certificateView) int {
		if c.Node == q.Get("node") && c.Store == q.Get("store") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b *certificateView) int { return cmp.Compare(chosen(a), chosen(b)) })
	return found, nil
}

func showCertificate(ctx context.Context, a *frame.Ask) (any, error) {
	found, err := findCertificate(ctx, a)
	if err != nil {
		return nil, err
	}
	p := &certificatePage{certificateView: found[0], Others: found[1:]}
	name := p.Store
	if p.Trust() {
		name += "/" + p.File
	}
	p.Document, _ = a.Lab.Page(simpage.Request{Page: simpage.Certificate, Node: p.Node, Certificate: name}) // refused while the node is down
	return p, nil
}

// download is the button Download .PEM File.
func download(w http.ResponseWriter, a *frame.Ask) {
	found, err := findCertificate(a.Context(), a)
	if err != nil {
		frame.Problem(w, a, err)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", found[0].SHA256[:16]+".pem"))
	_, _ = w.Write([]byte(found[0].PEM)) // the browser may be gone
}
