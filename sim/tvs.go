package sim

import (
	"bytes"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// ttl is the lifetime TVS gives its answers: 86400 s in the trace of tech note 213407.
const ttl = 24 * time.Hour

// tvsState is what Cisco Trust Verification Service on a node holds: the certificate it loaded and its two caches,
// each with the time at which it will notice that what it copied has changed (zero: nothing to notice).
type tvsState struct {
	certificate *pki.Certificate
	database    *database
	databaseDue time.Time
	ctl         *ListFile
	ctlDue      time.Time
}

func (c *Cluster) startTVS(n *Node) {
	n.tvs = tvsState{certificate: n.identity[cucm.TVS], database: n.database, ctl: n.ctl}
}

// settleAll lets the caches of every node notice what they were due to notice.
func (c *Cluster) settleAll() {
	for _, n := range c.Nodes {
		c.settleTVS(n)
	}
}

// nextTVS is when a cache will next notice something on any node whose TVS runs, the zero time if never.
func (c *Cluster) nextTVS() time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		for _, due := range []time.Time{n.tvs.databaseDue, n.tvs.ctlDue} {
			if n.Running(ServiceTVS) && !due.IsZero() && (next.IsZero() || due.Before(next)) {
				next = due
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
	if !t.databaseDue.IsZero() && !c.Now.Before(t.databaseDue) {
		t.database, t.databaseDue = n.database, time.Time{}
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
	return tvsView{database: n.tvs.database, ctl: n.tvs.ctl}, true
}

// tvsView answers from the caches: first the database, then the CTL (traces in tech notes 118893 and 213407).
// Expiry dates are not looked at; whether CUCM does is unknown.
type tvsView struct {
	database *database
	ctl      *ListFile
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
	cert, _ := v.database.lookup(func(c *pki.Certificate) bool { return c.Issuer == issuer && bytes.Equal(c.Serial, serial) })
	return cert != nil
}

func (v tvsView) find(inDB func(*pki.Certificate) bool, inCTL func(*trustlist.Record) bool) (tvs.Answer, bool) {
	if cert, roles := v.database.lookup(inDB); cert != nil {
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

// KnownSomewhere reports whether any node's database or CTL holds the certificate with the role: what a TVS
// server could say if it had been told.
func (c *Cluster) KnownSomewhere(issuer string, serial []byte, role trustlist.Role) bool {
	for _, n := range c.Nodes {
		answer, ok := tvsView{database: n.database, ctl: n.ctl}.Query("", issuer, serial)
		for _, r := range answer.Roles {
			if ok && r == role {
				return true
			}
		}
	}
	return false
}

// AllKnowing returns a copy in which every TVS runs, is reachable and has been told everything any node knows; files
// are as they are. A running TVS presents what it loaded or, if restarted is true, the certificate on disk. It
// answers what TVS could vouch for.
func (c *Cluster) AllKnowing(restarted bool) *Cluster {
	all := c.Clone()
	merged := &database{rows: map[string]row{}}
	for _, n := range all.Nodes {
		merged = merged.merge(n.database)
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
		n.tvs = tvsState{certificate: presented, database: merged, ctl: n.ctl}
	}
	return all
}
