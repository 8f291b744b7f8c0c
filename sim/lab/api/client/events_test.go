package client_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
)

var errEnough = errors.New("enough")

// TestFollow: a stream that is broken off and taken up again after the last number has every event once.
func TestFollow(t *testing.T) {
	each(t, func(t *testing.T, shared *control.Lab, l *client.Lab) {
		_, err := l.Do(t.Context(), "power-on: all")
		require.NoError(t, err)
		all, err := shared.Journal.After(0, 1000)
		require.NoError(t, err)
		require.Greater(t, len(all.Events), 20)
		var seen []control.Happened
		for len(seen) < len(all.Events) {
			left := 7
			at := uint64(len(seen))
			err := l.Follow(t.Context(), at, func(e control.Happened) error {
				seen = append(seen, e)
				if left--; left == 0 || len(seen) == len(all.Events) {
					return errEnough
				}
				return nil
			}, func(uint64) error { return errors.New("nothing was lost") })
			require.ErrorIs(t, err, errEnough)
		}
		require.Equal(t, all.Events, seen)
		some, err := l.Events(t.Context(), 3, 2)
		require.NoError(t, err)
		require.Equal(t, &control.Events{Events: all.Events[3:5], Next: 5}, some)
		err = l.Follow(t.Context(), 1<<40, nil, nil)
		require.ErrorAs(t, err, new(control.RefusedError))
	})
}

// TestFollowLive: what happens while one follows is told, up to the end of the context.
func TestFollowLive(t *testing.T) {
	each(t, func(t *testing.T, shared *control.Lab, l *client.Lab) {
		ctx, cancel := context.WithCancel(t.Context())
		seen := make(chan control.Happened, 1000)
		ended := make(chan error, 1)
		go func() {
			ended <- l.Follow(ctx, shared.Journal.Last(), func(e control.Happened) error { seen <- e; return nil }, func(uint64) error { return nil })
		}()
		_, err := l.Do(t.Context(), "power-on: lobby")
		require.NoError(t, err)
		for e := range seen {
			if e.Phone == "SEP0A0102000001" {
				break
			}
		}
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
	})
}
