package scenarios_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/scenarios/site"
)

// BenchmarkScenario plays a whole scenario, cluster installation, rotation, refusals and recovery included, with
// groups of different sizes: what is done per file must not be done per phone.
func BenchmarkScenario(b *testing.B) {
	found, err := library.Find("tftp-both-changed-tvs-changed")
	require.NoError(b, err)
	for _, count := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprintf("%d phones", count), func(b *testing.B) {
			s, err := found[0].For(site.Cell{Release: "11.5", Mode: "non-secure"})
			require.NoError(b, err)
			s.Phones[0].Count = count
			keys := testKeys(b)
			for b.Loop() {
				result, err := scenarios.Run(b.Context(), s, scenarios.Options{Keys: keys})
				require.NoError(b, err)
				require.True(b, result.Held)
			}
			b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "phones/s")
		})
	}
}

// BenchmarkDevices plays the same with phones that have names of their own, no two of them neighbours: the worst for spans.
func BenchmarkDevices(b *testing.B) {
	found, err := library.Find("tftp-both-changed-tvs-changed")
	require.NoError(b, err)
	for _, count := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("%d phones", count), func(b *testing.B) {
			s, err := found[0].For(site.Cell{Release: "11.5", Mode: "non-secure"})
			require.NoError(b, err)
			spans := make([]devices.Span, count)
			for i := range spans {
				n := devices.Number(2 * (i + 1))
				spans[i] = devices.Span{First: n, Last: n}
			}
			s.Phones[0].Count = count
			s.Phones[0].Devices.List, err = devices.Listed(spans...)
			require.NoError(b, err)
			keys := testKeys(b)
			for b.Loop() {
				result, err := scenarios.Run(b.Context(), s, scenarios.Options{Keys: keys})
				require.NoError(b, err)
				require.True(b, result.Held)
			}
			b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "phones/s")
		})
	}
}
