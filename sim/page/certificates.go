package page

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// listed is a certificate in the list of Certificate Management.
type listed struct {
	store cucm.Store
	file  string
	cert  *pki.Certificate
	from  string         // host name of the node, "" in a -trust store
	zone  *time.Location // of the node
}

// certificatesOf lists the certificates of a node as the page does: identity stores, then -trust stores. CallManager has no line
// where tomcat's certificate serves it (tech note on reusing certificates).
func certificatesOf(c *sim.Cluster, n *sim.Node) []listed {
	var list []listed
	for _, s := range cucm.IdentityStores {
		if cert := n.Certificate(s); cert != nil && !(s == cucm.CallManager && n.ReusesTomcat()) {
			list = append(list, listed{s, string(s) + ".pem", cert, n.Name, n.Zone()})
		}
	}
	for _, s := range cucm.TrustStores {
		for _, cert := range n.Trusted(s) {
			list = append(list, listed{s, store.FileName(cert, c.Rules()), cert, "", n.Zone()})
		}
	}
	return list
}

func (l listed) description() string {
	if l.store.Trust() {
		return pki.TrustDescription
	}
	return l.cert.Description()
}

// kind is the column Type.
func (l listed) kind() string {
	if l.cert.SelfSigned() {
		return "Self-signed"
	}
	return "CA-signed"
}

// distribution is the column Distribution: for which servers the certificate is.
func (l listed) distribution() string {
	switch {
	case l.cert.MultiServer:
		return "Multi-server(SAN)"
	case l.from != "":
		return l.from
	}
	return l.cert.X509.Subject.CommonName
}

// column is a column of the list.
type column struct {
	name string
	of   func(listed) string
}

// columns are those of the list, recalled from 10.5 and later; that of the file is the lab's, so that the page of each can be asked for.
var columns = []column{
	{"Certificate", func(l listed) string { return string(l.store) }},
	{"File", func(l listed) string { return l.file }},
	{"Common Name", func(l listed) string { return l.cert.X509.Subject.CommonName }},
	{"Type", func(l listed) string { return l.kind() }},
	{"Distribution", func(l listed) string { return l.distribution() }},
	{"Issued By", func(l listed) string { return l.cert.X509.Issuer.CommonName }},
	{columnExpiration, func(l listed) string { return pageDate(l.cert.X509.NotAfter.In(l.zone)) }},
	{"Description", func(l listed) string { return l.description() }},
}

const columnExpiration = "Expiration"

// pageDate is a day as the list writes it; recalled.
func pageDate(t time.Time) string { return t.Format("01/02/2006") }

// certificateList is the page Certificate Management. From 10.0 on certificates can be found by expiry (row 40).
func certificateList(v View, n *sim.Node, r Request) (*Document, error) {
	rules := v.Cluster.Rules()
	d := &Document{Heading: "Certificate List", Buttons: listButtons(rules)}
	if !r.Before.IsZero() {
		if !rules.FindsByExpiry {
			return nil, fmt.Errorf("%s: release %s does not find certificates by expiry (10.0 and later do): open them one by one, or go by RTMT's alerts",
				CertificateManagement, v.Cluster.Release)
		}
		d.Filter = "Find Certificate List where Expiration is before " + pageDate(r.Before)
	}
	shown := slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return c.name == columnExpiration && !rules.FindsByExpiry })
	var s Section
	for _, c := range shown {
		s.Columns = append(s.Columns, c.name)
	}
	for _, l := range certificatesOf(v.Cluster, n) {
		if !r.Before.IsZero() && !l.cert.X509.NotAfter.Before(r.Before) {
			continue
		}
		var cells []string
		for _, c := range shown {
			cells = append(cells, c.of(l))
		}
		s.Rows = append(s.Rows, cells)
	}
	d.Sections = []Section{s}
	return d, nil
}

// listButtons are the buttons above the list. That there is one for self-signed certificates follows from what can be chosen for them.
func listButtons(r *cucm.Rules) []string {
	buttons := []string{"Upload Certificate/Certificate chain", "Generate CSR"}
	if len(r.Years) > 0 {
		buttons = append([]string{"Generate Self-signed"}, buttons...)
	}
	if r.ReuseTomcat {
		buttons = append(buttons, "Reuse Certificate")
	}
	return buttons
}

// certificatePage is the page of one certificate. Its fields, its heading and the buttons of an identity certificate are those of a
// screen of 10.5(1) (tech note 118893).
func certificatePage(v View, n *sim.Node, r Request) (*Document, error) {
	l, err := find(v.Cluster, n, r.Certificate)
	if err != nil {
		return nil, err
	}
	return &Document{
		Heading: fmt.Sprintf("Certificate Details for %s, %s", l.named(), l.store), Buttons: l.buttons(v.Cluster.Rules()),
		Sections: []Section{
			{Title: "Status", Text: "Status: Ready\n"},
			{Title: "Certificate Settings", Fields: []Field{
				{"File Name", l.file}, {"Certificate Purpose", string(l.store)}, {"Certificate Type", l.group()},
				{"Certificate Group", product(l.store)}, {"Description(friendly name)", l.description()},
			}},
			{Title: "Certificate File Data", Text: v.Cluster.CertificateText(n, l.cert)},
		},
	}, nil
}

// named is whose certificate it is.
func (l listed) named() string {
	if l.from != "" {
		return l.from
	}
	return l.cert.X509.Subject.CommonName
}

// find returns the certificate of an identity store, or that of a file of a -trust store.
func find(c *sim.Cluster, n *sim.Node, name string) (listed, error) {
	s, file, inTrust := strings.Cut(name, "/")
	for _, l := range certificatesOf(c, n) {
		if string(l.store) == s && (!inTrust && !l.store.Trust() || l.file == strings.TrimSuffix(file, ".pem")+".pem") {
			return l, nil
		}
	}
	return listed{}, fmt.Errorf("certificate %q: Certificate Management on %s has none; its list names them", name, n.Name)
}

// group is the field Certificate Type; the word for trust certificates is recalled.
func (l listed) group() string {
	if l.store.Trust() {
		return "trust-certs"
	}
	return "certs"
}

// platform are the stores that belong to the platform and not to call processing; recalled.
var platform = []cucm.Store{cucm.Tomcat, cucm.TomcatECDSA, cucm.TomcatTrust, cucm.IPsec, cucm.IPsecTrust}

// product is the field Certificate Group: the product whose certificate it is. Only that of CallManager was printed.
func product(s cucm.Store) string {
	switch {
	case slices.Contains(platform, s):
		return "product-cpi"
	case s.Rule().Presence:
		return "product-cup"
	}
	return "product-cm"
}

// buttons are what can be done with the certificate.
func (l listed) buttons(r *cucm.Rules) []string {
	var buttons []string
	switch {
	case l.store.Trust():
		buttons = append(buttons, "Delete")
	case slices.Contains(r.CSRStores, l.store):
		buttons = append(buttons, "Regenerate", "Generate CSR")
	default:
		buttons = append(buttons, "Regenerate")
	}
	if r.TwoDownloads {
		return append(buttons, "Download .PEM File", "Download .DER File")
	}
	return append(buttons, "Download")
}
