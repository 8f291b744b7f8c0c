package boots

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/bench"
	"tvslab/devices"
	"tvslab/feature"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/scenarios/site"
	"tvslab/sim/keypool"
)

func TestShares(t *testing.T) {
	groups := func(counts ...int) (list site.Groups) {
		for _, n := range counts {
			list = append(list, site.Group{Count: n})
		}
		return list
	}
	named := func(list site.Groups, numbers ...int) site.Groups {
		for _, i := range numbers {
			list[i].Devices.List = devices.Counted(1, list[i].Count)
		}
		return list
	}
	for name, row := range map[string]struct {
		count  int
		groups site.Groups
		want   []int
	}{
		"one":                      {7, groups(10), []int{7}},
		"as in the scenario":       {100, groups(30, 10), []int{75, 25}},
		"the first takes the rest": {10, groups(1, 1, 1), []int{4, 3, 3}},
		"fewer phones than groups": {1, groups(1, 1), []int{1, 0}},
		"all that have names":      {12, named(groups(1, 4, 7), 0, 1, 2), []int{1, 4, 7}},
		"the rest where room is":   {10, named(groups(1, 4, 7), 0), []int{1, 4, 5}},
		"more than have names":     {100, named(groups(10, 30), 1), []int{70, 30}},
	} {
		require.Equal(t, row.want, shares(row.count, row.groups), name)
	}
}

func TestLoopback(t *testing.T) {
	for name, row := range map[string]struct {
		hosts map[string]string
		tftp  []string
		want  bool
	}{
		"none":            {nil, nil, false},
		"an address":      {nil, []string{"127.0.0.1"}, true},
		"with a port":     {nil, []string{"127.0.0.1:6969"}, true},
		"one is not":      {nil, []string{"127.0.0.1", "192.0.2.1"}, false},
		"a name":          {nil, []string{"cucm-pub"}, false},
		"a name by table": {map[string]string{"cucm-pub": "127.1.2.3"}, []string{"cucm-pub"}, true},
		"a host is not":   {map[string]string{"cucm-sub": "192.0.2.1"}, []string{"127.0.0.1"}, false},
	} {
		require.Equal(t, row.want, loopback(&sockets.Servers{Hosts: row.hosts}, row.tftp), name)
	}
}

func TestServersOf(t *testing.T) {
	require.Equal(t, []string{"a", "b", "c"}, serversOf([]fleet.Group{{TFTP: []string{"a", "b"}}, {TFTP: []string{"b", "c"}}}))
}

// TestAgainst: a storm on servers that are not there has phones of its own addresses and closes what it opened.
func TestAgainst(t *testing.T) {
	config := fleet.Config{Count: 3, Groups: []fleet.Group{{Name: "a", TFTP: []string{"127.0.0.1:9"}, Models: []fleet.Share{{Model: "8841"}}}}}
	s, err := Against(Ask{Phones: 3, Workers: 2}, config, &sockets.Servers{Hosts: map[string]string{}}, nil)
	require.NoError(t, err)
	require.Equal(t, "servers 127.0.0.1:9", s.Describe)
	require.False(t, s.InProcess)
	require.Equal(t, 3, s.Target.Size())
	require.Equal(t, 2, s.Workers)
	if feature.Sources.Here() {
		require.Equal(t, "127.80.0.2", s.Target.(*Fleet).Phones.Source("SEP0A0101000002").String())
	}
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "a second time closes nothing")

	config.Groups = nil
	_, err = Against(Ask{Phones: 3, Workers: 2}, config, &sockets.Servers{}, nil)
	require.ErrorContains(t, err, "fleet of 0 groups")
}

// TestCloseOrder: what was opened last is closed first, and every error is told.
func TestCloseOrder(t *testing.T) {
	var order []int
	var s Storm
	for i := range 3 {
		s.onClose(func() error { order = append(order, i); return errors.New(string(rune('a' + i))) })
	}
	require.EqualError(t, s.Close(), "c\nb\na")
	require.Equal(t, []int{2, 1, 0}, order)
}

// TestScenarioStorm boots the phones of a scenario's groups, first new, then with what they stored.
func TestScenarioStorm(t *testing.T) {
	cells, err := library.Pick("tftp-both-changed-tvs-ok", library.Selection{})
	require.NoError(t, err)
	cell := cells[0]
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	for name, stored := range map[string]int{"new": -1, "stored": 0} {
		t.Run(name, func(t *testing.T) {
			on := Scenario{Cell: cell, Steps: cell.FirstExpect(), StoredAt: stored, Options: scenarios.Options{Keys: keys}}
			s, err := on.Storm(t.Context(), Ask{Phones: 40, Workers: 8})
			require.NoError(t, err)
			defer func() { require.NoError(t, s.Close()) }()
			require.Equal(t, 40, s.Target.Size())
			require.Equal(t, 8, s.Workers)
			require.Empty(t, s.Warnings)
			require.Equal(t, "tftp-both-changed-tvs-ok on CUCM 8.6, non-secure, in memory in this process", s.Describe)
			phases := phases{}
			for k := range s.Target.Size() {
				require.NoError(t, s.Target.Boot(context.Background(), k, phases))
			}
			require.Equal(t, 40, phases[bench.Configuration])
		})
	}
}

// phases counts phases.
type phases map[bench.Phase]int

func (p phases) Record(s bench.Step) { p[s.Phase]++ }

// kept are the steps of one boot, without what they took.
type kept []bench.Step

func (k *kept) Record(s bench.Step) { s.Duration = 0; *k = append(*k, s) }

// hidden is a network that does not tell which phones get the same answers: every phone boots through all the logic.
type hidden struct{ phone.Network }

// TestRepeatedBoots: phones that repeat what others like them did record and become what they would have, had they booted
// themselves: as they booted first, and again after the cluster has changed.
func TestRepeatedBoots(t *testing.T) {
	for _, name := range []string{"tftp-both-changed-tvs-changed", "capf-expired-lsc-phones-recovered"} {
		t.Run(name, func(t *testing.T) {
			cells, err := library.Pick(name, library.Selection{})
			require.NoError(t, err)
			cell := cells[0]
			keys, err := keypool.Open("../../testdata/keys", nil)
			require.NoError(t, err)
			targets := func(wrap func(*Fleet)) (list []*Fleet, play func(from, to int)) {
				r, err := scenarios.Prepare(t.Context(), cell, scenarios.Options{Keys: keys})
				require.NoError(t, err)
				sc := Scenario{Cell: cell, Options: scenarios.Options{Keys: keys}}
				for i := range cell.Phones {
					names, err := r.Lab.Provision(i, 20)
					require.NoError(t, err)
					f, err := sc.fleet(&Storm{}, r.Lab, i, names)
					require.NoError(t, err)
					wrap(f)
					list = append(list, f)
				}
				return list, func(from, to int) { _, err := r.PlayOn(t.Context(), from, to); require.NoError(t, err) }
			}
			repeat, play := targets(func(*Fleet) {})
			alone, playAlone := targets(func(f *Fleet) { f.Network = hidden{f.Network} })
			for step := range len(cell.Steps) {
				for i := range repeat {
					for k := range 20 {
						var one, other kept
						require.Equal(t, fmt.Sprint(alone[i].Boot(t.Context(), k, &other)), fmt.Sprint(repeat[i].Boot(t.Context(), k, &one)))
						require.Equal(t, other, one)
						require.Equal(t, alone[i].Phones.Outcome(k), repeat[i].Phones.Outcome(k))
					}
				}
				play(step, step+1)
				playAlone(step, step+1)
			}
		})
	}
}
