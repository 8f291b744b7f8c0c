package explore_test

import (
	"fmt"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
)

// BenchmarkSearch exhausts two deviations of all kinds around a plan of eight steps for four groups on two nodes, on one core, machine and all:
// what a state costs does not depend on the number of phones.
func BenchmarkSearch(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // as the command does
	for _, count := range []int{1, 100_000} {
		b.Run(fmt.Sprintf("%d phones a group", count), func(b *testing.B) {
			pool, places, states := keys(b), 0, 0
			for b.Loop() {
				s := cell(b, "11.5", "non-secure", inTurn)
				for i := range s.Phones {
					s.Phones[i].Count = count
				}
				p, err := explore.NewPlan(b.Context(), s, explore.Config{Keys: pool})
				require.NoError(b, err)
				search, err := explore.NewSearch(p, explore.Bounds{Most: 2}, explore.Default(), explore.Options{All: true, Workers: 1})
				require.NoError(b, err)
				r, err := search.Run(b.Context())
				require.NoError(b, err)
				require.True(b, r.Exhausted)
				places, states = places+r.Places, r.States
			}
			b.ReportMetric(float64(places)/b.Elapsed().Seconds(), "states/s")
			b.ReportMetric(float64(places)/float64(b.N), "states")
			b.ReportMetric(float64(states), "labs")
		})
	}
}

// BenchmarkSingles tries every single deviation, which is what a plan's conditions come from.
func BenchmarkSingles(b *testing.B) {
	pool := keys(b)
	for b.Loop() {
		p, err := explore.NewPlan(b.Context(), cell(b, "11.5", "non-secure", inTurn), explore.Config{Keys: pool})
		require.NoError(b, err)
		_, err = explore.SinglesOf(b.Context(), p, everything)
		require.NoError(b, err)
	}
}
