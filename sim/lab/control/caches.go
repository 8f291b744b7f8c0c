package control

import (
	"encoding/hex"
	"strings"
	"time"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/fact"
	"tvslab/sim/store"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// TVSCache is what Cisco Trust Verification Service of a node knows.
type TVSCache struct {
	Node     string     `json:"node"`
	Running  bool       `json:"running"`
	Presents *Loaded    `json:"presents,omitempty" doc:"the certificate that phones see on TCP 2445"`
	Started  string     `json:"started,omitempty" doc:"when it read everything, on the lab's clock"`
	Table    CacheState `json:"table" doc:"the cache of the certificate table"`
	CTL      CacheState `json:"ctl" doc:"the cache of the CTL file"`
	Known    []CacheRow `json:"known" doc:"certificates it vouches for, or will when it notices"`
}

// CacheState is when a cache was read.
type CacheState struct {
	Noticed string `json:"noticed,omitempty" doc:"when it noticed a change last, as far as the journal goes back"`
	Due     string `json:"due,omitempty" doc:"when it will notice, at the latest, what has changed since; absent where nothing has"`
}

// CacheRow is a row of the table or a record of the CTL, as the cache has it and as the node does.
type CacheRow struct {
	From    string   `json:"from" doc:"table or CTL"`
	Store   string   `json:"store,omitempty" doc:"of a row"`
	Subject string   `json:"subject"`
	Issuer  string   `json:"issuer"`
	Serial  string   `json:"serial" doc:"hexadecimal"`
	Roles   []string `json:"roles"`
	State   string   `json:"state" doc:"known, new (on the node, and not read yet) or gone (from the node, and still known)"`
}

// The states of a row of a cache.
const (
	CacheKnown = "known"
	CacheNew   = "new"
	CacheGone  = "gone"
)

// TVSCaches says of every node with TVS what it knows, publishers first.
func (l *Lab) TVSCaches() []TVSCache {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	list := []TVSCache{}
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			if n.Has(sim.RoleTVS) {
				list = append(list, l.tvsCache(n))
			}
		}
	}
	return list
}

func (l *Lab) tvsCache(n *sim.Node) TVSCache {
	service, table, running := n.TVSCaches()
	d := TVSCache{Node: n.Name, Running: running, Known: []CacheRow{}}
	if !running {
		return d
	}
	for _, one := range loaded(n, sim.ServiceTVS) {
		d.Presents = &one
	}
	d.Started = clockTime(n.Started(sim.ServiceTVS))
	tableDue, ctlDue := service.Due()
	d.Table = CacheState{clockTime(l.noticed(n, tvs.CacheRefreshed)), clockTime(tableDue)}
	d.CTL = CacheState{clockTime(l.noticed(n, tvs.CTLModified)), clockTime(ctlDue)}
	known, ctl := service.Known()
	d.compare(rowsOf(known.Rows()), rowsOf(table.Rows()))
	var now []CacheRow
	if f := n.CTL(); f != nil && f.List != nil {
		now = recordsOf(f.List)
	}
	var then []CacheRow
	if ctl != nil && ctl.List != nil {
		then = recordsOf(ctl.List)
	}
	d.compare(then, now)
	return d
}

// noticed is when a line of the trace of a node's TVS was written last, the zero time where the journal does not know.
func (l *Lab) noticed(n *sim.Node, line string) time.Time {
	return l.Journal.latest(func(e event.Event) bool {
		said, ok := e.What.(fact.TVSNoticed)
		return ok && e.Node == n.ID && said.Lines[0] == line
	})
}

// compare adds what the cache knows, and what differs on the node.
func (d *TVSCache) compare(cached, onNode []CacheRow) {
	has := func(rows []CacheRow) map[string]bool {
		keys := map[string]bool{}
		for i := range rows {
			keys[rows[i].key()] = true
		}
		return keys
	}
	here, there := has(cached), has(onNode)
	for _, r := range cached {
		r.State = CacheKnown
		if !there[r.key()] {
			r.State = CacheGone
		}
		d.Known = append(d.Known, r)
	}
	for _, r := range onNode {
		if !here[r.key()] {
			r.State = CacheNew
			d.Known = append(d.Known, r)
		}
	}
}

func (r *CacheRow) key() string {
	return strings.Join([]string{r.From, r.Store, r.Issuer, r.Serial, strings.Join(r.Roles, ",")}, "|")
}

func rowsOf(rows []store.Row) (list []CacheRow) {
	for _, r := range rows {
		list = append(list, CacheRow{From: "table", Store: string(r.Store), Subject: r.Cert.Subject, Issuer: r.Cert.Issuer, Serial: serialOf(r.Cert),
			Roles: rolesOf(r.Roles)})
	}
	return list
}

func recordsOf(l *trustlist.List) (list []CacheRow) {
	for i := range l.Records {
		if r := &l.Records[i]; len(r.Certificate) > 0 {
			list = append(list, CacheRow{From: "CTL", Subject: r.Subject, Issuer: r.Issuer, Serial: strings.ToUpper(hex.EncodeToString(r.Serial)),
				Roles: []string{r.Role.String()}})
		}
	}
	return list
}

func rolesOf(roles []trustlist.Role) []string {
	names := []string{}
	for _, r := range roles {
		names = append(names, r.String())
	}
	return names
}
