package lab

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab/population"
	"tvslab/tvs"
)

// What frees a phone that refuses a list.
const (
	HelpDelete   = "delete-trust-list" // by hand, on the phone
	HelpITLReset = "itl-reset"         // utils itl reset localkey
	HelpCTLReset = "ctl-reset"         // utils ctl reset localkey
	HelpRestore  = "restore"           // one of the lab's backups
	HelpDot1X    = "802.1x"            // the issuer of the phone's certificate on the 802.1X authentication server
	HelpSystem   = "system"            // what is wrong between the cluster and the system that the phone stands behind
)

// whatIf is the in-memory network of clusters that are not: files of these, TVS of others, no faults.
type whatIf struct {
	*memory
	files clusters
	vouch func(phone.Call, *tvs.Request) (*tvs.Response, error)
}

// Fetch implements phone.Network.
func (w whatIf) Fetch(_ context.Context, c phone.Call) (*content.File, error) {
	return w.open(w.files, c)
}

// Ask implements phone.Network.
func (w whatIf) Ask(_ context.Context, c phone.Call, r *tvs.Request) (*tvs.Response, error) {
	return w.vouch(c, r)
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

func (w *world) standing(p *awake, asked string) standing {
	s := w.standingOf(p.Class, p.number)
	s.asked = asked
	if why := w.admitted(p); why != nil {
		s.network = why.Error()
	}
	return s
}

// standingOf is the standing of a phone of the class, whatever network it has.
func (w *world) standingOf(c *population.Class, n devices.Number) standing {
	var faults []int
	for i, f := range w.faults {
		if f.Phones.Has(n) {
			faults = append(faults, i)
		}
	}
	return standing{model: c.Model.Name, lists: c.Held().Lists, config: c.State.ParsedConfig, servers: strings.Join(c.TFTP, " "), faults: fmt.Sprint(faults)}
}

// couldVouch reports whether the phone would accept the served list if every TVS server ran, were reachable and
// had been told everything: then nobody needs to touch the phone.
func (w *world) couldVouch(ctx context.Context, p *awake, which trust.List) bool {
	return w.answers().vouched.Of(w.standing(p, which.String()), func() bool { return w.tryVouching(ctx, p, which) })
}

func (w *world) tryVouching(ctx context.Context, p *awake, which trust.List) bool {
	return slices.ContainsFunc(w.answers().knowing(), func(knowing clusters) bool {
		j := p.Phone.Judge(ctx, whatIf{memory: w.memory, files: w.clusters,
			vouch: func(c phone.Call, r *tvs.Request) (*tvs.Response, error) { return askTVS(knowing, c, r) }})
		return j[which].Decision.Accepted
	})
}

// Helps says what would free the phone: each repair is tried on a copy of cluster and phone, which boots twice
// (an accepted ITL may let in the CTL at the next boot). Deleting the lists helps unless the model cannot read the file.
func (l *Lab) Helps(ctx context.Context, stuck Phone) []string {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	p := l.wake(stuck.class(), stuck.number)
	return l.answers().helps.Of(l.standing(p, ""), func() []string { return l.tryHelps(ctx, p) })
}

func (w *world) tryHelps(ctx context.Context, p *awake) []string {
	helps := []string{}
	switch shut := w.admitted(p) != nil; {
	case shut && p.Behind != "":
		return append(helps, HelpSystem)
	case shut:
		return append(helps, HelpDot1X)
	}
	bare := p.copy()
	bare.State.Lists = phone.State{}.Lists
	if w.wouldRecover(ctx, bare, w.clusters, w.memory) {
		helps = append(helps, HelpDelete)
	}
	for _, name := range []string{HelpITLReset, HelpCTLReset} {
		if slices.ContainsFunc(w.answers().repaired()[name], func(all clusters) bool { return w.wouldRecover(ctx, p, all, w.memory) }) {
			helps = append(helps, name)
		}
	}
	for _, b := range w.backups {
		restored, err := w.clusters[b.cluster].After(sim.Restore(b.saved))
		if err != nil {
			continue
		}
		if !slices.Contains(helps, HelpRestore) && w.wouldRecover(ctx, p, w.clusters.with(b.cluster, restored), nil) {
			helps = append(helps, HelpRestore)
		}
	}
	return helps
}

// wouldRecover boots a copy of the phone on these clusters. current is the network whose TVS it would ask, nil for
// the clusters' own.
func (w *world) wouldRecover(ctx context.Context, p *awake, all clusters, current *memory) bool {
	net := whatIf{memory: w.memory, files: all,
		vouch: func(c phone.Call, r *tvs.Request) (*tvs.Response, error) {
			if current != nil {
				return calmly{current}.Ask(ctx, c, r)
			}
			return askTVS(all, c, r)
		}}
	trial := p.copy()
	for range 2 {
		trial.Boot(ctx, net, phone.Reset)
	}
	j := trial.Phone.Judge(ctx, net)
	return accepts(j[trust.CTL]) && (!p.Model.SBD || accepts(j[trust.ITL]))
}

func accepts(j phone.JudgedList) bool { return j.Served == nil || j.Decision.Accepted }
