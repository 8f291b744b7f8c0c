package remedy_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/remedy"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/lab"
)

// refusing returns those of the phones that would refuse a list that is served.
func refusing(ctx context.Context, l *lab.Lab, phones devices.Set) devices.Set {
	var sets []devices.Set
	for _, s := range l.Stands(ctx, phones) {
		if s.Verdict.Trust.WorseThan(lab.TrustBehind) {
			sets = append(sets, s.Phones)
		}
	}
	return devices.Union(sets...)
}

// TestHelps: what verdicts say would help (lab.Helps) and what was played agree, wherever phones of these scenarios refuse a list.
func TestHelps(t *testing.T) {
	var compared atomic.Int64
	t.Cleanup(func() { require.Greater(t, compared.Load(), int64(10)) })
	for _, name := range strings.Fields(`tftp-both-changed-tvs-changed regen-callmanager-publisher-tokenless-no-sbd three-renewed-together-then-localkey
		worst-case-tac`) {
		found, err := library.Find(name)
		require.NoError(t, err)
		for _, s := range found {
			for _, c := range s.Cells() {
				one, err := s.For(c)
				require.NoError(t, err)
				t.Run(name+"/"+c.String(), func(t *testing.T) { t.Parallel(); compared.Add(agree(t, one)) })
			}
		}
	}
}

// agree plays a scenario and compares after each step that makes phones refuse something else.
func agree(t *testing.T, s *scenarios.Scenario) (compared int64) {
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Lab.Close()) }()
	asked := map[string]bool{}
	for i := range s.Steps {
		require.NoError(t, r.Take(t.Context(), &s.Steps[i]))
		for _, stand := range r.Lab.Stands(t.Context(), refusing(t.Context(), r.Lab, r.Lab.Phones())) {
			key := stand.Phone.Group() + string(stand.Verdict.Trust) + stand.Verdict.List + stand.Verdict.Decision.Signer
			if asked[key] {
				continue
			}
			asked[key] = true
			compared++
			want := r.Lab.Helps(t.Context(), stand.Phone)
			tried, err := remedy.Case{Now: r, Phones: stand.Phones, Left: refusing}.Try(t.Context())
			require.NoError(t, err)
			played := codes(tried)
			for _, help := range []string{lab.HelpDelete, lab.HelpITLReset, lab.HelpCTLReset, lab.HelpRestore} {
				require.Equal(t, slices.Contains(want, help), slices.Contains(played, help), "step %d, %s: %s: %v and %v", i+1, stand.Phone.Group(), help, want, played)
			}
		}
	}
	return compared
}

func codes(tried []remedy.Tried) (names []string) {
	for _, x := range tried {
		names = append(names, string(x.Code))
	}
	return names
}
