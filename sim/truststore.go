package sim

import (
	"cmp"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Trusted returns the certificates of a -trust store as the node's file system holds them, sorted by subject and
// serial. All services but TVS read these files (tech note 210541); TVS works from database rows.
func (n *Node) Trusted(s Store) []*Certificate {
	certs := slices.Collect(maps.Values(n.trusted[s]))
	slices.SortFunc(certs, func(a, b *Certificate) int {
		return cmp.Or(strings.Compare(a.Subject, b.Subject), strings.Compare(a.SerialHex(), b.SerialHex()))
	})
	return certs
}

// TrustFile returns the name of a certificate's file in a -trust store: the common name up to 9.x, with the serial
// number from 10.0 on (security guide 14; the release is a guess). Blanks become underscores.
func (r Release) TrustFile(cert *Certificate) string {
	name := strings.ReplaceAll(cert.X509.Subject.CommonName, " ", "_")
	if r.rules.SerialInFileName {
		name += "_" + hex.EncodeToString(cert.Serial)
	}
	return name + ".pem"
}

// matches reports whether a certificate is meant by its common name, its serial number in hex with or without
// colons, or its file name of any release.
func matchesName(cert *Certificate, name string) bool {
	name = strings.ReplaceAll(strings.TrimSuffix(name, ".pem"), " ", "_")
	common := strings.ReplaceAll(cert.X509.Subject.CommonName, " ", "_")
	serial := hex.EncodeToString(cert.Serial)
	for _, spelling := range []string{common, serial, common + "_" + serial, cert.SerialHex()} {
		if strings.EqualFold(spelling, name) {
			return true
		}
	}
	return false
}

// putFile writes a certificate into the node's -trust store on disk. A store holds one certificate per slot; see
// Cluster.slot. The maps are never changed, only replaced: clones share them.
func (n *Node) putFile(s Store, slot string, cert *Certificate) {
	n.trusted = withStore(n.trusted, s, func(files map[string]*Certificate) { files[slot] = cert })
}

func (n *Node) removeFile(s Store, slot string) {
	n.trusted = withStore(n.trusted, s, func(files map[string]*Certificate) { delete(files, slot) })
}

func withStore(all map[Store]map[string]*Certificate, s Store, edit func(map[string]*Certificate)) map[Store]map[string]*Certificate {
	changed := maps.Clone(all)
	if changed == nil {
		changed = map[Store]map[string]*Certificate{}
	}
	files := maps.Clone(changed[s])
	if files == nil {
		files = map[string]*Certificate{}
	}
	edit(files)
	changed[s] = files
	return changed
}
