package control

import (
	"cmp"
	"net"
	"path"
	"regexp"
	"slices"
	"sync"

	"tvslab/metrics"
	"tvslab/sim/lab"
	"tvslab/tftpd"
)

// NotServed counts the files that were asked for and that no node has, by node and name. It keeps the names that were asked for
// last. The zero value is ready; safe for concurrent use.
type NotServed struct {
	mutex  sync.Mutex
	names  map[missing]*asked
	clock  uint64 // requests so far, by which names grow old
	forgot int
}

type missing struct{ node, name string }

type asked struct {
	times int
	last  uint64
	peers map[string]bool
}

// Bounds of NotServed: names, characters of a name (the rest is cut off), and addresses that are told apart for a name.
const (
	mostMissing      = 512
	mostMissingName  = 200
	mostMissingPeers = 256
)

// Add counts a request, if it was for a file and there was none.
func (n *NotServed) Add(e lab.Access) {
	if !notServed(e) {
		return
	}
	key := missing{e.Node, e.Name[:min(len(e.Name), mostMissingName)]}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	a := n.names[key]
	if a == nil {
		a = n.room()
		n.names[key] = a
	}
	n.clock++
	a.times, a.last = a.times+1, n.clock
	if len(a.peers) < mostMissingPeers {
		a.peers[hostOf(e.Peer)] = true
	}
}

var protocolsOfFiles = []string{"TFTP", "HTTP", "HTTPS"}

// notServed reports a request for a file that there is not. A CTL that does not exist yet is another outcome.
func notServed(e lab.Access) bool {
	return e.Outcome == tftpd.OutcomeNotFound && slices.Contains(protocolsOfFiles, e.Protocol)
}

func hostOf(peer string) string {
	if host, _, err := net.SplitHostPort(peer); err == nil {
		return host
	}
	return peer
}

// room makes an entry, in the place of the one that was asked for the longest ago where there are too many.
func (n *NotServed) room() *asked {
	if n.names == nil {
		n.names = map[missing]*asked{}
	}
	if len(n.names) >= mostMissing {
		var oldest missing
		for key, a := range n.names {
			if at := n.names[oldest]; at == nil || a.last < at.last {
				oldest = key
			}
		}
		delete(n.names, oldest)
		n.forgot++
	}
	return &asked{peers: map[string]bool{}}
}

// MissingFile is a file that was asked for and not served.
type MissingFile struct {
	Node      string `json:"node"`
	Name      string `json:"name"` // as it was asked for: hostile bytes
	Kind      string `json:"kind"`
	Times     int    `json:"times"`
	Addresses int    `json:"addresses"` // that asked, 256 for more too
}

// MissingFiles are all that are remembered.
type MissingFiles struct {
	Files     []MissingFile `json:"files"`     // most requests first
	Forgotten int           `json:"forgotten"` // names that made room for others
}

// List returns what was counted so far.
func (n *NotServed) List() MissingFiles {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	list := MissingFiles{Files: []MissingFile{}, Forgotten: n.forgot}
	for key, a := range n.names {
		list.Files = append(list.Files, MissingFile{key.node, key.name, KindOf(key.name), a.times, len(a.peers)})
	}
	slices.SortFunc(list.Files, func(a, b MissingFile) int {
		return cmp.Or(b.Times-a.Times, cmp.Compare(a.Name, b.Name), cmp.Compare(a.Node, b.Node))
	})
	return list
}

// CountNotServed returns what counts such requests in the registry, by kind of file: names are anybody's.
func CountNotServed(r *metrics.Registry) func(lab.Access) {
	files := r.Counter("tvslab_files_not_served_total", "Requests for files that there are not, by kind of file.", "node", "kind")
	return func(e lab.Access) {
		if notServed(e) {
			files.Add(1, e.Node, KindOf(e.Name))
		}
	}
}

// kinds of files by their names, the first that fits.
var kindsOfFiles = []struct {
	kind string
	name *regexp.Regexp
}{
	{"list", regexp.MustCompile(`(?i)\.tlv$`)},
	{"service-profile", regexp.MustCompile(`(?i)^SP[^/]*\.cnf\.xml`)},
	{"encrypted-configuration", regexp.MustCompile(`(?i)\.cnf\.xml\.enc\.sgn$`)},
	{"configuration", regexp.MustCompile(`(?i)\.cnf(\.xml)?(\.sgn)?$|^gk[0-9a-f]{12}|^jabber-config|^OS79XX\.TXT$|^lddefault\.cfg$`)},
	{"ring-list", regexp.MustCompile(`(?i)ringlist[^/]*\.xml(\.sgn)?$`)},
	{"ring-tone", regexp.MustCompile(`(?i)\.(raw|rwb|pcm)(\.sgn)?$`)},
	{"time-zones", regexp.MustCompile(`(?i)^(tzupdater\.jar|tzdatacsv\.csv|j9-tzdata\.jar)(\.sgn)?$`)},
	{"locale", regexp.MustCompile(`(?i)tones\.xml(\.sgn)?$|\.jar(\.sgn)?$`)},
	{"dial-rules", regexp.MustCompile(`(?i)dialrules|dialplan|dialtemplate`)},
	{"soft-keys", regexp.MustCompile(`(?i)^(SK|softkey)[^/]*\.xml(\.sgn)?$`)},
	{"feature-policy", regexp.MustCompile(`(?i)^featurepolicy`)},
	{"background", regexp.MustCompile(`(?i)^Desktops/|\.png(\.sgn)?$`)},
	{"firmware", regexp.MustCompile(`(?i)\.(loads|sbn|sb2|bin|zup|zz|sebn)(\.sgn)?$`)},
}

// KindOf says what a file is by its name, "other" where it says nothing.
func KindOf(name string) string {
	for _, row := range kindsOfFiles {
		if row.name.MatchString(path.Clean(name)) {
			return row.kind
		}
	}
	return "other"
}
