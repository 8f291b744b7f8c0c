package lab

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/tvs"
)

// What frees a phone that refuses a list.
const (
	HelpDelete   = "delete-trust-list" // by hand, on the phone
	HelpITLReset = "itl-reset"         // utils itl reset localkey
	HelpCTLReset = "ctl-reset"         // utils ctl reset localkey
	HelpRestore  = "restore"           // one of the lab's backups
	HelpDot1X    = "802.1x"            // the issuer of the phone's certificate on the 802.1X authentication server
)

// whatIf is the in-memory network of clusters that are not: files of these, TVS of others, no faults.
type whatIf struct {
	*memory
	files clusters
	vouch func(name, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error)
}

// Fetch implements phone.Network.
func (w whatIf) Fetch(_ context.Context, _, server string, t phone.Transport, name string) (*content.File, error) {
	return w.open(w.files, server, t, name)
}

// TVS implements phone.Network.
func (w whatIf) TVS(_ context.Context, name string, _ phone.Model, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	return w.vouch(name, server, port, check, r)
}

// hypotheses are clusters that differ from the lab's by one repair. They are made once per state of the lab.
type hypotheses struct {
	version  uint64
	knowing  []clusters // every TVS knows everything: as it presents itself now, and after a restart
	repaired map[string][]clusters

	mutex   sync.Mutex
	vouched map[standing]bool
	helps   map[standing][]string
	peers   map[standing]trust.Decision
}

// standing is what phones must have in common to be judged alike: a question about a hypothesis is answered once for
// all of them.
type standing struct {
	model   string
	lists   [len(trust.Lists)]*content.File
	config  *content.Config
	servers string // TFTP servers
	faults  string // faults that name the phone
	network string // why it has none, "" if it has
	asked   string // the list, or the node whose HTTPS service is asked about
}

func (l *Lab) standing(p *Phone, asked string) standing {
	var faults []int
	for i, f := range l.faults {
		if slices.Contains(f.Phones, p.Name) {
			faults = append(faults, i)
		}
	}
	network := ""
	if why := l.admitted(p); why != nil {
		network = why.Error()
	}
	return standing{p.Model.Name, p.Held().Lists, p.State.ParsedConfig, strings.Join(p.TFTP, " "), fmt.Sprint(faults), network, asked}
}

// repairs are what an administrator can do to one cluster.
var repairs = map[string]sim.Op{
	HelpITLReset: sim.ResetITL,
	HelpCTLReset: sim.ResetCTL,
}

// suppose returns the hypotheses for the lab as it is.
func (l *Lab) suppose() *hypotheses {
	l.supposing.Lock()
	defer l.supposing.Unlock()
	if l.supposed != nil && l.supposed.version == l.version {
		return l.supposed
	}
	h := &hypotheses{version: l.version, repaired: map[string][]clusters{},
		vouched: map[standing]bool{}, helps: map[standing][]string{}, peers: map[standing]trust.Decision{}}
	for _, restarted := range []bool{false, true} {
		h.knowing = append(h.knowing, l.clusters.each(func(c *sim.Cluster) *sim.Cluster { return c.AllKnowing(restarted) }))
	}
	for help, repair := range repairs {
		for i, c := range l.clusters {
			if repaired, err := c.After(repair); err == nil {
				h.repaired[help] = append(h.repaired[help], l.clusters.with(i, repaired))
			}
		}
	}
	l.supposed = h
	return h
}

// couldVouch reports whether the phone would accept the served list if every TVS server ran, were reachable and
// had been told everything: then nobody needs to touch the phone.
func (l *Lab) couldVouch(ctx context.Context, p *Phone, which trust.List) bool {
	h, key := l.suppose(), l.standing(p, which.String())
	h.mutex.Lock()
	defer h.mutex.Unlock()
	answer, known := h.vouched[key]
	if !known {
		answer = l.tryVouching(ctx, p, which, h)
		h.vouched[key] = answer
	}
	return answer
}

func (l *Lab) tryVouching(ctx context.Context, p *Phone, which trust.List, h *hypotheses) bool {
	return slices.ContainsFunc(h.knowing, func(knowing clusters) bool {
		j := p.Phone.Judge(ctx, whatIf{memory: l.memory, files: l.clusters,
			vouch: func(_, server string, _ int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
				return askTVS(knowing, server, check, r)
			}})
		return j[which].Decision.Accepted
	})
}

// Helps says what would free the phone: each repair is tried on a copy of cluster and phone, which boots twice
// (an accepted ITL may let in the CTL at the next boot). Deleting the lists helps unless the model cannot read the file.
func (l *Lab) Helps(ctx context.Context, p *Phone) []string {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	h, key := l.suppose(), l.standing(p, "")
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.helps[key] == nil {
		h.helps[key] = l.tryHelps(ctx, p, h)
	}
	return h.helps[key]
}

func (l *Lab) tryHelps(ctx context.Context, p *Phone, h *hypotheses) []string {
	helps := []string{}
	if l.admitted(p) != nil {
		return append(helps, HelpDot1X)
	}
	bare := *p
	bare.State.Lists = phone.State{}.Lists
	if l.wouldRecover(ctx, &bare, l.clusters, l.memory) {
		helps = append(helps, HelpDelete)
	}
	for _, name := range []string{HelpITLReset, HelpCTLReset} {
		if slices.ContainsFunc(h.repaired[name], func(all clusters) bool { return l.wouldRecover(ctx, p, all, l.memory) }) {
			helps = append(helps, name)
		}
	}
	for _, b := range l.backups {
		restored, err := l.clusters[b.cluster].After(sim.Restore(b.saved))
		if err != nil {
			continue
		}
		if !slices.Contains(helps, HelpRestore) && l.wouldRecover(ctx, p, l.clusters.with(b.cluster, restored), nil) {
			helps = append(helps, HelpRestore)
		}
	}
	return helps
}

// wouldRecover boots a copy of the phone on these clusters. current is the network whose TVS it would ask, nil for
// the clusters' own.
func (l *Lab) wouldRecover(ctx context.Context, p *Phone, all clusters, current *memory) bool {
	net := whatIf{memory: l.memory, files: all,
		vouch: func(name, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
			if current != nil {
				return current.TVS(ctx, name, p.Model, server, port, check, r)
			}
			return askTVS(all, server, check, r)
		}}
	trial := *p
	trial.State.Cache, trial.State.Status = slices.Clone(p.State.Cache), slices.Clone(p.State.Status)
	trial.Observe = nil
	for range 2 {
		trial.Boot(ctx, net, phone.Reset)
	}
	j := trial.Phone.Judge(ctx, net)
	return accepts(j[trust.CTL]) && (!p.Model.SBD || accepts(j[trust.ITL]))
}

func accepts(j phone.JudgedList) bool { return j.Served == nil || j.Decision.Accepted }
