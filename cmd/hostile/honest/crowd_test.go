package honest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

var errRefused = errors.New("connection refused")

// TestAsk: what fails and what takes long is counted, what the end of the attack cuts off counts for how long it waited.
func TestAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c := Crowd{
			{"served", time.Second, func(context.Context) error { time.Sleep(100 * time.Millisecond); return nil }},
			{"refused now and then", time.Second, func(context.Context) error {
				if n++; n%2 == 0 {
					return errRefused
				}
				return nil
			}},
			{"lied to", 10 * time.Second, func(context.Context) error { return truly(fmt.Errorf("get: %w", outcome.NotFound)) }},
			{"never answered", time.Second, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5500*time.Millisecond)
		defer cancel()
		require.Equal(t, map[string]Tally{
			"served":               {Asked: 6, Slowest: 100 * time.Millisecond},
			"refused now and then": {Asked: 6, Failed: 3, Last: errRefused},
			"lied to":              {Asked: 1, Failed: 1, Lies: 1, Last: ErrLie},
			"never answered":       {Slowest: 5500 * time.Millisecond},
		}, c.Ask(ctx))
	})
}

// TestPatience: a client that is not answered gives up and counts as failed.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := Crowd{{"tvs", time.Second, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}}
		ctx, cancel := context.WithTimeout(t.Context(), Patience+time.Second)
		defer cancel()
		tally := c.Ask(ctx)["tvs"]
		require.Equal(t, 1, tally.Failed)
		require.ErrorIs(t, tally.Last, context.DeadlineExceeded)
	})
}

// TestAgain: three answers in a row are being served again; one that fails begins anew.
func TestAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c := Crowd{{"tvs", 5 * time.Second, func(context.Context) error {
			if n++; n <= 4 || n == 7 {
				return errRefused
			}
			return nil
		}}}
		took, err := c.Again(t.Context(), time.Minute)
		require.NoError(t, err)
		require.Equal(t, 10, n)
		require.Equal(t, 9*time.Second, took)
	})
}

// TestNeverAgain: who is not served is named, with the reason.
func TestNeverAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := Crowd{
			{"tvs", time.Second, func(context.Context) error { return errRefused }},
			{"http", time.Second, func(context.Context) error { return nil }},
			{"capf", time.Second, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
		}
		_, err := c.Again(t.Context(), 20*time.Second)
		require.EqualError(t, err, `not served within 20s: ["capf: context deadline exceeded" "tvs: connection refused"]`)
	})
}
