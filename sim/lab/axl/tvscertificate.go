package axl

import (
	"context"
	"fmt"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/store"
	"tvslab/sim/tables"
	"tvslab/soap"
	"tvslab/trustlist"
)

// tvsCertificate is a row of the certificates that TVS answers from.
type tvsCertificate struct {
	id string
	store.Row
	address string
}

var tvsCertificates = kind[tvsCertificate]{name: "TvsCertificate", element: "tvsCertificate",
	all: func(c *sim.Cluster) (list []tvsCertificate) {
		tables.Certificates(c, func(pkid string, r store.Row) {
			one := tvsCertificate{id: pkid, Row: r}
			if n := c.Node(r.Server); n != nil {
				one.address = n.Address.String()
			}
			list = append(list, one)
		})
		return list
	},
	id: func(_ *sim.Cluster, o tvsCertificate) string { return o.id },
	fields: []field[tvsCertificate]{
		said("subjectName", func(_ *sim.Cluster, o tvsCertificate) string { return trustlist.Name(o.Cert.X509.RawSubject) }),
		said("issuerName", func(_ *sim.Cluster, o tvsCertificate) string { return trustlist.Name(o.Cert.X509.RawIssuer) }),
		said("serialNumber", func(_ *sim.Cluster, o tvsCertificate) string { return serialOf(o) }),
		said("timeToLive", func(*sim.Cluster, tvsCertificate) string { return fmt.Sprint(tables.TimeToLive) }),
		said("ipv4Address", func(_ *sim.Cluster, o tvsCertificate) string { return o.address }),
		always[tvsCertificate]("ipv6Address", ""),
		{name: "roles", deep: true, inside: func(w *soap.Writer, _ *sim.Cluster, o tvsCertificate) {
			for _, r := range o.Roles {
				w.Text("role", r.String())
			}
		}},
	},
}

// serialOf is a serial number as the database has it.
func serialOf(o tvsCertificate) string {
	return strings.ToLower(strings.ReplaceAll(o.Cert.SerialHex(), ":", ""))
}

// tvsNamed is the certificate that a request names: by uuid, or by issuer and serial number.
func tvsNamed(c *sim.Cluster, op *soap.Element) (tvsCertificate, error) {
	id, issuer, serial := tables.Pkid(op.Get("uuid")), op.Get("issuerName"), strings.ToLower(strings.ReplaceAll(op.Get("serialNumber"), ":", ""))
	for _, o := range tvsCertificates.all(c) {
		if id != "" && o.id == id || id == "" && serial != "" && serialOf(o) == serial && sameName(issuer, trustlist.Name(o.Cert.X509.RawIssuer)) {
			return o, nil
		}
	}
	return tvsCertificate{}, notFound("TvsCertificate")
}

func getTvsCertificate(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	return see(a, func(c *sim.Cluster) error {
		o, err := tvsNamed(c, a.Operation)
		if err != nil {
			return err
		}
		return tvsCertificates.show(a.Operation, w, c, o)
	})
}

// updateTvsCertificate takes the time that the lab has: TVS of the lab gives all certificates the same.
func updateTvsCertificate(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	return see(a, func(c *sim.Cluster) error {
		o, err := tvsNamed(c, a.Operation)
		switch ttl := a.Operation.Get("timeToLive"); {
		case err != nil:
			return err
		case ttl != "" && ttl != fmt.Sprint(tables.TimeToLive):
			return &Error{codeRefused, fmt.Sprintf("timeToLive: TVS of the lab gives all certificates %d seconds", tables.TimeToLive)}
		}
		w.Text("return", tables.UUID(o.id))
		return nil
	})
}
