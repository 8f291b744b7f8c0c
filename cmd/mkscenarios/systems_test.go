package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/keypool"
	"tvslab/sim/system"
)

// Every kind of system is up, goes down by what breaks it, and comes back by its cure, on every release that plays it.
func TestEveryKindGoesDownAndComesBack(t *testing.T) {
	keys, err := keypool.Open(filepath.Join("..", "..", "testdata", "keys"), nil)
	require.NoError(t, err)
	all, err := library.Find("*")
	require.NoError(t, err)
	back := map[string]map[string]bool{} // by kind and release
	for _, s := range all {
		if len(s.Systems) == 0 {
			continue
		}
		p, err := play(context.Background(), s, scenarios.Options{Keys: keys})
		require.NoError(t, err)
		for i := range s.Systems {
			kind := s.Systems[i].Kind.Value
			if back[kind] == nil {
				back[kind] = map[string]bool{}
			}
			for _, c := range p.cells {
				back[kind][c.Release] = back[kind][c.Release] || strings.HasSuffix(c.systems[i], ", then up")
			}
		}
	}
	for _, k := range system.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			require.NotEmpty(t, back[k.Name])
			for release, ok := range back[k.Name] {
				require.True(t, ok, "release %s: never down and up again", release)
			}
		})
	}
}
