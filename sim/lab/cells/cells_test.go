package cells_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/cells"
	"tvslab/sim/lab/filter"
)

// site has a group whose devices are in no order and have gaps, between two others.
const site = `title: A lab
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  berlin-8841: {model: "8841", count: 30, tftp: cucm-pub}
  hall: {model: "8851", tftp: [cucm-sub1, cucm-pub], devices: [SEP00000000000B, SEP000000000001, SEP0FFFFFFFFFFF]}
  berlin-7940: {model: "7940", count: 5, tftp: cucm-sub1}
steps: [expect: {hall: {trust: none}}]
`

func openLab(t *testing.T, steps ...string) *lab.Lab {
	t.Helper()
	pool, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	s, err := scenarios.Load("lab.yaml", []byte(site))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: pool})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	for _, step := range steps {
		require.NoError(t, r.Do(t.Context(), step))
	}
	return r.Lab
}

// TestCellsAgree: what the field shows of each phone is what the lab says of it, however phones are put together.
func TestCellsAgree(t *testing.T) {
	l := openLab(t, `power-on: ["berlin-8841[1..20]", hall]`, `power-off: "berlin-8841[7]"`, `regenerate: {nodes: cucm-pub, certificate: CallManager}`)
	waiting, _ := l.Waiting()
	require.NotEmpty(t, waiting)
	for _, by := range cells.Ways() {
		for _, text := range []string{"", "on", "-group:hall", "current off"} {
			f, err := filter.Parse(text)
			require.NoError(t, err)
			stands, err := f.Stands(t.Context(), l, l.Phones())
			require.NoError(t, err)
			chosen := map[string]lab.Stand{}
			for _, s := range stands {
				for p := range l.Each(s.Phones) {
					chosen[p.Name()] = s
				}
			}
			d, err := cells.Of(t.Context(), l, f, by)
			require.NoError(t, err)
			place, counts := 0, map[uint16]int{}
			for _, row := range d.Order.Rows() {
				for n := row.First; n <= row.Last; n++ {
					s, is := chosen[n.Name()]
					trust, state, shown := d.Codes[place].Split()
					require.Equal(t, is, shown, n.Name())
					if is {
						p, _ := l.Phone(n.Name())
						waits := len(waiting.And(p.Alone())) > 0
						require.Equal(t, s.Verdict.Trust, trust)
						require.Equal(t, stateOf(p, s, waits), state, n.Name())
						counts[d.In[place]]++
					}
					place++
				}
			}
			require.Equal(t, 38, place)
			require.Len(t, d.Sections, len(counts))
			for i, section := range d.Sections {
				require.Equal(t, counts[uint16(i)], section.Count, "%s %q: %s", by, text, section.Name)
			}
			require.Equal(t, len(chosen), d.Chosen)
		}
	}
	_, err := cells.Of(t.Context(), l, nil, "grup")
	require.ErrorContains(t, err, `by "grup": one of group, site, model, tftp, registered; did you mean group?`)
}

func stateOf(p lab.Phone, s lab.Stand, waits bool) cells.State {
	state := cells.Off
	switch {
	case p.On() && s.Verdict.Registered != "":
		state = cells.Registered
	case p.On():
		state = cells.Unregistered
	}
	if waits {
		state += cells.UnregisteredWaits - cells.Unregistered
	}
	return state
}

// TestCodes: each verdict in each state has a code of its own.
func TestCodes(t *testing.T) {
	seen := map[cells.Code]string{0: "not chosen"}
	for _, trust := range lab.Trusts() {
		for state := cells.Off; state <= cells.RegisteredWaits; state++ {
			c := cells.CodeOf(trust, state)
			require.Empty(t, seen[c])
			seen[c] = fmt.Sprint(trust, state)
			gotTrust, gotState, ok := c.Split()
			require.True(t, ok)
			require.Equal(t, []any{trust, state}, []any{gotTrust, gotState})
		}
	}
	_, _, ok := cells.Code(0).Split()
	require.False(t, ok)
	_, _, ok = cells.Code(200).Split()
	require.False(t, ok)
}
