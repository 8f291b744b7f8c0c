package warn

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/list"
	"tvslab/trustlist"
)

// What separates a service, what is said of it, and the node.
const (
	reason    = "\x01"
	separator = "\x00"
)

func dueNow(l *lab.Lab) (all []string) {
	for _, c := range l.Clusters() {
		for _, d := range c.RestartsDue() {
			all = append(all, d.Service+reason+d.Why+separator+d.Node.Name)
		}
	}
	return all
}

// restartDue tells of services that are due for the same reason on the same nodes together.
func (w *Watcher) restartDue() (all []found) {
	for _, f := range byNode(w.due) {
		service, why, _ := strings.Cut(f.text, reason)
		i := slices.IndexFunc(all, func(o found) bool {
			return strings.HasSuffix(o.text, reason+why) && o.at == f.at && slices.Equal(o.nodes, f.nodes)
		})
		if i < 0 {
			all = append(all, f)
			continue
		}
		all[i].text = strings.Replace(all[i].text, reason, ", "+service+reason, 1)
	}
	for i := range all {
		all[i].text = strings.Replace(all[i].text, reason, ": ", 1)
	}
	return all
}

// byNode makes one finding of what is said of several nodes since the same step.
func byNode(since map[string]Step) (all []found) {
	for _, what := range slices.Sorted(maps.Keys(since)) {
		text, node, _ := strings.Cut(what, separator)
		s := since[what]
		i := slices.IndexFunc(all, func(f found) bool { return f.text == text && f.at == s })
		if i < 0 {
			all = append(all, found{at: s, nodes: []string{node}, text: text})
			continue
		}
		all[i].nodes = append(all[i].nodes, node)
	}
	return all
}

func (w *Watcher) listsDiffer() []found { return byNode(w.differ) }

// differing says which nodes that serve files have another CTL than the publisher, or another ITL than the first of them as far as all
// should be the same: the certificates of TVS and CAPF.
func differing(l *lab.Lab) (all []string) {
	for _, c := range l.Clusters() {
		var first *sim.Node
		for _, n := range c.Nodes {
			if n.Down || !n.Running(sim.ServiceTFTP) || n.ITL() == nil {
				continue
			}
			if n.CTL() != c.Publisher().CTL() {
				all = append(all, "the CTL is not that of the publisher"+separator+n.Name)
			}
			if first == nil {
				first = n
			} else if !slices.Equal(common(first.ITL()), common(n.ITL())) {
				all = append(all, "the ITL lists other certificates of TVS or CAPF than that of "+first.Name+separator+n.Name)
			}
		}
	}
	return all
}

// common are the certificates of an ITL that all nodes should list.
func common(f *list.File) (all []string) {
	if f.List == nil {
		return nil
	}
	for i := range f.List.Records {
		if r := &f.List.Records[i]; r.Is(trustlist.RoleTVS, trustlist.RoleCAPF) {
			all = append(all, fmt.Sprintf("%s %x", r.Issuer, r.Serial))
		}
	}
	slices.Sort(all)
	return all
}

func (w *Watcher) resetsWaiting() []found {
	waiting, why := w.now.Waiting()
	if waiting.Len() == 0 {
		return nil
	}
	return []found{{text: fmt.Sprintf("%s been told to reset (%s)", have(waiting.Len()), strings.Join(why, "; "))}}
}

func (w *Watcher) expiring(m *moment) []found {
	return ending(m.after, m.before.Now(), m.after.Now(), "%s ends in the course of the plan, on %s")
}

func (w *Watcher) expired() []found {
	return ending(w.now, time.Time{}, w.begun, "%s expired before the plan began, on %s")
}

func (w *Watcher) expiresSoon() []found {
	return ending(w.now, w.now.Now(), w.now.Now().Add(w.horizon), "%s ends on %s")
}

// ending finds identity certificates that end after one time and not after another.
func ending(l *lab.Lab, after, until time.Time, text string) (all []found) {
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			for _, s := range cucm.IdentityStores {
				if cert := n.Certificate(s); cert != nil && cert.X509.NotAfter.After(after) && !cert.X509.NotAfter.After(until) {
					all = append(all, found{nodes: []string{n.Name}, text: fmt.Sprintf(text, s, cert.X509.NotAfter.UTC().Format(time.DateOnly))})
				}
			}
		}
	}
	return all
}
