package tables

import (
	"strings"

	"tvslab/sim"
	"tvslab/sim/store"
	"tvslab/trustlist"
)

// certificateTables are what the publisher's copy of the certificate table says (tech notes 210541 and 212051).
var certificateTables = []table{
	{"certificate", "pkid servername subjectname issuername serialnumber certificate ipv4address ipv6address #timetolive #tkcertificatedistribution",
		func(v View, add func(...any)) {
			Certificates(v.Cluster, func(pkid string, r store.Row) {
				server, address, distribution := r.Cert.X509.Subject.CommonName, "", trustDistribution
				if n := v.Cluster.Node(r.Server); n != nil && !r.Store.Trust() {
					server, address, distribution = n.Name, n.Address.String(), ownDistribution
				}
				add(pkid, server, trustlist.Name(r.Cert.X509.RawSubject), trustlist.Name(r.Cert.X509.RawIssuer), serial(r), strings.TrimSpace(string(r.Cert.PEM())),
					address, "", TimeToLive, distribution)
			})
		}},
	{"certificateservicecertificatemap", "pkid fkcertificate #tkcertificateservice", func(v View, add func(...any)) {
		Certificates(v.Cluster, func(pkid string, r store.Row) {
			add(ID("certificateservicecertificatemap", r.Key()), pkid, serviceNumber(r.Store))
		})
	}},
	{"certificateprocessnodemap", "pkid fkcertificate fkprocessnode", func(v View, add func(...any)) {
		Certificates(v.Cluster, func(pkid string, r store.Row) {
			if n := v.Cluster.Node(r.Server); n != nil {
				add(ID("certificateprocessnodemap", r.Key()), pkid, NodeID(n))
			}
		})
	}},
	{"certificatetrustrolemap", "pkid fkcertificate #tktrustrole", func(v View, add func(...any)) {
		Certificates(v.Cluster, func(pkid string, r store.Row) {
			for _, role := range r.Roles {
				add(ID("certificatetrustrolemap", r.Key()+role.String()), pkid, int(role))
			}
		})
	}},
}

// TimeToLive is how long phones may keep an answer of TVS about a certificate, in seconds: 24 hours, as TVS says.
const TimeToLive = 86400

func serial(r store.Row) string {
	return strings.ToLower(strings.ReplaceAll(r.Cert.SerialHex(), ":", ""))
}

// Certificates goes through the rows of the publisher's certificate table, with the pkid of each. A certificate that replaces another in
// its store has a row of its own.
func Certificates(c *sim.Cluster, do func(pkid string, r store.Row)) {
	_, table, _ := c.Publisher().TVSCaches()
	for _, r := range table.Rows() {
		do(ID("certificate", r.Key()+serial(r)), r)
	}
}

// Numbers of tkcertificatedistribution; they are not published.
const (
	ownDistribution   = 1
	trustDistribution = 2
)
