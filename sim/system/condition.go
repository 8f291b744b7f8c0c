package system

import (
	"cmp"
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// finding is what came of a condition.
type finding struct {
	reason Reason
	detail string
}

// conditions say whether a link holds.
var conditions = map[Condition]func(meeting, Link) finding{
	Runs:  func(meeting, Link) finding { return finding{reason: Connected} }, // asked before
	Shows: meeting.shows, Knows: meeting.knows, Issues: meeting.issues, Vouches: meeting.vouches, Lists: meeting.lists, Valid: meeting.valid,
}

// shows: the other side believes the certificate that CUCM shows.
func (m meeting) shows(l Link) finding {
	n := m.at(l)
	return m.believes(shown(n, l), l.There, n.Trusted, CertificateUnknown)
}

// issues: the other side believes the CAPF certificate that LSCs are issued with.
func (m meeting) issues(l Link) finding {
	return m.believes(m.cluster.LSCIssuer(m.at(l).ID), l.There, m.at(l).Trusted, IssuerUnknown)
}

// believes judges a certificate of CUCM by what the other side trusts, a node in the store there; beside it the node of CUCM shows CA
// certificates of its own trust store.
func (m meeting) believes(cert *pki.Certificate, there cucm.Store, beside func(cucm.Store) []*pki.Certificate, unknown Reason) finding {
	if cert == nil {
		return finding{unknown, "there is none"}
	}
	if m.Blind {
		return finding{reason: Connected}
	}
	anchors, later := m.anchors(storeThere(there, cert.Store))
	chain := beside(cert.Store.TrustStore())
	switch found, ok := anchor(cert, anchors, chain); {
	case ok && (!valid(cert, m.cluster.Now) || !valid(found, m.cluster.Now)):
		return finding{CertificateExpired, describe(cert)}
	case ok:
		return finding{reason: Connected}
	}
	if _, ok := anchor(cert, later, chain); ok {
		return finding{RestartNeeded, describe(cert)}
	}
	return finding{unknown, describe(cert)}
}

// anchors are what the other side trusts now, and after its restart; a node in a store.
func (m meeting) anchors(of cucm.Store) (now, later []*pki.Certificate) {
	if m.peer == nil {
		return m.read, m.imported
	}
	there := m.peer.TrustedBy(cmp.Or(m.Kind.Offers, m.service()), of)
	return there, there
}

// knows: the node's -trust store knows what the other side shows.
func (m meeting) knows(l Link) finding {
	own, chain := m.own()
	if own == nil {
		return finding{SystemUnknown, "there is none"}
	}
	n := m.at(l)
	found, ok := anchor(own, n.TrustedBy(cmp.Or(l.By, m.service()), l.Store), chain)
	switch {
	case !ok:
		return finding{SystemUnknown, fmt.Sprintf("%s in %s on %s", describe(own), l.Store, n.Name)}
	case !valid(own, m.cluster.Now) || !valid(found, m.cluster.Now):
		return finding{SystemExpired, describe(own)}
	}
	return finding{reason: Connected}
}

// own is what the other side shows.
func (m meeting) own() (cert *pki.Certificate, chain []*pki.Certificate) {
	if m.peer == nil {
		return m.Own, m.Chain
	}
	if cert = m.offered(); cert != nil {
		chain = m.peer.Trusted(cert.Store.TrustStore())
	}
	return cert, chain
}

// offered is what a node on the other side shows.
func (m meeting) offered() *pki.Certificate {
	if m.Kind.Offers != "" {
		return m.peer.Loaded(m.Kind.Offers)
	}
	for _, l := range m.links() {
		if l.Condition == Shows {
			return shown(m.peer, l)
		}
	}
	return nil
}

// vouches: TVS of the node, or of another one of the cluster, knows what the service shows.
func (m meeting) vouches(l Link) finding {
	cert := shown(m.node, l)
	if cert == nil {
		return finding{NotVouched, "there is none"}
	}
	for _, n := range m.cluster.Nodes {
		authority, ok := m.cluster.TVS(n.ID)
		if !ok {
			continue
		}
		if answer, known := authority.Verify(cert.DER); known && slices.Contains(answer.Roles, trustlist.RoleAppServer) {
			return finding{reason: Connected}
		}
	}
	return finding{NotVouched, describe(cert)}
}

// lists: the publisher's CTL has a record of the system's certificate.
func (m meeting) lists(Link) finding {
	ctl := m.cluster.Publisher().CTL()
	if m.Own == nil || ctl == nil || ctl.List == nil || ctl.List.Find(m.Own.Issuer, m.Own.Serial) == nil {
		return finding{NotInCTL, describe(m.Own)}
	}
	return finding{reason: Connected}
}

// valid: the node's own certificate has not expired.
func (m meeting) valid(l Link) finding {
	if cert := m.at(l).Certificate(l.Store); cert == nil || !valid(cert, m.cluster.Now) {
		return finding{CertificateExpired, describe(cert)}
	}
	return finding{reason: Connected}
}
