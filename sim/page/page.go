package page

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/sim"
	"tvslab/sim/system"
)

// Page describes a page to people.
type Page struct {
	Name  string `json:"name"`  // as it is asked for
	Title string `json:"title"` // where CUCM or RTMT has it
	Says  string `json:"says"`  // what it shows, in a sentence
}

// row is a page: what it is called, what it needs to know beside the node, and what it shows.
type row struct {
	Page
	takes []string // names of choices that mean something to it
	make  func(View, *sim.Node, Request) (*Document, error)
}

// Choices of a request beside page and node.
const (
	choiceCertificate = "certificate"
	choiceBefore      = "expires-before"
	choiceDevice      = "device"
)

// rows are all pages.
var rows = []row{
	{Page: Page{EnterpriseParameters, "CCMAdmin > System > Enterprise Parameters", "the parameters of the cluster, the security mode among them"},
		make: enterpriseParameters},
	{Page: Page{CertificateManagement, "OS Administration > Security > Certificate Management", "the certificates of a node, with issuer and, where the release shows it, expiry"},
		takes: []string{choiceBefore}, make: certificateList},
	{Page: Page{Certificate, "OS Administration > Security > Certificate Management > Certificate Details", "one certificate of a node"},
		takes: []string{choiceCertificate}, make: certificatePage},
	{Page: Page{DeviceSummary, "RTMT > Voice/Video > Device Summary", "registered phones and other devices, by node and in all"},
		make: deviceSummary},
	{Page: Page{Phone, "CCMAdmin > Device > Phone > Phone Configuration", "one device: model, security, and the certificate operation with its authentication string"},
		takes: []string{choiceDevice}, make: phonePage},
}

// The names of the pages.
const (
	EnterpriseParameters  = "enterprise-parameters"
	CertificateManagement = "certificate-management"
	Certificate           = "certificate"
	DeviceSummary         = "device-summary"
	Phone                 = "phone"
)

// All describes the pages.
func All() []Page {
	list := make([]Page, len(rows))
	for i := range rows {
		list[i] = rows[i].Page
	}
	return list
}

// Names names the pages.
func Names() []string {
	var names []string
	for _, p := range All() {
		names = append(names, p.Name)
	}
	return names
}

// View is what pages show.
type View struct {
	Cluster *sim.Cluster
	Phones  []Registration  // of the cluster, in the order of their names
	Systems []system.System // around all clusters
}

// Request chooses a page. The zero value of a choice is none.
type Request struct {
	Page        string    `json:"page"`
	Node        string    `json:"node,omitempty"`        // on which it is opened; "" = the publisher
	Certificate string    `json:"certificate,omitempty"` // of page Certificate: an identity store, or STORE-trust/FILE
	Before      time.Time `json:"before,omitzero"`       // of CertificateManagement: only certificates that end before
	Device      string    `json:"device,omitempty"`      // of Phone: the device's name
}

// Check says what is wrong with the request whatever it meets, nil if nothing is.
func (r Request) Check() error {
	page := named(r.Page)
	if page == nil {
		return fmt.Errorf("page %q is not known; pages are %s", r.Page, strings.Join(Names(), ", "))
	}
	given := map[string]bool{choiceCertificate: r.Certificate != "", choiceBefore: !r.Before.IsZero(), choiceDevice: r.Device != ""}
	for _, choice := range []string{choiceCertificate, choiceBefore, choiceDevice} {
		if given[choice] && !slices.Contains(page.takes, choice) {
			return fmt.Errorf("page %s: %s means nothing there", page.Name, choice)
		}
	}
	if page.Name == Phone && r.Device == "" {
		return fmt.Errorf("page %s: say which device", page.Name)
	}
	if page.Name == Certificate && r.Certificate == "" {
		return fmt.Errorf("page %s: say which certificate, an identity store or STORE-trust/FILE", page.Name)
	}
	return nil
}

func named(name string) *row {
	for i := range rows {
		if rows[i].Name == name {
			return &rows[i]
		}
	}
	return nil
}

// Make writes the page that was asked for; the error is what the request has wrong, or what CUCM would not show.
func Make(v View, r Request) (*Document, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	n := v.Cluster.Publisher()
	if r.Node != "" {
		n = v.Cluster.Node(r.Node)
	}
	switch {
	case n == nil:
		return nil, fmt.Errorf("node %q is not in the cluster", r.Node)
	case n.Down:
		return nil, fmt.Errorf("node %q is down", n.Name)
	}
	page := named(r.Page)
	d, err := page.make(v, n, r)
	if err != nil {
		return nil, err
	}
	d.Page, d.Title, d.Node, d.Release = page.Name, page.Title, n.Name, v.Cluster.Release.String()
	return d, nil
}
