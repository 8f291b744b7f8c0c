package sim

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// trustFile is one file in a -trust store of a node. A deleted one is remembered where nothing may bring it back.
type trustFile struct {
	cert    *pki.Certificate
	deleted bool
}

// trustFiles are the -trust stores on a node's disk, by slot (see Cluster.slot). The maps are never changed, only
// replaced: clones share them.
type trustFiles map[cucm.Store]map[string]trustFile

// with returns the files with one of them written.
func (t trustFiles) with(s cucm.Store, slot string, f trustFile) trustFiles {
	return with(t, s, with(t[s], slot, f))
}

// without returns the files with one of them removed.
func (t trustFiles) without(s cucm.Store, slot string) trustFiles {
	return with(t, s, without(t[s], slot))
}

// holds reports whether the certificate lies in the slot.
func (t trustFiles) holds(s cucm.Store, slot string, cert *pki.Certificate) bool {
	f, ok := t[s][slot]
	return ok && !f.deleted && f.cert.Sum == cert.Sum
}

// Trusted returns the certificates of a -trust store as the node's file system holds them, sorted by subject and
// serial number. All services but TVS read these files (tech note 210541); TVS works from database rows.
func (n *Node) Trusted(s cucm.Store) []*pki.Certificate {
	var certs []*pki.Certificate
	for _, f := range n.files[s] {
		if !f.deleted {
			certs = append(certs, f.cert)
		}
	}
	slices.SortFunc(certs, func(a, b *pki.Certificate) int {
		return cmp.Or(strings.Compare(a.Subject, b.Subject), bytes.Compare(a.Serial, b.Serial))
	})
	return certs
}

// slot is the place of a certificate in a -trust store. A store holds one certificate per subject (security guide
// 14); that a regenerated certificate therefore replaces the old one is inferred, hence the setting.
func (c *Cluster) slot(cert *pki.Certificate) string {
	if c.settings.TrustKeepsOld {
		return cert.Subject + "|" + cert.SerialHex()
	}
	return cert.Subject
}

// TrustFile returns the name of a certificate's file in a -trust store: the common name up to 9.x, followed by the
// serial number later (security guide 14; that this began with 10.0 is a guess). Blanks become underscores.
func (c *Cluster) TrustFile(cert *pki.Certificate) string {
	name := strings.ReplaceAll(cert.X509.Subject.CommonName, " ", "_")
	if c.rules.SerialInFileName {
		name += "_" + hex.EncodeToString(cert.Serial)
	}
	return name + ".pem"
}
