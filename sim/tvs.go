package sim

import (
	"bytes"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// ttl is the lifetime TVS gives its answers: 86400 s in the trace of tech note 213407.
const ttl = 24 * time.Hour

// tvsState is what Cisco Trust Verification Service on a node holds: the certificate it loaded and its two caches,
// each with the time at which it will notice that what it copied has changed (zero: nothing to notice).
type tvsState struct {
	certificate *pki.Certificate
	table       store.Table
	tableDue    time.Time
	ctl         *list.File
	ctlDue      time.Time
}

func startTVS(c *Cluster, n *Node) {
	n.tvs = tvsState{certificate: n.identity[cucm.TVS], table: n.table, ctl: n.ctl}
}

// settleAll lets the caches of every node notice what they were due to notice.
func settleAll(c *Cluster) {
	for _, n := range c.Nodes {
		c.settleTVS(n)
	}
}

// nextTVS is when a cache will next notice something on any node whose TVS runs, the zero time if never.
func nextTVS(c *Cluster) time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		for _, due := range []time.Time{n.tvs.tableDue, n.tvs.ctlDue} {
			if n.Running(ServiceTVS) {
				next = earlier(next, due)
			}
		}
	}
	return next
}

// LoadedTVS returns the certificate the running TVS service presents on TCP 2445; when the service is stopped,
// the one it would present if it were started.
func (n *Node) LoadedTVS() *pki.Certificate {
	if n.Running(ServiceTVS) {
		return n.tvs.certificate
	}
	return n.identity[cucm.TVS]
}

// settleTVS lets the node's caches notice what they were due to notice by now.
func (c *Cluster) settleTVS(n *Node) {
	if !n.Running(ServiceTVS) {
		return
	}
	t := &n.tvs
	if !t.tableDue.IsZero() && !c.Now.Before(t.tableDue) {
		t.table, t.tableDue = n.table, time.Time{}
		c.note(n, "tvs", tvs.CacheRefreshed)
	}
	if !t.ctlDue.IsZero() && !c.Now.Before(t.ctlDue) {
		t.ctl, t.ctlDue = n.ctl, time.Time{}
		c.note(n, "tvs", tvs.CTLModified)
	}
}

// TVS returns what the Trust Verification Service of the named node knows now. ok is false if there is no such
// node or the service does not run there.
func (c *Cluster) TVS(node string) (authority tvs.Authority, ok bool) {
	n := c.Node(node)
	if n == nil || !n.Running(ServiceTVS) {
		return nil, false
	}
	return tvsView{table: n.tvs.table, ctl: n.tvs.ctl}, true
}

// tvsView answers from the caches: first the database, then the CTL (traces in tech notes 118893 and 213407).
// Expiry dates are not looked at; whether CUCM does is unknown.
type tvsView struct {
	table store.Table
	ctl   *list.File
}

// Verify implements tvs.Authority: issuer and serial find the certificate, which must then be equal as a whole
// (tech note 118699).
func (v tvsView) Verify(certificate []byte) (tvs.Answer, bool) {
	return v.find(func(c *pki.Certificate) bool { return bytes.Equal(c.DER, certificate) },
		func(r *trustlist.Record) bool { return bytes.Equal(r.Certificate, certificate) })
}

// Query implements tvs.Authority: the lookup key is serial and issuer name.
func (v tvsView) Query(_, issuer string, serial []byte) (tvs.Answer, bool) {
	return v.find(func(c *pki.Certificate) bool { return c.Issuer == issuer && bytes.Equal(c.Serial, serial) },
		func(r *trustlist.Record) bool { return r.Issuer == issuer && bytes.Equal(r.Serial, serial) })
}

// InDatabase implements tvs.Source.
func (v tvsView) InDatabase(issuer string, serial []byte) bool {
	cert, _ := v.table.Lookup(func(c *pki.Certificate) bool { return c.Issuer == issuer && bytes.Equal(c.Serial, serial) })
	return cert != nil
}

func (v tvsView) find(inDB func(*pki.Certificate) bool, inCTL func(*trustlist.Record) bool) (tvs.Answer, bool) {
	if cert, roles := v.table.Lookup(inDB); cert != nil {
		return tvs.Answer{Certificate: cert.DER, Roles: roles, TTL: ttl}, true
	}
	if v.ctl == nil {
		return tvs.Answer{}, false
	}
	var answer tvs.Answer
	for i := range v.ctl.List.Records {
		if r := &v.ctl.List.Records[i]; len(r.Certificate) > 0 && inCTL(r) {
			answer.Certificate, answer.TTL = r.Certificate, ttl
			answer.Roles = append(answer.Roles, r.Role)
		}
	}
	return answer, answer.Certificate != nil
}

// AllKnowing returns a copy in which every TVS runs, is reachable and has been told everything any node knows; files
// are as they are. A running TVS presents what it loaded or, if restarted is true, the certificate on disk. It
// answers what TVS could vouch for.
func (c *Cluster) AllKnowing(restarted bool) *Cluster {
	all := c.Clone()
	var merged store.Table
	for _, n := range all.Nodes {
		merged = merged.Merge(n.table)
	}
	for _, n := range all.Nodes {
		if n.services[ServiceTVS] == nil {
			continue
		}
		presented := n.LoadedTVS()
		if restarted {
			presented = n.identity[cucm.TVS]
		}
		n.Down = false
		n.services = with(n.services, ServiceTVS, &serviceState{activated: true, running: true, started: all.Now})
		n.tvs = tvsState{certificate: presented, table: merged, ctl: n.ctl}
	}
	return all
}
