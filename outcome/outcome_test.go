package outcome_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

func TestTexts(t *testing.T) {
	seen := map[string]bool{}
	for o := outcome.NotFound; o <= outcome.NoCertificate; o++ {
		require.NotEmpty(t, o.Error())
		require.False(t, seen[o.Error()], o.Error())
		seen[o.Error()] = true
	}
}

func TestOf(t *testing.T) {
	inner := &outcome.Error{Outcome: outcome.UnknownCA, Err: io.EOF}
	for name, row := range map[string]struct {
		err  error
		want outcome.Outcome
	}{
		"nil":                       {nil, 0},
		"none":                      {io.EOF, 0},
		"itself":                    {outcome.NotFound, outcome.NotFound},
		"wrapped":                   {fmt.Errorf("%q: %w", "x", outcome.NotFound), outcome.NotFound},
		"with words":                {inner, outcome.UnknownCA},
		"the outermost of two":      {&outcome.Error{Outcome: outcome.Handshake, Err: inner}, outcome.Handshake},
		"the first of two, wrapped": {fmt.Errorf("%w: %w", outcome.Timeout, inner), outcome.Timeout},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, row.want, outcome.Of(row.err))
			if row.want != 0 {
				require.ErrorIs(t, row.err, row.want)
				require.Equal(t, row.want, outcome.Bare(row.err))
				return
			}
			require.Equal(t, row.err, outcome.Bare(row.err))
		})
	}
	require.ErrorIs(t, inner, io.EOF, "the reason is kept")
}

func TestError(t *testing.T) {
	words := outcome.Words{outcome.Unreachable: "tvs server unreachable"}
	reason := errors.New("connection refused")
	require.EqualError(t, words.Failed("ask tvs a", outcome.Unreachable, reason), "ask tvs a: tvs server unreachable: connection refused")
	require.EqualError(t, words.Failed("tvs a", outcome.Unreachable, nil), "tvs a: tvs server unreachable")
	require.EqualError(t, words.Failed("", outcome.Untrusted, reason), "connection refused", "no words of its own")

	ctx, cancel := context.WithCancel(t.Context())
	require.ErrorIs(t, words.Explain(ctx, "ask tvs a", outcome.Unreachable, reason), outcome.Unreachable)
	cancel()
	err := words.Explain(ctx, "ask tvs a", outcome.Unreachable, reason)
	require.EqualError(t, err, "ask tvs a: context canceled")
	require.Zero(t, outcome.Of(err))
}
