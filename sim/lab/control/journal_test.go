package control

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim/lab"
)

func happened(n int) event.Event {
	return event.Event{Time: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), Node: "cucm-pub", What: lab.Line{Log: lab.LogTVS, Text: fmt.Sprint(n)}}
}

// TestJournal: whoever asks on after what was answered misses nothing that is kept, and is told what is not.
func TestJournal(t *testing.T) {
	j := NewJournal()
	none, err := j.After(0, 10)
	require.NoError(t, err)
	require.Equal(t, &Events{Events: []Happened{}}, none)
	for n := range mostEvents + 5 {
		j.Add(happened(n + 1))
	}
	require.EqualValues(t, mostEvents+5, j.Last())
	first, err := j.After(2, 3)
	require.NoError(t, err)
	require.Equal(t, []Happened{
		{Number: 6, Clock: "2026-01-05 09:00:00", Node: "cucm-pub", Kind: "tvs", Text: "6"},
		{Number: 7, Clock: "2026-01-05 09:00:00", Node: "cucm-pub", Kind: "tvs", Text: "7"},
		{Number: 8, Clock: "2026-01-05 09:00:00", Node: "cucm-pub", Kind: "tvs", Text: "8"},
	}, first.Events)
	require.EqualValues(t, 3, first.Lost)
	rest, err := j.After(first.Next, 2*mostEvents)
	require.NoError(t, err)
	require.Zero(t, rest.Lost)
	require.Len(t, rest.Events, mostEvents-3)
	require.EqualValues(t, mostEvents+5, rest.Next)
	end, err := j.After(rest.Next, 1)
	require.NoError(t, err)
	require.Equal(t, &Events{Events: []Happened{}, Next: mostEvents + 5}, end)
	_, err = j.After(mostEvents+6, 1)
	require.EqualError(t, err, "event 10006: there is none yet, the newest is 10005; numbers are those of one lab")
}

// TestJournalWait: several who wait see all that happens, in order, while others add.
func TestJournalWait(t *testing.T) {
	j := NewJournal()
	const all, each = 4, 200
	var readers, writers sync.WaitGroup
	seen := make([]int, all)
	for i := range all {
		readers.Go(func() {
			for at := uint64(0); at < all*each; {
				if j.Wait(t.Context(), at) != nil {
					return
				}
				list, err := j.After(at, 7)
				if err != nil || list.Lost > 0 || list.Events[0].Number != at+1 {
					return
				}
				seen[i] += len(list.Events)
				at = list.Next
			}
		})
		writers.Go(func() {
			for n := range each {
				j.Add(happened(n))
			}
		})
	}
	writers.Wait()
	readers.Wait()
	require.Equal(t, []int{all * each, all * each, all * each, all * each}, seen)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, j.Wait(ctx, j.Last()), context.Canceled)
}
