package bench

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// kin is a process of a made-up system.
type kin struct {
	parent  int
	process process
}

// kinship is a made-up system.
type kinship map[int]kin

func (k kinship) process(pid int) (process, error) {
	p, ok := k[pid]
	if !ok {
		return process{}, errors.New("no such process")
	}
	return p.process, nil
}

func (k kinship) children(of []int) (list []int) {
	for pid, p := range k {
		for _, parent := range of {
			if p.parent == parent {
				list = append(list, pid)
			}
		}
	}
	return list
}

// uses is a process that used so many seconds itself and waited for children that used some.
func uses(own, waited float64) process {
	return process{start: 1, own: cpuTime{user: own}, waited: cpuTime{user: waited}, resident: 100}
}

// TestFamily: what counts of processes that begin, end, and are waited for or not.
func TestFamily(t *testing.T) {
	deaf := uses(1, 0)
	deaf.ignores = true
	before := kinship{1: {0, uses(5, 2)}, 2: {1, uses(3, 0)}, 9: {0, uses(100, 0)}}
	for name, row := range map[string]struct {
		before kinship
		looks  []kinship
		want   float64
		seen   int
		bound  bool
	}{
		"nothing happens":              {before, []kinship{before}, 0, 1, false},
		"father and child compute":     {before, []kinship{{1: {0, uses(6, 2)}, 2: {1, uses(7, 0)}}}, 5, 1, false},
		"a child that is waited for":   {before, []kinship{{1: {0, uses(5, 6)}}}, 1, 1, false},
		"a new one, seen":              {before, []kinship{{1: {0, uses(5, 2)}, 2: {1, uses(3, 0)}, 3: {2, uses(4, 0)}}}, 4, 2, false},
		"a new one, waited for":        {before, []kinship{{1: {0, uses(5, 2)}, 2: {1, uses(3, 0)}, 3: {1, uses(4, 0)}}, {1: {0, uses(5, 6.5)}, 2: {1, uses(3, 0)}}}, 4.5, 2, false},
		"one that nobody saw":          {before, []kinship{{1: {0, uses(5, 4)}, 2: {1, uses(3, 0)}}}, 2, 1, false},
		"one that nobody waits for":    {before, []kinship{{1: {0, uses(5, 2)}, 2: {1, uses(4, 0)}}, {1: {0, uses(5, 2)}}}, 1, 1, true},
		"a daemon whose father is 1":   {before, []kinship{{1: {0, uses(5, 2)}, 2: {77, uses(4, 0)}}}, 1, 1, false},
		"all are gone":                 {before, []kinship{{1: {0, uses(6, 2)}, 2: {1, uses(3, 0)}}, {}}, 1, 1, true},
		"its id is another's":          {before, []kinship{{1: {0, uses(5, 5)}, 2: {8, process{start: 2, own: cpuTime{user: 50}}}}}, 0, 1, false},
		"children that leave no trace": {kinship{1: {0, deaf}}, []kinship{{1: {0, deaf}}}, 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			now := row.before
			f := newFamily(&Processes{pids: []int{1}, from: &current{&now}})
			for _, now = range row.looks {
				f.look()
			}
			u := f.used()
			require.InDelta(t, row.want, u.User, 1e-9)
			require.Equal(t, row.seen, u.Children)
			require.Equal(t, row.bound, u.LowerBound != "", u.LowerBound)
		})
	}
}

// current is the system as it is.
type current struct{ now *kinship }

func (c *current) process(pid int) (process, error) { return c.now.process(pid) }
func (c *current) children(of []int) []int          { return c.now.children(of) }

// TestFamilyOfMany: servers that fork for every client and wait for none are told by what is missing.
func TestFamilyOfMany(t *testing.T) {
	for name, row := range map[string]struct {
		waited float64
		bound  bool
	}{"waited for": {0.001, false}, "not waited for": {0, true}} {
		t.Run(name, func(t *testing.T) {
			now := kinship{1: {0, uses(1, 0)}}
			f := newFamily(&Processes{pids: []int{1}, from: &current{&now}})
			for n := range many {
				now = kinship{1: {0, uses(1, row.waited*float64(n))}, 100 + n: {1, uses(0, 0)}}
				f.look()
			}
			now = kinship{1: {0, uses(1, row.waited*many)}}
			f.look()
			u := f.used()
			require.Equal(t, many, u.Children)
			require.Equal(t, row.bound, u.LowerBound != "")
		})
	}
}
