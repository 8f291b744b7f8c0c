package warn

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/event"
	"tvslab/phone/trust"
	"tvslab/plan/anchor"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/lab"
)

// renewals are the kinds of events that change certificates.
var renewals = map[string]bool{string(fact.Regenerated): true, string(fact.Uploaded): true, string(fact.Reused): true, "deleted": true, "upgrade": true}

func renewed(events []event.Event) bool {
	return slices.ContainsFunc(events, func(e event.Event) bool { return renewals[e.What.Kind()] })
}

func (w *Watcher) backupMissing(m *moment) []found {
	if w.changed || !renewed(m.events) || len(m.before.Backups()) > 0 {
		return nil
	}
	return []found{{text: "certificates are changed here for the first time, and there is no backup of the cluster"}}
}

// known are the stores whose certificates tell phones whom to believe about the next list.
var known = []cucm.Store{cucm.CallManager, cucm.TVS, cucm.ITLRecovery}

// renewedTogether compares what phones hold before the step with what is served then.
func (w *Watcher) renewedTogether(m *moment) []found {
	var stores []string
	for _, e := range m.events {
		if what, ok := e.What.(fact.CertificateReplaced); ok && slices.Contains(known, what.Store) && !slices.Contains(stores, string(what.Store)) {
			stores = append(stores, string(what.Store))
		}
	}
	switch {
	case len(stores) > 1:
		return []found{{text: strings.Join(stores, " and ") + " are renewed in one step: no phone can take the list of the first before the second"}}
	case len(stores) == 0 || w.renewal.Number == 0:
		return nil
	}
	return w.groups(m.before, func(s lab.Stand) bool {
		return s.Phone.On() && slices.Contains(s.Verdict.Lists[:], lab.TrustBehind)
	}, func(n int) string {
		return fmt.Sprintf("%s is renewed, and %s not taken the lists of step %d yet", stores[0], have(n), w.renewal.Number)
	})
}

func hold(n int) string {
	if n == 1 {
		return "1 phone holds"
	}
	return fmt.Sprintf("%d phones hold", n)
}

func have(n int) string {
	if n == 1 {
		return "1 phone has"
	}
	return fmt.Sprintf("%d phones have", n)
}

// groups finds phones in every group.
func (w *Watcher) groups(l *lab.Lab, is func(lab.Stand) bool, text func(int) string) (all []found) {
	counts := map[string]int{}
	for _, s := range l.Stands(context.Background(), l.Phones()) {
		if is(s) {
			counts[s.Phone.Group()] += s.Phones.Len()
		}
	}
	for _, g := range l.Groups() {
		if n := counts[g.Name]; n > 0 {
			all = append(all, found{group: g.Name, text: text(n)})
		}
	}
	return all
}

// shown are the stores whose certificates phones meet.
var shown = append(slices.Clone(known), cucm.CAPF, cucm.Tomcat)

func (w *Watcher) keyTooLong(m *moment) (all []found) {
	for _, e := range m.events {
		what, ok := e.What.(fact.CertificateReplaced)
		if !ok || !slices.Contains(shown, what.Store) {
			continue
		}
		for _, g := range m.after.Groups() {
			limit, bits := rules(m.after, g.Name).MaxKeyBits, what.New.Bits()
			if limit > 0 && bits > limit {
				all = append(all, found{nodes: []string{e.Node}, group: g.Name,
					text: fmt.Sprintf("%s has a key of %d bits, a %s can use %d", what.Store, bits, g.Model, limit)})
			}
		}
	}
	return all
}

func (w *Watcher) digestNotSupported(m *moment) (all []found) {
	for _, e := range m.events {
		what, ok := e.What.(fact.ParameterSet)
		if !ok || what.Name != sim.ParamSignature || what.Value != "SHA-512" {
			continue
		}
		for _, g := range m.after.Groups() {
			if !rules(m.after, g.Name).SHA512 {
				all = append(all, found{group: g.Name, text: fmt.Sprintf("a %s does not know %s, with which files are signed from the next start of Cisco Tftp on", g.Model, what.Value)})
			}
		}
	}
	return all
}

// rules are those of the phones of a group.
func rules(l *lab.Lab, group string) trust.Rules {
	for p := range l.Each(l.Group(group, 1, 1)) {
		return p.Rules()
	}
	return trust.Rules{}
}

func (w *Watcher) phonesOff(m *moment) (all []found) {
	if !listsChanged(m.before, m.after) {
		return nil
	}
	off := w.groups(m.after, func(s lab.Stand) bool {
		return !s.Phone.On() && s.Verdict.Trust != lab.TrustNone && !w.off[s.Phone.Group()]
	},
		func(n int) string { return fmt.Sprintf("a list changes while phones are off: %d", n) })
	for _, f := range off {
		w.off[f.group] = true
	}
	return off
}

func listsChanged(before, after *lab.Lab) bool {
	for i, c := range after.Clusters() {
		for _, n := range c.Nodes {
			if was := before.Clusters()[i].Node(n.ID); was != nil && (was.CTL() != n.CTL() || was.ITL() != n.ITL()) {
				return true
			}
		}
	}
	return false
}

// oneNode goes by the anchors, where the cluster has several nodes, of phones that can ask TVS: what others hold is always the publisher's.
// One anchor is told by the margin.
func (w *Watcher) oneNode(m *moment) (all []found) {
	for i := range m.margins {
		margin := &m.margins[i]
		which, anchors, ok := margin.Least()
		if !ok || anchors < 2 || !margin.ITL.Asked || w.hang[margin.Group] || len(m.after.Cluster().Nodes) == 1 {
			continue
		}
		list := margin.Of(which)
		node := list.Anchors[0].Node
		if node == "" || slices.ContainsFunc(list.Anchors, func(a anchor.Anchor) bool { return a.Node != node }) {
			continue
		}
		w.hang[margin.Group] = true
		all = append(all, found{nodes: []string{node}, group: margin.Group, text: fmt.Sprintf("%s nothing for the next %s that is not on %s: %s", hold(margin.Count), which, node, list)})
	}
	return all
}

// effectless are verbs that are not meant to change cluster or phones, or change what is around them.
var effectless = []string{"expect", "page", "wait", "advance", "backup", "export-recovery-key", "certificate-monitor", "trust", "restart-system",
	"renew-system", "authenticator", "fault", "heal"}

// reading are the beginnings of commands that only show something.
var reading = []string{"show", "file list", "file view", "file get", "file search", "file tail", "file dump", "utils service list", "utils dbreplication",
	"utils disaster_recovery", "help", "utils network", "utils fips status",
	"run sql select"}

func (w *Watcher) noEffect(m *moment) []found {
	refused := slices.ContainsFunc(m.events, func(e event.Event) bool { return e.What.Kind() == "refused" })
	if refused || slices.Contains(effectless, m.Verb) || m.Verb == "cli" && slices.ContainsFunc(reading, m.types) || w.asks(m) || !m.after.Same(m.before) {
		return nil
	}
	return []found{{text: "cluster and phones are as before"}}
}

// resets are the verbs that have phones fetch their files.
var resets = []string{"reset", "restart-phone", "apply-config"}

// asks reports whether a guide asks for what is done, after what was done before: a restart or a reset that the release does by itself.
func (w *Watcher) asks(m *moment) bool {
	if slices.Contains(resets, m.Verb) {
		return w.reset
	}
	return slices.ContainsFunc(m.events, func(e event.Event) bool {
		what, ok := e.What.(fact.ServiceChanged)
		return ok && what.Started && w.asked[what.Service]
	})
}

// remember keeps what later steps are judged by.
func (w *Watcher) remember(m *moment) {
	if renewed(m.events) {
		w.changed, w.renewal = true, m.Step
	}
	w.reset = !slices.Contains(resets, m.Verb) && (w.reset || renewed(m.events) || listsChanged(m.before, m.after))
	for _, e := range m.events {
		switch what := e.What.(type) {
		case fact.CertificateReplaced:
			w.ask(what.Store)
		case fact.TrustUploaded:
			w.ask(what.Store)
		case fact.TrustDeleted:
			w.ask(what.Store)
		case fact.CTLWritten: // tech notes 118893 and 214231
			w.asked[sim.ServiceTFTP], w.asked[sim.ServiceCCM], w.asked[sim.ServiceCTIManager] = true, true, true
		}
	}
	if m.Verb != "restart" && m.Verb != "cli" {
		return
	}
	for _, e := range m.events {
		if what, ok := e.What.(fact.ServiceChanged); ok && what.Started {
			delete(w.asked, what.Service)
		}
	}
}

func (w *Watcher) ask(s cucm.Store) {
	for _, service := range sim.RestartsInGuides(s) {
		w.asked[service] = true
	}
}

// types reports whether the step types a command that begins so.
func (m *moment) types(command string) bool { return strings.Contains(m.Text, "admin:"+command) }
