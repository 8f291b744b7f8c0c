package control

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/folder"
	"tvslab/why"
)

// served are the lists that the nodes of a lab serve, and the certificates that sign them, byte for byte.
func served(l *Lab) (all []string) {
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			all = append(all, string(n.ITL().Bytes()), string(n.Certificate("CallManager").DER), string(n.Certificate("TVS").DER))
		}
	}
	return all
}

// TestMoment: the lab is looked at as it was right after a step: certificates and lists byte for byte, phones, what they hold, and their stories.
// It is no other afterwards.
func TestMoment(t *testing.T) {
	shared, f := stored(t)
	_, err := shared.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	_, err = shared.Do(t.Context(), "regenerate: {certificate: [CallManager, TVS], nodes: all}")
	require.NoError(t, err)
	want, status := served(shared), shared.Status(t.Context())
	phones, err := shared.Phones(t.Context(), PhoneQuery{})
	require.NoError(t, err)
	detail, err := shared.ShowPhone(t.Context(), phones.Phones[0].Name, 5)
	require.NoError(t, err)
	require.NoError(t, shared.Snapshot(t.Context(), "both changed"))
	_, err = shared.Do(t.Context(), "delete-trust-list: all")
	require.NoError(t, err)
	_, err = shared.Do(t.Context(), "regenerate: {certificate: CallManager, nodes: all}")
	require.NoError(t, err)
	now := served(shared)

	for _, place := range []string{"2", "snapshot-both changed"} {
		then, err := shared.Moment(t.Context(), place)
		require.NoError(t, err)
		require.Equal(t, want, served(then), place)
		was := then.Status(t.Context())
		require.Equal(t, status.Groups, was.Groups)
		require.Equal(t, status.Nodes, was.Nodes)
		require.Equal(t, status.Clock, was.Clock)
		held, err := then.Phones(t.Context(), PhoneQuery{})
		require.NoError(t, err)
		require.Equal(t, phones, held)
		one, err := then.ShowPhone(t.Context(), phones.Phones[0].Name, 5)
		require.NoError(t, err)
		require.Equal(t, detail, one)
		_, err = then.Why(t.Context(), why.Ask{Phone: phones.Phones[0].Name})
		require.NoError(t, err)
		past, err := then.Past(t.Context())
		require.NoError(t, err)
		require.Equal(t, &Past{Place: place, Step: 2, Who: "lab", What: "regenerate: {certificate: [CallManager, TVS], nodes: all}", Clock: was.Clock}, past)
		h, err := then.History(t.Context())
		require.NoError(t, err)
		require.Len(t, h.Steps, 4)
	}
	require.Equal(t, now, served(shared))
	none, err := shared.Past(t.Context())
	require.NoError(t, err)
	require.Nil(t, none)
	require.NoError(t, f.Close())
}

// TestMomentIsOver: nothing changes a moment: no step, no command, no clock, no history. Commands that only show something do.
func TestMomentIsOver(t *testing.T) {
	shared, _ := stored(t)
	_, err := shared.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	then, err := shared.Moment(t.Context(), "0")
	require.NoError(t, err)
	before := served(then)
	s, err := then.Session("cucm-pub")
	require.NoError(t, err)
	typed, err := s.Type(t.Context(), []string{"show itl", "set cert regen TVS"}, []string{"yes"})
	require.NoError(t, err)
	require.Contains(t, typed[0].Output, "ITL")
	require.Contains(t, typed[1].Refused+typed[1].Output, string(errPast))
	for name, change := range map[string]func() error{
		"step":     func() error { _, err := then.Do(t.Context(), "power-off: all"); return err },
		"phones":   func() error { _, err := then.DoPhones(t.Context(), Deed{Do: "off"}); return err },
		"clock":    func() error { _, err := then.StepClock(t.Context(), "10m"); return err },
		"rate":     func() error { _, err := then.SetClock("real"); return err },
		"undo":     func() error { _, err := then.Undo(t.Context()); return err },
		"snapshot": func() error { return then.Snapshot(t.Context(), "no") },
	} {
		require.ErrorIs(t, change(), errPast, name)
	}
	require.Equal(t, before, served(then))
}

// TestMomentsKept: a few moments stay ready, and no more; where there is none, that is said.
func TestMomentsKept(t *testing.T) {
	shared, _ := stored(t)
	for range 3 {
		_, err := shared.Do(t.Context(), "power-on: all")
		require.NoError(t, err)
		_, err = shared.Do(t.Context(), "power-off: all")
		require.NoError(t, err)
	}
	first, err := shared.Moment(t.Context(), "1")
	require.NoError(t, err)
	again, err := shared.Moment(t.Context(), "1")
	require.NoError(t, err)
	require.Same(t, first, again)
	within, err := first.Moment(t.Context(), "1")
	require.NoError(t, err)
	require.Same(t, first, within)
	for _, place := range []string{"2", "3", "4", "5"} {
		_, err = shared.Moment(t.Context(), place)
		require.NoError(t, err)
	}
	require.Len(t, shared.moments.ready, mostLooked)
	other, err := shared.Moment(t.Context(), "1")
	require.NoError(t, err)
	require.NotSame(t, first, other)
	for _, place := range []string{"99", "m99", "snapshot-none", "x", "../1"} {
		_, err = shared.Moment(t.Context(), place)
		require.ErrorAs(t, err, new(NotFoundError), place)
	}
	_, err = openLab(t, false).Moment(t.Context(), "1")
	require.ErrorIs(t, err, errForgotten)
}

// TestMomentsBeside: moments are looked at while the lab goes on, and each is what it was.
func TestMomentsBeside(t *testing.T) {
	shared, _ := stored(t)
	_, err := shared.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	want := served(shared)
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for _, place := range []string{"1", "0", "1", "m1"} {
				then, err := shared.Moment(t.Context(), place)
				if err == nil && place == "1" {
					require.Equal(t, want, served(then))
				}
				require.NoError(t, err)
			}
		})
	}
	for range 5 {
		_, err := shared.Do(t.Context(), "regenerate: {certificate: TVS, nodes: all}")
		require.NoError(t, err)
	}
	group.Wait()
}

// TestStandings: a lab tells how its phones stood, after a start too, on the branch that it goes on with.
func TestStandings(t *testing.T) {
	shared, f := stored(t)
	_, err := shared.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	_, err = shared.Undo(t.Context())
	require.NoError(t, err)
	_, err = shared.Do(t.Context(), "power-on: lobby")
	require.NoError(t, err)
	s, err := shared.Standings(t.Context(), StandingsQuery{})
	require.NoError(t, err)
	require.Len(t, s.Moments, 2)
	require.Equal(t, []folder.Standing{{Group: "floor", Phones: 3, Off: 3, Trust: map[string]int{"none": 3}, Away: map[string]int{"none": 3}},
		{Group: "lobby", Phones: 1, Registered: 1, Trust: map[string]int{"none": 1}}}, s.Moments[1].Groups, "such a phone knows no ITL")
	all, err := shared.Standings(t.Context(), StandingsQuery{All: true, From: "2026-01-01 00:00:00"})
	require.NoError(t, err)
	require.Len(t, all.Moments, 3)
	_, err = shared.Standings(t.Context(), StandingsQuery{To: "noon"})
	require.ErrorAs(t, err, new(RefusedError))
	path := f.Path()
	require.NoError(t, f.Close())
	f, err = folder.Open(t.Context(), path)
	require.NoError(t, err)
	defer f.Close()
	list, err := f.Moments(t.Context(), folder.Between{})
	require.NoError(t, err)
	require.Equal(t, s.Moments, list)
}
