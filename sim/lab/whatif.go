package lab

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"tvslab/phone"
	"tvslab/sim"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// What frees a phone that refuses a list.
const (
	HelpDelete   = "delete-trust-list" // by hand, on the phone
	HelpITLReset = "itl-reset"         // utils itl reset localkey
	HelpCTLReset = "ctl-reset"         // utils ctl reset localkey
	HelpRestore  = "restore"           // one of the lab's backups
)

// whatIf is the in-memory network of a cluster that is not: files of one cluster, TVS of another, no faults.
type whatIf struct {
	*memory
	files *sim.Cluster
	vouch func(name, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error)
}

// Fetch implements phone.Network.
func (w whatIf) Fetch(_ context.Context, _, server string, t phone.Transport, name string) (*phone.File, error) {
	return w.open(w.files, server, t, name)
}

// TVS implements phone.Network.
func (w whatIf) TVS(_ context.Context, name string, _ phone.Model, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
	return w.vouch(name, server, port, check, r)
}

// hypotheses are clusters that differ from the lab's by one repair. They are made once per state of the cluster.
type hypotheses struct {
	version  uint64
	knowing  []*sim.Cluster // every TVS knows everything: as it presents itself now, and after a restart
	repaired map[string]*sim.Cluster

	mutex   sync.Mutex
	vouched map[standing]bool
	helps   map[standing][]string
	peers   map[standing]phone.Decision
}

// standing is what phones must have in common to be judged alike: a question about a hypothesis is answered once for
// all of them.
type standing struct {
	model    string
	ctl, itl *phone.File
	config   *phone.Config
	servers  string // TFTP servers
	faults   string // faults that name the phone
	asked    string // the list, or the node whose HTTPS service is asked about
}

func (l *Lab) standing(p *Phone, asked string) standing {
	var faults []int
	for i, f := range l.faults {
		if slices.Contains(f.Phones, p.Name) {
			faults = append(faults, i)
		}
	}
	return standing{p.Model.Name, p.State.CTL, p.State.ITL, p.State.ParsedConfig, strings.Join(p.TFTP, " "), fmt.Sprint(faults), asked}
}

// suppose returns the hypotheses for the cluster as it is.
func (l *Lab) suppose() *hypotheses {
	l.supposing.Lock()
	defer l.supposing.Unlock()
	if l.supposed != nil && l.supposed.version == l.version {
		return l.supposed
	}
	h := &hypotheses{version: l.version, knowing: []*sim.Cluster{l.cluster.AllKnowing(false), l.cluster.AllKnowing(true)}, repaired: map[string]*sim.Cluster{},
		vouched: map[standing]bool{}, helps: map[standing][]string{}, peers: map[standing]phone.Decision{}}
	repair := func(help string, act func(*sim.Cluster) error) {
		c := l.cluster.Clone()
		if act(c) == nil {
			h.repaired[help] = c
		}
	}
	repair(HelpITLReset, func(c *sim.Cluster) error { _, err := c.ResetITL(); return err })
	repair(HelpCTLReset, func(c *sim.Cluster) error { _, err := c.ResetCTL(); return err })
	l.supposed = h
	return h
}

// couldVouch reports whether the phone would accept the served list if every TVS server ran, were reachable and
// had been told everything: then nobody needs to touch the phone.
func (l *Lab) couldVouch(ctx context.Context, p *Phone, file string) bool {
	h, key := l.suppose(), l.standing(p, file)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	answer, known := h.vouched[key]
	if !known {
		answer = l.tryVouching(ctx, p, file, h)
		h.vouched[key] = answer
	}
	return answer
}

func (l *Lab) tryVouching(ctx context.Context, p *Phone, file string, h *hypotheses) bool {
	return slices.ContainsFunc(h.knowing, func(knowing *sim.Cluster) bool {
		j := p.Phone.Judge(ctx, whatIf{memory: l.memory, files: l.cluster,
			vouch: func(_, server string, _ int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
				return askTVS(knowing, server, check, r)
			}})
		if file == FileCTL {
			return j.CTL.Decision.Accepted
		}
		return j.ITL.Decision.Accepted
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
	bare := *p
	bare.State.CTL, bare.State.ITL = nil, nil
	if l.wouldRecover(ctx, &bare, l.cluster, l.memory) {
		helps = append(helps, HelpDelete)
	}
	for _, name := range []string{HelpITLReset, HelpCTLReset} {
		if c := h.repaired[name]; c != nil && l.wouldRecover(ctx, p, c, l.memory) {
			helps = append(helps, name)
		}
	}
	for _, backup := range l.backups {
		c := l.cluster.Clone()
		if _, err := c.RestoreFrom(backup); err != nil {
			continue
		}
		if !slices.Contains(helps, HelpRestore) && l.wouldRecover(ctx, p, c, nil) {
			helps = append(helps, HelpRestore)
		}
	}
	return helps
}

// wouldRecover boots a copy of the phone on the cluster. current is the network whose TVS it would ask, nil for
// the cluster's own.
func (l *Lab) wouldRecover(ctx context.Context, p *Phone, c *sim.Cluster, current *memory) bool {
	net := whatIf{memory: l.memory, files: c,
		vouch: func(name, server string, port int, check func([]byte) error, r *tvs.Request) (*tvs.Response, error) {
			if current != nil {
				return current.TVS(ctx, name, p.Model, server, port, check, r)
			}
			return askTVS(c, server, check, r)
		}}
	trial := *p
	trial.State.Cache, trial.State.Status = slices.Clone(p.State.Cache), slices.Clone(p.State.Status)
	trial.Observe = nil
	for range 2 {
		trial.Boot(ctx, net, phone.Reset)
	}
	j := trial.Phone.Judge(ctx, net)
	return accepts(j.CTL) && (!p.Model.SBD || accepts(j.ITL))
}

func accepts(j phone.JudgedList) bool { return j.Served == nil || j.Decision.Accepted }

// Services reports whether an HTTPS service of the phone verifies: the Tomcat certificate of the first node of its
// CallManager group, through the stored lists or TVS.
func (l *Lab) Services(ctx context.Context, p *Phone) phone.Decision {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	if len(p.State.Cache) > 0 || len(p.nodes) == 0 { // answers of TVS that this phone alone may have
		return l.tryService(ctx, p)
	}
	h, key := l.suppose(), l.standing(p, p.nodes[0])
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if _, known := h.peers[key]; !known {
		h.peers[key] = l.tryService(ctx, p)
	}
	return h.peers[key]
}

func (l *Lab) tryService(ctx context.Context, p *Phone) phone.Decision {
	trial := *p
	trial.State.Cache = slices.Clone(p.State.Cache)
	trial.Observe = nil
	var certificate []byte
	if len(p.nodes) > 0 {
		certificate = l.cluster.Node(p.nodes[0]).Certificate(sim.Tomcat).DER
	}
	return trial.VerifyPeer(ctx, l.memory, certificate, trustlist.RoleAppServer)
}
