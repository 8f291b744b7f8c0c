package admincli

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// The queries that documents type: an enterprise parameter (tech note 118893), and all certificates known to the
// database (tech note 214231). There is no database behind them.
var (
	parameterQuery = regexp.MustCompile(`(?i)^select paramname ?, ?paramvalue from processconfig where paramname ?= ?'([^']*)'$`)
	joinQuery      = "select c.servername, tcs.name, dist.moniker, c.ipv4address, c.certificate from certificate as c " +
		"inner join certificateservicecertificatemap as cscm on c.pkid = cscm.fkcertificate " +
		"inner join typecertificateservice as tcs on cscm.tkcertificateservice = tcs.enum " +
		"inner join typecertificatedistribution as dist on c.tkcertificatedistribution = dist.enum"
)

// databaseNames are the parameters as the database calls them. The first two are published (tech note 118893; community
// tac-p/3209844 and a public script, both for the rollback parameter); the others follow the pattern of the first.
var databaseNames = map[string]string{
	"ClusterSecurityMode":                 sim.ParamClusterMode,
	"RollBackToPreGrayback":               sim.ParamRollback,
	"TFTPFileSignatureAlgorithm":          sim.ParamSignature,
	"PhoneInteractionOnCertificateUpdate": sim.ParamReset,
}

// databaseValues are what the database has for the two positions of a box (community tac-p/3209844).
var databaseValues = map[string]string{"True": "T", "False": "F"}

// sql is `run sql`.
func sql(s *session) error {
	query := strings.TrimSuffix(strings.Join(strings.Fields(s.args[0]), " "), ";")
	if m := parameterQuery.FindStringSubmatch(query); m != nil {
		s.print(table([]string{"paramname", "paramvalue"}, s.parameterRows(m[1])))
		return nil
	}
	if strings.EqualFold(query, joinQuery) {
		s.print(table([]string{"servername", "name", "moniker", "ipv4address", "certificate"}, s.certificateRows()))
		return nil
	}
	return fmt.Errorf("run sql: this lab answers %q and the certificate query of tech note 214231 only",
		"select paramname,paramvalue from processconfig where paramname='ClusterSecurityMode'")
}

func (s *session) parameterRows(name string) [][]string {
	value := s.cluster.Parameter(databaseNames[name])
	if value == "" {
		return nil
	}
	return [][]string{{name, cmp.Or(databaseValues[value], value)}}
}

// certificateRows are identity certificates of all nodes and the trust certificates of this one. The monikers are
// unknown.
func (s *session) certificateRows() [][]string {
	var rows [][]string
	add := func(server, store, moniker, address string, cert *pki.Certificate) {
		rows = append(rows, []string{server, store, moniker, address, strings.TrimSpace(string(cert.PEM()))})
	}
	for _, n := range s.cluster.Nodes {
		for _, store := range ownOrder {
			if cert := n.Certificate(store); cert != nil {
				add(n.Name, string(store), "own", n.Address.String(), cert)
			}
		}
	}
	for _, store := range cucm.Stores() {
		if !store.Trust() {
			continue
		}
		for _, cert := range s.node.Trusted(store) {
			add(cert.X509.Subject.CommonName, string(store), "trust", "", cert)
		}
	}
	return rows
}

// table prints rows as `run sql` does: columns as wide as their widest cell, one blank between them.
func table(titles []string, rows [][]string) string {
	widths := make([]int, len(titles))
	for _, row := range append([][]string{titles}, rows...) {
		for i, cell := range row {
			first, _, _ := strings.Cut(cell, "\n")
			widths[i] = max(widths[i], len(first))
		}
	}
	var b strings.Builder
	line := func(cells []string) {
		for i, cell := range cells[:len(cells)-1] {
			fmt.Fprintf(&b, "%-*s ", widths[i], cell)
		}
		b.WriteString(cells[len(cells)-1] + "\n")
	}
	line(titles)
	rule := make([]string, len(titles))
	for i, w := range widths {
		rule[i] = strings.Repeat("=", w)
	}
	line(rule)
	for _, row := range rows {
		line(row)
	}
	return b.String()
}
