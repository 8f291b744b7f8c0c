package twin

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/twin/shown"
)

// trustFile is a file of a -trust store: the common name, and in releases that write it the serial number.
var trustFile = regexp.MustCompile(`^(.+?)(?:_([0-9a-f]{2,40}))?\.(?:pem|der)$`)

// madeByLab are certificates that every cluster of the lab has in its -trust stores anyway.
var madeByLab = regexp.MustCompile(`^Cisco[_ ](?:Manufacturing[_ ]CA|Root[_ ]CA)|^CAP-RTP-|^ACT2[_ ]SUDI`)

// trusted finds what lies in the -trust stores of nodes beside the copies of identity certificates, which the lab makes itself: of
// certificates in all lists that are there once for all nodes, else for the node.
func (c *cluster) trusted(t *Twin) {
	byNode := map[*server][]Certificate{}
	listed := 0
	for _, s := range c.servers {
		if s.trust == nil {
			continue
		}
		listed++
		c.missing(t, s)
		for _, row := range s.trust.Rows {
			if one, ok := c.further(t, s, row); ok {
				byNode[s] = append(byNode[s], one)
			}
		}
	}
	if listed == 0 {
		t.note(Assumed, "", "the -trust stores hold what the lab puts there: the certificates of the nodes and those of phone makers", "show cert list trust was not collected")
		return
	}
	defer t.thin()
	for _, s := range c.servers {
		for _, one := range byNode[s] {
			everywhere := 0
			for _, other := range c.servers {
				if slices.ContainsFunc(byNode[other], func(x Certificate) bool { return x.Store == one.Store && x.File == one.File }) {
					everywhere++
				}
			}
			t.trust(s, one, everywhere == listed)
		}
	}
}

// trust adds a certificate to all nodes or to one.
func (t *Twin) trust(s *server, one Certificate, everywhere bool) {
	if everywhere {
		if !slices.ContainsFunc(t.Trust, func(x Certificate) bool { return x.Store == one.Store && x.File == one.File }) {
			t.Trust = append(t.Trust, one)
		}
		return
	}
	n := t.find(s.name)
	n.Trust = append(n.Trust, one)
}

// further makes of a line of `show cert list trust` a certificate that the lab would not have by itself.
func (c *cluster) further(t *Twin, s *server, row shown.Listed) (Certificate, bool) {
	match := trustFile.FindStringSubmatch(row.File)
	store := cucm.Store(row.Store)
	if match == nil || madeByLab.MatchString(match[1]) || slices.Contains(t.Tokens, match[1]) {
		return Certificate{}, false
	}
	if !store.Known() || !store.Trust() || !store.ExistsOn(t.rules(), s.publisher, s.imp) {
		t.noteOnce(LeftOut, "", fmt.Sprintf("%s/%s", row.Store, row.File), "the lab has no store of that name on this release")
		return Certificate{}, false
	}
	one := Certificate{Store: store, File: row.File, Subject: shown.Name{CN: strings.ReplaceAll(match[1], "_", " ")}}
	if match[2] != "" && len(match[2])%2 == 0 {
		one.Serial, _ = hex.DecodeString(match[2])
	}
	if c.isCopy(t, match[1], &one) {
		return Certificate{}, false
	}
	if !c.detail(row, &one) {
		t.remark(trustOf(one), byName)
	}
	return one, true
}

// byName stands behind certificates of which only the name of the file is known.
const byName = "known by the name of its file only"

// thin notes that of some certificates in -trust stores only the names of their files are known.
func (t *Twin) thin() {
	first, count := "", 0
	lists := [][]Certificate{t.Trust}
	for _, n := range t.Nodes {
		lists = append(lists, n.Trust)
	}
	for _, one := range slices.Concat(lists...) {
		if t.remarks[trustOf(one)] == byName {
			first = cmp.Or(first, trustOf(one))
			count++
		}
	}
	if count > 0 {
		t.note(Assumed, first, fmt.Sprintf("%s of -trust stores: self-signed, with a common name and at most a serial number", number(count, "certificate")),
			"only the names of their files are known; show cert trust FILE tells more of each")
	}
}

// copied finds the identity certificate of a node by its copies in -trust stores, whose files have its name and serial number: where
// there is one such certificate.
func (c *cluster) copied(t *Twin, s *server, store cucm.Store) *Certificate {
	if !hostNamed[store] {
		return nil
	}
	names := []string{s.name, s.name + "." + s.domain}
	if store.Elliptic() {
		names = []string{s.name + "-EC", s.name + "-EC." + s.domain}
	}
	var found *Certificate
	for _, other := range c.servers {
		for _, row := range other.trustRows(store.TrustStore()) {
			match := trustFile.FindStringSubmatch(row.File)
			if match == nil || len(match[2])%2 != 0 || match[2] == "" || !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, match[1]) }) {
				continue
			}
			serial, _ := hex.DecodeString(match[2])
			if found != nil && string(found.Serial) != string(serial) {
				return nil
			}
			subject := t.Org
			subject.CN = match[1]
			found = &Certificate{Store: store, Subject: subject, Serial: serial}
		}
	}
	return found
}

// hostNamed are the identity stores whose certificates have the name of their node and copies in a -trust store.
var hostNamed = map[cucm.Store]bool{cucm.CallManager: true, cucm.CallManagerECDSA: true, cucm.Tomcat: true, cucm.TomcatECDSA: true, cucm.IPsec: true}

// trustRows are the lines of a -trust store of the node.
func (s *server) trustRows(store cucm.Store) (rows []shown.Listed) {
	if s.trust == nil {
		return nil
	}
	for _, row := range s.trust.Rows {
		if row.Store == string(store) {
			rows = append(rows, row)
		}
	}
	return rows
}

// trustOf is the key of the line of a certificate in a -trust store.
func trustOf(c Certificate) string { return "trust " + string(c.Store) + " " + c.File }

// isCopy reports whether the file is that of an identity certificate of a node, by serial number; of one without, by the name.
func (c *cluster) isCopy(t *Twin, name string, one *Certificate) bool {
	for i := range t.Nodes {
		for _, own := range t.Nodes[i].Certificates {
			if len(one.Serial) > 0 && string(own.Serial) == string(one.Serial) || len(one.Serial) == 0 && own.Subject.CN == name {
				return true
			}
		}
	}
	return len(one.Serial) == 0 && c.find(hostOf(name)) != nil
}

// missing notes copies of CallManager certificates that a node does not have in its -trust store, and that the lab puts there. Only files
// whose names have serial numbers tell.
func (c *cluster) missing(t *Twin, s *server) {
	rows := s.trustRows(cucm.CallManagerTrust)
	serials := map[string]bool{}
	for _, row := range rows {
		if match := trustFile.FindStringSubmatch(row.File); match != nil && match[2] != "" {
			serials[match[2]] = true
		}
	}
	if len(serials) == 0 {
		return
	}
	for _, n := range t.Nodes {
		for _, own := range n.Certificates {
			if own.Store == cucm.CallManager && len(own.Serial) > 0 && !serials[hex.EncodeToString(own.Serial)] {
				t.note(LeftOut, "", fmt.Sprintf("that %s of %s does not have the certificate of %s", cucm.CallManagerTrust, s.name, n.Name), "the lab puts it there; delete it with a step delete-certificate")
			}
		}
	}
}

// detail takes what `show cert trust` says of the file, or a file of that name.
func (c *cluster) detail(row shown.Listed, one *Certificate) bool {
	for _, out := range c.all {
		x := out.Certificate
		if x == nil {
			continue
		}
		if x.File == row.File && (x.Unit == "" || x.Unit == row.Store) || len(one.Serial) > 0 && string(x.Serial) == string(one.Serial) {
			full := shownOne(x)
			full.Store, full.File = one.Store, one.File
			*one = full
			return true
		}
	}
	return false
}
