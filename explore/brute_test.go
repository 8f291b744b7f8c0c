package explore_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/scenarios"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/testrace"
)

// brute tries all deviations of a plan one after the other, with nothing remembered and nothing left out: a statement of what explore.md says
// that shares no code with the search. It plays on plain forks of a runner, whose certificates and clocks are those of every run.
type brute struct {
	t     *testing.T
	begun int // steps of the beginning
	steps []*scenarios.Step
	gangs []gang
	most  int
	found map[string]int // what deviations cost at least where it was found
	tried int
}

// gang is something that can be under way.
type gang struct {
	name, group string
	begin, end  []string
	when        string // "" anywhere, "first" before the plan only, "boots" around a step in which phones boot, "once" without an end
}

// boots are the verbs of steps in which phones can boot.
var boots = []string{"power-on", "reset", "wait", "restart-phone", "apply-config", "advance", "power-off"}

func gangs(groups, nodes []string) (all []gang) {
	for _, g := range groups {
		off, on := []string{"power-off: " + g}, []string{"power-on: " + g}
		all = append(all, gang{"off " + g, g, off, on, ""}, gang{"late " + g, g, off, on, "boots"}, gang{"twice " + g, g, []string{"reset: " + g}, nil, "once"})
		for _, store := range []string{"CallManager", "TVS"} {
			past := []string{"power-off: " + g, "regenerate: {certificate: " + store + ", nodes: all}",
				"restart: {service: [Cisco Trust Verification Service, Cisco Tftp, Cisco CallManager], nodes: all}", "reset: all", "wait: 5m"}
			all = append(all, gang{"old " + g + store, g, past, on, "first"})
		}
	}
	for i, n := range nodes {
		all = append(all,
			gang{"down " + n, "", []string{"fault: {kind: node-down, nodes: " + n + "}"}, []string{"heal: {kind: node-down, nodes: " + n + "}"}, ""},
			gang{"tvs " + n, "", []string{"stop: {service: Cisco Trust Verification Service, nodes: " + n + "}"}, []string{"start: {service: Cisco Trust Verification Service, nodes: " + n + "}"}, ""},
			gang{"tftp " + n, "", []string{"stop: {service: Cisco Tftp, nodes: " + n + "}"}, []string{"start: {service: Cisco Tftp, nodes: " + n + "}"}, ""})
		if i > 0 {
			all = append(all, gang{"replication " + n, "", []string{"fault: {kind: replication-broken, nodes: " + n + "}"}, []string{"heal: {kind: replication-broken, nodes: " + n + "}"}, ""})
		}
	}
	return all
}

// spot is where a course is: what was done, what was left out, what is under way.
type spot struct {
	r      *scenarios.Runner
	done   []bool
	left   []bool
	under  []bool
	budget int
}

func (s spot) fork() spot {
	s.r = s.r.Fork(nil)
	s.done, s.left, s.under = slices.Clone(s.done), slices.Clone(s.left), slices.Clone(s.under)
	return s
}

// next is the first step that was neither done nor left out.
func (s spot) next() int {
	for i := range s.done {
		if !s.done[i] && !s.left[i] {
			return i
		}
	}
	return len(s.done)
}

// all tries everything from a spot on.
func (b *brute) all(ctx context.Context, s spot) {
	b.tried++
	b.look(ctx, s)
	i := s.next()
	if i < len(b.steps) {
		b.try(ctx, s, func(f *spot) bool { f.done[i] = true; return b.take(ctx, f, b.steps[i]) })
	}
	for j := range b.steps {
		if s.left[j] {
			b.try(ctx, s, func(f *spot) bool { f.left[j], f.done[j] = false, true; return b.take(ctx, f, b.steps[j]) })
		}
	}
	for g := range b.gangs {
		if s.under[g] && b.gangs[g].end != nil {
			b.try(ctx, s, func(f *spot) bool { f.under[g] = false; return b.put(ctx, f, b.gangs[g].end) })
		}
	}
	if s.budget > 0 {
		s.budget--
		b.deviate(ctx, s, i)
	}
}

// deviate tries all that costs something.
func (b *brute) deviate(ctx context.Context, s spot, i int) {
	if i < len(b.steps) {
		b.try(ctx, s, func(f *spot) bool { f.left[i] = true; return true })
	}
	for j := i + 1; j < len(b.steps); j++ {
		if !s.done[j] && !s.left[j] {
			b.try(ctx, s, func(f *spot) bool { f.done[j] = true; return b.take(ctx, f, b.steps[j]) })
		}
	}
	for g, one := range b.gangs {
		if s.under[g] || b.gone(s, one.group) {
			continue
		}
		switch one.when {
		case "once":
			b.try(ctx, s, func(f *spot) bool { return b.put(ctx, f, one.begin) })
		case "boots":
			if i < len(b.steps) && slices.Contains(boots, b.steps[i].Verb) {
				b.try(ctx, s, func(f *spot) bool {
					f.done[i] = true
					return b.put(ctx, f, one.begin) && b.take(ctx, f, b.steps[i]) && b.put(ctx, f, one.end)
				})
			}
		default:
			if i < len(b.steps) && (one.when != "first" || !slices.Contains(s.done, true) && !slices.Contains(s.left, true)) {
				b.try(ctx, s, func(f *spot) bool { f.under[g] = true; return b.put(ctx, f, one.begin) })
			}
		}
	}
}

// gone reports whether phones of a group are off because of something under way.
func (b *brute) gone(s spot, group string) bool {
	for g, one := range b.gangs {
		if group != "" && s.under[g] && one.group == group {
			return true
		}
	}
	return false
}

// try goes one way from a spot, if the cluster lets it.
func (b *brute) try(ctx context.Context, s spot, way func(*spot) bool) {
	f := s.fork()
	if way(&f) {
		b.all(ctx, f)
	}
}

func (b *brute) take(ctx context.Context, f *spot, step *scenarios.Step) bool {
	return f.r.Take(ctx, step) == nil
}

func (b *brute) put(ctx context.Context, f *spot, texts []string) bool {
	for _, text := range texts {
		step, err := f.r.Read(text)
		require.NoError(b.t, err)
		if !b.take(ctx, f, step) {
			return false
		}
	}
	return true
}

// look keeps who is locked, and why, as an expectation would find it.
func (b *brute) look(ctx context.Context, s spot) {
	f := s.r.Fork(nil)
	require.NoError(b.t, f.Lab.Settle(ctx))
	for _, one := range f.Lab.Stands(ctx, f.Lab.Phones()) {
		if v := one.Verdict; v.Trust == lab.TrustLocked || v.Trust == lab.TrustRefusing {
			key := fmt.Sprintf("%s %s %s %s %s", one.Phone.Group(), v.Trust, v.List, v.Decision.Code, signer(f.Lab, v.Decision.Signer))
			if price, known := b.found[key]; !known || b.most-s.budget < price {
				b.found[key] = b.most - s.budget
			}
		}
	}
}

// signer finds the certificate that a decision names by its serial number.
func signer(l *lab.Lab, text string) string {
	_, serial, _ := strings.Cut(text, "serial ")
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			for _, store := range []string{"CallManager", "TVS", "ITLRecovery", "CAPF"} {
				if cert := n.Certificate(cucm.Store(store)); cert != nil && fmt.Sprintf("%X", cert.Serial) == serial {
					return store + " of " + n.Name
				}
			}
		}
	}
	return text[:strings.Index(text, ", ")]
}

// TestComplete: within its bounds a search finds what trying everything finds.
func TestComplete(t *testing.T) {
	for name, row := range map[string]struct {
		release, mode string
		most          int
		steps         string
	}{
		"up to 11.5, the wait between": {"11.5", "non-secure", 1, inTurn},
		"two at once": {"11.5", "non-secure", 2, `  - power-on: all
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: [Cisco Trust Verification Service], nodes: all}
  - wait: registered
`},
		"ITLRecovery signs": {"12.5", "non-secure", 1, `  - power-on: all
  - regenerate: {certificate: ITLRecovery, nodes: cucm-pub}
  - wait: 2m
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - reset: all
`},
	} {
		if testrace.On && row.most > 1 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			text := replaced(small, "MODE", row.mode)
			s := loaded(t, []byte("title: a plan\nrelease: \""+row.release+"\"\n"+text+"steps:\n"+row.steps))
			want := bruteForce(t, s, row.most)
			got := map[string]int{}
			property := explore.Property{Never: []lab.Trust{lab.TrustLocked, lab.TrustRefusing}}
			search, err := explore.NewSearch(planned(t, s), explore.Bounds{Most: row.most}, property, explore.Options{All: true})
			require.NoError(t, err)
			r, err := search.Run(t.Context())
			require.NoError(t, err)
			for _, c := range r.Causes {
				for _, group := range c.Groups {
					got[fmt.Sprintf("%s %s %s %s %s", group, c.Trust, c.List, c.Reason, c.Anchor)] = c.Price
				}
			}
			require.Equal(t, want, got)
		})
	}
}

// small is a site with one group on each of two nodes.
const small = `source: tests
cluster:
  mode: MODE
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
`

// bruteForce returns what can be found around a plan.
func bruteForce(t *testing.T, s *scenarios.Scenario, most int) map[string]int {
	t.Helper()
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: keys(t)})
	require.NoError(t, err)
	b := &brute{t: t, most: most, found: map[string]int{}, gangs: gangs(s.Phones.Names(), s.Cluster.Nodes.Names())}
	for b.begun < len(s.Steps) && slices.Contains([]string{"power-on", "wait"}, s.Steps[b.begun].Verb) {
		require.NoError(t, r.Take(t.Context(), &s.Steps[b.begun]))
		b.begun++
	}
	for i := b.begun; i < len(s.Steps); i++ {
		b.steps = append(b.steps, &s.Steps[i])
	}
	n := len(b.steps)
	b.all(t.Context(), spot{r: r, done: make([]bool, n), left: make([]bool, n), under: make([]bool, len(b.gangs)), budget: most})
	t.Logf("%d spots: %s", b.tried, strings.Join(slices.Sorted(maps.Keys(b.found)), ", "))
	return b.found
}
