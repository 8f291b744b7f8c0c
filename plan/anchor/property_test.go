package anchor_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/plan/anchor"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/list"
)

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	return pool
}

// moments is how many random moments are looked at: 60, or what TVSLAB_MOMENTS says.
func moments() int {
	if n, err := strconv.Atoi(os.Getenv("TVSLAB_MOMENTS")); err == nil {
		return n
	}
	return 60
}

// TestRandomMoments: at random moments of random scenarios of the library anchors agree with the verdict; phones that lose all of them
// take no next list, and phones that keep one come to take one.
func TestRandomMoments(t *testing.T) {
	pool := testKeys(t)
	all, err := library.Find("*")
	require.NoError(t, err)
	all = slices.DeleteFunc(all, func(s *scenarios.Scenario) bool { return strings.Contains(s.File, "trouble/") }) // see docs/plan.md, "Margin"
	draw := rand.New(rand.NewPCG(1, 2))
	for range moments() {
		one := all[draw.IntN(len(all))]
		cells := one.Cells()
		s, err := one.For(cells[draw.IntN(len(cells))])
		require.NoError(t, err)
		at := 1 + draw.IntN(len(s.Steps))
		t.Run(fmt.Sprintf("%s %s after step %d", s.Name, s.Cell, at), func(t *testing.T) {
			r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: pool})
			require.NoError(t, err)
			_, err = r.PlayOn(t.Context(), 0, at)
			require.NoError(t, err)
			kept := anchor.Kept{RecoveryKeys: r.RecoveryKeys()}
			for _, stand := range r.Lab.Stands(t.Context(), r.Lab.Phones()) {
				if stand.Verdict.Network == "" && stand.Verdict.Decision.Code != reason.Unreachable { // others get no lists
					look(t, r.Lab, stand, kept)
				}
			}
		})
	}
}

func look(t *testing.T, l *lab.Lab, s lab.Stand, kept anchor.Kept) {
	m := anchor.MarginOf(t.Context(), l, s.Phone, kept)
	for _, which := range trust.Lists {
		held := *m.Of(which)
		if !held.Asked || held.Any {
			continue
		}
		c := moment{l, s.Phone, kept, which, held}
		c.agrees(t, s.Verdict)
		c.losesAll(t)
		for _, a := range held.Anchors {
			c.keeps(t, a)
		}
	}
}

// moment is what a phone holds for a list at a moment of a lab.
type moment struct {
	lab   *lab.Lab
	phone lab.Phone
	kept  anchor.Kept
	which trust.List
	held  anchor.Holding
}

func (m *moment) String() string {
	return fmt.Sprintf("%s, group %s, %s: %s", m.phone.Name(), m.phone.Group(), m.which, m.held)
}

// cases are how verdict and anchors may go together.
var cases = []struct {
	name   string
	trusts []lab.Trust
	none   bool // it has no anchors
}{
	{"it takes what is served", []lab.Trust{lab.TrustCurrent, lab.TrustBehind, lab.TrustBlank, lab.TrustNone}, false},
	{"it must be visited", []lab.Trust{lab.TrustLocked}, true},
	{"it refuses what is served, and would take a list that comes by another way", []lab.Trust{lab.TrustLocked, lab.TrustRefusing}, false},
	{"no TVS server that could vouch runs, is reachable and knows the signer", []lab.Trust{lab.TrustRefusing}, true},
	{"it holds what is served, and knows nobody who can sign the next list", []lab.Trust{lab.TrustCurrent}, true},
	{"it has nothing, and what is served is no list for it: too large, for example", []lab.Trust{lab.TrustNone}, true},
	{"it takes what is served, whose key is gone", []lab.Trust{lab.TrustBehind}, true},
}

func (m *moment) agrees(t *testing.T, v lab.Verdict) {
	stand, none := v.Lists[m.which], len(m.held.Anchors) == 0
	is := -1
	for i, c := range cases {
		if c.none == none && slices.Contains(c.trusts, stand) {
			is = i
		}
	}
	require.GreaterOrEqual(t, is, 0, "%s, verdict %s", m, stand)
	if !refuses(stand) {
		return
	}
	helps := m.lab.Helps(t.Context(), m.phone)
	for _, help := range []string{lab.HelpITLReset, lab.HelpCTLReset, lab.HelpRestore} {
		require.False(t, none && slices.Contains(helps, help), "%s, and yet helped by %s", m, help)
	}
	for _, a := range m.held.Anchors {
		chained := m.which == trust.CTL && !refuses(v.Lists[trust.ITL])
		require.True(t, chained || a.Way != "the list that is served", "%s, and yet %s", m, stand)
	}
}

func refuses(stand lab.Trust) bool { return stand == lab.TrustLocked || stand == lab.TrustRefusing }

// losesAll: a next list, if one can still be made, is refused.
func (m *moment) losesAll(t *testing.T) {
	fork, p, left := m.lose(t, func(anchor.Anchor) bool { return true })
	for _, stand := range fork.Judge(t.Context(), p).Lists {
		if stand == lab.TrustBehind {
			return // what is served outlives its key
		}
	}
	before := m.served(fork)
	anchor.Renew(fork)
	boot(t, fork, p)
	stand := fork.Judge(t.Context(), p).Lists[m.which]
	require.True(t, refuses(stand) || stand == lab.TrustNone || before == m.served(fork), "%s, loses all: %s", m, stand)
	after := anchor.MarginOf(t.Context(), fork, p, left)
	require.True(t, refuses(stand) || len(after.Of(m.which).Anchors) == 0, "%s, loses all: %s", m, after.Of(m.which))
}

// keeps: where all others are lost, the phone takes a next list, by the anchor's way or by another one: what was served then may be gone
// with the others.
func (m *moment) keeps(t *testing.T, a anchor.Anchor) {
	for _, n := range m.lab.Cluster().Nodes {
		if n.ReplicationBroken || n.SFTPBroken {
			return // what is new since the others were lost does not reach the node
		}
	}
	fork, p, left := m.lose(t, func(b anchor.Anchor) bool { return b.Name != a.Name })
	err := a.Go(fork, left)
	if err != nil && strings.Contains(err.Error(), "regenerate ITLRecovery first") {
		return // its key is too short beside the new one of CallManager
	}
	require.NoError(t, err, "%s", m)
	boot(t, fork, p)
	for _, way := range slices.Concat(anchor.Ways(), anchor.Ways()) { // a CTL that lets in the ITL comes first
		if !refuses(fork.Judge(t.Context(), p).Lists[m.which]) {
			return
		}
		if (anchor.Anchor{Way: way.Name}).Go(fork, anchor.Kept{}) == nil {
			boot(t, fork, p)
		}
	}
	v := fork.Judge(t.Context(), p)
	require.Fail(t, "refused", "%s, keeps %s (%s): %s %s", m, a.Name, a.Way, v.Lists[m.which], v.Decision.Code)
}

// lose lets anchors fail on a copy of the lab.
func (m *moment) lose(t *testing.T, lost func(anchor.Anchor) bool) (*lab.Lab, lab.Phone, anchor.Kept) {
	fork, left := m.lab.Fork(nil), m.kept
	for _, a := range m.held.Anchors {
		if lost(a) {
			var err error
			left, err = a.Lose(fork, left)
			require.NoError(t, err)
		}
	}
	fork.Advance(10 * time.Minute) // TVS takes note
	p, _ := fork.Phone(m.phone.Name())
	return fork, p, left
}

// boot resets a phone twice: an accepted ITL may let in the CTL at the next.
func boot(t *testing.T, l *lab.Lab, p lab.Phone) {
	require.NoError(t, l.PowerOn(t.Context(), p.Alone()))
	for range 2 {
		require.NoError(t, l.Reset(t.Context(), phone.Reset, p.Alone()))
	}
}

// served is the list that the phone's first server has.
func (m *moment) served(l *lab.Lab) *list.File {
	server := m.phone.TFTP()[0]
	n := l.ClusterOf(server).Node(server)
	return [...]*list.File{n.CTL(), n.ITL()}[m.which]
}
