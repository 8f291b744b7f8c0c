package shown

import (
	"net/netip"
	"regexp"
	"strings"
)

// listedRow is a line of `show cert list`.
var listedRow = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z0-9-]*)/([^/:]+\.(?:pem|der))\s*:\s*(.*)$`)

// readListing reads the output of `show cert list own` or `show cert list trust`: lines as long as they have its form.
func readListing(s *scan, out *Output) {
	listing := &Listing{}
	out.Listing = listing
	for !s.done() {
		match := listedRow.FindStringSubmatch(s.peek().text)
		if match == nil && (s.peek().text != "" || !nextIs(s, listedRow)) {
			break
		}
		l := s.next()
		if match == nil {
			continue
		}
		row := Listed{Store: match[1], File: match[2], Description: strings.TrimSpace(match[3])}
		trust := strings.HasSuffix(row.Store, "-trust")
		if len(listing.Rows) > 0 && trust != listing.Trust {
			s.at-- // the other list begins
			return
		}
		if row.Description == "" {
			s.file.wrong(l.number, "%s/%s has no description; expected is one such as \"Trust Certificate\"", row.Store, row.File)
		}
		listing.Trust = trust
		listing.Rows = append(listing.Rows, row)
	}
}

// nextIs reports whether the line after this one has the form.
func nextIs(s *scan, form *regexp.Regexp) bool {
	return s.at+1 < len(s.lines) && form.MatchString(s.lines[s.at+1].text)
}

// memberRow is a line of `show network cluster`.
var memberRow = regexp.MustCompile(`^\s*([0-9A-Fa-f.:]+)\s+(\S+)\s+(\S+)\s+(Publisher|Subscriber)\s+(\S+)\s+(DBPub|DBSub)\s*(.*)$`)

// readMembers reads the output of `show network cluster`. The table of names below it says nothing that the lines do not.
func readMembers(s *scan, out *Output) {
	members := &Members{}
	out.Members = members
	for !s.done() {
		match := memberRow.FindStringSubmatch(s.peek().text)
		if match == nil && (s.peek().text != "" || !nextIs(s, memberRow)) {
			return
		}
		l := s.next()
		if match == nil {
			continue
		}
		address, err := netip.ParseAddr(match[1])
		if err != nil {
			s.file.wrong(l.number, "%q is no address; expected is that of %s", match[1], match[3])
		}
		state := match[7]
		members.Nodes = append(members.Nodes, Member{Address: address, FQDN: match[2], Name: match[3], Publisher: match[4] == "Publisher", Kind: match[5],
			Self: strings.TrimSpace(state) == "authenticated", Connected: strings.HasPrefix(state, "authenticated")})
	}
}
