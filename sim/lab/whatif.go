package lab

import (
	"context"
	"slices"

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
}

// suppose returns the hypotheses for the cluster as it is.
func (l *Lab) suppose() *hypotheses {
	l.supposing.Lock()
	defer l.supposing.Unlock()
	if l.supposed != nil && l.supposed.version == l.version {
		return l.supposed
	}
	h := &hypotheses{version: l.version, knowing: []*sim.Cluster{l.cluster.AllKnowing(false), l.cluster.AllKnowing(true)}, repaired: map[string]*sim.Cluster{}}
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
	return slices.ContainsFunc(l.suppose().knowing, func(knowing *sim.Cluster) bool {
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
// (an accepted ITL may let in the CTL at the next boot). Deleting the lists always helps.
func (l *Lab) Helps(ctx context.Context, p *Phone) []string {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	helps := []string{HelpDelete}
	h := l.suppose()
	for _, name := range []string{HelpITLReset, HelpCTLReset} {
		if c := h.repaired[name]; c != nil && l.wouldRecover(ctx, p, c, l.memory) {
			helps = append(helps, name)
		}
	}
	for _, backup := range l.backups {
		c := backup.Clone()
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
	trial := *p
	trial.State.Cache = slices.Clone(p.State.Cache)
	trial.Observe = nil
	var certificate []byte
	if len(p.nodes) > 0 {
		certificate = l.cluster.Node(p.nodes[0]).Certificate(sim.Tomcat).DER
	}
	return trial.VerifyPeer(ctx, l.memory, certificate, trustlist.RoleAppServer)
}
