package twin

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/trustlist"
	"tvslab/twin/shown"
)

// Certificate is what is known of a certificate. What is not known is zero, and made as the release makes it.
type Certificate struct {
	Store           cucm.Store
	Subject, Issuer shown.Name // Issuer is zero where nobody says it
	Serial          []byte     // big-endian
	From, Until     time.Time
	Bits            int
	Hash            string
	Names           []string // alternative names
	File            string   // in a -trust store, where nothing but the name of its file is known
}

// same reports whether both are one certificate: issuer and serial number.
func (c *Certificate) same(other *Certificate) bool {
	return len(c.Serial) > 0 && bytes.Equal(c.Serial, other.Serial) && (c.Issuer == other.Issuer || c.Issuer == shown.Name{} || other.Issuer == shown.Name{})
}

// fill takes from other what c does not say.
func (c *Certificate) fill(other *Certificate) {
	if c.Issuer == (shown.Name{}) {
		c.Issuer = other.Issuer
	}
	if c.From.IsZero() {
		c.From, c.Until = other.From, other.Until
	}
	c.Bits, c.Hash = cmp.Or(c.Bits, other.Bits), cmp.Or(c.Hash, other.Hash)
	if len(c.Names) == 0 {
		c.Names = other.Names
	}
}

// selfSigned reports whether the certificate is its own issuer.
func (c *Certificate) selfSigned() bool { return c.Issuer == shown.Name{} || c.Issuer == c.Subject }

// shownOne is a certificate that a command showed, or a file.
func shownOne(x *shown.Certificate) Certificate {
	return Certificate{Store: cucm.Store(x.Unit), Subject: x.Subject, Issuer: x.Issuer, Serial: x.Serial, From: x.From, Until: x.Until, Bits: x.Bits,
		Hash: x.Hash, Names: x.Names, File: x.File}
}

// recorded is a certificate of a record; dates it has only where the list itself is in the evidence.
func recorded(r *shown.Record) Certificate {
	c := Certificate{Subject: r.Subject, Issuer: r.Issuer, Serial: r.Serial, Bits: r.Bits}
	if r.X509 != nil {
		c.From, c.Until = r.X509.NotBefore.UTC(), r.X509.NotAfter.UTC()
	}
	return c
}

// identities finds the identity certificates of a node: what the node showed of them, else what lists have.
func (c *cluster) identities(t *Twin, s *server) []Certificate {
	have := map[cucm.Store]*Certificate{}
	for _, x := range s.certs {
		if one := shownOne(x); !x.Trust && one.Store.Known() && !one.Store.Trust() {
			have[one.Store] = &one
		}
	}
	for _, l := range c.lists(s) {
		for i := range l.Records {
			r := &l.Records[i]
			store := c.storeOf(t, r, s, l)
			if store == "" || len(r.Serial) == 0 {
				continue
			}
			one := recorded(r)
			one.Store = store
			c.compare(t, s, have, l, &one)
		}
	}
	for _, store := range cucm.IdentityStores {
		if have[store] == nil {
			have[store] = c.copied(t, s, store)
		}
		c.signed(t, s, have, store)
	}
	return c.usable(t, s, have)
}

// signed takes the CA of a certificate from `show cert list own`, where nothing else names it.
func (c *cluster) signed(t *Twin, s *server, have map[cucm.Store]*Certificate, store cucm.Store) {
	if s.own == nil {
		return
	}
	i := slices.IndexFunc(s.own.Rows, func(row shown.Listed) bool { return row.Store == string(store) })
	if i < 0 {
		return
	}
	ca, found := strings.CutPrefix(s.own.Rows[i].Description, signedBy)
	if !found || have[store] != nil && have[store].Issuer != (shown.Name{}) {
		return
	}
	if have[store] == nil {
		subject := t.Org
		subject.CN = s.fqdn()
		have[store] = &Certificate{Store: store, Subject: subject}
	}
	have[store].Issuer = shown.Name{CN: ca}
	t.note(Assumed, certificateOf(s.name, store), fmt.Sprintf("the name of the CA of %s of %s is %s alone", store, s.name, ca), "the list of own certificates has no more; show cert own "+string(store)+" has")
}

// fqdn is the host name with the domain, if there is one.
func (s *server) fqdn() string {
	if s.domain == "" {
		return s.name
	}
	return s.name + "." + s.domain
}

// compare takes the certificate of a record as that of the store, or holds it against what is known already.
func (c *cluster) compare(t *Twin, s *server, have map[cucm.Store]*Certificate, l *shown.List, one *Certificate) {
	known := have[one.Store]
	switch {
	case known == nil:
		have[one.Store] = one
	case known.same(one):
		known.fill(one)
	default:
		t.noteOnce(LeftOut, certificateOf(s.name, one.Store), fmt.Sprintf("%s of %s with serial number %x, which stands in the %s", one.Store, s.name, one.Serial, l.Kind),
			fmt.Sprintf("another certificate (%x) counts as the one in use: the %s is older than it, and the lab serves lists of what is in use", known.Serial, l.Kind))
	}
}

// noteOnce adds a note that is not there already.
func (t *Twin) noteOnce(kind, at, what, why string) {
	if !slices.ContainsFunc(t.Notes, func(n Note) bool { return n.Kind == kind && n.What == what }) {
		t.note(kind, at, what, why)
	}
}

// certificateOf is the key of the line of a certificate.
func certificateOf(node string, store cucm.Store) string {
	return "certificate " + node + " " + string(store)
}

// lists are the lists in which certificates of a node may stand: its own ITL first, the CTL, then the ITLs of others.
func (c *cluster) lists(s *server) []*shown.List {
	var all []*shown.List
	if s.itl != nil {
		all = append(all, s.itl)
	}
	if ctl := c.ctl(); ctl != nil {
		all = append(all, ctl)
	}
	for _, other := range c.servers {
		if other != s && other.itl != nil {
			all = append(all, other.itl)
		}
	}
	return all
}

// storeOf says in which identity store of the node the certificate of a record lies, "" for none.
func (c *cluster) storeOf(t *Twin, r *shown.Record, s *server, l *shown.List) cucm.Store {
	rules := t.rules()
	switch {
	case r.Is(trustlist.RoleCAPF):
		if s.publisher {
			return cucm.CAPF
		}
	case r.Is(trustlist.RoleSAST) && strings.HasPrefix(r.Subject.CN, recoveryPrefix):
		if rules.ITLRecovery && (c.find(holder(r)) == s && rules.RecoveryByNode || s.publisher && !rules.RecoveryByNode) {
			return cucm.ITLRecovery
		}
	case r.Is(trustlist.RoleSAST) && isToken(r) || !c.isOf(r, s, l):
	case r.Is(trustlist.RoleTVS):
		return cucm.TVS
	case r.Curve:
		return cucm.CallManagerECDSA
	default:
		return cucm.CallManager
	}
	return ""
}

// isOf reports whether a record is of the node: by the name of its certificate, by the DNS name of the record, and of a certificate for
// several servers by the node that lists it.
func (c *cluster) isOf(r *shown.Record, s *server, l *shown.List) bool {
	if by := c.find(r.Host); by != nil {
		return by == s
	}
	if by := c.find(holder(r)); by != nil {
		return by == s
	}
	return l == s.itl && !r.Is(trustlist.RoleTVS)
}

// usable gives the certificates in the order of the stores, without what the release does not have.
func (c *cluster) usable(t *Twin, s *server, have map[cucm.Store]*Certificate) (list []Certificate) {
	for _, store := range cucm.IdentityStores {
		one := have[store]
		switch {
		case one == nil || store == cucm.ITLRecovery && !s.publisher && !t.rules().RecoveryByNode: // the publisher's, which nodes share
		case !store.ExistsOn(t.rules(), s.publisher, s.imp):
			t.note(LeftOut, "node "+s.name, fmt.Sprintf("certificate %s of %s", store, s.name), fmt.Sprintf("release %s has none there in the lab", t.Release))
		default:
			list = append(list, *one)
		}
	}
	t.undated(s, list)
	return list
}

// undated notes of which certificates nothing says when they begin and end.
func (t *Twin) undated(s *server, list []Certificate) {
	var stores []cucm.Store
	for _, one := range list {
		if one.From.IsZero() || one.Until.IsZero() {
			stores = append(stores, one.Store)
			t.remark(certificateOf(s.name, one.Store), "its dates are assumed")
		}
	}
	if len(stores) == 0 {
		return
	}
	t.note(Assumed, certificateOf(s.name, stores[0]), fmt.Sprintf("dates of %s of %s: made when the lab begins, valid for as long as the release makes them", words(stores), s.name),
		"lists and names of files have no dates; show cert own "+string(stores[0])+" has them, and so for each")
}

// rules are those of the release.
func (t *Twin) rules() *cucm.Rules {
	release, err := cucm.ParseRelease(t.Release)
	if err != nil {
		release, _ = cucm.ParseRelease("12.5")
	}
	return release.Rules()
}
