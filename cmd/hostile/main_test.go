package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/hostile/attack"
	"tvslab/cmd/hostile/honest"
	"tvslab/cmd/hostile/target"
)

// TestTable: every row can be chosen by its name, says what it does, and excuses only clients that there are.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range attack.All() {
		t.Run(a.Name, func(t *testing.T) {
			require.False(t, seen[a.Name], "twice")
			seen[a.Name] = true
			require.NotEmpty(t, a.Does)
			require.NotNil(t, a.Play)
			require.Subset(t, attack.Everybody, a.Excused)
			require.False(t, a.Both && a.Lab == nil, "an engine is that of a lab")
			chosen, err := choose(attack.All(), []string{a.Name})
			require.NoError(t, err)
			require.Len(t, chosen, 1)
			require.Equal(t, a.Does, chosen[0].Does)
		})
	}
}

// TestArguments: what is wrong is said, with status 2, before anything is built or played.
func TestArguments(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"attack":   {[]string{"--only", "nothing"}, `--only "nothing": there is no such attack`},
		"long":     {[]string{"--long", "-1"}, "--long -1: not from 0 to 100"},
		"argument": {[]string{"all"}, `an argument "all" is not known`},
		"flag":     {[]string{"--forever"}, "unknown flag: --forever"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			require.Equal(t, wrongFlag, run(t.Context(), c.args, &out, &errs))
			require.Contains(t, errs.String(), c.says)
			require.Empty(t, out.String())
		})
	}
}

func TestList(t *testing.T) {
	var out bytes.Buffer
	require.Equal(t, held, run(t.Context(), []string{"--list", "--only", "silent"}, &out, &out))
	require.Equal(t, "silent                   2s  thousands of connections to all ports that say nothing\n", out.String())
}

// TestProgramThatIsNone: an attack that cannot be played is no attack that was withstood.
func TestProgramThatIsNone(t *testing.T) {
	var out, errs bytes.Buffer
	require.Equal(t, unplayed, run(t.Context(), []string{"--binary", "/bin/false", "--only", "http-malformed"}, &out, &errs))
	require.Contains(t, errs.String(), "hostile: http-malformed: serve ended at once")
}

// TestJudgeClients: which honest clients may fail and how long they may wait is the attack's criterion.
func TestJudgeClients(t *testing.T) {
	refused := errors.New("connection refused")
	for name, c := range map[string]struct {
		criteria attack.Criteria
		tally    honest.Tally
		want     string
	}{
		"served":       {attack.Criteria{}, honest.Tally{Asked: 9, Slowest: time.Second}, ""},
		"failed":       {attack.Criteria{}, honest.Tally{Asked: 9, Failed: 2, Last: refused}, "honest client of tvs: 2 of 9 failed meanwhile, the last with connection refused"},
		"excused":      {attack.Criteria{Excused: []string{"tvs"}}, honest.Tally{Asked: 9, Failed: 9, Last: refused}, ""},
		"other":        {attack.Criteria{Excused: []string{"tftp"}}, honest.Tally{Asked: 9, Failed: 9, Last: refused}, "9 of 9 failed"},
		"waited":       {attack.Criteria{Wait: time.Second}, honest.Tally{Asked: 9, Slowest: 2 * time.Second}, "honest client of tvs waited 2s, longer than 1s"},
		"lied to":      {attack.Criteria{Excused: []string{"tvs"}}, honest.Tally{Asked: 9, Failed: 2, Lies: 1}, "honest client of tvs: 1 times the server said that a file is missing"},
		"never served": {attack.Criteria{}, honest.Tally{Slowest: 2 * time.Second}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := &result{attack: attack.Attack{Criteria: c.criteria}, clients: map[string]honest.Tally{"tvs": c.tally}}
			r.judgeClients()
			if c.want == "" {
				require.Empty(t, r.faults)
				return
			}
			require.Len(t, r.faults, 1)
			require.Contains(t, r.faults[0], c.want)
		})
	}
}

// TestLine: an attack is a line of figures, and what does not hold stands below.
func TestLine(t *testing.T) {
	r := &result{attack: attack.Attack{Name: "silent"}, engine: "pin", field: &attack.Field{Lab: &target.Lab{}}, took: 3 * time.Second,
		clients: map[string]honest.Tally{"tvs": {Asked: 3, Slowest: time.Second}, "boot": {Asked: 2, Failed: 1, Slowest: 2 * time.Second}},
		again:   1234 * time.Millisecond, settled: 2 * time.Second, ended: 1234567,
		before: target.Look{Usage: target.Usage{RSS: 20 << 20, Descriptors: 27}, Goroutines: 25},
		peak:   target.Look{Usage: target.Usage{RSS: 90 << 20, Descriptors: 4000}}}
	require.Equal(t, "held    silent/pin                   3.0s; honest 5 asked, 1 failed, slowest 2s (boot); again 1.23s, settled 2s, ended 1.2ms; "+
		"rss 20, 90, 0 MB; fds 27, 4000, 0; goroutines 25, 0\n", r.String())
	r.broken(errors.New("first\nsecond"))
	lines := slices.Collect(strings.Lines(r.String()))
	require.True(t, strings.HasPrefix(lines[0], "FAILED"))
	require.Equal(t, []string{"        first\n", "        second\n"}, lines[1:])
}
